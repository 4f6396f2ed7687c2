import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';

import { AwsEmulator } from './aws-emulator';

export { hasAwsEmulator as hasS3Emulator } from './aws-emulator';

/** An S3 API that checks checksums and keeps locks. */
export class S3Emulator extends AwsEmulator {
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
