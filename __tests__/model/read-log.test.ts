import { Duration } from '../../model/duration';
import { jobOfArchive, jobOfBackup, jobOfDrill, jobOfRoutine, jobOfWatcher } from '../../model/job';
import { logReach, readLog } from '../../model/read-log';
import { startJob } from '../../model/start-backup';
import { databaseArchive, databaseBackup, sampleEnvironment } from '../support/sample-product';

const aws = { cloud: 'aws', region: 'eu-west-1', subnetIds: 'subnet-1', securityGroupIds: 'sg-1' } as const;
const google = { cloud: 'google', project: 'shop-project', location: 'europe-west1' } as const;
const production = sampleEnvironment();
const exported = { ...databaseBackup, source: { kind: 'firestore', database: '(default)' } } as const;
const twoDays = Duration.days(2);
const lines = (...given: Parameters<typeof readLog>): readonly string[] => readLog(...given).map((words) => words.join(' '));

describe('the log of a job', () => {
  it('is on AWS the streams that begin with its name, and what ECS told of tasks that never had one', () => {
    expect(lines(production, jobOfBackup('aws', databaseBackup, 'daily'), aws, twoDays)).toEqual([
      'aws logs tail /opskeep/shop-production/jobs --since=2d --format=short --region eu-west-1 --log-stream-name-prefix database/',
      'aws logs tail /aws/events/shop-production-task-failures --since=2d --format=short --region eu-west-1' +
        ' --filter-pattern { $.detail.group = "family:shop-production-database" }',
    ]);
  });

  it('is on Google Cloud that of the Cloud Run job of the tier, under the name that fits', () => {
    const entries = (job: string) =>
      `gcloud logging read resource.type="cloud_run_job" AND resource.labels.job_name="${job}" --project=shop-project` +
      ' --freshness=2d --limit=100 --format=value(timestamp,severity,textPayload,jsonPayload)';
    expect(lines(production, jobOfBackup('google', databaseBackup, 'daily'), google, twoDays)).toEqual([
      entries('shop-production-database-daily'),
    ]);
    const [long = ''] = lines(production, jobOfDrill('customer-documents-and-invoices', 'weekly-restore'), google, twoDays);
    expect(long).toMatch(/job_name="shop-production-customer-documents-and-invoi.*-[0-9a-f]{4}"/);
  });

  it('is of an export of Firestore its newest executions and their entries', () => {
    expect(lines(production, jobOfBackup('google', exported, 'daily'), google, twoDays)).toEqual([
      'gcloud workflows executions list shop-production-database-export --project=shop-project --location=europe-west1 --limit=5',
      expect.stringContaining(
        'resource.type="workflows.googleapis.com/Workflow" AND resource.labels.workflow_id="shop-production-database-export"',
      ),
    ]);
  });

  it('reaches back to the run before the newest, at least two days', () => {
    expect(logReach(Duration.minutes(30)).days).toBe(2);
    expect(logReach(Duration.hours(25)).days).toBe(3);
    expect(logReach(Duration.days(31)).days).toBe(62);
  });
});

describe('a job that a person starts', () => {
  it('is the task or the Cloud Run job that its schedule starts', () => {
    const task = (job: Parameters<typeof startJob>[1]) => startJob(production, job, aws)[6];
    expect(task(jobOfDrill('database', 'weekly-restore'))).toBe('shop-production-database-weekly-restore');
    expect(task(jobOfArchive(databaseArchive))).toBe('shop-production-database-archive');
    expect(task(jobOfWatcher('aws'))).toBe('shop-production-store-watcher');
    expect(startJob(production, jobOfRoutine('integrity-check'), google)[4]).toBe('shop-production-integrity-check');
    expect(startJob(production, jobOfWatcher('google'), google)[4]).toBe('shop-production-watcher');
  });
});
