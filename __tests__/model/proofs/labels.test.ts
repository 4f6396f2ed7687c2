import type { ProductDeclaration } from '../../../model/product';
import { checkLabels, labelsIn } from '../../../model/proofs/labels';
import { type Signal, signal } from '../../../model/signal';
import { sampleEnvironment } from '../../support/sample-product';

const panel = (expression: string, legend = 'orders'): Signal =>
  signal({ id: 'orders', title: 'Orders', meaning: 'x', component: 'api', unit: 'count', legend, expression: () => expression });

const found = (signals: readonly Signal[], logLabels: readonly string[] = [], allowed: readonly string[] | null = ['service']) => {
  const changes: Partial<ProductDeclaration> = allowed === null ? {} : { compliance: { answers: [], labels: { allowed, meets: [] } } };
  return checkLabels(sampleEnvironment(changes), signals, logLabels).map(({ rule, where, given }) => `${rule}: ${where}: ${given}`);
};

describe('labels', () => {
  it('are found wherever an expression groups, joins or selects by them', () => {
    const expression =
      'sum by (service, user_id) (rate(a{product="shop", card!~"4.*"}[5m])) * on (tenant) group_left(region) b{tier="x", le="1"}';
    expect(labelsIn(expression)).toEqual(['service', 'user_id', 'tenant', 'region', 'card']);
  });

  it("that a language or this project sets are nobody else's", () => {
    expect(labelsIn('a{__name__="x", monitored_resource="y", environment="production"}')).toEqual([]);
    expect(labelsIn('sum by () (a{service = "x"})')).toEqual(['service']);
  });

  it('that the product allows may stand in rules, panels and logs', () => {
    expect(found([panel('sum by (service) (a{service="api"})', '{{service}}')], ['service'])).toEqual([]);
  });

  it.each([
    ['groups by it', panel('sum by (user_id) (a)')],
    ['selects by it', panel('a{user_id="7"}')],
    ['shows it', panel('a', 'of {{ user_id }}')],
    ['shows it without spaces', panel('a', 'of {{user_id}}')],
    ['shows it in another line', { ...panel('a'), extra: [{ legend: '', expression: () => 'sum by (user_id) (b)' }] }],
  ])('that it does not allow are an error where a panel %s', (_, offending) => {
    expect(found([offending])).toEqual(['label-not-allowed: shop / production / orders: "user_id"']);
  });

  it('that it does not allow are an error in a log metric, once each', () => {
    expect(found([], ['card_number', 'card_number'])).toEqual(['label-not-allowed: shop / production / log metrics: "card_number"']);
  });

  it('are free where the product names no allowed ones', () => {
    expect(found([panel('sum by (user_id) (a)')], ['card_number'], null)).toEqual([]);
  });
});
