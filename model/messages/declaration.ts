import { didYouMean } from './did-you-mean';
import { at, error, warning } from './facts';

/** Mistakes in the words of a declaration: figures, times, names. */
export const declarationMessages = {
  badDuration: (given: string) =>
    error(
      'bad-duration',
      at('duration'),
      'not a duration',
      given,
      'a finite number of at least 0',
      'give a positive number with its unit, e.g. Duration.minutes(5)',
    ),

  badTimeOfDay: (given: string) =>
    error(
      'bad-time-of-day',
      at('schedule'),
      'not a time of day',
      `"${given}"`,
      'HH:MM from 00:00 to 23:59',
      'write the time with two digits each, e.g. "02:00"',
    ),

  badTimeZone: (given: string, zones: readonly string[]) =>
    error(
      'bad-time-zone',
      at('schedule'),
      'unknown time zone',
      `"${given}"`,
      'a name of the IANA time zone database, e.g. "UTC" or "Asia/Ho_Chi_Minh"',
      `${didYouMean(given, zones)}give the zone that the runbook's clock times mean`,
    ),

  zoneNotSet: (where: string, assumed: string) =>
    warning(
      'zone-not-set',
      where,
      `clock times without a time zone are read as ${assumed}`,
      'no zone',
      'a name of the IANA time zone database, e.g. "UTC" or "Asia/Ho_Chi_Minh"',
      "give the zone that the runbook's clock times mean",
    ),

  badCron: (given: string, why: string) =>
    error(
      'bad-cron',
      at('schedule'),
      `not a cron expression: ${why}`,
      `"${given}"`,
      'five fields: minute hour day-of-month month day-of-week',
      'use Schedule.daily, weekly or monthly, or correct the field',
    ),

  badInterval: (given: string) =>
    error(
      'bad-interval',
      at('schedule'),
      'an interval that does not divide the day',
      given,
      'whole minutes that divide 24 h, from 1 min to 24 h',
      'choose e.g. 5, 15 or 30 minutes, or 1, 6 or 12 hours',
    ),

  badDayOfMonth: (given: number) =>
    error('bad-day-of-month', at('schedule'), 'a day that some months lack', String(given), '1 to 28', 'choose a day that every month has'),

  badDay: (where: string, given: string) =>
    error(
      'bad-day',
      where,
      'not a day of the calendar',
      `"${given}"`,
      'YYYY-MM-DD, e.g. "2027-03-31"',
      'write the day with four, two and two digits',
    ),

  badName: (kind: string, given: string, allowed: string) =>
    error(
      'bad-name',
      at(kind),
      `not a name for a ${kind}`,
      `"${given}"`,
      allowed,
      'use lower-case letters, digits and single hyphens, beginning with a letter',
    ),

  nameTooLong: (where: string, kind: string, given: string, limit: number, vendor: string) =>
    error(
      'name-too-long',
      where,
      `the name of a ${kind} is too long`,
      `"${given}" (${given.length} characters)`,
      `${limit} characters (${vendor})`,
      'shorten the name of the product, the backup or the component',
    ),

  duplicate: (where: string, kind: string, given: string) =>
    error('duplicate-name', where, `two things are called the same ${kind}`, `"${given}" twice`, 'one of each name', 'rename one of them'),

  unknownName: (where: string, kind: string, given: string, known: readonly string[]) =>
    error(
      `unknown-${kind.replaceAll(' ', '-')}`,
      where,
      `unknown ${kind}`,
      `"${given}"`,
      known.join(', '),
      `${didYouMean(given, known)}use one of the names above`,
    ),

  badThreshold: (given: string) =>
    error(
      'bad-threshold',
      at('signal'),
      'thresholds of one signal out of order',
      given,
      'a graver severity has the more extreme threshold',
      'order the thresholds info, warning, error, critical from mild to extreme',
    ),

  valueNotSet: (where: string, value: string) =>
    warning(
      'value-not-set',
      where,
      `${value} is not known yet`,
      'not set',
      'a value that the runbook left open',
      'give it in the declaration; the runbook shows "not set" until then',
    ),
};
