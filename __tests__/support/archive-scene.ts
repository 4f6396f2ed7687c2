import { readdirSync } from 'node:fs';
import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { serverSettings, variablesOf } from '../../constructs/backup/aws/pgbackrest';
import type { PolicyStatement } from '../../constructs/backup/aws/policy';
import type { WalArchive } from '../../constructs/backup/aws/wal-archive';
import { allowedActions, declaredArchive, json, render, roleStatements, sampleArchive } from '../constructs/backup/aws/sample';
import { ArchiveHost, clientName, hasPgBackRest, type Options } from './archive-host';
import { CertificateAuthority, hasOpenssl } from './certificates';
import { JobProcess, jobScratch } from './job-process';
import { actionOf, isAllowed } from './policy-judge';
import { hasPostgres } from './postgres-server';
import { hasS3Emulator, S3Emulator } from './s3-emulator';
import { type S3Call, S3Proxy, type Verdict } from './s3-proxy';
import { TaskRole } from './task-role';
import { TlsFront } from './tls-front';

export const archiveTools = 'PostgreSQL, pgBackRest, ministack and openssl';
export const hasArchiveTools = (): boolean => hasPostgres() && hasPgBackRest() && hasS3Emulator() && hasOpenssl();

const bucket = 'shop-production-wal';
const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555';

/**
 * A database host that archives into a bucket, and the task that takes base backups of it. Options and settings are those that the stack
 * renders; a test adds where the emulator of the store is.
 */
export class ArchiveScene {
  readonly bucket = bucket;
  readonly keyArn = keyArn;
  readonly emulator = new S3Emulator();
  readonly front = new TlsFront();
  readonly role = new TaskRole();
  readonly authority = new CertificateAuthority();
  readonly client = this.authority.sign(clientName);
  readonly host = new ArchiveHost({
    authority: this.authority,
    stanza: declaredArchive.store,
    server: serverSettings(declaredArchive),
    pgbackrest: (dataPath) => ({ ...this.hostOptions(), 'pg1-path': dataPath }),
  });
  readonly scratch = jobScratch();
  /** Sees every request to the store, and decides what becomes of it. */
  proxy = new S3Proxy('');

  async build(): Promise<void> {
    await this.emulator.start();
    await this.role.start();
    this.proxy = new S3Proxy(this.emulator.environment.AWS_ENDPOINT_URL);
    await this.proxy.start();
    await this.front.start(this.authority.sign('localhost'), this.proxy.url);
    await this.makeBucket(bucket);
    await this.host.start();
  }

  async remove(): Promise<void> {
    await this.host.stop();
    this.front.stop();
    this.proxy.stop();
    this.role.stop();
    await this.emulator.stop();
    this.scratch.remove();
  }

  get archiveCommand(): string {
    return serverSettings(declaredArchive)['archive_command'] ?? '';
  }

  get database() {
    return this.host.database;
  }

  /** Where the emulator stands in for Amazon S3. */
  here(): Options {
    return {
      'repo1-storage-host': '127.0.0.1',
      'repo1-storage-port': String(this.front.port),
      'repo1-storage-verify-tls': 'n',
      'repo1-s3-uri-style': 'path',
      'repo1-s3-region': this.emulator.environment['AWS_REGION'] ?? '',
    };
  }

  /** The environment of the container as the stack renders it, with the values that Terraform and ECS put in. */
  task(type: 'full' | 'incr'): Record<string, string> {
    const stack = render((scope) => void sampleArchive(scope));
    const [container] = json(stack, 'aws_ecs_task_definition', 'archive-task-definition', 'container_definitions') as [
      { environment: { name: string; value: string }[] },
    ];
    const rendered = Object.fromEntries(container.environment.map(({ name, value }) => [name, this.resolved(value)]));
    return {
      ...rendered,
      ...(type === 'full' ? {} : { TIER: 'incremental', PGBACKREST_TYPE: 'incr' }),
      ...this.ofMachine(),
      ...variablesOf({ 'pg1-host': 'localhost', 'pg1-host-port': String(this.host.port), 'pg1-path': this.database.data }),
      HOST_CERTIFICATE: this.client.certificate,
      HOST_CERTIFICATE_KEY: this.client.key,
      HOST_AUTHORITY: this.authority.certificate,
    };
  }

  /** What every task of the test has of this machine. */
  ofMachine(): Record<string, string> {
    return {
      ...variablesOf(this.here()),
      ...this.role.environment,
      SCRATCH: this.scratch.folder,
      TMPDIR: this.scratch.folder,
      AWS_REGION: this.emulator.environment['AWS_REGION'] ?? '',
      AWS_ENDPOINT_URL: this.proxy.url,
    };
  }

  /** A task of the job image, as a process of its own. */
  start(program: string, environment: Readonly<Record<string, string>>): JobProcess {
    return new JobProcess([program], environment);
  }

  /** What the programs left in the folder that they may write to. */
  leftovers(): readonly string[] {
    return readdirSync(this.scratch.folder);
  }

  /** Lets through what the policies of the stack allow whoever makes the call: the role of the task, or that of the host. */
  readonly judge = async (call: S3Call): Promise<Verdict> => {
    const [, accessKey] = /Credential=(\w+)/.exec(call.headers.authorization ?? '') ?? [];
    const { task, host, bucket: ofBucket } = this.policies;
    const allowed = await isAllowed(call, { role: accessKey === this.role.accessKey ? task : host, bucket: ofBucket });
    return allowed ? 'pass' : { status: 403, code: 'AccessDenied' };
  };

  /** Actions on the store that the task used of late, and all that its role allows. */
  readonly usedByTask = (): readonly string[] =>
    this.proxy.calls.filter(({ headers }) => headers.authorization?.includes(this.role.accessKey)).map(actionOf);
  readonly allowedToTask = (): readonly string[] => allowedActions(this.policies.task).filter((action) => action.startsWith('s3:'));

  private readonly policies = (() => {
    const stack = render((scope) => void sampleArchive(scope));
    const statements = (type: string, id: string) => {
      const { Statement } = json(stack, type, id, 'policy') as { Statement: readonly PolicyStatement[] };
      return JSON.parse(this.resolved(JSON.stringify(Statement))) as readonly PolicyStatement[];
    };
    return {
      task: roleStatements(stack, 'archive-role').map(
        (statement) => JSON.parse(this.resolved(JSON.stringify(statement))) as PolicyStatement,
      ),
      host: statements('aws_iam_role_policy', 'archive-host-policy'),
      bucket: statements('aws_s3_bucket_policy', 'archive-store-policy'),
    };
  })();

  private resolved(value: string): string {
    return value
      .replaceAll('${aws_s3_bucket.archive-store-bucket.id}', bucket)
      .replaceAll('${aws_s3_bucket.archive-store-bucket.arn}', `arn:aws:s3:::${bucket}`)
      .replaceAll('${aws_kms_key.key-key.arn}', keyArn);
  }

  private hostOptions(): Options {
    let options: WalArchive['hostOptions'] = {};
    render((scope) => {
      options = sampleArchive(scope).hostOptions;
    });
    // An EC2 instance has its credentials from its metadata service; this machine has them in the file.
    const credentials = { 'repo1-s3-key-type': 'shared', 'repo1-s3-key': 'emulated', 'repo1-s3-key-secret': 'emulated-secret' };
    const named = { 'repo1-s3-bucket': bucket, 'repo1-s3-kms-key-id': keyArn };
    return { ...options, ...named, ...this.here(), ...credentials };
  }

  /** As the stack declares the bucket of an archive: versioned, without object lock. */
  private async makeBucket(name: string): Promise<void> {
    const client = this.emulator.client();
    await client.send(new CreateBucketCommand({ Bucket: name }));
    await client.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status: 'Enabled' } }));
  }
}
