import { gaugeLabels } from '../backup-metrics';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { ProductEnvironment } from '../product-environment';
import type { Signal } from '../signal';

/** Labels that the query language or this project itself sets: their values come from the declaration. */
const ownLabels: readonly string[] = ['le', '__name__', 'monitored_resource', 'product', 'environment', ...Object.values(gaugeLabels)];

/** Labels that an expression groups, joins or selects by. */
export function labelsIn(expression: string): readonly string[] {
  const grouped = [...expression.matchAll(/\b(?:by|on|ignoring|without|group_left|group_right)\s*\(([^()]*)\)/g)].flatMap(([, list = '']) =>
    list.split(',').map((label) => label.trim()),
  );
  const selected = [...expression.matchAll(/([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)\s*["`]/g)].map(([, label = '']) => label);
  return [...new Set([...grouped, ...selected])].filter((label) => label !== '' && !ownLabels.includes(label));
}

function labelsOf(signal: Signal, environment: ProductEnvironment): readonly string[] {
  const lines = [signal, ...signal.extra];
  return lines.flatMap(({ expression, legend }) => [
    ...labelsIn(expression(environment.scope)),
    ...[...legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label = '']) => label),
  ]);
}

/**
 * No rule, panel or log metric carries a label that the product does not allow, where it names the allowed ones: what is no label cannot
 * hold a person or a card. Each label is told once, at the first that carries it.
 */
export function checkLabels(environment: ProductEnvironment, signals: readonly Signal[], logLabels: readonly string[]): Finding[] {
  const { product, place } = environment;
  const allowed = product.compliance?.labels?.allowed;
  if (allowed === undefined) return [];
  const carried = [
    ...signals.flatMap((signal) => labelsOf(signal, environment).map((label) => [label, signal.id] as const)),
    ...logLabels.map((label) => [label, 'log metrics'] as const),
  ];
  const forbidden = new Map<string, string>();
  for (const [label, where] of carried) if (!allowed.includes(label) && !forbidden.has(label)) forbidden.set(label, where);
  return [...forbidden].map(([label, where]) => messages.labelNotAllowed(`${place} / ${where}`, label, allowed));
}
