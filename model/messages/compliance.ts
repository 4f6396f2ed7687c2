import { didYouMean } from './did-you-mean';
import { error } from './facts';

/** What laws ask for, and what was accepted or reviewed until a day. */
export const complianceMessages = {
  locationNotAllowed: (where: string, given: string, allowed: readonly string[]) =>
    error(
      'location-not-allowed',
      where,
      'data would leave the places that it may be in',
      given,
      allowed.join(', '),
      'choose an allowed location, or extend the list after legal review',
    ),

  labelNotAllowed: (where: string, given: string, allowed: readonly string[]) =>
    error(
      'label-not-allowed',
      where,
      'a label that metrics, logs, rules and panels of the product may not carry',
      `"${given}"`,
      allowed.join(', '),
      `${didYouMean(given, allowed)}group by another label, or extend compliance.labels once it is sure that no person and no card can stand in it`,
    ),

  controlWithoutEvidence: (where: string, control: string) =>
    error(
      'control-without-evidence',
      where,
      'a control that the product claims and nothing meets',
      control,
      'at least one resource, or a limit that is proven in every synth',
      'declare what meets it (a backup, a drill, a copy, a breach alert, an allow-list), or do not claim it',
    ),

  unusedWaiver: (where: string, places: readonly string[]) =>
    error(
      'waiver-unused',
      where,
      'a waiver that waives nothing',
      'no finding of this rule at this place',
      places.length === 0 ? 'no waiver: there is no finding of this rule' : `one of the places: ${[...new Set(places)].join('; ')}`,
      'remove the waiver, or correct its place',
    ),

  waiverWithoutReason: (where: string) =>
    error(
      'waiver-without-reason',
      where,
      'a waiver without a reason',
      'reason: blank',
      'a sentence that is printed with the finding',
      'say why the finding is accepted',
    ),

  waiverExpired: (where: string, given: string, reason: string) =>
    error(
      'waiver-expired',
      where,
      `a finding that was accepted for a while: ${reason}`,
      `accepted until ${given}`,
      'a day that has not passed',
      'mend what is waived and remove the waiver, or accept it anew with a later day',
    ),

  reviewOverdue: (where: string, standard: string, given: string, allowed: string) =>
    error(
      'review-overdue',
      where,
      `nobody has read the certificate for ${standard} for long`,
      given,
      allowed,
      'read the valid certificate, and declare the day',
    ),

  simulatedYearPast: (given: string) =>
    error(
      'simulated-year-past',
      'model/schedule.ts / simulatedYear',
      'schedules are proven over a year that has passed',
      given,
      'a year that is not over',
      'move simulatedYear to the year that begins, and run npm run docs',
    ),
};
