/**
 * Every message that a user can get, in one file, so that they keep one voice:
 * where it is, what was given, what is allowed, how to mend it.
 */
import { currentPlace, type Finding } from './finding';

const at = (field: string): string => [currentPlace(), field].filter((part) => part !== '').join(' / ');

const error = (rule: string, where: string, what: string, given: string, allowed: string, mend: string): Finding => ({
  level: 'error',
  rule,
  where,
  what,
  given,
  allowed,
  mend,
});

const warning = (...facts: Parameters<typeof error>): Finding => ({ ...error(...facts), level: 'warning' });

const note = (...facts: Parameters<typeof error>): Finding => ({ ...error(...facts), level: 'note' });

/** The candidate nearest to what was typed, as a suggestion; empty when nothing is near. */
function didYouMean(given: string, candidates: readonly string[]): string {
  const nearest = candidates
    .map((candidate) => ({ candidate, distance: editDistance(given.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, candidate.length / 3))
    .sort((a, b) => a.distance - b.distance)[0];
  return nearest === undefined ? '' : `did you mean "${nearest.candidate}"? `;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

export const messages = {
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

  lastGoodExpires: (where: string, given: string) =>
    error(
      'last-good-expires',
      where,
      'a lifecycle that removes the newest verified copy when its job has stopped',
      given,
      'no expiry under last-good/',
      'name the prefixes of the tiers in the rule',
    ),

  tierTooThin: (where: string, tier: string, promised: number, fewest: string) =>
    error(
      'tier-too-thin',
      where,
      'a retention tier holds fewer copies than it promises',
      `tier "${tier}": ${promised} copies`,
      fewest,
      'keep the tier longer, or run the backup more often',
    ),

  keptOutOfBounds: (where: string, kept: string, bounds: string) =>
    error(
      'kept-out-of-bounds',
      where,
      'copies that are kept for longer or shorter than the product may',
      kept,
      bounds,
      'change the age of the tier; the bounds are those of the law or a contract',
    ),

  badRetention: (where: string, given: string, why: string, mend: string) =>
    error(
      'bad-retention',
      where,
      why,
      given,
      'lock <= expiry; cold storage for its minimum: 30 d (STANDARD_IA), 90 d (GLACIER_IR), 180 d (DEEP_ARCHIVE)',
      mend,
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

  badCommandLine: (given: string, understood: string, example: string) =>
    error('bad-command-line', 'command line', 'words that nobody understands', given, understood, `leave them out, e.g. ${example}`),

  badFindingsFile: (given: string, known: readonly string[]) =>
    error(
      'bad-findings-file',
      'command line',
      'a form in which findings cannot be written',
      given,
      `a file that ends in ${known.join(' or ')}`,
      'use .sarif for code hosts, .json for programs of your own',
    ),

  findingsNotWritten: (file: string, why: string) =>
    error(
      'findings-not-written',
      'command line',
      'the findings cannot be written',
      why,
      'a file in a folder that can be written',
      `choose another place than ${file}`,
    ),

  badSetting: (path: string, given: string, allowed: string) =>
    error('bad-setting', `settings.json / ${path}`, 'a setting that cannot be used', given, allowed, 'correct the value in settings.json'),

  settingsNotJson: (file: string, why: string) =>
    error(
      'settings-not-json',
      file,
      'the settings cannot be read',
      why,
      'JSON, see docs/guide/settings.md',
      'correct the syntax at the place named',
    ),

  unknownSetting: (path: string, given: string, known: readonly string[]) =>
    error(
      'unknown-setting',
      `settings.json / ${path}`,
      'a setting that nobody reads',
      `"${given}"`,
      known.join(', '),
      `${didYouMean(given, known)}remove or rename it`,
    ),

  placeholder: (where: string, variable: string, meaning: string, path: string): Finding => ({
    ...warning(
      'placeholder',
      where,
      `${meaning} is not set yet`,
      `var.${variable} stands for it; the plan fails until it has a value`,
      meaning,
      `set ${path} in settings.json or TF_VAR_${variable}`,
    ),
    setting: path,
  }),

  rpoNotMet: (where: string, scenario: string, given: string, worst: string, because: string, mend: string) =>
    error('rpo-not-met', where, `recovery point objective not met for: ${scenario}`, given, `worst case ${worst}: ${because}`, mend),

  rpoWithoutSlack: (where: string, scenarios: string, given: string, worst: string) =>
    warning(
      'rpo-without-slack',
      where,
      `recovery point objective met only when nothing fails, for: ${scenarios}`,
      given,
      `with one failed run ${worst}`,
      'back up at least twice as often, or add a continuous archive, so that one failed run costs no objective',
    ),

  toldTooLate: (where: string, what: string, given: string, told: string, because: string, mend: string) =>
    error(
      'told-too-late',
      where,
      `${what} is told after the recovery point objective is lost`,
      given,
      `told after ${told}: ${because}`,
      mend,
    ),

  objectiveUnwatched: (where: string, given: string, store: string) =>
    error(
      'objective-unwatched',
      where,
      'a recovery point objective whose loss no alarm tells',
      given,
      `a backup of ${store} with carriesRpo, or a continuous archive`,
      'set carriesRpo on the backup that the objective rests on',
    ),

  endsEveryCopy: (where: string, principal: string, stores: readonly string[], by: string) =>
    error(
      'ends-every-copy',
      where,
      `one principal can remove every copy of ${stores.join(', ')}`,
      principal,
      `a copy that it cannot reach; it has ${by}`,
      'take the right away, refuse it in the policy of one of the buckets, or keep a copy in another account',
    ),

  mayRemoveCopies: (where: string, principal: string, by: string) =>
    error(
      'may-remove-copies',
      where,
      'a right to remove copies that nothing asks for',
      principal,
      `none; it has ${by}`,
      'take the right away, or record with recordMayRemove why the work cannot be done without it',
    ),

  oneAccount: (where: string, stores: readonly string[], accounts: readonly string[]) =>
    warning(
      'one-account',
      where,
      `whoever administers one account can remove every copy of ${stores.join(', ')}`,
      `all of them in ${accounts.join(', ')}`,
      'a copy in an account of its own, as the scenario "lost account or provider" asks for where an objective names it',
      'declare secondProviderCopy or a foreign bucket, or waive it with a reason',
    ),

  foreignCopyAtHome: (where: string, bucket: string, account: string) =>
    error(
      'copies-share-fate',
      where,
      'a copy that must outlive an account stands in it',
      `${bucket} in ${account}`,
      'another account or project than that of all other copies',
      'name an account or project of its own in the settings',
    ),

  unjudgedRight: (where: string, given: string, because: string) =>
    warning(
      'unjudged-right',
      where,
      'a right of which nobody can tell whether it removes copies',
      given,
      because,
      'grant single permissions, or a role that opskeep knows',
    ),

  pagesTwice: (where: string, fault: string, signal: string) =>
    error(
      'pages-twice',
      where,
      'one signal pages twice for one fault',
      `${signal}, when ${fault}`,
      'one tier that pages for any figure: a graver one silences a milder one only when it fires no later',
      'give the graver tier the shorter duration, or let the milder one page nobody',
    ),

  pagesMoreThanOnce: (where: string, rules: readonly string[]) =>
    warning(
      'pages-more-than-once',
      where,
      'one fault pages more than once',
      rules.join(', '),
      'one rule that pages: the one nearest to the cause, which no other may be faster than',
      'name the cause in `causes` of the signals that follow from it, give them no shorter duration, let them warn, or waive it with a reason',
    ),

  singleton: (where: string, given: string, owner: string) =>
    error(
      'singleton',
      where,
      'a resource that overwrites what everybody shares',
      given,
      `what belongs to the product environment alone; this is one per ${owner}`,
      'leave it out, or manage it in one place for all',
    ),

  sharedName: (where: string, given: string, other: string) =>
    error('shared-name', where, 'two stacks own a thing of one name', given, `a name that ${other} does not have`, 'rename one of them'),

  rtoNotMet: (where: string, given: string, needed: string, because: string) =>
    error(
      'rto-not-met',
      where,
      'recovery time objective not met',
      given,
      `at least ${needed}: ${because}`,
      'restore by a faster path, keep less data in the store, or declare a longer rto',
    ),

  tierWithoutProducer: (where: string, tier: string) =>
    error(
      'tier-without-producer',
      where,
      'a retention tier that no schedule fills',
      `tier "${tier}"`,
      'at least one backup run or on-demand job that writes into each tier',
      `add a run with tier ${tier}, or remove the tier`,
    ),

  noOffHostCopy: (where: string, given: string) =>
    error(
      'no-off-host-copy',
      where,
      'a backup without a copy away from its host',
      given,
      'every backup ends in a bucket',
      'declare the bucket as its target',
    ),

  copiesShareFate: (where: string, given: string) =>
    error(
      'copies-share-fate',
      where,
      'all copies are in one account and region',
      given,
      'a copy in a second region or with a second provider where the posture asks for one',
      'set copyRegion (AWS) or copyLocation (Google), different from the first',
    ),

  foreignTimeZone: (where: string, given: string, zone: string) =>
    error(
      'foreign-time-zone',
      where,
      "a schedule in a time zone that is not the product's",
      given,
      zone,
      'use the zone of the product for all its schedules',
    ),

  locationNotAllowed: (where: string, given: string, allowed: readonly string[]) =>
    error(
      'location-not-allowed',
      where,
      'data would leave the places that it may be in',
      given,
      allowed.join(', '),
      'choose an allowed location, or extend the list after legal review',
    ),

  orphanContactPoint: (where: string) =>
    warning(
      'orphan-contact-point',
      where,
      'a contact point that no alert goes to',
      'no tier of a signal names it, and it meets no requirement',
      'a channel of a severity, or one that a tier goes to',
      'send a tier there with .to(...), or remove the channel',
    ),

  alertReachesNobody: (where: string, given: string, allowed: string, mend: string) =>
    error('alert-reaches-nobody', where, 'an alert that ends at no human being', given, allowed, mend),

  responseTooLate: (where: string, given: string, allowed: string) =>
    error(
      'response-too-late',
      where,
      'a person is told later than the incident class promises',
      given,
      allowed,
      'move the first escalation step forward or notify two targets at once',
    ),

  coverageHole: (where: string, given: string) =>
    error(
      'on-call-hole',
      where,
      'an hour of the week with fewer than two levels to call',
      given,
      'at least two reachable levels at every hour',
      'remove the restriction of the rota or add a level that is always reachable',
    ),

  windowStopsBackup: (where: string, given: string, window: string) =>
    error(
      'window-stops-backup',
      where,
      'a backup or drill starts while a maintenance that stops it runs',
      given,
      `outside of ${window}`,
      'move the run, shorten the window, or remove it from the jobs that the window stops',
    ),

  baselineUncovered: (where: string, given: string) =>
    error(
      'baseline-uncovered',
      where,
      'a baseline alert that the product neither has, overrides nor excludes',
      given,
      'an alert that meets it, an entry in baseline.overridden, or a reason in baseline.notApplicable',
      'add an alert to a dashboard of the product and name the requirement with .meets(...), or say why it has no meaning there',
    ),

  reasonMissing: (where: string, requirement: string, given: string) =>
    error(
      'reason-missing',
      where,
      'a baseline alert is excluded without a reason',
      `notApplicable: { '${requirement}': '${given}' }`,
      'a sentence that the runbook prints',
      'say why the alert has no meaning for the product',
    ),

  badDrillResult: (where: string) =>
    error(
      'bad-drill-result',
      where,
      'the result of a drill that cannot be read',
      'cut off, of another format, or contradicting itself',
      'the result as the job of the drill wrote it',
      'copy it again from verified/drills/<backup>/ in the backup bucket, whole and unchanged',
    ),

  drillTooOld: (where: string, given: string, allowed: string) =>
    error(
      'drill-too-old',
      where,
      'the recovery time rests on a rate that was measured long ago',
      given,
      allowed,
      'add the newest good result of the drill to drills/results.json; run the drill if there is none',
    ),

  budgetSpentOnPlannedWork: (where: string, given: string, planned: string, because: string) =>
    error(
      'budget-spent-on-planned-work',
      where,
      'planned work alone takes longer than the objective lets the service be away',
      given,
      `planned work takes ${planned} a month: ${because}`,
      'roll the work out without downtime, shorten the windows, or declare a lower objective',
    ),

  recoveryBeginsTooLate: (where: string, objective: string, given: string, rto: string) =>
    error(
      'recovery-begins-too-late',
      where,
      `the work that brings service back begins when the recovery time of ${objective} is spent`,
      given,
      `before the rto of ${rto} is over`,
      'roll back in the first minutes, and look for the cause afterwards',
    ),

  backupFailureUnheard: (where: string, given: string) =>
    error(
      'backup-failure-unheard',
      where,
      'a failed backup that wakes nobody',
      given,
      'an alarm of severity error or critical',
      'raise the alarm to error',
    ),

  commonBucketName: (where: string, given: string, allowed: string) =>
    error(
      'common-bucket-name',
      where,
      'a bucket name that belongs to somebody else',
      `"${given}"`,
      `a name with ${allowed} in it: names of buckets are unique in the world (Amazon S3, Cloud Storage)`,
      'leave bucketName out, or put the product into it',
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

  badDay: (where: string, given: string) =>
    error(
      'bad-day',
      where,
      'not a day of the calendar',
      `"${given}"`,
      'YYYY-MM-DD, e.g. "2027-03-31"',
      'write the day with four, two and two digits',
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

  looserOverride: (where: string, given: string, baseline: string) =>
    note(
      'looser-than-baseline',
      where,
      'a product figure is looser than the baseline',
      given,
      baseline,
      'nothing to do when the runbook says so; the runbook lists it',
    ),

  multipartCeiling: (where: string, given: string, ceiling: string) =>
    error(
      'multipart-ceiling',
      where,
      'a backup that no multipart upload can hold',
      given,
      ceiling,
      'split the backup, or declare the true size',
    ),

  managedArchive: (where: string, given: string) =>
    error(
      'no-archive-command',
      where,
      'a continuous archive on a managed database, which offers no archive_command',
      given,
      'self-hosted PostgreSQL',
      "use the provider's point-in-time recovery instead",
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

  heldTierInLoki: (where: string, given: string) =>
    error(
      'held-tier-in-loki',
      where,
      'a milder tier of a log signal that a graver one cannot silence, because LogQL has no subqueries',
      given,
      'one tier, tiers marked independent, or graver tiers without a duration',
      'remove the duration of the graver tier, or count the logs in a metric and alert on that',
    ),

  plannedWorkNotInUtc: (window: string, given: string) =>
    error(
      'planned-work-not-in-utc',
      at(window),
      'planned work that PromQL, whose clock is UTC, cannot leave out',
      given,
      'a window in the zone UTC that ends on the day on which it starts',
      'leave the window out of `plannedWork`: the figure then counts it as downtime',
    ),

  startsBeforeBackupEnds: (where: string, given: string, backup: string) =>
    error(
      'starts-before-backup-ends',
      where,
      'what changes data starts before the backup that must hold it has ended',
      given,
      `later than a start of the backup "${backup}" of the last 24 h and its longest run`,
      'start it later, or the backup earlier',
    ),

  routineWithoutDatabase: (where: string) =>
    error(
      'routine-without-database',
      where,
      'a routine that reads a database which the product does not have',
      'readsDatabase: true',
      'a product on AWS with a backup of PostgreSQL',
      'declare the backup of the database, or leave readsDatabase out',
    ),

  checkThatNobodyMakes: (where: string, check: string, store: string) =>
    error(
      'check-that-nobody-makes',
      where,
      'a check of a drill that its task cannot make',
      check,
      `a check that a drill which people record makes as well, of a backup of "${store}"`,
      'declare it for a recorded drill of the store too, or leave it out',
    ),

  notEnrolled: (where: string, silences: readonly { readonly watched: string; readonly setting: string }[]) =>
    warning(
      'not-enrolled',
      where,
      `nobody is told when ${silences.map(({ watched }) => watched).join(' or ')} falls silent`,
      `${silences.map(({ setting }) => setting).join(' and ')} not set`,
      'true once its first sign of life has been seen',
      'set to true in settings.json after the first deployment (docs/guide/deploy.md), or to false to say that you know',
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

  labelNotAllowed: (where: string, given: string, allowed: readonly string[]) =>
    error(
      'label-not-allowed',
      where,
      'a label that metrics, logs, rules and panels of the product may not carry',
      `"${given}"`,
      allowed.join(', '),
      `${didYouMean(given, allowed)}group by another label, or extend compliance.labels once it is sure that no person and no card can stand in it`,
    ),

  unknownResource: (given: string, paths: readonly string[]) =>
    error(
      'unknown-resource',
      'settings.json / adopt',
      'no resource stands at this path',
      `"${given}"`,
      'metadata.path of a resource in cdktf.out/stacks/<stack>/cdk.tf.json',
      `${didYouMean(given, paths)}correct the path (docs/guide/adopt-what-exists.md)`,
    ),

  adoptedTwice: (given: string, existing: string) =>
    error(
      'adopted-twice',
      'settings.json / adopt',
      'one thing cannot be two resources',
      `"${existing}" at ${given}`,
      'each id once for a type of resource in a stack',
      'leave the wrong path out',
    ),
};
