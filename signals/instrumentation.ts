import { jobMetrics } from '../model/job-metrics';

/**
 * Names of the metrics that no exporter brings: the application, or a job of the product, exposes them. Counters exist from the
 * start with the value 0 for each of their labels, else the first event is not seen as an increase. Where Google Cloud Monitoring
 * is the data source, gauges are custom metrics of the same name and counters are metrics on logs (log-based-metrics.ts).
 */
export const applicationMetrics = {
  /** Histogram, seconds; `service`, `method`, `route` (the template, never the raw URL), `status_code`. Buckets hold the alert limits. */
  requestDuration: 'http_request_duration_seconds',
  /** Gauge; `service`. Requests that are being answered. */
  requestsInFlight: 'http_requests_in_flight',
  /** Gauge 1; `service`, `version`. The version that runs. */
  buildInfo: 'app_build_info',
  /** Histogram, seconds; `service`, `dependency`, `outcome` = ok or error. Calls to services of others. */
  dependencyDuration: 'dependency_request_duration_seconds',
  /** Counter; `service`. Connections to the database that could not be opened or broke. */
  databaseConnectionErrors: 'database_connection_errors_total',
  /** Counter; `service`. Sign-ins with wrong credentials. */
  failedLogins: 'auth_failed_logins_total',
  /** Counter; `service`. Changes of roles or permissions of accounts. */
  roleChanges: 'auth_role_changes_total',
  /** Gauge; `service`. Sessions that are signed in. */
  activeSessions: 'auth_active_sessions',
  /** Counter; `kind` of {@link breachKinds}. What may be a breach, each event once. */
  breachEvents: 'security_breach_events_total',
  /** Counter; `action`. Actions that need privileges. */
  privilegedEvents: 'security_privileged_events_total',
  ...jobMetrics,
  /** Counter; `result` = succeeded or failed. */
  payments: 'business_payments_total',
  /** Counter. Pages shown to users, by servers or by the client; a request for data is none. */
  pageViews: 'business_page_views_total',
  /** Counter. Visits. */
  sessions: 'business_sessions_total',
  /** Counter. Visits that ended in what the product is for. */
  conversions: 'business_conversions_total',
  /** Gauge; `period` = day or month. Distinct users who were active in it. */
  activeUsers: 'business_active_users',
  /** Gauge; mean answer of users on the product's own scale. */
  satisfaction: 'business_satisfaction_score',
  /** Counter. Answers and comments of users. */
  feedback: 'business_feedback_total',
  /** Counter; `feature`. Uses of a feature, e.g. `comparison`. */
  featureUses: 'business_feature_uses_total',
  /** Counter. New accounts. */
  registrations: 'business_registrations_total',
} as const;

/** What counts as a possible breach (CareNow line 110 and the operations manual say "breach" and name no sign of one; assumed). */
export const breachKinds = [
  'privileged-grant',
  'key-creation',
  'backup-policy-change',
  'key-change',
  'denial-burst',
  'login-burst',
  'audit-gap',
] as const;
