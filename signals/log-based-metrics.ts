import type { LoggedEvent } from '../model/signal';

/**
 * Metrics that Cloud Logging counts from log entries: what Google has no metric for. The construct that creates them and the
 * signals that read them take name, resource and labels from here, so that they cannot disagree.
 */
export interface LogBasedMetric {
  /** Name in Cloud Logging, in snake case. */
  readonly name: string;
  readonly meaning: string;
  /** The one monitored resource whose entries are counted; the query must name it. */
  readonly resource: string;
  /** The entries, besides their resource type, in the language of Cloud Logging. */
  readonly filter: (options: LogFilterOptions) => string;
  /** Labels and how they are taken from an entry. */
  readonly labels: Readonly<Record<string, string>>;
  /** What the product has to log. @default Google logs it */
  readonly logged?: Pick<LoggedEvent, 'event' | 'fields'>;
}

export interface LogFilterOptions {
  /** E-mail of the service account that deploys: what it does is no breach. May be a token. */
  readonly deployIdentity: string;
}

const audited =
  (method: string) =>
  ({ deployIdentity }: LogFilterOptions): string =>
    `logName:"cloudaudit.googleapis.com" AND protoPayload.methodName:(${method}) AND NOT protoPayload.authenticationInfo.principalEmail="${deployIdentity}"`;

const applicationEvent = (event: string, fields: LoggedEvent['fields'] = {}): Omit<LogBasedMetric, 'name' | 'meaning'> => ({
  resource: 'cloud_run_revision',
  filter: () => `jsonPayload.event="${event}"`,
  labels: Object.fromEntries(Object.keys(fields).map((field) => [field, `EXTRACT(jsonPayload.${field})`])),
  logged: { event, fields },
});

export const logBasedMetrics = {
  failedSignIns: {
    name: 'failed_sign_ins',
    meaning: 'Sign-ins that Identity Platform refused',
    resource: 'identitytoolkit_project',
    filter: () => 'logName:"identitytoolkit.googleapis.com%2Frequests" AND jsonPayload.methodName:"SignIn" AND jsonPayload.status.code>0',
    labels: {},
  },
  privilegedGrants: {
    name: 'privileged_grants',
    meaning: 'Owner, editor or administrator roles that somebody else than the deploy identity granted',
    resource: 'project',
    filter: (options) =>
      `${audited('"SetIamPolicy"')(options)} AND protoPayload.serviceData.policyDelta.bindingDeltas.action="ADD" AND protoPayload.serviceData.policyDelta.bindingDeltas.role=~"roles/(owner|editor|.*[aA]dmin)"`,
    labels: {},
  },
  keyCreations: {
    name: 'service_account_key_creations',
    meaning: 'Keys of service accounts that somebody else than the deploy identity made',
    resource: 'service_account',
    filter: audited('"CreateServiceAccountKey"'),
    labels: {},
  },
  backupPolicyChanges: {
    name: 'backup_policy_changes',
    meaning: 'Changes of backup buckets that somebody else than the deploy identity made',
    resource: 'gcs_bucket',
    filter: (options) =>
      `${audited('"storage.setIamPermissions" OR "storage.buckets.update" OR "storage.buckets.delete"')(options)} AND resource.labels.bucket_name:"backup"`,
    labels: {},
  },
  keyChanges: {
    name: 'encryption_key_changes',
    meaning: 'Changes of encryption keys that somebody else than the deploy identity made',
    resource: 'cloudkms_cryptokey',
    filter: audited('"SetIamPolicy" OR "UpdateCryptoKey"'),
    labels: {},
  },
  keyVersionChanges: {
    name: 'encryption_key_version_changes',
    meaning: 'Versions of encryption keys that somebody else than the deploy identity disabled or destroyed',
    resource: 'cloudkms_cryptokeyversion',
    filter: audited('"UpdateCryptoKeyVersion" OR "DestroyCryptoKeyVersion"'),
    labels: {},
  },
  auditEntries: {
    name: 'audit_entries',
    meaning: 'Audited reads of the buckets; the store watcher makes some with every look, so silence is a gap in the audit log',
    resource: 'gcs_bucket',
    filter: () => 'logName:"cloudaudit.googleapis.com%2Fdata_access"',
    labels: {},
  },
  hostingRequests: {
    name: 'hosting_requests',
    meaning: 'Requests that Firebase Hosting answered',
    resource: 'firebase_domain',
    filter: () => 'logName:"firebasehosting.googleapis.com%2Fwebrequests"',
    labels: { status: 'EXTRACT(httpRequest.status)' },
  },
  payments: {
    name: 'payments',
    meaning: 'Payments that were tried',
    ...applicationEvent('payment', { result: 'succeeded or failed' }),
  },
  sessions: { name: 'sessions', meaning: 'Visits', ...applicationEvent('session') },
  conversions: { name: 'conversions', meaning: 'Visits that ended in a booking', ...applicationEvent('conversion') },
  feedback: { name: 'feedback', meaning: 'Answers and comments of users', ...applicationEvent('feedback') },
} as const satisfies Readonly<Record<string, LogBasedMetric>>;

/** The metric as PromQL on Cloud Monitoring names it. */
export const logMetricName = (metric: LogBasedMetric): string => `logging_googleapis_com:user_${metric.name}`;

/** Google's own count of what the rules of Firestore decided. */
export const firestoreRules = {
  metric: 'firestore_googleapis_com:rules_evaluation_count',
  resource: 'firestore.googleapis.com/Database',
} as const;
