/**
 * What the Google provider asks when it refreshes a resource of each type that opskeep deploys. None of it reads an object, a document
 * or the value of a secret.
 */
export const readPermissions: Readonly<Record<string, readonly string[]>> = {
  google_cloud_run_v2_job: ['run.jobs.get'],
  google_cloud_run_v2_job_iam_member: ['run.jobs.getIamPolicy'],
  google_cloud_scheduler_job: ['cloudscheduler.jobs.get'],
  google_firestore_backup_schedule: ['datastore.backupSchedules.get'],
  google_firestore_database: ['datastore.databases.getMetadata'],
  google_kms_crypto_key: ['cloudkms.cryptoKeys.get'],
  google_kms_crypto_key_iam_member: ['cloudkms.cryptoKeys.getIamPolicy'],
  google_kms_key_ring: ['cloudkms.keyRings.get'],
  google_logging_metric: ['logging.logMetrics.get'],
  google_monitoring_alert_policy: ['monitoring.alertPolicies.get'],
  google_monitoring_metric_descriptor: ['monitoring.metricDescriptors.get'],
  google_monitoring_notification_channel: ['monitoring.notificationChannels.get'],
  google_monitoring_uptime_check_config: ['monitoring.uptimeCheckConfigs.get'],
  google_project_iam_audit_config: ['resourcemanager.projects.getIamPolicy'],
  google_project_iam_custom_role: ['iam.roles.get'],
  google_project_iam_member: ['resourcemanager.projects.get', 'resourcemanager.projects.getIamPolicy'],
  google_project_service: ['serviceusage.services.get', 'serviceusage.services.list'],
  google_secret_manager_secret_iam_member: ['secretmanager.secrets.getIamPolicy'],
  google_service_account: ['iam.serviceAccounts.get'],
  google_service_account_iam_member: ['iam.serviceAccounts.getIamPolicy'],
  google_storage_bucket: ['storage.buckets.get'],
  google_storage_bucket_iam_member: ['storage.buckets.getIamPolicy'],
  google_storage_transfer_job: ['storagetransfer.jobs.get'],
  google_workflows_workflow: ['workflows.workflows.get'],
};

/** All that a plan reads besides states. */
export const planPermissions: readonly string[] = [...new Set(Object.values(readPermissions).flat())].sort();

/**
 * All that a deployment by CI changes: what runs, watches and tells. What holds copies (buckets, databases, keys) and who may touch them
 * (accounts, roles, grants) is changed by a person alone, so that whoever takes over the repository cannot remove every copy. Jobs run as
 * the accounts that name CI among those who may act as them, and as no other.
 */
export const deployPermissions: readonly string[] = [
  'cloudscheduler.jobs.create',
  'cloudscheduler.jobs.delete',
  'cloudscheduler.jobs.enable',
  'cloudscheduler.jobs.pause',
  'cloudscheduler.jobs.update',
  'logging.logMetrics.create',
  'logging.logMetrics.delete',
  'logging.logMetrics.update',
  'monitoring.alertPolicies.create',
  'monitoring.alertPolicies.delete',
  'monitoring.alertPolicies.update',
  'monitoring.metricDescriptors.create',
  'monitoring.notificationChannels.create',
  'monitoring.notificationChannels.update',
  'monitoring.uptimeCheckConfigs.create',
  'monitoring.uptimeCheckConfigs.delete',
  'monitoring.uptimeCheckConfigs.update',
  'run.jobs.create',
  'run.jobs.delete',
  'run.jobs.run',
  'run.jobs.update',
  'run.operations.get',
  'workflows.executions.create',
  'workflows.executions.get',
  'workflows.operations.get',
  'workflows.workflows.create',
  'workflows.workflows.delete',
  'workflows.workflows.update',
];
