import { Duration } from '../../../model/duration';
import { formatFinding } from '../../../model/finding';
import type { Scenario } from '../../../model/objective';
import { checkRecoveryPoints, recoveryPoint } from '../../../model/proofs/recovery-point';
import { Retention } from '../../../model/retention';
import { Schedule } from '../../../model/schedule';
import { UTC } from '../../../model/time-zone';
import { maintenanceWindow } from '../../../model/vocabulary';
import { declaredArchive } from '../../constructs/backup/aws/sample';
import { daily, databaseBackup, sampleEnvironment } from '../../support/sample-product';

const run = (schedule: Schedule) => ({ schedule, tier: daily, meets: [] });
const rpo = (hours: number) => [{ name: 'database', store: 'database', rpo: Duration.hours(hours), assumed: false, meets: [] }];
const pitr = { store: 'database', window: Duration.days(7), granularity: Duration.minutes(1), meets: [] };

const errorsOf = (environment: ReturnType<typeof sampleEnvironment>) =>
  checkRecoveryPoints(environment).filter(({ level }) => level === 'error');

describe('the recovery point proof', () => {
  it('accepts an objective that the schedule meets exactly', () => {
    expect(errorsOf(sampleEnvironment({ objectives: rpo(25) }))).toEqual([]);
  });

  it('says that an objective is met only when nothing fails, with the worst case of one failed run', () => {
    const findings = checkRecoveryPoints(sampleEnvironment({ objectives: rpo(48) }));
    expect(findings.map(formatFinding)).toEqual([
      [
        'shop / production / database: recovery point objective met only when nothing fails, for: bad write, deleted database, stolen writer credential [rpo-without-slack]',
        '  given     rpo 2 d',
        '  allowed   with one failed run 49 h, until the copy after the failed one is complete, on Thursday 3 December 2026 at 03:00 UTC',
        '  to mend   back up at least twice as often, or add a continuous archive, so that one failed run costs no objective',
      ].join('\n'),
    ]);
    expect(findings.map(({ level }) => level)).toEqual(['warning']);
    expect(checkRecoveryPoints(sampleEnvironment({ objectives: rpo(49) }))).toEqual([]);
  });

  it('lets an archive stand by when a dump fails, and a dump when the archive does', () => {
    const archive = { store: 'database', archiveTimeout: Duration.minutes(5), uploadTime: Duration.minutes(5) };
    const environment = { ...sampleEnvironment(), archives: [{ ...declaredArchive, ...archive }] };
    expect(recoveryPoint(environment, 'database', 'deleted database')).toEqual({
      loss: Duration.minutes(10),
      because: 'a WAL segment is closed within 5 min and uploaded within 5 min',
      ifOneFails: { loss: Duration.minutes(15), because: 'when a segment is uploaded at the second attempt' },
    });
    const slow = { ...sampleEnvironment(), archives: [{ ...declaredArchive, ...archive, uploadTime: Duration.hours(24) }] };
    expect(recoveryPoint(slow, 'database', 'deleted database')?.ifOneFails?.loss).toEqual(Duration.hours(25));
  });

  it('counts no run that a maintenance stops', () => {
    const maintenance = [
      maintenanceWindow('work', {
        title: 'Work',
        weekday: 'sunday',
        from: '01:30',
        duration: Duration.hours(1),
        zone: UTC,
        stops: ['database'],
      }),
    ];
    expect(recoveryPoint(sampleEnvironment({ maintenance }), 'database', 'bad write')).toMatchObject({
      loss: Duration.hours(49),
      because: 'until the next copy is complete, on Monday 7 December 2026 at 03:00 UTC',
    });
  });

  it('counts on either hour of the night that repeats, because schedulers do not say in which one they run', () => {
    const at = (time: string) => run(Schedule.daily(time, 'America/New_York'));
    const backups = [{ ...databaseBackup, runs: [at('01:30'), at('13:00')] as const }];
    const environment = sampleEnvironment({ zone: 'America/New_York', backups });
    // From 13:00 to the second 01:30 are 13 h 30 min, then the start window of 15 min and the run of 45 min.
    expect(recoveryPoint(environment, 'database', 'bad write')).toMatchObject({
      loss: Duration.minutes(14 * 60 + 30),
      because: 'until the next copy is complete, on Sunday 7 November 2027 at 02:30 America/New_York',
    });
  });

  it('takes an export of Firestore for a minute older than its start, and Cloud Scheduler for punctual', () => {
    const firestore = { ...databaseBackup, source: { kind: 'firestore', database: '(default)' } as const };
    const environment = sampleEnvironment({ cloud: 'google', backups: [firestore] });
    expect(recoveryPoint(environment, 'database', 'bad write')?.loss).toEqual(Duration.minutes(24 * 60 + 45 + 1));
  });

  it('loses everything where a store has one copy in a year and that one fails', () => {
    const backups = [{ ...databaseBackup, runs: [run(Schedule.cron('0 2 1 6 *', UTC))] as const }];
    const point = recoveryPoint(sampleEnvironment({ backups }), 'database', 'bad write');
    // From the copy of June to the end of the simulated year.
    expect(point).toMatchObject({ loss: Duration.hours(245 * 24 - 2), ifOneFails: undefined });
    const objectives = [{ name: 'database', store: 'database', rpo: Duration.days(400), assumed: false, meets: [] }];
    expect(checkRecoveryPoints(sampleEnvironment({ backups, objectives })).map(({ allowed }) => allowed)).toEqual([
      'with one failed run everything',
    ]);
  });

  it('refuses the same objective one minute tighter, with the worst case and its moment', () => {
    const tighter = [{ ...rpo(25)[0], name: 'database', rpo: Duration.minutes(25 * 60 - 1), assumed: false, meets: [] }];
    const findings = errorsOf(sampleEnvironment({ objectives: tighter }));
    expect(findings.map((finding) => finding.what)).toEqual([
      'recovery point objective not met for: bad write',
      'recovery point objective not met for: deleted database',
      'recovery point objective not met for: stolen writer credential',
    ]);
    expect(findings[0]).toMatchObject({
      level: 'error',
      rule: 'rpo-not-met',
      where: 'shop / production / database',
      given: 'rpo 24 h 59 min',
      allowed: 'worst case 25 h: until the next copy is complete, on Wednesday 2 December 2026 at 03:00 UTC',
    });
  });

  it('counts the hour that daylight saving adds to a night', () => {
    const backups = [{ ...databaseBackup, runs: [run(Schedule.daily('04:00', 'Europe/Paris'))] as const }];
    const point = recoveryPoint(sampleEnvironment({ zone: 'Europe/Paris', backups }), 'database', 'bad write');
    expect(point).toMatchObject({
      loss: Duration.hours(26),
      because: 'until the next copy is complete, on Sunday 31 October 2027 at 05:00 Europe/Paris',
    });
  });

  it('lets point-in-time recovery carry bad writes only, because it dies with the database', () => {
    const findings = errorsOf(sampleEnvironment({ objectives: rpo(1), pointInTimeRecovery: [pitr] }));
    expect(findings.map((finding) => finding.what)).toEqual([
      'recovery point objective not met for: deleted database',
      'recovery point objective not met for: stolen writer credential',
    ]);
  });

  it('counts two exports a day at 03:00 and 18:00 as a gap of 15 h and their run', () => {
    const backups = [
      {
        ...databaseBackup,
        longestRun: Duration.zero,
        runs: [run(Schedule.daily('03:00', UTC)), run(Schedule.daily('18:00', UTC))] as const,
      },
    ];
    expect(recoveryPoint(sampleEnvironment({ backups }), 'database', 'deleted database')?.loss).toEqual(Duration.minutes(15 * 60 + 15));
  });

  it('refuses an hourly export for an RPO of 1 h by its run time, and accepts one every 30 minutes', () => {
    const every = (minutes: number) => [
      { ...databaseBackup, longestRun: Duration.minutes(15), runs: [run(Schedule.every(Duration.minutes(minutes), UTC))] as const },
    ];
    expect(errorsOf(sampleEnvironment({ objectives: rpo(1), backups: every(60) }))).toHaveLength(3);
    expect(errorsOf(sampleEnvironment({ objectives: rpo(1), backups: every(30) }))).toEqual([]);
  });

  it('does not count a copy on the disk of the host against a deleted database', () => {
    const backups = [{ ...databaseBackup, target: 'local-disk' as const }];
    expect(recoveryPoint(sampleEnvironment({ backups }), 'database', 'deleted database')).toBeUndefined();
  });

  it('lets the copies in a second region outlive a lost one, late by the time that copying takes', () => {
    const lost = 'lost region';
    expect(recoveryPoint(sampleEnvironment(), 'database', lost)?.loss).toEqual(Duration.hours(27));
    expect(recoveryPoint(sampleEnvironment({}, 'staging'), 'database', lost)).toBeUndefined();
    // Google Cloud: the copy of 02:00 is transferred at 22:00, and until the next transfer is through at 24:00 nothing newer is there.
    const google = recoveryPoint(sampleEnvironment({ cloud: 'google' }), 'database', lost);
    expect(google).toMatchObject({ loss: Duration.hours(46), ifOneFails: { loss: Duration.hours(70) } });
  });

  it('counts the failure of a run against all transfers of its copy', () => {
    const backups = [{ ...databaseBackup, runs: [run(Schedule.weekly('sunday', '02:00', UTC))] as const }];
    const point = recoveryPoint(sampleEnvironment({ cloud: 'google', backups }), 'database', 'lost region');
    // Seven transfers a week bring the same copy: one of them may fail for a day, the run for a week.
    expect(point).toMatchObject({ loss: Duration.hours(7 * 24 + 22), ifOneFails: { loss: Duration.hours(14 * 24 + 22) } });
  });

  it('lets a copy of a tier with a second provider outlive the first one', () => {
    const secondProviderCopy = { tier: daily, meets: [] };
    // Sunday 12:00 brings the copy of 02:00, and the transfer a week later is through at 14:00.
    expect(recoveryPoint(sampleEnvironment({ secondProviderCopy }), 'database', 'lost account or provider')?.loss).toEqual(
      Duration.hours(7 * 24 + 12),
    );
    // Of two runs of the tier the later one of the day counts: 08:00.
    const backups = [{ ...databaseBackup, runs: [run(Schedule.daily('02:00', UTC)), run(Schedule.daily('08:00', UTC))] as const }];
    expect(recoveryPoint(sampleEnvironment({ secondProviderCopy, backups }), 'database', 'lost account or provider')?.loss).toEqual(
      Duration.hours(7 * 24 + 6),
    );
    const other = { ...secondProviderCopy, tier: Retention.cycle('weekly', 12) };
    expect(recoveryPoint(sampleEnvironment({ secondProviderCopy: other }), 'database', 'lost account or provider')).toBeUndefined();
  });

  it('lets a foreign bucket alone outlive a lost account', () => {
    const lost = 'lost account or provider';
    expect(recoveryPoint(sampleEnvironment(), 'database', lost)).toBeUndefined();
    const backups = [{ ...databaseBackup, target: 'foreign-bucket' as const }];
    expect(recoveryPoint(sampleEnvironment({ backups }), 'database', lost)?.loss).toEqual(Duration.hours(25));
  });

  it('chooses the way that loses least, whichever is declared', () => {
    const slow = { ...declaredArchive, store: 'database', archiveTimeout: Duration.hours(1), uploadTime: Duration.hours(30) };
    const environment = { ...sampleEnvironment(), archives: [slow] };
    expect(recoveryPoint(environment, 'database', 'bad write')?.loss).toEqual(Duration.hours(25));
    expect(recoveryPoint({ ...environment, pointInTimeRecovery: [pitr] }, 'database', 'bad write')).toEqual({
      loss: Duration.minutes(1),
      because: 'point-in-time recovery to every 1 min',
      ifOneFails: { loss: Duration.minutes(1), because: 'point-in-time recovery to every 1 min' },
    });
  });

  it('lets no store live on what another one has', () => {
    const of = (store: string) => ({ ...databaseBackup, store });
    const archive = { ...declaredArchive, archiveTimeout: Duration.minutes(5), uploadTime: Duration.minutes(5) };
    const environment = {
      ...sampleEnvironment({ backups: [of('files')], pointInTimeRecovery: [{ ...pitr, store: 'files' }] }),
      archives: [{ ...archive, store: 'files' }],
    };
    expect(recoveryPoint(environment, 'database', 'bad write')).toBeUndefined();
    expect(recoveryPoint(environment, 'files', 'bad write')?.loss).toEqual(Duration.minutes(1));
  });

  it('lets an archive outlive a lost region where it is copied to another, and only there', () => {
    const archive = { ...declaredArchive, store: 'database', archiveTimeout: Duration.minutes(5), uploadTime: Duration.minutes(5) };
    const found = (environment: string) =>
      recoveryPoint({ ...sampleEnvironment({ backups: [] }, environment), archives: [archive] }, 'database', 'lost region');
    expect(found('production')).toEqual({
      loss: Duration.minutes(130),
      because: 'a WAL segment is closed within 5 min and uploaded within 5 min, and copied within 2 h',
      ifOneFails: { loss: Duration.minutes(135), because: 'when a segment is uploaded at the second attempt' },
    });
    expect(found('staging')).toBeUndefined();
  });

  it('lets a copy on the disk of the host carry a bad write, and copies nothing from there to another place', () => {
    const environment = sampleEnvironment({
      backups: [{ ...databaseBackup, target: 'local-disk' }],
      secondProviderCopy: { tier: daily, meets: [] },
    });
    expect(recoveryPoint(environment, 'database', 'bad write')?.loss).toEqual(Duration.hours(25));
    expect(recoveryPoint(environment, 'database', 'lost region')).toBeUndefined();
    expect(recoveryPoint(environment, 'database', 'stolen writer credential')).toBeUndefined();
  });

  it('lets one of two backups of the same moment fail without a loss', () => {
    const environment = sampleEnvironment({ backups: [databaseBackup, { ...databaseBackup, name: 'second' }] });
    expect(recoveryPoint(environment, 'database', 'bad write')?.ifOneFails?.loss).toEqual(Duration.hours(25));
  });

  it('says that no copy outlives a scenario, and groups scenarios by what one failed run loses in each', () => {
    const objectives = (hours: number, ...scenarios: Scenario[]) => [
      { ...rpo(hours)[0], name: 'database', scenarios, assumed: false, meets: [] },
    ];
    const [everything] = errorsOf(sampleEnvironment({ objectives: objectives(30, 'lost account or provider') }));
    expect(everything).toMatchObject({
      allowed: 'worst case everything: no copy of database outlives it',
      mend: 'back database up more often, add a continuous archive, or declare rpo >= nothing that holds',
    });
    const [late] = errorsOf(sampleEnvironment({ objectives: objectives(20, 'bad write') }));
    expect(late?.mend).toBe('back database up more often, add a continuous archive, or declare rpo >= 25 h');
    const findings = checkRecoveryPoints(sampleEnvironment({ objectives: objectives(48, 'bad write', 'deleted database', 'lost region') }));
    expect(findings.map(({ what, allowed }) => [what.split(': ')[1], allowed.split(', ')[0]])).toEqual([
      ['bad write, deleted database', 'with one failed run 49 h'],
      ['lost region', 'with one failed run 51 h'],
    ]);
  });

  it('leaves an objective about an unknown store to the proof of names', () => {
    const unknown = [{ ...rpo(1)[0], name: 'database', store: 'databse', assumed: false, meets: [] }];
    expect(checkRecoveryPoints(sampleEnvironment({ objectives: unknown }))).toEqual([]);
  });

  it('asks nothing where the environment promises no objectives', () => {
    expect(checkRecoveryPoints(sampleEnvironment({ objectives: rpo(1) }, 'staging'))).toEqual([]);
  });
});
