import { Duration } from '../../../model/duration';
import { checkRecoveryPoints, recoveryPoint } from '../../../model/proofs/recovery-point';
import { Schedule } from '../../../model/schedule';
import { UTC } from '../../../model/time-zone';
import { daily, databaseBackup, sampleEnvironment } from '../../support/sample-product';

const run = (schedule: Schedule) => ({ schedule, tier: daily, meets: [] });
const rpo = (hours: number) => [{ name: 'database', store: 'database', rpo: Duration.hours(hours), assumed: false, meets: [] }];
const pitr = { store: 'database', window: Duration.days(7), granularity: Duration.minutes(1), meets: [] };

describe('the recovery point proof', () => {
  it('accepts an objective that the schedule meets exactly', () => {
    expect(checkRecoveryPoints(sampleEnvironment({ objectives: rpo(25) }))).toEqual([]);
  });

  it('refuses the same objective one minute tighter, with the worst case and its moment', () => {
    const tighter = [{ ...rpo(25)[0], name: 'database', rpo: Duration.minutes(25 * 60 - 1), assumed: false, meets: [] }];
    const findings = checkRecoveryPoints(sampleEnvironment({ objectives: tighter }));
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
    expect(point).toEqual({
      loss: Duration.hours(26),
      because: 'until the next copy is complete, on Sunday 31 October 2027 at 05:00 Europe/Paris',
    });
  });

  it('lets point-in-time recovery carry bad writes only, because it dies with the database', () => {
    const findings = checkRecoveryPoints(sampleEnvironment({ objectives: rpo(1), pointInTimeRecovery: [pitr] }));
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
    expect(checkRecoveryPoints(sampleEnvironment({ objectives: rpo(1), backups: every(60) }))).toHaveLength(3);
    expect(checkRecoveryPoints(sampleEnvironment({ objectives: rpo(1), backups: every(30) }))).toEqual([]);
  });

  it('does not count a copy on the disk of the host against a deleted database', () => {
    const backups = [{ ...databaseBackup, target: 'local-disk' as const }];
    expect(recoveryPoint(sampleEnvironment({ backups }), 'database', 'deleted database')).toBeUndefined();
  });

  it('lets a foreign bucket alone outlive a lost account', () => {
    const lost = 'lost account or provider';
    expect(recoveryPoint(sampleEnvironment(), 'database', lost)).toBeUndefined();
    const backups = [{ ...databaseBackup, target: 'foreign-bucket' as const }];
    expect(recoveryPoint(sampleEnvironment({ backups }), 'database', lost)?.loss).toEqual(Duration.hours(25));
  });

  it('asks nothing where the environment promises no objectives', () => {
    expect(checkRecoveryPoints(sampleEnvironment({ objectives: rpo(1) }, 'staging'))).toEqual([]);
  });
});
