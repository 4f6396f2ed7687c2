import { readdirSync } from 'node:fs';
import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { serverSettings, variablesOf } from '../../constructs/backup/aws/pgbackrest';
import { declaredArchive } from '../constructs/backup/aws/sample';
import { ArchiveHost, clientName, hasPgBackRest, type Options } from './archive-host';
import { archiveBucket, containerEnvironment, hostOptions, policies, resultBucket } from './archive-stack';
import { CertificateAuthority, hasOpenssl } from './certificates';
import { JobProcess, jobScratch } from './job-process';
import { actionOf, isAllowed } from './policy-judge';
import { hasPostgres, type PostgresServer, serverPrograms } from './postgres-server';
import { hasS3Emulator, S3Emulator } from './s3-emulator';
import { type StoreCall, StoreProxy, type Verdict } from './store-proxy';
import { TaskRole } from './task-role';
import { TlsFront } from './tls-front';

export const archiveTools = 'PostgreSQL, pgBackRest, ministack and openssl';
export const hasArchiveTools = (): boolean => hasPostgres() && hasPgBackRest() && hasS3Emulator() && hasOpenssl();

/**
 * A database host that archives into a bucket, and the tasks that take base backups of it and rehearse its restore. Options, settings and policies
 * are those that the stack renders; a test adds where the emulator of the store is. Every call to the store is judged by the policies of
 * whoever makes it.
 */
export class ArchiveScene {
  readonly emulator = new S3Emulator();
  readonly role = new TaskRole('ASIABASEBACKUPS');
  readonly drillRole = new TaskRole('ASIADRILL');
  readonly authority = new CertificateAuthority();
  readonly client = this.authority.sign(clientName);
  readonly scratch = jobScratch();
  readonly archiveCommand = serverSettings(declaredArchive)['archive_command'] ?? '';
  readonly host = new ArchiveHost({
    authority: this.authority,
    stanza: declaredArchive.store,
    server: serverSettings(declaredArchive),
    pgbackrest: (dataPath) => ({ ...hostOptions(), ...this.here(), ...this.instanceCredentials, 'pg1-path': dataPath }),
  });
  /** Sees every request to the store, and decides what becomes of it. */
  readonly proxy = new StoreProxy(this.emulator, (call) => this.judge(call));
  private readonly front = new TlsFront();
  /** An instance has them from its metadata service; this machine has them in the file. */
  private readonly instanceCredentials = {
    'repo1-s3-key-type': 'shared',
    'repo1-s3-key': 'emulated',
    'repo1-s3-key-secret': 'emulated-secret',
  };

  async build(): Promise<void> {
    await this.emulator.start();
    await this.role.start();
    await this.drillRole.start();
    await this.proxy.start();
    await this.front.start(this.authority.sign('localhost'), this.proxy.url);
    await this.makeArchiveBucket();
    await this.emulator.makeBucket(resultBucket);
    await this.host.start();
  }

  async remove(): Promise<void> {
    await this.host.stop();
    this.front.stop();
    this.proxy.stop();
    this.role.stop();
    this.drillRole.stop();
    await this.emulator.stop();
    this.scratch.remove();
  }

  get database(): PostgresServer {
    return this.host.database;
  }

  /** Lets through what the policies of the stack allow whoever makes the call. */
  readonly judge = async (call: StoreCall): Promise<Verdict> => {
    const role = { [this.role.accessKey]: policies.task, [this.drillRole.accessKey]: policies.drill }[callerOf(call)] ?? policies.host;
    const allowed = await isAllowed(call, { role, bucket: policies.buckets.get(call.bucket) ?? [] });
    return allowed ? 'pass' : { status: 403, code: 'AccessDenied' };
  };

  /** Actions on the store that a task used of late. */
  actionsOf(role: TaskRole): readonly string[] {
    return this.proxy.calls.filter((call) => callerOf(call) === role.accessKey).map(actionOf);
  }

  /** The environment of the task that takes base backups. */
  task(run: 'full' | 'incremental'): Record<string, string> {
    return {
      ...containerEnvironment('archive-task', run),
      ...this.ofMachine(this.role),
      ...variablesOf({ 'pg1-host': 'localhost', 'pg1-host-port': String(this.host.port), 'pg1-path': this.database.data }),
      HOST_CERTIFICATE: this.client.certificate,
      HOST_CERTIFICATE_KEY: this.client.key,
      HOST_AUTHORITY: this.authority.certificate,
    };
  }

  /** The environment of the task that rehearses the restore. */
  drill(): Record<string, string> {
    const path = [serverPrograms(), process.env['PATH']].join(':');
    return { ...containerEnvironment('drill-task'), ...this.ofMachine(this.drillRole), PATH: path };
  }

  /** A task of the job image, as a process of its own. */
  start(program: string, environment: Readonly<Record<string, string>>): JobProcess {
    return new JobProcess([program], environment);
  }

  /** What the programs left in the folder that they may write to. */
  leftovers(): readonly string[] {
    return readdirSync(this.scratch.folder);
  }

  /** Where the emulator stands in for Amazon S3, as options of pgBackRest. */
  here(): Options {
    return {
      'repo1-storage-host': '127.0.0.1',
      'repo1-storage-port': String(this.front.port),
      'repo1-storage-verify-tls': 'n',
      'repo1-s3-uri-style': 'path',
      'repo1-s3-region': this.emulator.environment['AWS_REGION'] ?? '',
    };
  }

  private ofMachine(role: TaskRole): Record<string, string> {
    return {
      ...variablesOf(this.here()),
      ...role.environment,
      SCRATCH: this.scratch.folder,
      TMPDIR: this.scratch.folder,
      AWS_REGION: this.emulator.environment['AWS_REGION'] ?? '',
      AWS_ENDPOINT_URL: this.proxy.url,
      STORE_PATIENCE_SECONDS: '2',
    };
  }

  /** As the stack declares the bucket of an archive: versioned, without object lock. */
  private async makeArchiveBucket(): Promise<void> {
    const client = this.emulator.client();
    await client.send(new CreateBucketCommand({ Bucket: archiveBucket }));
    await client.send(new PutBucketVersioningCommand({ Bucket: archiveBucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
}

/** Access key of whoever makes a call. */
export const callerOf = ({ headers }: StoreCall): string => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1] ?? '';
