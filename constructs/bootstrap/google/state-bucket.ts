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
  private readonly objects: string;

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
    this.objects = `projects/_/buckets/${props.name}/objects/`;
  }

  /** Lets an account read states, hold their locks and give them back. */
  letRead(account: ServiceIdentity): void {
    const notOwnRights = `!${this.under(bootstrapPrefix)}`;
    this.grant(account, 'read-states', 'roles/storage.objectViewer', 'states', notOwnRights);
    this.grant(account, 'lock', 'roles/storage.objectUser', 'locks', `${notOwnRights} && resource.name.endsWith(".tflock")`);
  }

  /**
   * Lets an account read, write and lock states. To replace an object, Cloud Storage asks for the right to delete it.
   * @param beginnings of the names of the states
   */
  letWrite(account: ServiceIdentity, beginnings: readonly string[]): void {
    const own = beginnings.map((beginning) => this.under(beginning)).join(' || ');
    this.grant(account, 'write-states', 'roles/storage.objectUser', 'states', own);
    // Terraform lists the bucket, which has no object's name, before it reads.
    this.grant(account, 'list-states', 'roles/storage.legacyBucketReader', 'bucket', undefined);
  }

  private under(beginning: string): string {
    return `resource.name.startsWith("${this.objects}${beginning}")`;
  }

  private grant(account: ServiceIdentity, id: string, role: string, title: string, expression: string | undefined): void {
    new StorageBucketIamMember(account, id, {
      bucket: this.bucketName,
      role,
      member: account.member,
      ...(expression === undefined ? {} : { condition: { title, expression } }),
    });
  }
}
