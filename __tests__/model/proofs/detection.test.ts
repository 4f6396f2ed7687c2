import fc from 'fast-check';
import type { Backup, ContinuousArchive } from '../../../model/backup';
import { watchOf } from '../../../model/backup-alarms';
import { Duration } from '../../../model/duration';
import type { RecoveryObjective } from '../../../model/objective';
import type { Escalation } from '../../../model/on-call';
import { backupDetections, checkDetection } from '../../../model/proofs/detection';
import { Retention } from '../../../model/retention';
import { Schedule } from '../../../model/schedule';
import { UTC } from '../../../model/time-zone';
import { daily, databaseArchive, databaseBackup, sampleEnvironment, sampleProduct } from '../../support/sample-product';

const minutes = Duration.minutes;
const rpo = (time: Duration): readonly RecoveryObjective[] => [
  { name: 'database', store: 'database', rpo: time, assumed: false, meets: [] },
];
const everyMinutes = (interval: number, longestRun: number): Backup => ({
  ...databaseBackup,
  longestRun: minutes(longestRun),
  runs: [{ schedule: Schedule.every(minutes(interval), UTC), tier: daily, meets: [] }],
});
const told = (...facts: Parameters<typeof sampleEnvironment>) =>
  checkDetection(sampleEnvironment(...facts)).map(({ where, what, given, allowed }) => [where, what, given, allowed]);

/** Told only after some time, as where the first level is skipped. */
const late = (after: Duration): Escalation => {
  const { critical } = sampleProduct().onCall.escalations;
  const [first, second] = critical.steps;
  return { ...critical, steps: [{ ...first, after }, ...(second === undefined ? [] : [{ ...second, after: after.plus(minutes(15)) }])] };
};

describe('the detection proof', () => {
  // 24 h, the start window of 15 min, a run of 45 min, and a look: stale after 26 h. Then another look, scrape, evaluation, wait, delivery.
  const worst = Duration.hours(27).plus(minutes(7.5));

  it('accepts an objective that the slower way keeps to the second', () => {
    expect(told({ objectives: rpo(worst) })).toEqual([]);
  });

  it('refuses the same objective a second tighter, with every step of the worst case', () => {
    expect(told({ objectives: rpo(Duration.seconds(worst.seconds - 1)) })).toEqual([
      [
        'shop / production / database',
        'a missed run, by Grafana, is told after the recovery point objective is lost',
        'rpo 27 h 7 min 29 s',
        'told after 27 h 7 min 30 s: age 26 h, look 1 h, scrape 1 min, evaluation 5 min, group wait 30 s, delivery 1 min',
      ],
    ]);
  });

  it('holds each way to its own figures: the alarms of CloudWatch are told 3 min 30 s earlier', () => {
    const after = backupDetections(sampleEnvironment(), databaseBackup).map((found) => [found.fault, found.by, found.after.toString()]);
    expect(after).toEqual([
      ['a failed run', 'Grafana', '26 h 7 min 30 s'],
      ['a failed run', 'CloudWatch', '26 h 4 min'],
      ['a missed run', 'Grafana', '27 h 7 min 30 s'],
      ['a missed run', 'CloudWatch', '27 h 4 min'],
    ]);
  });

  it('counts the wait of the chain that each way takes: errors of Grafana by theirs, events of the cloud by the strictest', () => {
    const { onCall } = sampleProduct();
    const escalations = { critical: late(minutes(10)), error: late(minutes(20)) };
    const steps = backupDetections(sampleEnvironment({ onCall: { ...onCall, escalations } }), databaseBackup).map(({ by, steps: all }) => [
      by,
      all.at(-1),
    ]);
    expect(steps.slice(0, 2)).toEqual([
      ['Grafana', { name: 'escalation', takes: minutes(20) }],
      ['CloudWatch', { name: 'escalation', takes: minutes(10) }],
    ]);
  });

  it('has Google Cloud look every 5 min for an RPO of 1 h, and so accepts exports every 30 min that run for 16 min and no minute more', () => {
    const google = (run: number) => ({ cloud: 'google', objectives: rpo(Duration.hours(1)), backups: [everyMinutes(30, run)] }) as const;
    expect(told(google(16))).toEqual([]);
    expect(told(google(17)).map(([, what]) => what)).toEqual([
      'a missed run, by Grafana, is told after the recovery point objective is lost',
    ]);
    expect(told(google(18)).map(([, , , allowed]) => allowed)).toEqual([
      'told after 1 h 1 min 30 s: age 53 min, look 5 min, ingest 1 min, evaluation 1 min, group wait 30 s, delivery 1 min',
      'told after 1 h 1 min: age 53 min, look 5 min, ingest 1 min, evaluation 1 min, delivery 1 min',
    ]);
  });

  it('tells a failed run in place of a missed one: even that comes too late where the next run ends with the objective', () => {
    expect(told({ objectives: rpo(Duration.hours(25)) }).map(([, what]) => what)).toEqual([
      'a failed run, by Grafana, is told after the recovery point objective is lost',
      'a failed run, by CloudWatch, is told after the recovery point objective is lost',
      'a missed run, by Grafana, is told after the recovery point objective is lost',
      'a missed run, by CloudWatch, is told after the recovery point objective is lost',
    ]);
  });

  it('counts write-ahead log that waits from the commit on', () => {
    const archive = (error: number): ContinuousArchive => ({ ...databaseArchive, lag: { error: minutes(error), critical: minutes(55) } });
    const found = (error: number) =>
      told({ objectives: rpo(Duration.hours(1)), backups: [{ ...databaseBackup, carriesRpo: false }], archives: [archive(error)] });
    expect(found(47)).toEqual([]);
    expect(found(48)).toEqual([
      [
        'shop / production / archive of database',
        'write-ahead log that waits, by Grafana, is told after the recovery point objective is lost',
        'rpo 1 h',
        'told after 1 h 30 s: archive_timeout 5 min, lag 48 min, scrape 1 min, evaluation 5 min, group wait 30 s, delivery 1 min',
      ],
    ]);
  });

  it('names every step of a failed run, and no start window where the scheduler is punctual', () => {
    const steps = (cloud: 'aws' | 'google') =>
      backupDetections(sampleEnvironment({ cloud }), databaseBackup)
        .filter(({ fault }) => fault === 'a failed run')
        .map(({ by, steps: all }) => `${by}: ${all.map(({ name, takes }) => `${name} ${takes}`).join(', ')}`);
    expect(steps('aws')).toEqual([
      'Grafana: next start 24 h, start window 15 min, longest run 45 min, look 1 h, scrape 1 min, evaluation 5 min, group wait 30 s, delivery 1 min',
      'CloudWatch: next start 24 h, start window 15 min, longest run 45 min, look 1 h, ingest 2 min, evaluation 1 min, delivery 1 min',
    ]);
    expect(steps('google')).toEqual([
      'Grafana: next start 24 h, longest run 45 min, look 1 h, ingest 1 min, evaluation 5 min, group wait 30 s, delivery 1 min',
      'Cloud Monitoring: next start 24 h, longest run 45 min, look 1 h, ingest 1 min, evaluation 1 min, delivery 1 min',
    ]);
  });

  it('tells write-ahead log by Grafana alone, and says how to be told of each in time', () => {
    const mends = (changes: Parameters<typeof sampleEnvironment>[0]) =>
      checkDetection(sampleEnvironment({ objectives: rpo(Duration.hours(1)), ...changes })).map(
        ({ what, mend }) => `${what.split(' is told')[0]} ${mend}`,
      );
    const archives = [{ ...databaseArchive, lag: { error: minutes(60), critical: minutes(70) } }];
    expect(mends({ backups: [{ ...databaseBackup, carriesRpo: false }], archives })).toEqual([
      'write-ahead log that waits, by Grafana, shorten lag.error, or declare rpo >= 1 h 12 min 30 s',
    ]);
    expect(mends({})[0]).toBe('a failed run, by Grafana, back up more often, shorten longestRun, or declare rpo >= 25 h 8 min 30 s');
  });

  it('judges the tier that carries the objective, whichever else the backup fills', () => {
    const weekly = Retention.cycle('weekly', 12);
    const [run] = databaseBackup.runs;
    const backup = { ...databaseBackup, runs: [{ ...run, tier: weekly, schedule: Schedule.weekly('sunday', '04:00', UTC) }, run] as const };
    expect(backupDetections(sampleEnvironment({ tiers: [weekly, daily] }), backup).map(({ after }) => after.toString())).toEqual(
      backupDetections(sampleEnvironment({ tiers: [weekly, daily] }), databaseBackup).map(({ after }) => after.toString()),
    );
  });

  it('asks of each objective with an RPO and backups for an alarm of its own store', () => {
    const stores = ['database', 'files', 'cache'].map((name) => ({ name, title: name, meets: [] }));
    const files = { ...databaseBackup, name: 'files', store: 'files', carriesRpo: false };
    const objectives = [
      ...rpo(Duration.hours(30)),
      { name: 'files', store: 'files', rpo: Duration.hours(30), assumed: false, meets: [] },
      { name: 'files again', store: 'files', rto: Duration.hours(1), assumed: false, meets: [] },
      { name: 'cache', store: 'cache', rpo: Duration.hours(30), assumed: false, meets: [] },
    ];
    expect(told({ stores, objectives, backups: [databaseBackup, files] }).map(([where]) => where)).toEqual(['shop / production / files']);
  });

  it('asks nothing where objectives are promised and nobody is paged, or the other way round', () => {
    const environment = sampleEnvironment({ objectives: rpo(Duration.hours(1)) });
    const posture = (changes: Partial<typeof environment.posture>) => ({ ...environment, posture: { ...environment.posture, ...changes } });
    expect(checkDetection(environment)).not.toEqual([]);
    expect(checkDetection(posture({ pages: false }))).toEqual([]);
    expect(checkDetection(posture({ promisesObjectives: false }))).toEqual([]);
  });

  it('refuses an objective that no alarm watches', () => {
    expect(told({ backups: [{ ...databaseBackup, carriesRpo: false }] })).toEqual([
      [
        'shop / production / database',
        'a recovery point objective whose loss no alarm tells',
        'rpo 28 h',
        'a backup of database with carriesRpo, or a continuous archive',
      ],
    ]);
  });

  it('asks nothing where nobody is paged', () => {
    expect(told({ objectives: rpo(Duration.hours(1)) }, 'staging')).toEqual([]);
  });

  it('is never exceeded, and reached to the second, by looks simulated one by one over missing runs', () => {
    const interval = fc.constantFrom(10, 15, 20, 30, 60, 120, 240, 360, 720, 1440);
    fc.assert(
      fc.property(interval, fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 96 }), (every, run, hours) => {
        const backup = everyMinutes(every, run);
        const objectives = rpo(Duration.hours(hours));
        const environment = sampleEnvironment({ objectives, backups: [backup] });
        const watch = watchOf('aws', [backup], objectives);
        const [missed] = backupDetections(environment, backup).filter(({ fault, by }) => fault === 'a missed run' && by === 'CloudWatch');
        const stale = (every + 15 + run) * 60 + watch.interval.seconds;
        const limit = Math.min(stale, hours * 3600);
        const after = [0, 1, 59, watch.interval.seconds - 1, limit % watch.interval.seconds].map((phase) => {
          let look = phase;
          while (look <= limit) look += watch.interval.seconds;
          // Ingest of 2 min, evaluation of 1 min, delivery of 1 min.
          return look + 240;
        });
        expect(Math.max(...after)).toBe(missed?.after.seconds);
      }),
      { numRuns: 100 },
    );
  });
});
