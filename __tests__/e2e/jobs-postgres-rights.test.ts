import * as s3 from '@aws-sdk/client-s3';
import { BackupJob } from '../../constructs/backup/aws/backup-job';
import { Duration } from '../../model/duration';
import { daily, databaseSecret, json, monthly, render, resource, sampleBucket, sampleSetting } from '../constructs/backup/aws/sample';
import { describeWithTool } from '../support/optional-tools';
import { attempt, PostgresBackupScene } from '../support/postgres-backup-scene';
import { hasPostgres } from '../support/postgres-server';
import { hasS3Emulator } from '../support/s3-emulator';
import { databaseBackup } from '../support/sample-product';
import { actionsOf, type Policies, PolicyJudge, policiesOf, without } from '../support/stack-policies';

/** The task as a stack declares it: with its own environment, before a store that grants what its own policies grant. */
const stack = render((scope) => {
  const bucket = sampleBucket(scope, { tiers: [daily, monthly], lock: Duration.days(30) });
  const access = { postgres: { host: 'db.internal', secret: databaseSecret } };
  new BackupJob(scope, 'database', { ...sampleSetting(scope), backup: databaseBackup, bucket, access });
});
const policies = policiesOf(stack, { rolePolicy: 'database-writer-policy', key: 'key-key' });

type Variables = readonly { readonly name: string; readonly value: string }[];
const variables = (list: Variables): Readonly<Record<string, string>> => Object.fromEntries(list.map(({ name, value }) => [name, value]));

/** What the container of a scheduled run finds in its environment. */
function declaredEnvironment(): Readonly<Record<string, string>> {
  const [container] = json(stack, 'aws_ecs_task_definition', 'database-task-definition', 'container_definitions') as [
    { environment: Variables },
  ];
  const { input } = resource(stack, 'aws_scheduler_schedule', 'database-task-schedules-daily')['target'] as { input: string };
  const { containerOverrides } = JSON.parse(input) as { containerOverrides: [{ environment: Variables }] };
  return { ...variables(container.environment), ...variables(containerOverrides[0].environment) };
}

describeWithTool(
  'PostgreSQL and ministack',
  () => hasPostgres() && hasS3Emulator(),
  () => {
    const scene = new PostgresBackupScene();
    const { bucket } = scene;
    const old = { Bucket: bucket, Key: 'daily/shop_backup_20260101_020000.dump' };
    let client: s3.S3Client;

    beforeAll(async () => {
      await scene.start();
      // An earlier copy, as the writer of another day left it.
      await scene.store.client().send(new s3.PutObjectCommand({ ...old, Body: 'copy' }));
      const { AWS_REGION: region = '' } = scene.store.environment;
      const credentials = { accessKeyId: 'emulated', secretAccessKey: 'emulated-secret' };
      client = new s3.S3Client({ endpoint: scene.proxy.url, region, credentials, forcePathStyle: true, maxAttempts: 1 });
    });
    afterAll(() => scene.stop());

    /** The declared task; only where its server is comes from this test, and that its sample of a database is small. */
    async function run(judged: Policies, broken: (operation: string) => boolean = () => false) {
      const { PGHOST = '', PGPORT = '', PGDATABASE = '' } = scene.environment();
      const judge = new PolicyJudge(judged);
      const declared = {
        ...declaredEnvironment(),
        PGHOST,
        PGPORT,
        PGDATABASE,
        MINIMUM_BYTES: '100000',
        BUCKET: bucket,
        SCRATCH: '/tmp',
        TMPDIR: '/tmp',
      };
      const trace = await scene.trace(declared, async (call) => {
        const verdict = await judge.judge(call);
        return verdict === 'pass' && broken(call.operation) ? { status: 400, code: 'InvalidPart' } : verdict;
      });
      return { ...trace, judge };
    }

    const whole = ['.dump', '.dump.manifest.json', '.globals.sql', '.schema.sql'].map((end) => `daily/shop_backup_<time>${end}`);

    it('makes its copy with the rights that the stack gives it, and is denied nothing', async () => {
      const { code, put, lost, judge } = await run(policies);
      expect({ code, put, lost }).toEqual({ code: 0, put: [attempt, ...whole], lost: [] });
      expect([...judge.denied]).toEqual([]);
    });

    it('uses every right that it has, those to take back an upload when one fails', async () => {
      const succeeds = await run(policies);
      const fails = await run(policies, (operation) => operation === 'CompleteMultipartUpload');
      expect(fails).toMatchObject({ code: 5, openUploads: [] });
      expect([...new Set([...succeeds.judge.granted, ...fails.judge.granted])].sort()).toEqual(actionsOf(policies));
    });

    it.each(['s3:PutObject', 's3:PutObjectRetention', 'kms:GenerateDataKey', 'kms:Decrypt'])('makes no copy without %s', async (action) => {
      const { code, put, judge } = await run(without(action, policies));
      expect(code).toBe(5);
      expect(put).not.toContain(whole[1]);
      expect([...judge.denied]).toEqual([action]);
    });

    it('could not take back an upload without s3:AbortMultipartUpload', async () => {
      const { code, openUploads } = await run(
        without('s3:AbortMultipartUpload', policies),
        (operation) => operation === 'CompleteMultipartUpload',
      );
      expect(code).toBe(5);
      expect(openUploads).toHaveLength(1);
      for (const { Key, UploadId } of (await scene.store.client().send(new s3.ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ??
        []) {
        await scene.store.client().send(new s3.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
      }
    });

    const later = new Date(Date.now() + 20 * 86_400_000);
    const fresh = { Bucket: bucket, Key: 'daily/thief', Body: 'x' };
    const put = (changes: Partial<s3.PutObjectCommandInput>) => (): Promise<unknown> =>
      client.send(new s3.PutObjectCommand({ ...fresh, ...changes }));

    it.each<[string, () => Promise<unknown>]>([
      ['read a copy', () => client.send(new s3.GetObjectCommand(old))],
      ['read a version of a copy', () => client.send(new s3.GetObjectCommand({ ...old, VersionId: 'v' }))],
      ['ask for its size', () => client.send(new s3.HeadObjectCommand(old))],
      ['ask for its checksum', () => client.send(new s3.GetObjectAttributesCommand({ ...old, ObjectAttributes: ['Checksum'] }))],
      ['ask for its lock', () => client.send(new s3.GetObjectRetentionCommand(old))],
      ['list copies', () => client.send(new s3.ListObjectsV2Command({ Bucket: bucket }))],
      ['list versions', () => client.send(new s3.ListObjectVersionsCommand({ Bucket: bucket }))],
      ['list uploads', () => client.send(new s3.ListMultipartUploadsCommand({ Bucket: bucket }))],
      ['delete a copy', () => client.send(new s3.DeleteObjectCommand(old))],
      ['delete a version of a copy', () => client.send(new s3.DeleteObjectCommand({ ...old, VersionId: 'v' }))],
      ['pass by a lock', () => client.send(new s3.DeleteObjectCommand({ ...old, VersionId: 'v', BypassGovernanceRetention: true }))],
      [
        'lift a lock',
        () =>
          client.send(
            new s3.PutObjectRetentionCommand({
              ...old,
              BypassGovernanceRetention: true,
              Retention: { Mode: 'GOVERNANCE', RetainUntilDate: later },
            }),
          ),
      ],
      [
        'copy a copy',
        () => client.send(new s3.CopyObjectCommand({ Bucket: bucket, Key: 'daily/thief', CopySource: `${bucket}/${old.Key}` })),
      ],
      ['put into a tier that is not its own', put({ Key: 'monthly/thief' })],
      ['claim that a copy is verified', put({ Key: 'verified/database/daily' })],
      ['replace the newest good copy', put({ Key: 'last-good/database' })],
      ['leave marks of another backup', put({ Key: 'attempts/files/daily' })],
      [
        'encrypt with a key of its own choice',
        put({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'arn:aws:kms:eu-west-1:999999999999:key/other' }),
      ],
      ['encrypt with the key that AWS manages', put({ ServerSideEncryption: 'aws:kms' })],
      ['encrypt with the key of S3 itself', put({ ServerSideEncryption: 'AES256' })],
      ['lock for decades', put({ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date('2099-01-01T00:00:00Z') })],
      ['lock so that nobody can lift it', put({ ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: later })],
      [
        'change the lifecycle',
        () => client.send(new s3.PutBucketLifecycleConfigurationCommand({ Bucket: bucket, LifecycleConfiguration: { Rules: [] } })),
      ],
      ['change the policy', () => client.send(new s3.PutBucketPolicyCommand({ Bucket: bucket, Policy: '{}' }))],
      [
        'end the versioning',
        () => client.send(new s3.PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Suspended' } })),
      ],
      ['delete the bucket', () => client.send(new s3.DeleteBucketCommand({ Bucket: bucket }))],
    ])('may not %s', async (_, attemptIt) => {
      const before = await scene.store.versions(bucket);
      scene.proxy.judge = new PolicyJudge(policies).judge;
      const answer = await attemptIt().then(
        () => 200,
        (error: unknown) => (error instanceof s3.S3ServiceException ? error.$metadata.httpStatusCode : error),
      );
      scene.proxy.judge = () => 'pass';
      expect(answer).toBe(403);
      expect(await scene.store.versions(bucket)).toEqual(before);
    });

    it('is not denied what it may do by a judge that denies everything', async () => {
      scene.proxy.judge = new PolicyJudge(policies).judge;
      await expect(put({})()).resolves.toBeDefined();
      scene.proxy.judge = () => 'pass';
    });
  },
);
