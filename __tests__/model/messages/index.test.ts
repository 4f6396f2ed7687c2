import { type Finding, formatFinding } from '../../../model/finding';
import { messages } from '../../../model/messages';

/** What each message is told, in words that stand in none by themselves; a message that is missing here does not compile. */
const facts: { readonly [Name in keyof typeof messages]: Parameters<(typeof messages)[Name]> } = {
  badDuration: ['fact1'],
  badTimeOfDay: ['fact1'],
  badTimeZone: ['fact1', ['fact2']],
  zoneNotSet: ['where', 'UTC'],
  badCron: ['fact1', 'fact2'],
  badInterval: ['fact1'],
  badDayOfMonth: [31],
  badName: ['fact1', 'fact2', 'fact3'],
  nameTooLong: ['fact1', 'fact2', 'fact3', 7301, 'fact4'],
  duplicate: ['fact1', 'fact2', 'fact3'],
  unknownName: ['fact1', 'retention tier', 'fact3', ['fact4', 'fact5']],
  lastGoodExpires: ['fact1', 'fact2'],
  tierTooThin: ['fact1', 'fact2', 7301, 'fact3'],
  keptOutOfBounds: ['fact1', 'fact2', 'fact3'],
  badRetention: ['fact1', 'fact2', 'fact3', 'fact4'],
  badThreshold: ['fact1'],
  badCommandLine: ['fact1', 'fact2', 'fact3'],
  badFindingsFile: ['fact1', ['fact2', 'fact3']],
  findingsNotWritten: ['fact1', 'fact2'],
  badSetting: ['fact1', 'fact2', 'fact3'],
  settingsNotJson: ['fact1', 'fact2'],
  unknownSetting: ['fact1', 'fact2', ['fact3', 'fact4']],
  placeholder: ['fact1', 'fact2', 'fact3', 'fact4'],
  rpoNotMet: ['fact1', 'fact2', 'fact3', 'fact4', 'fact5', 'fact6'],
  rpoWithoutSlack: ['fact1', 'fact2', 'fact3', 'fact4'],
  toldTooLate: ['fact1', 'fact2', 'fact3', 'fact4', 'fact5', 'fact6'],
  objectiveUnwatched: ['fact1', 'fact2', 'fact3'],
  endsEveryCopy: ['fact1', 'fact2', ['fact3', 'fact4'], 'fact5'],
  mayRemoveCopies: ['fact1', 'fact2', 'fact3'],
  oneAccount: ['fact1', ['fact2', 'fact3'], ['fact4', 'fact5']],
  foreignCopyAtHome: ['fact1', 'fact2', 'fact3'],
  unjudgedRight: ['fact1', 'fact2', 'fact3'],
  pagesTwice: ['fact1', 'fact2', 'fact3'],
  pagesMoreThanOnce: ['fact1', ['fact2', 'fact3']],
  singleton: ['fact1', 'fact2', 'fact3'],
  sharedName: ['fact1', 'fact2', 'fact3'],
  rtoNotMet: ['fact1', 'fact2', 'fact3', 'fact4'],
  tierWithoutProducer: ['fact1', 'fact2'],
  noOffHostCopy: ['fact1', 'fact2'],
  copiesShareFate: ['fact1', 'fact2'],
  foreignTimeZone: ['fact1', 'fact2', 'fact3'],
  locationNotAllowed: ['fact1', 'fact2', ['fact3', 'fact4']],
  orphanContactPoint: ['fact1'],
  alertReachesNobody: ['fact1', 'fact2', 'fact3', 'fact4'],
  responseTooLate: ['fact1', 'fact2', 'fact3'],
  coverageHole: ['fact1', 'fact2'],
  windowStopsBackup: ['fact1', 'fact2', 'fact3'],
  baselineUncovered: ['fact1', 'fact2'],
  inheritedDiffers: ['fact1', 'fact2', 'fact3'],
  reasonMissing: ['fact1', 'fact2', 'fact3'],
  badDrillResult: ['fact1'],
  drillTooOld: ['fact1', 'fact2', 'fact3'],
  budgetSpentOnPlannedWork: ['fact1', 'fact2', 'fact3', 'fact4'],
  recoveryBeginsTooLate: ['fact1', 'fact2', 'fact3', 'fact4'],
  backupFailureUnheard: ['fact1', 'fact2'],
  commonBucketName: ['fact1', 'fact2', 'fact3'],
  unusedWaiver: ['fact1', ['fact2', 'fact3']],
  waiverWithoutReason: ['fact1'],
  badDay: ['fact1', 'fact2'],
  waiverExpired: ['fact1', 'fact2', 'fact3'],
  reviewOverdue: ['fact1', 'fact2', 'fact3', 'fact4'],
  simulatedYearPast: ['fact1'],
  looserOverride: ['fact1', 'fact2', 'fact3'],
  multipartCeiling: ['fact1', 'fact2', 'fact3'],
  managedArchive: ['fact1', 'fact2'],
  valueNotSet: ['fact1', 'fact2'],
  vendorLimit: ['fact1', 'fact2', 'fact3', 'fact4', 'fact5'],
  tooLarge: ['fact1', 'fact2', 'fact3', 'fact4'],
  quotaUsedUp: ['fact1', 'fact2', 7301, ['fact3', 'fact4'], { limit: 7302, vendor: 'fact5', raised: false }],
  pagerZone: ['fact1', 'fact2', ['fact3']],
  pagerName: ['fact1', 'fact2', 'fact3'],
  badEscalation: ['fact1', 'fact2', 'fact3', 'fact4'],
  unquotable: ['fact1', 'fact2'],
  lowUrgencyStays: ['fact1', 'fact2'],
  badMaintenanceWindow: ['fact1', 'fact2'],
  badAlertTiming: ['fact1', 'fact2', 'fact3'],
  alertingUnwatched: ['fact1', 'fact2'],
  heldTierInLoki: ['fact1', 'fact2'],
  plannedWorkNotInUtc: ['fact1', 'fact2'],
  startsBeforeBackupEnds: ['fact1', 'fact2', 'fact3'],
  routineWithoutDatabase: ['fact1'],
  checkThatNobodyMakes: ['fact1', 'fact2', 'fact3'],
  notEnrolled: [
    'fact1',
    [
      { watched: 'fact2', setting: 'fact3' },
      { watched: 'fact4', setting: 'fact5' },
    ],
  ],
  controlWithoutEvidence: ['fact1', 'fact2'],
  labelNotAllowed: ['fact1', 'fact2', ['fact3', 'fact4']],
  unknownResource: ['fact1', ['fact2']],
  adoptedTwice: ['fact1', 'fact2'],
};

const names = Object.keys(facts) as (keyof typeof messages)[];
const tell = (name: keyof typeof messages) => (messages[name] as (...given: readonly unknown[]) => Finding)(...facts[name]);

/** The words and figures of what a message is told, however deep they lie. */
const words = (given: unknown): readonly string[] => {
  if (typeof given === 'object' && given !== null) return Object.values(given).flatMap(words);
  return typeof given === 'boolean' ? [] : [String(given)];
};

describe('every message', () => {
  it.each(names)('%s tells all that it is told: where, what, what was given, what is allowed and how to mend it, a line each', (name) => {
    const { rule, where, what, given, allowed, mend: way, ...finding } = tell(name);
    expect(rule).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const line of [where, what, given, allowed, way]) expect(line).toMatch(/^\S(.*[^.\s])?$/);
    const text = formatFinding({ rule, where, what, given, allowed, mend: way, ...finding });
    expect(words(facts[name]).filter((word) => !text.includes(word))).toEqual([]);
  });

  it('stops the synth but for these, which leave something to a person, to a later day or to the runbook', () => {
    const levels = (level: Finding['level']) => names.filter((name) => tell(name).level === level);
    expect(levels('note')).toEqual(['looserOverride', 'alertingUnwatched']);
    expect(levels('warning')).toEqual([
      'zoneNotSet',
      'placeholder',
      'rpoWithoutSlack',
      'oneAccount',
      'unjudgedRight',
      'pagesMoreThanOnce',
      'orphanContactPoint',
      'valueNotSet',
      'lowUrgencyStays',
      'notEnrolled',
    ]);
    expect(levels('waived')).toEqual([]);
  });
});

describe('a message', () => {
  it('stands at its own place outside of a declaration, too', () => {
    expect(messages.badDuration('-1').where).toBe('duration');
  });

  it('about a value that is missing names its setting, so that it can be asked for', () => {
    expect(messages.placeholder('shop', 'domain', 'the domain', 'shop.domain').setting).toBe('shop.domain');
  });

  it('about a waiver that waives nothing names each place that it could have meant once', () => {
    const { allowed } = messages.unusedWaiver('shop', ['shop / a', 'shop / b', 'shop / a']);
    expect(allowed).toBe('one of the places: shop / a; shop / b');
    expect(messages.unusedWaiver('shop', []).allowed).toBe('no waiver: there is no finding of this rule');
  });

  it('about a quota stops the synth only where the vendor does not give more on request', () => {
    const quota = (raised: boolean) =>
      messages.quotaUsedUp('one account', 'buckets', 101, ['shop-backup'], { limit: 100, vendor: 'S3', raised });
    expect(quota(false)).toMatchObject({ level: 'error', allowed: '100 (S3)', mend: 'deploy some environments elsewhere' });
    expect(quota(true)).toMatchObject({
      level: 'warning',
      allowed: '100 (S3; more on request)',
      mend: 'ask the vendor for more before the apply, or deploy some environments elsewhere',
    });
  });
});
