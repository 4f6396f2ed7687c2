import { storageRemovals } from '../../constructs/backup/google/bucket-access';

/**
 * Rights by which a copy goes, at once or in the end. An object that is hidden counts as removed, because the lifecycle removes hidden ones.
 */

/** Actions on a bucket of Amazon S3 or its objects. */
export const s3Dangers: readonly string[] = [
  's3:BypassGovernanceRetention',
  's3:DeleteBucket',
  's3:DeleteBucketPolicy',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:PutBucketObjectLockConfiguration',
  's3:PutBucketPolicy',
  's3:PutBucketVersioning',
  's3:PutEncryptionConfiguration',
  's3:PutLifecycleConfiguration',
  's3:PutReplicationConfiguration',
];

/** Actions on a key of AWS KMS: what it encrypted is lost with it, or to whoever gives the key to others. */
export const kmsDangers: readonly string[] = [
  'kms:CreateGrant',
  'kms:DeleteImportedKeyMaterial',
  'kms:DisableKey',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
];

/** Actions by which a principal of AWS gives itself any right of the account. */
export const iamDangers: readonly string[] = [
  'iam:AddUserToGroup',
  'iam:AttachGroupPolicy',
  'iam:AttachRolePolicy',
  'iam:AttachUserPolicy',
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:CreatePolicyVersion',
  'iam:PutGroupPolicy',
  'iam:PutRolePolicy',
  'iam:PutUserPolicy',
  'iam:SetDefaultPolicyVersion',
  'iam:UpdateAssumeRolePolicy',
];

/** Actions by which a principal of AWS acts as another role. */
export const awsBecoming: readonly string[] = ['iam:PassRole', 'sts:AssumeRole'];

/** Permissions on a bucket of Cloud Storage or its objects. */
export const storageDangers = storageRemovals;

/** Permissions on a key of Cloud KMS. */
export const cloudKmsDangers: readonly string[] = [
  'cloudkms.cryptoKeyVersions.destroy',
  'cloudkms.cryptoKeyVersions.update',
  'cloudkms.cryptoKeys.setIamPolicy',
  'cloudkms.keyRings.setIamPolicy',
];

/** Permissions by which a principal of Google Cloud gives itself any right of a project, or ends it. */
export const projectDangers: readonly string[] = [
  'iam.roles.update',
  'resourcemanager.projects.delete',
  'resourcemanager.projects.setIamPolicy',
];

/** Permissions by which a principal of Google Cloud acts as a service account. */
export const googleBecoming: readonly string[] = [
  'iam.serviceAccountKeys.create',
  'iam.serviceAccounts.actAs',
  'iam.serviceAccounts.getAccessToken',
  'iam.serviceAccounts.implicitDelegation',
  'iam.serviceAccounts.setIamPolicy',
  'iam.serviceAccounts.signBlob',
  'iam.serviceAccounts.signJwt',
];

const googleDangers: readonly string[] = [...projectDangers, ...storageDangers, ...cloudKmsDangers, ...googleBecoming];

/** What predefined roles of Google Cloud hold of these. A role that is not here is told as unjudged. */
export const predefinedRoles: Readonly<Record<string, readonly string[]>> = {
  'roles/artifactregistry.reader': [],
  'roles/artifactregistry.writer': [],
  'roles/cloudkms.admin': cloudKmsDangers,
  'roles/cloudkms.cryptoKeyEncrypterDecrypter': [],
  'roles/datastore.viewer': [],
  'roles/editor': ['storage.buckets.delete', 'storage.buckets.update', 'storage.objects.delete', 'iam.serviceAccounts.actAs'],
  'roles/iam.securityAdmin': googleDangers.filter((permission) => permission.endsWith('.setIamPolicy')),
  'roles/iam.serviceAccountAdmin': ['iam.serviceAccounts.setIamPolicy'],
  'roles/iam.serviceAccountKeyAdmin': ['iam.serviceAccountKeys.create'],
  'roles/iam.serviceAccountTokenCreator': ['iam.serviceAccounts.getAccessToken'],
  'roles/iam.serviceAccountUser': ['iam.serviceAccounts.actAs'],
  'roles/iam.workloadIdentityUser': ['iam.serviceAccounts.getAccessToken'],
  'roles/logging.logWriter': [],
  'roles/logging.viewer': [],
  'roles/monitoring.metricWriter': [],
  'roles/monitoring.viewer': [],
  'roles/owner': googleDangers,
  'roles/resourcemanager.projectIamAdmin': ['resourcemanager.projects.setIamPolicy'],
  'roles/run.invoker': [],
  'roles/secretmanager.secretAccessor': [],
  'roles/storage.admin': storageDangers,
  'roles/storage.legacyBucketOwner': ['storage.buckets.setIamPolicy', 'storage.buckets.update', 'storage.objects.delete'],
  'roles/storage.legacyBucketReader': [],
  'roles/storage.legacyBucketWriter': ['storage.objects.delete'],
  'roles/storage.legacyObjectReader': [],
  'roles/storage.objectAdmin': ['storage.objects.delete', 'storage.objects.overrideUnlockedRetention', 'storage.objects.setIamPolicy'],
  'roles/storage.objectCreator': [],
  'roles/storage.objectUser': ['storage.objects.delete'],
  'roles/storage.objectViewer': [],
  'roles/viewer': [],
  'roles/workflows.invoker': [],
};
