import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { product } from '../../model/product';
import { products } from '../../products';
import { type Assembly, assemble } from '../../stacks/assembly';
import type { BaseStack } from '../../stacks/base-stack';
import type { RenderedStack } from '../../stacks/rendered-stack';
import { resolveStacks, resolveWhatCanBe, withoutCreationTraces } from '../../stacks/synthesis';
import { proveWritten } from '../../stacks/written-proofs';
import { completeSettings } from '../support/rendered';
import { sampleProduct } from '../support/sample-product';

type Blocks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const { name: _name, id: _id, ...sample } = sampleProduct({ baseline: { defines: [], inherited: [], overridden: {}, notApplicable: {} } });
const tooTight = sample.objectives.map((objective) => ({ ...objective, rpo: objective.rpo?.times(0.5) }));
const broken = product('shop', () => ({ ...sample, environments: ['production'], objectives: tooTight }));

describe('the proofs over written stacks, beside errors of a declaration', () => {
  const made = () => withoutCreationTraces(() => assemble([...products, broken], completeSettings(), join(tmpdir(), 'opskeep-written')));
  const rules = (rendered: readonly RenderedStack[], assembly: Assembly) =>
    proveWritten(rendered, assembly).map(({ rule, where }) => `${rule}: ${where}`);
  /** The written stacks with more resources of a type in the backups of Life Manager. */
  const withResources = ({ stacks }: Assembly, type: string, added: Blocks[string]): readonly RenderedStack[] =>
    resolveWhatCanBe(stacks).map((written) => {
      if (written.stack.node.id !== 'life-manager-production-backup') return written;
      const resource = written.json['resource'] as Record<string, Blocks>;
      return { ...written, json: { ...written.json, resource: { ...resource, [type]: { ...resource[type], ...added } } } };
    });
  const accounts = ['carenow', 'life-manager', 'allodoc', 'mobile-matrix', 'operations-manual'].map(
    (name) => `one-account: ${name} / production`,
  );

  it('judge the stacks of every product, the broken one too', () => {
    const assembly = made();
    expect(assembly.findings.filter(({ level }) => level === 'error').map(({ rule }) => rule)).toContain('rpo-not-met');
    const rendered = resolveWhatCanBe(assembly.stacks);
    expect(rendered.map(({ stack }) => stack)).toEqual(assembly.stacks);
    expect(rules(rendered, assembly)).toEqual([...accounts, 'one-account: shop / production']);
    // The same tree as where nothing is wrong.
    expect(rendered.map(({ json }) => json)).toEqual(resolveStacks(assembly.stacks).map(({ json }) => json));
  });

  it('tell who could remove every copy, in a product that has nothing to do with the error', () => {
    const assembly = made();
    const all = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    const rendered = withResources(assembly, 'aws_iam_role_policy', { added: { role: 'intruder', policy: JSON.stringify(all) } });
    expect(rules(rendered, assembly)).toEqual(expect.arrayContaining(['ends-every-copy: life-manager / production']));
  });

  it.each<[string, string, Blocks[string], string]>([
    [
      'a lifecycle that removes the newest verified copy',
      'aws_s3_bucket_lifecycle_configuration',
      { added: { rule: [{ id: 'more', status: 'Enabled', filter: [{ prefix: 'last-good/' }], expiration: [{ days: 30 }] }] } },
      'last-good-expires: life-manager-production-backup: aws_s3_bucket_lifecycle_configuration.added',
    ],
    [
      'what others own',
      'grafana_notification_policy',
      { added: {} },
      'singleton: life-manager-production-backup: grafana_notification_policy.added',
    ],
    [
      'what is too large',
      'grafana_folder',
      { added: { uid: 'x'.repeat(41) } },
      'vendor-limit: life-manager-production-backup: grafana_folder.added',
    ],
    [
      'more than a vendor gives',
      'aws_cloudwatch_log_resource_policy',
      Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`added-${index}`, { policy_name: `${index}` }])),
      'vendor-quota: 111122223333 eu-west-1',
    ],
  ])('tell %s', (_, type, added, told) => {
    const assembly = made();
    expect(rules(withResources(assembly, type, added), assembly)).toContain(told);
  });

  it('leave out a stack that does not resolve, and with it what its product promises of copies; the others are judged', () => {
    const assembly = made();
    const torn = assembly.stacks.find(({ node }) => node.id === 'shop-production-monitoring') as BaseStack;
    torn.toTerraform = () => {
      throw new RangeError('relies on what a proof refused');
    };
    const rendered = resolveWhatCanBe(assembly.stacks);
    expect(rendered.map(({ stack }) => stack)).toEqual(assembly.stacks.filter((stack) => stack !== torn));
    expect(rules(rendered, assembly)).toEqual(accounts);
  });
});
