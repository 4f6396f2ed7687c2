import { StorageBucketIamMember } from '@cdktf/provider-google/lib/storage-bucket-iam-member';
import type { Construct } from 'constructs';

/** A bucket as jobs refer to it. */
export interface BucketReference {
  /** Short name within the stack, for construct ids. */
  readonly alias: string;
  readonly bucketName: string;
}

/** What an account may do with a bucket. No job may change the bucket itself. */
export const bucketRoles = {
  /** Puts new objects; cannot read, list, overwrite or delete any. */
  create: 'roles/storage.objectCreator',
  /** Reads and lists objects. */
  read: 'roles/storage.objectViewer',
  /** Reads the bucket's own settings and lists objects. */
  list: 'roles/storage.legacyBucketReader',
  /** Reads, puts, overwrites and deletes objects. */
  keep: 'roles/storage.objectUser',
  /** What Google documents for Firestore's service agent on a bucket of another project, and no narrower role. */
  firestoreAgent: 'roles/storage.admin',
} as const;

/** Permissions on a bucket or its objects by which a copy goes, at once or in the end. */
export const storageRemovals: readonly string[] = [
  'storage.buckets.delete',
  'storage.buckets.setIamPolicy',
  'storage.buckets.update',
  'storage.objects.delete',
  'storage.objects.overrideUnlockedRetention',
  'storage.objects.setIamPolicy',
];

export interface BucketGrant {
  readonly bucket: BucketReference;
  readonly member: string;
  readonly role: keyof typeof bucketRoles;
  /** Prefixes that the grant is limited to; listing is a right on the bucket, so `read` limited this way cannot list. @default all objects */
  readonly prefixes?: readonly string[];
}

/** One more member of a bucket's policy; it never replaces others. */
export function grantOnBucket(scope: Construct, id: string, grant: BucketGrant): StorageBucketIamMember {
  return new StorageBucketIamMember(scope, id, {
    bucket: grant.bucket.bucketName,
    role: bucketRoles[grant.role],
    member: grant.member,
    ...(grant.prefixes === undefined ? {} : { condition: underPrefixes(grant.bucket, grant.prefixes) }),
  });
}

function underPrefixes(bucket: BucketReference, prefixes: readonly string[]): { title: string; expression: string } {
  const objects = `projects/_/buckets/${bucket.bucketName}/objects/`;
  return {
    title: `only ${prefixes.join(' ')}`,
    expression: prefixes.map((prefix) => `resource.name.startsWith("${objects}${prefix}")`).join(' || '),
  };
}
