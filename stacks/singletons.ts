import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import { awsAccountOf } from './quotas';
import { type RenderedResource, type RenderedStack, resourcesOf, settled } from './rendered-stack';

/** What an organisation, account or project has one of, so that whoever declares it takes it from everybody else. */
const onePerOwner: Readonly<Record<string, RegExp>> = {
  'Grafana organisation': /^grafana_(notification_policy|organization|organization_preferences|sso_settings|user|service_account)$/,
  'PagerDuty account': /^pagerduty_(ruleset|ruleset_rule|user|license|incident_custom_field|automation_actions_runner)$/,
  'AWS account':
    /^aws_(cloudwatch_log_account_policy|s3_account_public_access_block|iam_account_(alias|password_policy)|ebs_(encryption_by_default|default_kms_key)|ecs_account_setting_default|api_gateway_account|default_(vpc|security_group|subnet|route_table|network_acl)|sns_sms_preferences|guardduty_detector|securityhub_account)$/,
  'Google Cloud project or organisation':
    /^google_(project|folder|organization)(_iam_(policy|binding)|_default_service_accounts|_organization_policy)?$/,
  'policy of a bucket, key or account, with all its members':
    /^google_(storage_bucket|kms_crypto_key|kms_key_ring|service_account|secret_manager_secret|cloud_run_v2_job)_iam_(policy|binding)$/,
};

/** Names that two stacks must not share, by the type of resource: whichever is deployed last would own the thing. */
const uniqueBy: Readonly<Record<string, readonly string[]>> = {
  aws_cloudwatch_log_resource_policy: ['policy_name'],
  aws_cloudwatch_metric_alarm: ['alarm_name'],
  aws_ecs_cluster: ['name'],
  aws_iam_role: ['name'],
  aws_kms_alias: ['name', 'provider'],
  aws_s3_bucket: ['bucket'],
  aws_scheduler_schedule_group: ['name'],
  aws_sns_topic: ['name'],
  aws_ssm_parameter: ['name'],
  google_logging_metric: ['project', 'name'],
  google_monitoring_metric_descriptor: ['project', 'type'],
  google_project_iam_audit_config: ['project', 'service'],
  google_service_account: ['project', 'account_id'],
  google_storage_bucket: ['name'],
  grafana_contact_point: ['name'],
  grafana_folder: ['uid'],
  grafana_message_template: ['name'],
  grafana_mute_timing: ['name'],
  pagerduty_business_service: ['name'],
  pagerduty_escalation_policy: ['name'],
  pagerduty_event_orchestration: ['name'],
  pagerduty_schedule: ['name'],
  pagerduty_service: ['name'],
  pagerduty_team: ['name'],
};

/** Nothing that is written overwrites what others own. */
export function checkSingletons(stacks: readonly RenderedStack[]): Finding[] {
  const taken = new Map<string, string>();
  const findings: Finding[] = [];
  for (const stack of stacks) {
    for (const resource of resourcesOf(stack, /./)) {
      findings.push(...overwritten(resource), ...shared(stack, resource, taken));
    }
  }
  return findings;
}

function overwritten({ type, address }: RenderedResource): Finding[] {
  return Object.entries(onePerOwner)
    .filter(([, types]) => types.test(type))
    .map(([owner]) => messages.singleton(address, type, owner));
}

function shared(stack: RenderedStack, { type, block, address }: RenderedResource, taken: Map<string, string>): Finding[] {
  const attributes = uniqueBy[type];
  if (attributes === undefined) return [];
  const values = attributes.map((attribute) => settled(stack, block[attribute]));
  const key = [type, ...values, ownerOf(stack, type)].join(' ');
  const other = taken.get(key);
  if (other === undefined) taken.set(key, address);
  return other === undefined ? [] : [messages.sharedName(address, values.join(' / '), other)];
}

/** Names on AWS are unique in an account or less, so the same name in two accounts is two things; only buckets have the world in common. */
const ownerOf = (stack: RenderedStack, type: string): string =>
  type.startsWith('aws_') && type !== 'aws_s3_bucket' ? awsAccountOf(stack) : '';
