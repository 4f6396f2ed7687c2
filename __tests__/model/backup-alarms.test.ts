import type { Backup } from '../../model/backup';
import {
  alarmsOf,
  archiveAlarms,
  type BackupAlarm,
  drillOwner,
  longestGap,
  rpoOf,
  watchInterval,
  watchOf,
} from '../../model/backup-alarms';
import { Duration } from '../../model/duration';
import type { RecoveryObjective } from '../../model/objective';
import { Retention } from '../../model/retention';
import { Schedule } from '../../model/schedule';
import { baseCopiesOf } from '../../model/watched-copies';
import { daily, databaseArchive, databaseBackup, sampleProduct, weeklyRestore } from '../support/sample-product';

const { objectives } = sampleProduct();
const alarms = (backups: readonly Backup[], promised: readonly RecoveryObjective[] = objectives) =>
  alarmsOf(backups, promised, watchOf('aws', backups, promised));
const lines = (all: readonly BackupAlarm[]) =>
  all.map(({ id, title, severity, gauge, limit }) => `${id}: ${title}: ${severity}, ${gauge} ${limit.comparison} ${limit.value}`);

describe('the alarms of a backup', () => {
  it('are a closed set: each tier, the objective that it carries, and its drills', () => {
    expect(lines(alarms([databaseBackup]))).toEqual([
      'database-daily-failed: Database, daily: newest attempt failed and nothing verified since: error, last_attempt_failed above 0',
      'database-daily-stale: Database, daily: no verified copy for 26 h: error, age_seconds above 93600',
      'database-daily-small: Database, daily: below its least credible size: error, bytes below 1000000',
      'database-daily-shrunk: Database, daily: below half of the copy before: error, bytes_ratio below 0.5',
      'database-daily-slow: Database, daily: ran longer than 45 min: error, duration_seconds above 2700',
      'database-daily-rpo-lost: Database, daily: older than the RPO of 28 h: critical, age_seconds above 100800',
      'database-weekly-restore-drill-failed: Weekly restore: the restored copy did not pass its checks: error, drill_failed above 0',
      'database-weekly-restore-drill-overdue: Weekly restore: no good result for 8 d: error, drill_age_seconds above 691200',
      'database-weekly-restore-drill-slow: Weekly restore: took longer than 1 h: error, drill_duration_seconds above 3600',
    ]);
  });

  it('watch the duration of a drill by the bounds that it states', () => {
    const { atMost: _, ...unbounded } = weeklyRestore;
    const drillAlarms = (drill: Backup['drills'][number]) =>
      lines(alarms([{ ...databaseBackup, drills: [drill] }])).filter((line) => line.includes('drill_duration'));
    expect(drillAlarms(unbounded)).toEqual([]);
    expect(drillAlarms({ ...weeklyRestore, warnAbove: Duration.minutes(50) })).toEqual([
      'database-weekly-restore-drill-slow: Weekly restore: took longer than 1 h: error, drill_duration_seconds above 3600',
      'database-weekly-restore-drill-nearly-slow: Weekly restore: took longer than 50 min: warning, drill_duration_seconds above 3000',
    ]);
  });

  it('name what they meet: those of failures the requirement of failed backups too, those of drills each once', () => {
    const drill = { ...weeklyRestore, meets: ['D-1', 'A-1'] };
    const meeting = {
      ...databaseBackup,
      alarmsMeet: ['A-1', 'A-2'],
      failedAlarmMeets: ['F-1'],
      runbookSeverity: 'P2',
      drills: [drill] as const,
    };
    const found = alarms([meeting]);
    const of = (kind: string) => found.filter((alarm) => alarm.kind === kind);
    expect(of('failed')).toMatchObject([{ meets: ['A-1', 'A-2', 'F-1'], runbookSeverity: 'P2' }]);
    expect(of('slow')[0]).toMatchObject({ meets: ['A-1', 'A-2'], labels: { backup: 'database', tier: 'daily' } });
    expect(of('slow')[0]).not.toHaveProperty('runbookSeverity');
    expect(of('drill-failed')).toMatchObject([{ meets: ['D-1', 'A-1', 'A-2'], labels: { backup: 'database', drill: 'weekly-restore' } }]);
    expect(alarms([databaseBackup])[0]).toMatchObject({ kind: 'failed', meets: [] });
    expect(alarms([databaseBackup])[0]).not.toHaveProperty('runbookSeverity');
  });

  it('tell a shared drill once, under the backup whose tier it restores, else under the first that names it', () => {
    const weekly = Retention.cycle('weekly', 12);
    const [run] = databaseBackup.runs;
    const system: Backup = {
      ...databaseBackup,
      name: 'system',
      runs: [run, { ...run, tier: weekly, schedule: Schedule.weekly('sunday', '04:00', 'UTC') }],
      carriesRpo: false,
    };
    const other = { ...databaseBackup, name: 'other', drills: [{ ...weeklyRestore, name: 'own' }] as const };
    const shared = (tier: typeof weekly) => {
      const drill = { ...weeklyRestore, tier };
      const backups = [
        other,
        { ...databaseBackup, drills: [{ ...weeklyRestore, name: 'first' }, drill] as const },
        { ...system, drills: [drill] as const },
      ];
      expect(
        alarms(backups)
          .filter(({ labels }) => labels['drill'] === 'weekly-restore')
          .map(({ labels }) => labels['backup']),
      ).toEqual([...Array.from({ length: 3 }, () => drillOwner(drill, backups)?.name)]);
      return drillOwner(drill, backups)?.name;
    };
    expect(shared(weekly)).toBe('system');
    expect(shared(daily)).toBe('database');
    expect(shared(Retention.cycle('monthly', 12))).toBe('database');
  });

  it('of an archive are those of its base backups, which carry no objective by themselves', () => {
    expect(lines(archiveAlarms(databaseArchive, watchOf('aws', [], []))).map((line) => line.split(':')[0])).toEqual([
      ...['failed', 'stale', 'small', 'shrunk', 'slow'].map((kind) => `database-archive-base-${kind}`),
      ...['failed', 'stale', 'small', 'shrunk', 'slow'].map((kind) => `database-archive-incremental-${kind}`),
      ...['failed', 'overdue', 'slow', 'nearly-slow'].map((kind) => `database-archive-physical-restore-drill-${kind}`),
    ]);
    const { incrementalBackup: _, ...full } = databaseArchive;
    expect(archiveAlarms(full, watchOf('aws', [], [])).some(({ labels }) => labels['tier'] === 'incremental')).toBe(false);
  });
});

describe('what is watched of an archive', () => {
  it('are its base backups, whose age never carries the RPO of the store', () => {
    const { incrementalBackup: _, ...full } = databaseArchive;
    expect(baseCopiesOf(full)).toEqual({
      name: 'database-archive',
      title: 'Archive of database',
      store: 'database',
      owner: 'lead',
      runs: [{ schedule: databaseArchive.fullBackup, tier: { name: 'base' } }],
      longestRun: Duration.minutes(45),
      minimumSize: 20_000_000,
      carriesRpo: false,
      drills: [databaseArchive.drill],
      alarmsMeet: ['R-ALARM'],
    });
  });
});

describe('the time between two looks', () => {
  it('is a twelfth of the tightest RPO that a backup carries, and an hour where none is', () => {
    const promised = (hours: number) => [{ name: 'database', store: 'database', rpo: Duration.hours(hours), assumed: false, meets: [] }];
    expect(watchInterval([databaseBackup], promised(6))).toEqual(Duration.minutes(30));
    expect(watchInterval([databaseBackup], promised(48))).toEqual(Duration.hours(1));
    expect(watchInterval([{ ...databaseBackup, carriesRpo: false }], promised(6))).toEqual(Duration.hours(1));
    expect(watchInterval([databaseBackup], [])).toEqual(Duration.hours(1));
  });
});

describe('the distance of copies in a tier', () => {
  it('is that of all runs into it together, and none where nothing fills it', () => {
    const [run] = databaseBackup.runs;
    const twice = { ...databaseBackup, runs: [run, { ...run, schedule: Schedule.daily('08:00', 'UTC') }] as const };
    expect(longestGap(twice, 'daily')).toEqual(Duration.hours(18));
    expect(longestGap(twice, 'weekly')).toEqual(Duration.zero);
  });
});

describe('the RPO of a backup', () => {
  const promise = (store: string, hours?: number): RecoveryObjective => ({
    name: store,
    store,
    assumed: false,
    meets: [],
    ...(hours === undefined ? {} : { rpo: Duration.hours(hours) }),
  });

  it('is the tightest of its own store', () => {
    expect(rpoOf(databaseBackup, [promise('files', 1), promise('database', 24), promise('database'), promise('database', 6)])).toEqual(
      Duration.hours(6),
    );
    expect(rpoOf(databaseBackup, [promise('files', 1), promise('database')])).toBeUndefined();
  });
});
