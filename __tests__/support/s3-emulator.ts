import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { freePort } from './free-port';

export const hasS3Emulator = (): boolean => spawnSync('sh', ['-c', 'command -v ministack']).status === 0;

/** What a program needs to reach the emulator; the credential is one of the emulator's own. */
export interface EmulatorEnvironment extends Readonly<Record<string, string>> {
  readonly AWS_ENDPOINT_URL: string;
}

/**
 * ministack: an S3 API that checks checksums and keeps locks. Rights are not its business: it lets everybody in. Start it in `beforeAll`, stop
 * it in `afterAll`; the first test of a file that uses it waits about a second.
 */
export class S3Emulator {
  private child: ChildProcess | undefined;
  private port = 0;

  async start(): Promise<void> {
    this.port = await freePort();
    this.child = spawn('ministack', [], { env: { ...process.env, GATEWAY_PORT: String(this.port) }, stdio: 'ignore' });
    for (let attempt = 0; attempt < 150; attempt += 1) {
      if (await answers(`${this.environment.AWS_ENDPOINT_URL}/_ministack/health`)) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('ministack did not answer within 30 s');
  }

  async stop(): Promise<void> {
    if (this.child === undefined || this.child.exitCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  get environment(): EmulatorEnvironment {
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${this.port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'emulated',
      AWS_SECRET_ACCESS_KEY: 'emulated-secret',
    };
  }

  /** A client for what a test does beside the program under test. */
  client(): S3Client {
    const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region = '' } = this.environment;
    const credentials = { accessKeyId: 'emulated', secretAccessKey: 'emulated-secret' };
    return new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  }

  /** A bucket as the stacks declare it: versioned, with object lock. */
  async makeBucket(bucket: string): Promise<void> {
    const client = this.client();
    await client.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }));
    await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }

  /** Keys and sizes of every version, in the order of keys. */
  async versions(bucket: string): Promise<readonly { readonly key: string; readonly bytes: number; readonly version: string }[]> {
    const { Versions = [] } = await this.client().send(new ListObjectVersionsCommand({ Bucket: bucket }));
    return Versions.map(({ Key = '', Size = 0, VersionId = '' }) => ({ key: Key, bytes: Size, version: VersionId })).sort((a, b) =>
      a.key < b.key ? -1 : 1,
    );
  }

  async keys(bucket: string): Promise<readonly string[]> {
    return (await this.versions(bucket)).map(({ key }) => key);
  }

  async bytes(bucket: string, key: string): Promise<Uint8Array> {
    const { Body } = await this.client().send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  }

  /** Keys of uploads that were begun and neither completed nor taken back. */
  async openUploads(bucket: string): Promise<readonly string[]> {
    const { Uploads = [] } = await this.client().send(new ListMultipartUploadsCommand({ Bucket: bucket }));
    return Uploads.map(({ Key = '' }) => Key);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
