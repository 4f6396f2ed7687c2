import { TerraformResource } from 'cdktf';
import { type ControlName, claimedControls, meetsOfControl } from '../model/compliance';
import { signalsOf } from '../model/dashboard';
import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import { isActive } from '../model/product';
import type { ProductEnvironment } from '../model/product-environment';
import { reviewText, type Vendor } from '../model/vendor';
import { breachSignal } from '../signals/security';
import type { BaseStack } from './base-stack';
import { addressesOf, type CoverageMap } from './coverage-map';
import { dashboardsOf } from './monitoring-plan';

/** What meets one control in one product environment. */
export interface ControlEvidence {
  readonly control: ControlName;
  /** Terraform addresses as `<stack>: <type>.<name>`, sorted. */
  readonly addresses: readonly string[];
  /** What is no resource: a limit that every synth proves, a certificate of somebody else. */
  readonly statements: readonly string[];
}

/** Resources by their type and by the place of their construct below the stack. Ids of constructs are contract, so the places hold. */
interface Where {
  readonly types: RegExp;
  readonly path?: RegExp;
}

const schedules = /^(aws_scheduler_schedule|google_cloud_scheduler_job)$/;

/** What counts as evidence of a control, on either cloud. */
const evidenceOf: Readonly<Record<Exclude<ControlName, 'breach-notice'>, readonly Where[]>> = {
  'data-backup-plan': [{ types: schedules, path: /^(backup|archive)-(?!drill)/ }, { types: /^google_firestore_backup_schedule$/ }],
  'disaster-recovery-plan': [
    { types: /^(aws_s3_bucket|google_storage_bucket)$/, path: /(^|\/)(copy|replica\/copy|off-project\/bucket)\/bucket$/ },
    { types: /^(aws_s3_bucket_replication_configuration|google_storage_transfer_job)$/ },
    { types: /^aws_iam_role$/, path: /^restore\// },
  ],
  'restore-test': [{ types: schedules, path: /^(archive-)?drill-/ }],
  // The key of alarms and topics encrypts no copy.
  'backup-encryption': [
    { types: /^(aws_kms_key|aws_s3_bucket_server_side_encryption_configuration|google_kms_crypto_key)$/, path: /^(?!operations-key\/)/ },
  ],
  'access-control': [
    { types: /^(aws_s3_bucket_policy|aws_s3_bucket_public_access_block)$/ },
    { types: /^aws_iam_role_policy$/, path: /\/(writer|reader|verifier)\/policy$|^restore\// },
    { types: /^google_storage_bucket_iam_member$/, path: /^(backup|drill|watcher)/ },
  ],
  'audit-log': [{ types: /^(aws_s3_bucket_logging|google_project_iam_audit_config)$/ }],
  'data-location': [{ types: /^(google_storage_bucket|google_firestore_database|aws_s3_bucket)$/, path: /(bucket|database)$/ }],
  'no-card-data': [],
  'vendor-certification': [],
};

/** What meets each control that the product claims, where it is claimed: in the environment that the objectives are promised in, while it is active. */
export function complianceEvidence(environment: ProductEnvironment, stacks: readonly BaseStack[]): readonly ControlEvidence[] {
  const { product, posture } = environment;
  if (product.compliance === undefined || !posture.promisesObjectives || !isActive(product)) return [];
  const own = stacks.filter((stack) => stack.belongsTo(environment)).flatMap(resourcesIn);
  return claimedControls(product.compliance).map((control) => {
    const rules = control === 'breach-notice' ? breachEvidence(environment) : evidenceOf[control];
    return { control, addresses: addressesAt(rules, own), statements: statementsOn(control, environment) };
  });
}

/** A control that the product claims and nothing meets. */
export function checkCompliance(environment: ProductEnvironment, stacks: readonly BaseStack[]): Finding[] {
  return complianceEvidence(environment, stacks)
    .filter(({ addresses, statements }) => addresses.length === 0 && statements.length === 0)
    .map(({ control }) => messages.controlWithoutEvidence(`${environment.place} / compliance`, control));
}

/** Requirements with the addresses that meet the controls which stand on them. */
export function complianceCoverage(environments: readonly ProductEnvironment[], stacks: readonly BaseStack[]): CoverageMap {
  const found = new Map<string, string[]>();
  for (const environment of environments) {
    const { compliance } = environment.product;
    if (compliance === undefined) continue;
    for (const { control, addresses } of complianceEvidence(environment, stacks))
      for (const id of addresses.length === 0 ? [] : meetsOfControl(compliance, control))
        found.set(id, [...(found.get(id) ?? []), ...addresses]);
  }
  return Object.fromEntries(found);
}

/** The rules that tell of a breach, and the chain that they page. */
function breachEvidence(environment: ProductEnvironment): readonly Where[] {
  const telling = dashboardsOf(environment).find((dashboard) => signalsOf(dashboard).some(({ id }) => id === breachSignal));
  if (telling === undefined) return [];
  return [
    { types: /^grafana_rule_group$/, path: new RegExp(`^rules/${telling.name}$`) },
    { types: /^pagerduty_escalation_policy$/, path: new RegExp(`/${environment.environment}/policy-critical/`) },
  ];
}

/** A resource, and the place of its construct below its stack. */
interface Placed {
  readonly resource: TerraformResource;
  readonly stack: BaseStack;
  readonly path: string;
}

function resourcesIn(stack: BaseStack): readonly Placed[] {
  return stack
    .elements()
    .filter((element): element is TerraformResource => TerraformResource.isTerraformResource(element))
    .map((resource) => ({ resource, stack, path: resource.node.path.slice(stack.node.path.length + 1) }));
}

function addressesAt(rules: readonly Where[], resources: readonly Placed[]): readonly string[] {
  return resources
    .filter(({ resource, path }) =>
      rules.some((rule) => rule.types.test(resource.terraformResourceType) && (rule.path?.test(path) ?? true)),
    )
    .flatMap(({ resource, stack }) => addressesOf(resource).map((address) => `${stack.node.id}: ${address}`))
    .sort();
}

function statementsOn(control: ControlName, { product }: ProductEnvironment): readonly string[] {
  if (control === 'data-location' && product.locations !== undefined)
    return [`allow-list of locations, proven in every synth: ${product.locations.allowed.join(', ')}`];
  if (control === 'no-card-data' && product.compliance?.labels !== undefined)
    return [`allow-list of labels, proven in every synth: ${product.compliance.labels.allowed.join(', ')}`];
  if (control === 'vendor-certification') return product.vendors.flatMap(certificateOf);
  return [];
}

/** The certificate of a vendor as evidence, with what makes it none yet. */
function certificateOf({ title, facts, certification }: Vendor): readonly string[] {
  if (certification === undefined) return [];
  const { standard, assumed = false, reviewEvery } = certification;
  const unknown = Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [name.toLowerCase()] : []));
  const doubts = [
    ...(assumed ? ['the review is assumed, nobody has confirmed it'] : []),
    ...(unknown.length === 0 ? [] : [`not set: ${unknown.join(', ')}`]),
  ];
  const review = `reviewed ${reviewText(certification) ?? '**not set**'}, again after ${reviewEvery}`;
  return [`${standard} certificate of ${title}: ${review}${doubts.length === 0 ? '' : `. **No evidence yet**: ${doubts.join('; ')}`}`];
}
