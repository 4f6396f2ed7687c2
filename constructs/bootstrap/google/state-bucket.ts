import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member';
import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import { AccessLogBucket } from '../../backup/google/access-log-bucket';
import { BackupCryptoKey, BackupKeyRing } from '../../backup/google/crypto-key';
import type { GoogleProps } from '../../backup/google/place';
import type { ServiceIdentity } from '../../backup/google/service-identity';
import { deleteNoncurrentAfter, storeBucket } from '../../backup/google/store-bucket';
import { bootstrapPrefix } from '../state-names';

export interface StateBucketProps extends GoogleProps {
  /** Name of the bucket, unique in the world. */
  readonly name: string;
  /** How long a state that was replaced can be brought back. @default 365 d */
  readonly keepReplaced?: Duration;
}

/** Where Terraform keeps its states, each with a lock object beside it. What is replaced or deleted stays as a version. */
export class StateBucket extends Construct {
  readonly bucketName: string;
  private readonly notOwnRights: string;

  constructor(scope: Construct, id: string, props: StateBucketProps) {
    super(scope, id);
    const ring = new BackupKeyRing(this, 'ring', { ...props, name: 'state' });
    const key = new BackupCryptoKey(this, 'key', { ...props, ring, name: 'state' });
    const logs = new AccessLogBucket(this, 'logs', { ...props, name: `${props.name}-logs` });
    const bucket = storeBucket(this, 'bucket', {
      ...props,
      key,
      softDelete: Duration.days(30),
      lifecycleRules: [deleteNoncurrentAfter(props.keepReplaced ?? Duration.days(365))],
      special: { versioning: { enabled: true }, logging: { logBucket: logs.bucketName, logObjectPrefix: id } },
    });
    this.bucketName = bucket.name;
    this.notOwnRights = `!resource.name.startsWith("projects/_/buckets/${props.name}/objects/${bootstrapPrefix}")`;
  }

  /** Lets an account read states, hold their locks and give them back. */
  letRead(account: ServiceIdentity): void {
    this.grant(account, 'read-states', 'roles/storage.objectViewer', 'states', this.notOwnRights);
    this.grant(account, 'lock', 'roles/storage.objectUser', 'locks', `${this.notOwnRights} && resource.name.endsWith(".tflock")`);
  }

  /** Lets an account read, write and lock states. To replace an object, Cloud Storage asks for the right to delete it. */
  letWrite(account: ServiceIdentity): void {
    this.grant(account, 'write-states', 'roles/storage.objectUser', 'states', this.notOwnRights);
  }

  private grant(account: ServiceIdentity, id: string, role: string, title: string, expression: string): void {
    new StorageBucketIamMember(account, id, {
      bucket: this.bucketName,
      role,
      member: account.member,
      condition: { title, expression },
    });
  }
}
