import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeclaredProduct, product } from '../../model/product';
import { answersTo } from '../../model/vocabulary';
import { products } from '../../products';
import { Settings } from '../../settings/settings';
import { assemble } from '../../stacks/assembly';
import { type ControlEvidence, complianceCoverage, complianceEvidence } from '../../stacks/compliance';
import { withoutCreationTraces } from '../../stacks/synthesis';
import { renderProducts, resources } from '../support/rendered';

const declared = (name: string): DeclaredProduct => {
  const { declaration } = products.find((one) => one.name === name)?.evaluate() ?? {};
  if (declaration === undefined) throw new Error(`no product ${name}`);
  return declaration;
};

/** Errors of a declared product with some fields replaced, beside the baseline that it inherits. */
function told(name: string, changes: Partial<DeclaredProduct>): readonly string[] {
  const changed = product(name, () => ({ ...declared(name), ...changes }));
  const others = products.filter((one) => one.name === 'operations-manual' && one.name !== name);
  const { findings } = withoutCreationTraces(() => assemble([changed, ...others], Settings.none, join(tmpdir(), 'opskeep-compliance')));
  return findings.filter(({ level }) => level === 'error').map(({ rule, where, given }) => `${rule}: ${where}: ${given}`);
}

describe('the compliance matrix', () => {
  const whole = renderProducts();
  const { environments, stacks } = whole.assembly;
  const matrix = (id: string): readonly ControlEvidence[] =>
    environments.filter((environment) => environment.id === id).flatMap((environment) => complianceEvidence(environment, stacks));

  it.each([
    ['carenow-production', 9],
    ['allodoc-production', 7],
    ['reference-production', 1],
  ])('of %s meets all %i controls that are claimed', (id, count) => {
    const evidence = matrix(id);
    expect(evidence).toHaveLength(count);
    expect(evidence.filter(({ addresses, statements }) => addresses.length + statements.length === 0)).toEqual([]);
  });

  it('points at resources that the stacks hold', () => {
    const known = new Set(resources(whole).map(({ address }) => address));
    const named = ['carenow-production', 'allodoc-production'].flatMap((id) => matrix(id).flatMap(({ addresses }) => addresses));
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((address) => !known.has(address))).toEqual([]);
  });

  it('takes no key for the encryption of backups that opens alarms and topics alone', () => {
    for (const id of ['carenow-production', 'allodoc-production']) {
      const encryption = matrix(id).find(({ control }) => control === 'backup-encryption')?.addresses ?? [];
      expect(encryption.some((address) => address.includes('_kms_'))).toBe(true);
      expect(encryption.filter((address) => address.includes('operations-key') || address.includes('dead-man-switch'))).toEqual([]);
    }
  });

  it('places data of patients on Google Cloud alone, though the switch of alerting stands on AWS', () => {
    const location = matrix('carenow-production').find(({ control }) => control === 'data-location')?.addresses ?? [];
    expect(location.filter((address) => !/^carenow-production-backup: google_(storage_bucket|firestore_database)\./.test(address))).toEqual(
      [],
    );
    const onAws = resources(whole).filter(({ stack }) => stack === 'carenow-production-dead-man-switch');
    expect([...new Set(onAws.map(({ type }) => type))].sort()).toEqual([
      'aws_cloudwatch_metric_alarm',
      'aws_kms_alias',
      'aws_kms_key',
      'aws_sns_topic',
      'aws_sns_topic_policy',
      'aws_sns_topic_subscription',
    ]);
  });

  it('points the breach notice at the rules that tell of a breach and at the chain that they page', () => {
    const notice = matrix('carenow-production').find(({ control }) => control === 'breach-notice')?.addresses ?? [];
    expect(notice.map((address) => address.replace(/_[0-9A-F]{8}$/, ''))).toEqual([
      'carenow-on-call: pagerduty_escalation_policy.on-call_production_policy-critical_policy',
      'carenow-production-monitoring: grafana_rule_group.rules_overview',
    ]);
    const group = resources(whole, 'grafana_rule_group').find(({ address }) => address === notice[1]);
    expect(JSON.stringify(group?.block)).toContain('CN-ALERT-05');
  });

  it('says of the certificate of a vendor on which day it was reviewed, and that nobody has confirmed the day', () => {
    expect(matrix('reference-production')).toEqual([
      {
        control: 'vendor-certification',
        addresses: [],
        statements: [
          'PCI DSS certificate of Payments: reviewed 2026-11-02 (assumed), again after 365 d. **No evidence yet**: the review is assumed, nobody has confirmed it; not set: provider, backup provider, escalation contact',
        ],
      },
    ]);
  });

  it('is part of the coverage map', () => {
    expect(complianceCoverage(environments, stacks)['AD-CMP-01']).toEqual(
      expect.arrayContaining(matrix('allodoc-production')[0]?.addresses as string[]),
    );
    expect(Object.keys(complianceCoverage(environments, stacks)).sort()).toEqual([
      'AD-CMP-01',
      'CN-CMP-01',
      'CN-CMP-02',
      'CN-CMP-03',
      'CN-CMP-04',
    ]);
  });
});

describe('a control that nothing meets', () => {
  const withoutDrills = declared('carenow').backups.map((backup) => ({
    ...backup,
    drills: backup.drills.map(({ schedule: _, ...drill }) => drill) as unknown as typeof backup.drills,
  }));

  it('stops the synth: a restore test of HIPAA without a drill that runs', () => {
    expect(told('carenow', { backups: withoutDrills })).toEqual([
      'control-without-evidence: carenow / production / compliance: restore-test',
    ]);
  });

  it('stops the synth: no metrics and logs without cards while nothing limits the labels', () => {
    const { labels: _, ...compliance } = declared('carenow').compliance ?? { answers: [] };
    expect(told('carenow', { compliance })).toEqual(['control-without-evidence: carenow / production / compliance: no-card-data']);
  });

  it('stops the synth: a certificate of no vendor', () => {
    expect(told('operations-manual', { vendors: [] })).toEqual([
      'control-without-evidence: operations-manual / production / compliance: vendor-certification',
    ]);
  });

  it('is only told of controls that are claimed', () => {
    expect(told('carenow', { backups: withoutDrills, compliance: { answers: [answersTo('hipaa', ['data-backup-plan'])] } })).toEqual([]);
  });
});
