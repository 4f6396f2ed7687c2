import { Duration } from '../../model/duration';
import type { Duty } from '../../model/duty';
import { type JobPlace, recordDrill, recordDuty, startArchive, startBackup, tierByHand } from '../../model/start-backup';
import { daily, databaseArchive, databaseBackup, sampleEnvironment, weeklyRestore } from '../support/sample-product';

const aws = { cloud: 'aws', region: 'eu-west-1', subnetIds: 'subnet-1,subnet-2', securityGroupIds: 'sg-1' } as const;
const google: JobPlace = { cloud: 'google', project: 'shop-project', location: 'europe-west1' };
const production = sampleEnvironment();
const development = sampleEnvironment({ backupsIn: { development: ['database'] } }, 'development');
const manual = { ...daily, name: 'manual', prefix: 'by-hand/' };
const byHand = { ...databaseBackup, onDemand: manual };
const exported = { ...databaseBackup, source: { kind: 'firestore', database: '(default)' } } as const;
const duty: Duty = {
  name: 'access-review',
  title: 'Access review',
  doneBy: 'the lead',
  owner: 'lead',
  overdueAfter: Duration.days(100),
  severity: 'warning',
  meets: [],
};

/** The line that runs a task of the shop's production once as it is. */
const runOnce = (task: string): string =>
  `aws ecs run-task --cluster shop-production-jobs --task-definition shop-production-${task} --launch-type FARGATE --region eu-west-1` +
  ' --network-configuration awsvpcConfiguration={subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=DISABLED}';

/** What the last word of a command changes of the task. */
const overrides = (command: readonly string[]): unknown => {
  expect(command.at(-2)).toBe('--overrides');
  return JSON.parse(command.at(-1) ?? '');
};

describe('the start of a backup by hand', () => {
  it('fills the tier for copies on demand, else that of the first run', () => {
    expect(tierByHand(byHand)).toBe(manual);
    expect(tierByHand({ ...databaseBackup, runs: [databaseBackup.runs[0], { ...databaseBackup.runs[0], tier: manual }] })).toBe(daily);
  });

  it('runs the task on AWS as it is where the task fills the tier by itself', () => {
    expect(startBackup(production, databaseBackup, daily, aws).join(' ')).toBe(runOnce('database'));
    expect(startBackup(production, byHand, manual, aws)).not.toContain('--overrides');
  });

  it('tells the task on AWS the name, prefix and lock of any other tier: as long as it is kept unless the tier says less', () => {
    const told = (tier: typeof daily) => overrides(startBackup(production, byHand, tier, aws));
    const variables = (lockDays: string) => [
      { name: 'TIER', value: 'daily' },
      { name: 'PREFIX', value: 'daily/' },
      { name: 'LOCK_DAYS', value: lockDays },
    ];
    expect(told(daily)).toEqual({ containerOverrides: [{ name: 'job', environment: variables('30') }] });
    expect(told({ ...daily, lock: Duration.days(7) })).toEqual({ containerOverrides: [{ name: 'job', environment: variables('7') }] });
  });

  it('locks nothing where the environment locks nothing', () => {
    expect(overrides(startBackup(development, byHand, daily, aws))).toEqual({
      containerOverrides: [
        {
          name: 'job',
          environment: [
            { name: 'TIER', value: 'daily' },
            { name: 'PREFIX', value: 'daily/' },
          ],
        },
      ],
    });
  });

  it('executes the job of the tier on Google Cloud, by the name that Cloud Run has it under, and waits for its end', () => {
    expect(startBackup(production, databaseBackup, daily, google).join(' ')).toBe(
      'gcloud run jobs execute shop-production-database-daily --project=shop-project --region=europe-west1 --wait',
    );
    const [, , , , longName] = startBackup(production, { ...databaseBackup, name: 'customer-documents-and-invoices' }, daily, google);
    expect(longName).toMatch(/^shop-production-customer-documents-and-invoi.*-[0-9a-f]{4}$/);
    expect(longName?.length).toBeLessThanOrEqual(49);
  });

  it('runs the workflow of an export of Firestore into a folder that has the time in its name', () => {
    expect(startBackup(production, exported, daily, google)).toEqual([
      'gcloud',
      'workflows',
      'run',
      'shop-production-database-export',
      '--project=shop-project',
      '--location=europe-west1',
      '--data={"tier":"daily","prefix":"daily/","timed":true}',
    ]);
  });

  it('makes a base backup of an archive by its own task', () => {
    expect(startArchive(production, databaseArchive, aws).join(' ')).toBe(runOnce('database-archive'));
  });
});

describe('the record of what people did', () => {
  it('has the rights of the store watcher on AWS, and names the duty, or the drill with its minutes', () => {
    const command = recordDuty(production, duty, aws);
    expect(command.slice(0, -2).join(' ')).toBe(runOnce('store-watcher'));
    expect(overrides(command)).toEqual({ containerOverrides: [{ name: 'job', command: ['opskeep', 'record', 'access-review'] }] });
    expect(overrides(recordDrill(production, weeklyRestore, 42, aws))).toEqual({
      containerOverrides: [{ name: 'job', command: ['opskeep', 'record', 'weekly-restore', '--minutes=42'] }],
    });
  });

  it('has those of the store watcher on Google Cloud', () => {
    const executed = 'gcloud run jobs execute shop-production-watcher --project=shop-project --region=europe-west1 --wait';
    expect(recordDuty(production, duty, google).join(' ')).toBe(`${executed} --args=opskeep,record,access-review`);
    expect(recordDrill(production, weeklyRestore, 42, google).join(' ')).toBe(
      `${executed} --args=opskeep,record,weekly-restore,--minutes=42`,
    );
  });
});
