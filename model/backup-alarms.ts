import { startWindows } from './alert-timing';
import type { Backup, ContinuousArchive, Drill } from './backup';
import { type BackupGauge, backupGauges } from './backup-metrics';
import { Duration } from './duration';
import type { RecoveryObjective } from './objective';
import type { Severity } from './severity';
import type { Limit } from './signal';
import { baseCopiesOf, type WatchedCopies } from './watched-copies';

/**
 * One alarm of the closed set that every backup and every archive has. All are plain limits on gauges of the store watcher, so they work for weekly
 * and monthly runs, stay until mended, and stay quiet on a fresh deployment.
 */
export interface BackupAlarm {
  readonly kind:
    | 'failed'
    | 'stale'
    | 'rpo-lost'
    | 'small'
    | 'shrunk'
    | 'slow'
    | 'drill-failed'
    | 'drill-overdue'
    | 'drill-slow'
    | 'drill-nearly-slow';
  /** Unique within the product environment: `database-daily-stale`. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly gauge: BackupGauge;
  readonly limit: Limit;
  /** Values of the labels `backup` and `tier`, or `backup` and `drill`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly meets: readonly string[];
  readonly runbookSeverity?: string;
}

/** Share of its predecessor below which a backup is suspicious (operations manual line 24, figure assumed). */
export const suspiciousShare = 0.5;

/** How the copies of a product environment are watched. */
export interface Watch {
  /** Time between two looks at the store. */
  readonly interval: Duration;
  /** The longest that the scheduler lets a run wait. */
  readonly startWithin: Duration;
}

export const watchOf = (cloud: keyof typeof startWindows, backups: readonly Backup[], objectives: readonly RecoveryObjective[]): Watch => ({
  interval: watchInterval(backups, objectives),
  startWithin: startWindows[cloud],
});

/** The longest time between two looks. */
const longestLook = Duration.hours(1);

/**
 * Time after which a look gives up. A large copy takes longer to read back than the time between two looks; those in between leave it to
 * the one that reads, and publish what is known. 150 GB take an hour at 42 MB/s.
 */
export const lookLimit = longestLook;

/** Looks within an RPO. A copy that is late shows one look later, and the page must still go out before the RPO is lost. */
const looksPerRpo = 12;

/** Time between two looks at the store: a twelfth of the tightest RPO that it watches, and at most an hour. */
export function watchInterval(backups: readonly Backup[], objectives: readonly RecoveryObjective[]): Duration {
  const rpos = backups.flatMap((backup) => (backup.carriesRpo ? (rpoOf(backup, objectives) ?? []) : []));
  const longest = Math.min(longestLook.minutes, ...rpos.map((rpo) => rpo.minutes / looksPerRpo));
  const divisors = [60, 30, 20, 15, 12, 10, 6, 5, 4, 3, 2, 1];
  return Duration.minutes(divisors.find((minutes) => minutes <= longest) ?? 1);
}

/** The tightest RPO of the store that the backup copies. */
export function rpoOf(backup: Pick<Backup, 'store'>, objectives: readonly RecoveryObjective[]): Duration | undefined {
  const rpos = objectives.flatMap((objective) => (objective.store === backup.store && objective.rpo !== undefined ? [objective.rpo] : []));
  const [first, ...others] = rpos;
  return first === undefined ? undefined : Duration.shortest(first, ...others);
}

/** The closed sets of all backups together. A drill that several backups share alerts once, under the one whose copies it restores. */
export function alarmsOf(backups: readonly Backup[], objectives: readonly RecoveryObjective[], watch: Watch): readonly BackupAlarm[] {
  return backups.flatMap((backup) => {
    const drills = backup.drills.filter((drill) => drillOwner(drill, backups) === backup);
    return backupAlarms(backup, objectives, watch, drills);
  });
}

/** The backup that fills the tier which the drill restores; the first that names the drill where none does. */
export function drillOwner(drill: Drill, backups: readonly Backup[]): Backup | undefined {
  const sharing = backups.filter((backup) => backup.drills.some(({ name }) => name === drill.name));
  return sharing.find((backup) => backup.runs.some((run) => run.tier.name === drill.tier.name)) ?? sharing[0];
}

/** The closed set of an archive, beside the lag of its write-ahead log. */
export const archiveAlarms = (archive: ContinuousArchive, watch: Watch): readonly BackupAlarm[] =>
  backupAlarms(baseCopiesOf(archive), [], watch);

/** The closed set of one backup: per tier failed, stale, small and slow, the RPO where it carries one, and its drills. */
export function backupAlarms(
  backup: WatchedCopies,
  objectives: readonly RecoveryObjective[],
  watch: Watch,
  drills: WatchedCopies['drills'] = backup.drills,
): readonly BackupAlarm[] {
  const tiers = [...new Set(backup.runs.map((run) => run.tier.name))];
  return [
    ...tiers.flatMap((tier) => tierAlarms(backup, tier, objectives, watch)),
    ...drills.flatMap((drill) => drillAlarms(backup, drill)),
  ];
}

function tierAlarms(backup: WatchedCopies, tier: string, objectives: readonly RecoveryObjective[], watch: Watch): BackupAlarm[] {
  const rpo = backup.carriesRpo && tier === rpoTier(backup) ? rpoOf(backup, objectives) : undefined;
  const stale = staleAfter(backup, tier, rpo, watch);
  const alarm = (
    kind: BackupAlarm['kind'],
    title: string,
    severity: Severity,
    gauge: BackupGauge,
    limit: Limit,
    more: Partial<BackupAlarm> = {},
  ): BackupAlarm => ({
    kind,
    id: `${backup.name}-${tier}-${kind}`,
    title: `${backup.title}, ${tier}: ${title}`,
    severity,
    gauge,
    limit,
    labels: { backup: backup.name, tier },
    meets: backup.alarmsMeet,
    ...more,
  });
  const alarms: BackupAlarm[] = [
    alarm(
      'failed',
      'newest attempt failed and nothing verified since',
      'error',
      backupGauges.lastAttemptFailed,
      { comparison: 'above', value: 0 },
      {
        meets: [...backup.alarmsMeet, ...(backup.failedAlarmMeets ?? [])],
        ...(backup.runbookSeverity === undefined ? {} : { runbookSeverity: backup.runbookSeverity }),
      },
    ),
    // Where it would not come before the loss of the RPO, that alarm tells alone.
    ...(rpo?.isLongerThan(stale) === false
      ? []
      : [alarm('stale', `no verified copy for ${stale}`, 'error', backupGauges.age, { comparison: 'above', value: stale.seconds })]),
    alarm('small', 'below its least credible size', 'error', backupGauges.size, { comparison: 'below', value: backup.minimumSize }),
    alarm('shrunk', 'below half of the copy before', 'error', backupGauges.sizeRatio, { comparison: 'below', value: suspiciousShare }),
    alarm('slow', `ran longer than ${backup.longestRun}`, 'error', backupGauges.duration, {
      comparison: 'above',
      value: backup.longestRun.seconds,
    }),
  ];
  if (rpo !== undefined) {
    alarms.push(
      alarm('rpo-lost', `older than the RPO of ${rpo}`, 'critical', backupGauges.age, { comparison: 'above', value: rpo.seconds }),
    );
  }
  return alarms;
}

/** The tier that carries the RPO: that of the most frequent run. A monthly copy is not stale because it is older than an RPO of a day. */
export function rpoTier(backup: WatchedCopies): string {
  const [first, ...others] = backup.runs;
  return others.reduce((best, run) => (best.schedule.longestInterval().isLongerThan(run.schedule.longestInterval()) ? run : best), first)
    .tier.name;
}

/**
 * The greatest age that a copy reaches while every run is in time, and some grace: the distance between two starts, the wait of the
 * scheduler, and the longest run. The grace is a look where the copy carries an RPO; elsewhere nothing hurries.
 */
function staleAfter(backup: WatchedCopies, tier: string, rpo: Duration | undefined, watch: Watch): Duration {
  const inTime = longestGap(backup, tier).plus(watch.startWithin).plus(backup.longestRun);
  return inTime.plus(rpo === undefined ? longestLook : watch.interval);
}

/** The longest distance between two starts into a tier, over all runs that fill it. */
export function longestGap(backup: WatchedCopies, tier: string): Duration {
  const [first, ...others] = backup.runs.filter((run) => run.tier.name === tier).map((run) => run.schedule);
  return first === undefined ? Duration.zero : first.longestIntervalWith(others);
}

function drillAlarms(backup: WatchedCopies, drill: WatchedCopies['drills'][number]): BackupAlarm[] {
  const alarm = (kind: BackupAlarm['kind'], title: string, severity: Severity, gauge: BackupGauge, limit: Limit): BackupAlarm => ({
    kind,
    id: `${backup.name}-${drill.name}-${kind}`,
    title: `${drill.title}: ${title}`,
    severity,
    gauge,
    limit,
    labels: { backup: backup.name, drill: drill.name },
    meets: [...new Set([...drill.meets, ...backup.alarmsMeet])],
  });
  const alarms = [
    alarm('drill-failed', 'the restored copy did not pass its checks', 'error', backupGauges.drillFailed, {
      comparison: 'above',
      value: 0,
    }),
    alarm('drill-overdue', `no good result for ${drill.overdueAfter}`, 'error', backupGauges.drillAge, {
      comparison: 'above',
      value: drill.overdueAfter.seconds,
    }),
  ];
  if (drill.atMost !== undefined) {
    alarms.push(
      alarm('drill-slow', `took longer than ${drill.atMost}`, 'error', backupGauges.drillDuration, {
        comparison: 'above',
        value: drill.atMost.seconds,
      }),
    );
  }
  if (drill.warnAbove !== undefined) {
    alarms.push(
      alarm('drill-nearly-slow', `took longer than ${drill.warnAbove}`, 'warning', backupGauges.drillDuration, {
        comparison: 'above',
        value: drill.warnAbove.seconds,
      }),
    );
  }
  return alarms;
}
