import { didYouMean } from './did-you-mean';
import { error, warning } from './facts';

/** What the vendors refuse. */
export const vendorMessages = {
  vendorLimit: (where: string, what: string, given: string, allowed: string, mend: string) =>
    error('vendor-limit', where, what, given, allowed, mend),

  tooLarge: (where: string, what: string, given: string, allowed: string) =>
    error(
      'vendor-limit',
      where,
      `${what} is larger than its vendor takes`,
      given,
      allowed,
      'declare less in one place, or shorten what it says',
    ),

  quotaUsedUp: (
    owner: string,
    what: string,
    count: number,
    stacks: readonly string[],
    quota: { limit: number; vendor: string; raised: boolean },
  ) =>
    (quota.raised ? warning : error)(
      'vendor-quota',
      owner,
      `more ${what}`,
      `${count} in ${stacks.join(', ')}`,
      `${quota.limit} (${quota.vendor}${quota.raised ? '; more on request' : ''})`,
      quota.raised
        ? 'ask the vendor for more before the apply, or deploy some environments elsewhere'
        : 'deploy some environments elsewhere',
    ),

  pagerZone: (where: string, given: string, zones: readonly string[]) =>
    error(
      'pager-zone',
      where,
      'a time zone that PagerDuty schedules do not offer',
      `"${given}"`,
      `one of the ${zones.length} zones of PagerDuty, e.g. "Etc/UTC", "Europe/Paris" or "Asia/Bangkok"`,
      `${didYouMean(given, zones)}choose a listed zone with the same offset all year, or keep the rota by hand (external: true)`,
    ),

  pagerName: (where: string, kind: string, given: string) =>
    error(
      'pager-name',
      where,
      `not a name for a PagerDuty ${kind}`,
      JSON.stringify(given),
      'printable characters except \\ / & < >, not blank, no blank at its end (PagerDuty)',
      'rename it',
    ),

  badEscalation: (where: string, given: string, allowed: string, mend: string) =>
    error('bad-escalation', where, 'an escalation that PagerDuty cannot follow', given, allowed, mend),

  unquotable: (where: string, given: string) =>
    error(
      'unquotable',
      where,
      'a value that would break out of the condition of an event rule',
      JSON.stringify(given),
      'no quotes, backslashes or line breaks',
      'rename it',
    ),

  lowUrgencyStays: (where: string, given: string) =>
    warning(
      'low-urgency-stays',
      where,
      'an escalation that PagerDuty does not carry on',
      given,
      'one level: incidents of severity warning have low urgency, and those stay with the first level (PagerDuty)',
      'name everybody who must know in the first level, raise the alerts to error, or waive this',
    ),

  badMaintenanceWindow: (where: string, given: string) =>
    error(
      'bad-maintenance-window',
      where,
      'a maintenance window that Grafana cannot hold',
      given,
      'a start from 00:00 to 23:59 and whole minutes from 1 min to 6 d',
      'correct the start or the duration of the window',
    ),

  badAlertTiming: (where: string, given: string, allowed: string) =>
    error(
      'bad-alert-timing',
      where,
      'a time that Grafana does not evaluate alert rules by',
      given,
      allowed,
      'round the time to what is allowed',
    ),
};
