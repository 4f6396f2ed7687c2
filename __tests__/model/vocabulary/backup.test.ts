import type { Backup } from '../../../model/backup';
import { gigabytes, megabytes } from '../../../model/bytes';
import { Duration } from '../../../model/duration';
import { Schedule } from '../../../model/schedule';
import {
  answers,
  archiveDrill,
  type BackupOptions,
  codeBackup,
  configurationBackup,
  documentsIn,
  filesBackup,
  firebaseAuthBackup,
  firestoreBackup,
  fullSystemBackup,
  objective,
  postgres,
  postgresBackup,
  recordedDrill,
  rowsIn,
  run,
  scheduledDrill,
  store,
  succeeds,
  walArchive,
} from '../../../model/vocabulary/backup';
import { daily, weeklyRestore } from '../../support/sample-product';

const night = Schedule.daily('02:00', 'UTC');
const least: BackupOptions = {
  owner: 'lead',
  runs: [run(night, daily, 'R-RUN')],
  longestRun: Duration.minutes(45),
  minimumSize: megabytes(1),
  expectedSize: gigabytes(20),
  drills: [weeklyRestore],
  objectName: 'shop',
};
const leastDrill = { title: 'Restore', tier: daily, overdueAfter: Duration.days(8) };
const server = { major: 16, database: 'shop' };

describe('a backup as a declaration writes it', () => {
  it('copies the store of its own name into the bucket, carries no objective, and nobody starts it by hand unless it says so', () => {
    expect(filesBackup('user-files-daily', ['uploads'], least)).toStrictEqual({
      name: 'user-files-daily',
      title: 'User files daily',
      store: 'user-files-daily',
      source: { kind: 'files', contents: ['uploads'] },
      owner: 'lead',
      runs: [{ schedule: night, tier: daily, meets: ['R-RUN'] }],
      objectName: 'shop',
      longestRun: Duration.minutes(45),
      minimumSize: 1_000_000,
      expectedSize: 20_000_000_000,
      carriesRpo: false,
      target: 'bucket',
      drills: [weeklyRestore],
      meets: [],
      alarmsMeet: [],
    });
  });

  it('is what it says where it says something else', () => {
    const said = {
      title: 'Files',
      store: 'files',
      onDemand: daily,
      carriesRpo: true,
      target: 'foreign-bucket',
      meets: ['R-1'],
      alarmsMeet: ['R-2'],
      failedAlarmMeets: ['R-3'],
      runbookSeverity: 'P3',
    } as const;
    expect(filesBackup('user-files', [], { ...least, ...said })).toMatchObject(said);
  });

  it.each<[Backup, Backup['source']]>([
    [configurationBackup('it', ['rules'], least), { kind: 'configuration', contents: ['rules'] }],
    [fullSystemBackup('it', ['database'], least), { kind: 'full-system', parts: ['database'] }],
    [firestoreBackup('it', least), { kind: 'firestore', database: '(default)' }],
    [firebaseAuthBackup('it', least), { kind: 'firebase-auth' }],
    [codeBackup('it', least), { kind: 'code-bundle' }],
  ])('%#: copies what its word says', ({ source }, expected) => {
    expect(source).toStrictEqual(expected);
  });
});

describe('a PostgreSQL server as a declaration writes it', () => {
  it('listens on 5432, is run by the product, and has its schema beside each dump unless it says so', () => {
    const source = postgres(server);
    expect(source).toStrictEqual({ kind: 'postgres', ...server, port: 5432, managed: false, schemaObject: true });
    expect(postgresBackup('database', source, least).source).toBe(source);
  });

  it('is what it says where it says something else', () => {
    const said = { port: 6432, managed: true, schemaObject: false };
    expect(postgres({ ...server, ...said })).toStrictEqual({ kind: 'postgres', ...server, ...said });
  });
});

describe('a drill as a declaration writes it', () => {
  it('has a schedule where a job does it, and none where people do', () => {
    expect(scheduledDrill('weekly', night, leastDrill)).toStrictEqual({
      name: 'weekly',
      schedule: night,
      ...leastDrill,
      checks: [],
      meets: [],
    });
    expect(recordedDrill('weekly', leastDrill)).toStrictEqual({ name: 'weekly', ...leastDrill, checks: [], meets: [] });
  });

  it('makes the checks that it names within the time that it names', () => {
    const said = {
      atMost: Duration.hours(1),
      warnAbove: Duration.minutes(48),
      checks: [
        rowsIn('orders', 10, 'R-1'),
        documentsIn('users', 20, 'R-2'),
        answers('/health', 'R-3'),
        succeeds(['npm', 'run', 'check'], 'R-4'),
      ],
      meets: ['R-5'],
    };
    const drill = recordedDrill('weekly', { ...leastDrill, ...said });
    expect(drill).toStrictEqual({ name: 'weekly', ...leastDrill, ...said });
    expect(drill.checks).toStrictEqual([
      { kind: 'rows', table: 'orders', atLeast: 10, meets: ['R-1'] },
      { kind: 'documents', collection: 'users', atLeast: 20, meets: ['R-2'] },
      { kind: 'http', path: '/health', status: 200, meets: ['R-3'] },
      { kind: 'command', command: ['npm', 'run', 'check'], meets: ['R-4'] },
    ]);
  });

  it('of an archive has no tier, and keeps what it says', () => {
    const { tier: _none, ...given } = leastDrill;
    expect(archiveDrill('physical', night, given)).toStrictEqual({ ...given, name: 'physical', schedule: night, checks: [], meets: [] });
    const said = { checks: [rowsIn('orders', 1)], meets: ['R-1'] };
    expect(archiveDrill('physical', night, { ...given, ...said })).toMatchObject(said);
  });
});

describe('an archive as a declaration writes it', () => {
  const source = postgres(server);
  const given = {
    store: 'database',
    owner: 'lead',
    archiveTimeout: Duration.minutes(5),
    uploadTime: Duration.minutes(1),
    fullBackup: night,
    keepFullBackups: 4,
    lag: { error: Duration.minutes(15), critical: Duration.minutes(45) },
    longestRun: Duration.minutes(45),
    minimumSize: megabytes(20),
    expectedSize: gigabytes(40),
    drill: archiveDrill('physical', night, { title: 'Restore', overdueAfter: Duration.days(8) }),
  };

  it('meets the requirements that it names, and none unless it names some', () => {
    expect(walArchive(source, given)).toStrictEqual({ ...given, source, meets: [], alarmsMeet: [], lagAlarmsMeet: [] });
    const said = { meets: ['R-1'], alarmsMeet: ['R-2'], lagAlarmsMeet: ['R-3'] };
    expect(walArchive(source, { ...given, ...said })).toStrictEqual({ ...given, source, ...said });
  });
});

describe('a store and its objective as a declaration writes them', () => {
  it('name a component or the reason why nothing is copied only where they say one', () => {
    expect(store('cache', 'Redis')).toStrictEqual({ name: 'cache', title: 'Redis', meets: [] });
    const said = { component: 'api', disposable: 'rebuilt at start', meets: ['R-1'] };
    expect(store('cache', 'Redis', said)).toStrictEqual({ name: 'cache', title: 'Redis', ...said });
  });

  it('are of the runbook unless they say that the figure is assumed', () => {
    const rpo = Duration.hours(24);
    expect(objective('database', { rpo })).toStrictEqual({ name: 'database', rpo, assumed: false, meets: [] });
    const said = { rpo, assumed: true, meets: ['R-1'] };
    expect(objective('database', said)).toStrictEqual({ name: 'database', ...said });
  });
});
