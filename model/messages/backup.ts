import { error } from './facts';

/** Whether copies are made, held and kept as declared. */
export const backupMessages = {
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

  lastGoodExpires: (where: string, given: string) =>
    error(
      'last-good-expires',
      where,
      'a lifecycle that removes the newest verified copy when its job has stopped',
      given,
      'no expiry under last-good/',
      'name the prefixes of the tiers in the rule',
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

  backupFailureUnheard: (where: string, given: string) =>
    error(
      'backup-failure-unheard',
      where,
      'a failed backup that wakes nobody',
      given,
      'an alarm of severity error or critical',
      'raise the alarm to error',
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

  foreignTimeZone: (where: string, given: string, zone: string) =>
    error(
      'foreign-time-zone',
      where,
      "a schedule in a time zone that is not the product's",
      given,
      zone,
      'use the zone of the product for all its schedules',
    ),
};
