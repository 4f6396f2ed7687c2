import { signalsOf } from '../dashboard';
import { formatLimit } from '../figure';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { DeclaredProduct } from '../product';
import type { AlertTier, Signal } from '../signal';

/** A baseline alert by the requirement that it stands for. */
interface BaselineAlert {
  readonly requirement: string;
  readonly alerts: readonly Alert[];
}

interface Alert {
  readonly signal: Signal;
  readonly tier: AlertTier;
}

/** The alerts that every product inherits: those that a product of the same synth defines as the baseline. */
export function baselineOf(products: readonly DeclaredProduct[]): readonly BaselineAlert[] {
  return products.flatMap((product) =>
    (product.baseline.defines ?? []).map((requirement) => ({ requirement, alerts: alertsFor(product, [requirement]) })),
  );
}

/**
 * Each baseline alert is met by an alert of the product, overridden by named ones, or has no meaning there for a stated reason.
 * An override whose figure is looser is told, since a runbook may say so on purpose.
 */
export function checkBaseline(product: DeclaredProduct, baseline: readonly BaselineAlert[]): Finding[] {
  const where = `${product.name} / baseline`;
  const known = baseline.map(({ requirement }) => requirement);
  const { overridden, notApplicable } = product.baseline;
  const named = [...Object.keys(overridden), ...Object.keys(notApplicable)];
  return [
    ...named
      .filter((requirement) => !known.includes(requirement))
      .map((requirement) => messages.unknownName(where, 'baseline alert', requirement, known)),
    ...Object.entries(notApplicable)
      .filter(([, reason]) => reason.trim() === '')
      .map(([requirement, reason]) => messages.reasonMissing(where, requirement, reason)),
    ...baseline.flatMap(({ requirement, alerts }) => {
      if (requirement in notApplicable || alertsFor(product, [requirement]).length > 0) return [];
      const own = overridden[requirement];
      const titled = `${requirement} (${alerts.map(({ signal }) => signal.title).join(', ')})`;
      if (own === undefined) return [messages.baselineUncovered(where, titled)];
      const replacing = alertsFor(product, own);
      if (replacing.length === 0)
        return [messages.baselineUncovered(where, `${titled}, overridden by ${own.join(', ')}, which no alert meets`)];
      return alerts.flatMap((alert) => looser(where, requirement, alert, replacing));
    }),
  ];
}

function alertsFor(product: DeclaredProduct, requirements: readonly string[]): readonly Alert[] {
  const signals = [...product.dashboards.flatMap(signalsOf), ...product.baseline.inherited];
  // A signal may stand on several dashboards; it alerts once.
  const distinct = new Map(signals.map((signal) => [signal.id, signal]));
  return [...distinct.values()].flatMap((signal) =>
    signal.tiers.filter((tier) => tier.meets.some((id) => requirements.includes(id))).map((tier) => ({ signal, tier })),
  );
}

/** Figures in one unit can be held against each other; the strictest of the product counts. */
function looser(where: string, requirement: string, { signal, tier }: Alert, replacing: readonly Alert[]): Finding[] {
  const comparable = replacing.filter(
    (other) => other.signal.unit === signal.unit && other.tier.limit.comparison === tier.limit.comparison,
  );
  const isLooser = (other: Alert): boolean =>
    tier.limit.comparison === 'above' ? other.tier.limit.value > tier.limit.value : other.tier.limit.value < tier.limit.value;
  const [first] = comparable;
  if (first === undefined || !comparable.every(isLooser)) return [];
  const figure = (alert: Alert): string => `${alert.signal.title}: ${formatLimit(alert.tier.limit, alert.signal.unit, alert.tier.for)}`;
  return [messages.looserOverride(`${where} / ${requirement}`, figure(first), figure({ signal, tier }))];
}
