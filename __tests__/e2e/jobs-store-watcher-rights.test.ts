import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { PolicyStatement } from '../../constructs/backup/aws/policy';
import { StoreWatcher } from '../../constructs/backup/aws/store-watcher';
import { allowedActions, json, pagedSetting, render, roleStatements, sampleBucket } from '../constructs/backup/aws/sample';
import { describeWithTool } from '../support/optional-tools';
import { isAllowed, neededBy, type Policies } from '../support/policy-judge';
import { hasPostgres, PostgresServer, serverPrograms } from '../support/postgres-server';
import { hasPushgateway, PushgatewayServer } from '../support/pushgateway';
import { hasS3Emulator, S3Emulator } from '../support/s3-emulator';
import { databaseBackup } from '../support/sample-product';
import { type StoreCall, StoreProxy, type Verdict } from '../support/store-proxy';
import { dumpOf } from '../support/stored-copy';
import { WatchedStore } from '../support/watched-store';

const ago = (minutes: number): Date => new Date(Math.floor(Date.now() / 1000) * 1000 - minutes * 60_000);

/** The watcher as the stack renders it: its environment, the policy of its role and that of the bucket. */
const stack = render((scope) => {
  const bucket = sampleBucket(scope);
  const gauges = { product: 'shop', environment: 'production' };
  new StoreWatcher(scope, 'watcher', { ...pagedSetting(scope), bucket, scope: gauges, backups: [databaseBackup], objectives: [] });
});
const inBucket = (bucket: string, text: string): string =>
  text
    .replaceAll('${aws_s3_bucket.bucket-store-bucket.id}', bucket)
    .replaceAll('${aws_s3_bucket.bucket-store-bucket.arn}', `arn:aws:s3:::${bucket}`)
    .replaceAll('${aws_kms_key.key-key.arn}', 'arn:aws:kms:eu-west-1:123456789012:key/backup');

function policiesOf(bucket: string): Policies {
  const { Statement } = json(stack, 'aws_s3_bucket_policy', 'bucket-store-policy', 'policy') as { Statement: PolicyStatement[] };
  const resolved = (statements: readonly PolicyStatement[]) =>
    JSON.parse(inBucket(bucket, JSON.stringify(statements))) as PolicyStatement[];
  return { role: resolved(roleStatements(stack, 'watcher-verifier')), bucket: resolved(Statement) };
}

function environmentOf(bucket: string): Record<string, string> {
  const [container] = json(stack, 'aws_ecs_task_definition', 'watcher-task-definition', 'container_definitions') as [
    { environment: { name: string; value: string }[] },
  ];
  return Object.fromEntries(container.environment.map(({ name, value }) => [name, inBucket(bucket, value)]));
}

const without = ({ role, bucket }: Policies, action: string): Policies => ({
  role: role.map((statement) => ({ ...statement, Action: [statement.Action].flat().filter((one) => one !== action) })),
  bucket,
});

describeWithTool(
  'ministack, PostgreSQL and a Pushgateway',
  () => hasS3Emulator() && hasPostgres() && hasPushgateway(),
  () => {
    const emulator = new S3Emulator();
    const pushgateway = new PushgatewayServer();
    const server = new PostgresServer();
    const proxy = new StoreProxy(emulator);
    let dump: Buffer = Buffer.alloc(0);
    let buckets = 0;

    beforeAll(async () => {
      await Promise.all([emulator.start(), pushgateway.start(), server.start()]);
      await proxy.start();
      ({ dump } = dumpOf(server, 'postgres'));
      // Larger than the least credible size that the sample declares.
      server.sql('create table orders as select g as id, md5(g::text) as text from generate_series(1, 60000) g');
      ({ dump } = dumpOf(server, 'postgres'));
    });
    afterAll(async () => {
      proxy.stop();
      server.stop();
      await Promise.all([emulator.stop(), pushgateway.stop()]);
    });

    const judgedBy =
      (policies: Policies) =>
      async (call: StoreCall): Promise<Verdict> =>
        (await isAllowed(call, policies)) ? 'pass' : { status: 403, code: 'AccessDenied' };

    /** A look at a bucket with one good copy and a bad one, behind a proxy that judges each call. */
    async function look(policies: (bucket: string) => Policies) {
      buckets += 1;
      const bucket = `judged-${buckets}`;
      await emulator.makeBucket(bucket);
      const store = new WatchedStore(emulator, pushgateway, bucket);
      await store.attempt(ago(10));
      await store.copy(ago(20), dump);
      await store.copy(ago(10), dump, {}, 'dump', Buffer.alloc(dump.length));
      proxy.calls.length = 0;
      proxy.judge = judgedBy(policies(bucket));
      const { WATCH, SCRATCH: _scratch, TMPDIR: _folder, ...environment } = environmentOf(bucket);
      return {
        bucket,
        result: await store.look(JSON.parse(WATCH ?? ''), {
          ...environment,
          AWS_ENDPOINT_URL_S3: proxy.url,
          PATH: `${serverPrograms()}:${process.env.PATH}`,
        }),
      };
    }

    it('are enough for a whole look in the environment that the stack renders', async () => {
      const { bucket, result } = await look(policiesOf);
      expect([result.status, result.told('copy_verified').length, result.told('copy_rejected').length]).toEqual([6, 1, 1]);
      expect(result.series['watcher_heartbeat']).toBe(1);
      expect(result.output).not.toContain('AccessDenied');
      expect(Buffer.from(await emulator.bytes(bucket, 'last-good/database')).equals(dump)).toBe(true);
      const used = new Set(proxy.calls.flatMap((call) => neededBy(call).map(({ action }) => action)));
      // Only a copy above 5 GB that fails takes parts back.
      const allowed = allowedActions(policiesOf(bucket).role).filter((action) => action.startsWith('s3:'));
      expect([...used, 's3:AbortMultipartUpload'].sort()).toEqual(allowed);
    });

    it.each(['s3:ListBucket', 's3:GetObject', 's3:PutObject', 's3:PutObjectRetention'])('are not enough without %s', async (action) => {
      const { result } = await look((bucket) => without(policiesOf(bucket), action));
      expect([result.status, result.series['watcher_heartbeat']]).toEqual([5, undefined]);
      expect(result.output).toContain('AccessDenied');
    });

    it('delete nothing and write no copy, whoever has them', async () => {
      const { bucket } = await look(policiesOf);
      const before = await emulator.versions(bucket);
      const credentials = { accessKeyId: 'stolen', secretAccessKey: 'stolen-secret' };
      const client = new S3Client({ endpoint: proxy.url, region: 'eu-west-1', credentials, forcePathStyle: true, maxAttempts: 1 });
      for (const { key: Key, version: VersionId } of before) {
        const denied = expect.objectContaining({ name: 'AccessDenied' });
        await expect(client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))).rejects.toEqual(denied);
        await expect(client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }))).rejects.toEqual(denied);
      }
      for (const Key of ['daily/x', 'attempts/database/x', 'anything']) {
        await expect(client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }))).rejects.toMatchObject({ name: 'AccessDenied' });
      }
      expect(await emulator.versions(bucket)).toEqual(before);
    });
  },
);
