import { type Alert, alertsMeeting, isComparable, isSameFigure, type Standing, standingOf } from '../baseline';
import { signalsOf } from '../dashboard';
import { formatLimit } from '../figure';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { DeclaredProduct } from '../product';
import type { Signal } from '../signal';

/** A baseline alert by the requirement that it stands for. */
interface BaselineAlert {
  readonly requirement: string;
  readonly alerts: readonly Alert[];
}

/** The alerts that every product inherits: those that a product of the same synth defines as the baseline. */
export function baselineOf(products: readonly DeclaredProduct[]): readonly BaselineAlert[] {
  return products.flatMap((product) =>
    (product.baseline.defines ?? []).map((requirement) => ({ requirement, alerts: alertsMeeting(signalsIn(product), [requirement]) })),
  );
}

const signalsIn = (product: DeclaredProduct): readonly Signal[] => [
  ...product.dashboards.flatMap(signalsOf),
  ...product.baseline.inherited,
];

/**
 * Each baseline alert is met by an alert of the product, overridden by named ones, or has no meaning there for a stated reason. One that
 * is inherited has the figure of the baseline. An override whose figure is looser is told, since a runbook may say so on purpose.
 */
export function checkBaseline(product: DeclaredProduct, baseline: readonly BaselineAlert[]): Finding[] {
  const where = `${product.name} / baseline`;
  const known = baseline.map(({ requirement }) => requirement);
  const { overridden, notApplicable } = product.baseline;
  const named = [...Object.keys(overridden), ...Object.keys(notApplicable)];
  const signals = signalsIn(product);
  return [
    ...named
      .filter((requirement) => !known.includes(requirement))
      .map((requirement) => messages.unknownName(where, 'baseline alert', requirement, known)),
    ...Object.entries(notApplicable)
      .filter(([, reason]) => reason.trim() === '')
      .map(([requirement, reason]) => messages.reasonMissing(where, requirement, reason)),
    ...baseline.flatMap((alert) => checkStanding(product, standingOf(alert.requirement, product.baseline, signals, known), alert)),
  ];
}

function checkStanding({ name }: DeclaredProduct, standing: Standing, { requirement, alerts }: BaselineAlert): readonly Finding[] {
  const where = `${name} / baseline`;
  const titled = `${requirement} (${alerts.map(({ signal }) => signal.title).join(', ')})`;
  switch (standing.kind) {
    case 'not applicable':
      return [];
    case 'inherited':
      return standing.alerts
        .filter((own) => !alerts.some((general) => isSameFigure(own, general)))
        .map((own) => messages.inheritedDiffers(`${where} / ${requirement}`, figure(own), alerts.map(figure).join(', ')));
    case 'overridden':
      return standing.alerts.length === 0
        ? [messages.baselineUncovered(where, `${titled}, overridden by ${standing.by.join(', ')}, which no alert meets`)]
        : alerts.flatMap((alert) => looser(`${where} / ${requirement}`, alert, standing.alerts));
    case 'uncovered':
      return [messages.baselineUncovered(where, titled)];
  }
}

const figure = ({ signal, tier }: Alert): string => `${signal.title}: ${formatLimit(tier.limit, signal.unit, tier.for)} (${tier.severity})`;

/** Figures in one unit can be held against each other; the strictest of the product counts. */
function looser(where: string, { signal, tier }: Alert, replacing: readonly Alert[]): Finding[] {
  const comparable = replacing.filter(
    (other) => isComparable(other.signal, signal) && other.tier.limit.comparison === tier.limit.comparison,
  );
  const isLooser = (other: Alert): boolean =>
    tier.limit.comparison === 'above' ? other.tier.limit.value > tier.limit.value : other.tier.limit.value < tier.limit.value;
  const [first] = comparable;
  if (first === undefined || !comparable.every(isLooser)) return [];
  return [messages.looserOverride(where, figure(first), figure({ signal, tier }))];
}
