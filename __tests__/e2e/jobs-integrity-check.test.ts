import { RoutineTask } from '../../constructs/backup/aws/routine-task';
import { integrityCheck, pagedSetting, render, sampleBucket } from '../constructs/backup/aws/sample';
import { type JobOutcome, JobProcess } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { hasPostgres, PostgresServer } from '../support/postgres-server';
import { hasPushgateway, PushgatewayServer } from '../support/pushgateway';
import { hasS3Emulator, S3Emulator } from '../support/s3-emulator';
import { actionsOf, PolicyJudge, policiesOf } from '../support/stack-policies';
import { StoreProxy } from '../support/store-proxy';

/** The policies of the task as the stack renders them. */
const policies = policiesOf(
  render((scope) => {
    const bucket = sampleBucket(scope, { bucketName: 'clinic-backups' });
    new RoutineTask(scope, 'routine', {
      ...pagedSetting(scope),
      routine: integrityCheck,
      bucket,
      scope: { product: 'clinic', environment: 'production' },
    });
  }),
  { rolePolicy: 'routine-runner-policy', key: 'key-key' },
);

describeWithTool(
  'PostgreSQL, ministack and a Pushgateway',
  () => hasPostgres() && hasS3Emulator() && hasPushgateway(),
  () => {
    const server = new PostgresServer();
    const emulator = new S3Emulator();
    const pushgateway = new PushgatewayServer();
    const bucket = 'clinic-backups';

    beforeAll(async () => {
      await Promise.all([server.start(), emulator.start(), pushgateway.start()]);
      await emulator.makeBucket(bucket);
    });
    beforeEach(() => {
      server.sql('DROP DATABASE IF EXISTS clinic');
      server.sql('CREATE DATABASE clinic');
      server.sql(
        `CREATE TABLE "Bác sĩ" (id int, site int, PRIMARY KEY (id, site));
         CREATE TABLE patients (id int PRIMARY KEY, doctor int, site int, FOREIGN KEY (doctor, site) REFERENCES "Bác sĩ");
         CREATE INDEX by_doctor ON patients (doctor);
         INSERT INTO "Bác sĩ" VALUES (1, 1), (2, 1);
         INSERT INTO patients VALUES (1, 1, 1), (2, 2, 1), (3, NULL, 7)`,
        'clinic',
      );
    });
    afterAll(async () => {
      server.stop();
      await Promise.all([emulator.stop(), pushgateway.stop()]);
    });

    const check = (more: Readonly<Record<string, string>> = {}): Promise<JobOutcome> =>
      new JobProcess(['integrity-check'], {
        ...emulator.environment,
        ...server.environment('clinic'),
        PRODUCT: 'clinic',
        ENVIRONMENT: 'production',
        ROUTINE: 'integrity-check',
        RECORDS_BUCKET: bucket,
        PUSH_URL: pushgateway.url,
        ...more,
      }).ended;

    const markers = async () => (await emulator.keys(bucket)).filter((key) => key.startsWith('verified/routines/integrity-check/'));

    /** Values by check, of the series that the signal reads. */
    async function gauges(): Promise<Readonly<Record<string, string>>> {
      const text = await (await fetch(`${pushgateway.url}/metrics`)).text();
      const lines = text.split('\n').filter((line) => line.startsWith('data_integrity_check_failed{'));
      for (const line of lines) expect(line).toMatch(/environment="production".*product="clinic"/);
      return Object.fromEntries(lines.map((line) => [/check="([^"]*)"/.exec(line)?.[1], line.split(' ').at(-1)]));
    }

    it('finds nothing wrong with data that agree, says so to the alarm and leaves a marker', async () => {
      const { code, lines } = await check();
      expect(lines.at(-1)).toMatchObject({ event: 'finished', checks: 3, faults: 0 });
      expect(code).toBe(0);
      expect(await gauges()).toEqual({ checksums: '0', indexes: '0', 'foreign-keys': '0' });
      expect(await markers()).toHaveLength(1);
    });

    it('tells rows that refer to nothing, which a superuser put past the constraint, and an index that failed to build', async () => {
      server.sql(
        `SET session_replication_role = replica; INSERT INTO patients VALUES (4, 9, 1), (5, 9, 2); SET session_replication_role = origin;
         UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'by_doctor'::regclass`,
        'clinic',
      );
      const { code, lines } = await check();
      expect(lines.filter(({ event }) => event === 'fault').map(({ message }) => message)).toEqual([
        'the index public.by_doctor is invalid',
        '2 rows of public.patients refer to rows that are not in public."Bác sĩ" (patients_doctor_site_fkey)',
      ]);
      expect(code).toBe(0);
      expect(await gauges()).toEqual({ checksums: '0', indexes: '1', 'foreign-keys': '1' });
    });

    it('needs every right on the store that its role has, and no other', async () => {
      const judge = new PolicyJudge(policies);
      const proxy = new StoreProxy(emulator, judge.judge);
      await proxy.start();
      const { code } = await check({ AWS_ENDPOINT_URL: proxy.url });
      proxy.stop();
      expect(code).toBe(0);
      expect([...judge.denied]).toEqual([]);
      expect([...judge.granted].sort()).toEqual(actionsOf(policies));
    });

    it('leaves no marker when the database or the Pushgateway does not answer', async () => {
      const before = await markers();
      server.kill();
      const down = await check();
      server.resume();
      expect(down).toMatchObject({ code: 3 });
      await pushgateway.stop();
      const untold = await check();
      await pushgateway.start();
      expect(untold.lines.at(-1)).toMatchObject({ event: 'failed', reason: 'metrics' });
      expect(untold.code).not.toBe(0);
      expect(await markers()).toEqual(before);
    });
  },
);
