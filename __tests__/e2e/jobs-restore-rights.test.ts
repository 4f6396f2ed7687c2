import { DrillRole, RestoreRole } from '../../constructs/backup/aws/access';
import type { PolicyStatement } from '../../constructs/backup/aws/policy';
import { allowedActions, daily, json, place, prefix, render, roleStatements, sampleBucket } from '../constructs/backup/aws/sample';
import { JobProcess, jobScratch } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { actionOf, isAllowed } from '../support/policy-judge';
import { hasPostgres, PostgresServer, serverPrograms } from '../support/postgres-server';
import { hasS3Emulator, S3Emulator } from '../support/s3-emulator';
import { type StoreCall, StoreProxy } from '../support/store-proxy';
import { dumpOf, putCopy } from '../support/stored-copy';

const bucket = 'shop-production-backups';
const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555';

const stack = render((scope) => {
  const store = sampleBucket(scope);
  new DrillRole(scope, 'drill', { place, prefix, bucket: store, backup: 'database', drill: 'weekly-restore', tier: daily });
  new RestoreRole(scope, 'restore', { place, prefix, bucket: store });
});

/** Statements with the names that Terraform puts in. */
const resolved = (statements: readonly PolicyStatement[]): readonly PolicyStatement[] =>
  JSON.parse(
    JSON.stringify(statements)
      .replaceAll('${aws_s3_bucket.bucket-store-bucket.arn}', `arn:aws:s3:::${bucket}`)
      .replaceAll('${aws_kms_key.key-key.arn}', keyArn),
  ) as readonly PolicyStatement[];

const ofBucket = resolved(
  (json(stack, 'aws_s3_bucket_policy', 'bucket-store-policy', 'policy') as { Statement: PolicyStatement[] }).Statement,
);
const drillRole = resolved(roleStatements(stack, 'drill'));
const restoreRole = resolved(roleStatements(stack, 'restore'));
const onStore = (statements: readonly PolicyStatement[]): readonly string[] =>
  allowedActions(statements).filter((action) => action.startsWith('s3:'));

const call = (operation: string, key: string): StoreCall => ({
  operation,
  method: '',
  bucket,
  key,
  query: new URLSearchParams(),
  headers: {},
});

describeWithTool(
  'PostgreSQL and ministack',
  () => hasPostgres() && hasS3Emulator(),
  () => {
    const server = new PostgresServer();
    const emulator = new S3Emulator();
    const scratch = jobScratch();
    const proxy = new StoreProxy(emulator);

    beforeAll(async () => {
      await Promise.all([server.start(), emulator.start()]);
      server.sql('CREATE DATABASE shop');
      server.sql('CREATE TABLE orders AS SELECT generate_series(1, 100) AS id', 'shop');
      await emulator.makeBucket(bucket);
      await putCopy(emulator, bucket, dumpOf(server, 'shop'), {
        backup: 'database',
        tier: 'daily',
        madeAt: new Date('2026-11-20T02:00:00Z'),
      });
      await proxy.start();
    });
    afterAll(async () => {
      proxy.stop();
      scratch.remove();
      server.stop();
      await emulator.stop();
    });

    /** Runs a program as a role: what its policy and that of the bucket do not allow together is refused. */
    async function runAs(
      role: readonly PolicyStatement[],
      words: readonly string[],
      more: Readonly<Record<string, string>>,
    ): Promise<number | null> {
      proxy.calls.length = 0;
      proxy.judge = async (asked) =>
        (await isAllowed(asked, { role, bucket: ofBucket })) ? 'pass' : { status: 403, code: 'AccessDenied' };
      const environment = {
        ...emulator.environment,
        AWS_ENDPOINT_URL: proxy.url,
        PATH: `${serverPrograms()}:${process.env.PATH}`,
        SCRATCH: scratch.folder,
        TMPDIR: scratch.folder,
        ...more,
      };
      return (await new JobProcess(words, environment).ended).code;
    }
    const used = (): readonly string[] => [...new Set(proxy.calls.map(actionOf))].sort();

    it('suffice for a drill, which uses every right that its role gives', async () => {
      const settings = {
        BACKUP: 'database',
        DRILL: 'weekly-restore',
        BUCKET: bucket,
        TIER: 'daily',
        PGDATABASE: 'shop',
        POSTGRES_MAJOR: '15',
      };
      expect(await runAs(drillRole, ['restore-drill'], settings)).toBe(0);
      expect(used()).toEqual(onStore(drillRole));
      expect((await emulator.keys(bucket)).filter((key) => key.startsWith('verified/drills/database/'))).toHaveLength(1);
    });

    it('suffice for people who restore', async () => {
      const where = [`--bucket=${bucket}`, '--backup=database'];
      for (const words of [
        ['list', ...where],
        ['inspect', ...where],
        ['fetch', ...where, `--to=${scratch.folder}/copy`],
        ['database', ...where],
        ['drills', ...where],
      ]) {
        expect({ words, code: await runAs(restoreRole, ['restore', ...words], server.environment()) }).toEqual({ words, code: 0 });
        // A person may go on by hand to an older version of an object, which no program needs.
        expect(onStore(restoreRole).filter((action) => action !== 's3:GetObjectVersion')).toEqual(expect.arrayContaining([...used()]));
      }
    });

    it.each([
      ['reads another tier', drillRole, 'GetObject', 'monthly/shop_20261101_020000.dump'],
      ['reads what was verified of another backup', drillRole, 'GetObject', 'verified/files/daily/x.manifest.json'],
      ['puts a copy', drillRole, 'PutObject', 'daily/shop_20261121_020000.dump'],
      ['puts a verified manifest', drillRole, 'PutObject', 'verified/database/daily/x.manifest.json'],
      ['puts the result of another backup', drillRole, 'PutObject', 'verified/drills/files/x.json'],
      ['deletes a copy', drillRole, 'DeleteObject', 'daily/shop_20261120_020000.dump'],
      ['puts anything, as a person', restoreRole, 'PutObject', 'verified/drills/database/x.json'],
      ['deletes anything, as a person', restoreRole, 'DeleteObject', 'daily/shop_20261120_020000.dump'],
    ])('do not suffice for whoever %s', async (_what, role, operation, key) => {
      expect(await isAllowed(call(operation, key), { role, bucket: ofBucket })).toBe(false);
    });
  },
);
