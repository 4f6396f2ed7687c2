import { signalsOf } from '../../model/dashboard';
import { formatLimit } from '../../model/figure';
import type { DeclaredProduct } from '../../model/product';
import { environmentsOf } from '../../model/product-environment';
import { runbookAnchor } from '../../model/runbook-anchor';
import { isGraverThan } from '../../model/severity';
import type { AlertTier, Signal } from '../../model/signal';
import { requirements } from '../../requirements';
import { dashboardsOf } from '../../stacks/monitoring-plan';
import type { RunbookContext } from '../context';
import { code, link, table } from '../markdown';
import { ofKinds, type Section, unique } from '../section';

/** A tier with the signal that it belongs to. */
interface Alert {
  readonly signal: Signal;
  readonly tier: AlertTier;
}

/** That the baseline holds, and that each runbook says how. */
const baselineRule = 'OM-ENV-02';

/** How the product stands to the baseline: each of its alerts inherited, overridden or without meaning here. */
export function baseline(context: RunbookContext): Section {
  const { product, baseline: manual } = context;
  const isManual = product.name === manual?.name;
  const rows = (manual?.baseline.defines ?? []).map((id) => {
    const title = requirements().find((row) => row.id === id)?.title ?? id;
    const [general] = manual === undefined ? [] : alertsMeeting(watchedBy(manual), id);
    return [`${code(id)} ${title}`, ...(isManual ? [described(alertsMeeting(context.main.signals, id))] : standing(context, id, general))];
  });
  return {
    title: 'Baseline alerts',
    meets: unique([baselineRule, ...ofKinds(product.meets.monitoring, 'alert')]),
    body: isManual
      ? ['What every product inherits; each runbook says which of these it overrides.', ...table(['Alert of the baseline', 'Figure'], rows)]
      : [
          'The alerts of the operations manual hold for every product. A figure of this product takes the place of the same signal; one that is looser is flagged.',
          ...table(['Alert of the baseline', 'Here', 'Figure here', 'Remark'], rows),
        ],
  };
}

const watchedBy = (product: DeclaredProduct): readonly Signal[] =>
  environmentsOf(product)
    .slice(0, 1)
    .flatMap((environment) => dashboardsOf(environment).flatMap(signalsOf));

function alertsMeeting(signals: readonly Signal[], ...ids: readonly string[]): readonly Alert[] {
  const all = signals.flatMap((signal) => signal.tiers.map((tier) => ({ signal, tier })));
  const found = all.filter(({ tier }) => tier.meets.some((id) => ids.includes(id)));
  return [...new Map(found.map((alert) => [alert.tier, alert])).values()];
}

const described = (alerts: readonly Alert[]): string =>
  alerts
    .map(({ signal, tier }) => {
      const limit = signal.unit === 'bool' ? 'the condition holds' : formatLimit(tier.limit, signal.unit, tier.for);
      return `${link(signal.title, `#${runbookAnchor(signal.id, tier.severity)}`)}: ${limit} (${tier.severity})`;
    })
    .join('; ') || '-';

function standing({ product, main }: RunbookContext, id: string, general: Alert | undefined): readonly string[] {
  const reason = product.baseline.notApplicable[id];
  if (reason !== undefined) return ['not applicable', '-', reason];
  const overriding = product.baseline.overridden[id];
  const meeting = alertsMeeting(main.signals, ...(overriding ?? []), id);
  // A requirement may ask for several figures at once; only that of the baseline is compared.
  const alike = meeting.filter(({ signal }) => signal.id === general?.signal.id);
  const own = alike.length > 0 ? alike : meeting;
  const remark = general === undefined ? '-' : own.map((alert) => looser(alert, general)).find((found) => found !== undefined);
  const seen = described(own);
  return [overriding === undefined ? 'inherited' : `overridden by ${overriding.map(withLines).join(', ')}`, seen, remark ?? '-'];
}

/** A requirement with the lines of the source runbook that it stands for. */
function withLines(id: string): string {
  const lines = requirements().find((row) => row.id === id)?.lines;
  return lines === undefined ? id : `${id} (lines ${lines.replaceAll(';', ', ')} of the source runbook)`;
}

/** In which way an alert is looser than that of the baseline; undefined where it is as strict, or another figure altogether. */
function looser({ signal, tier }: Alert, general: Alert): string | undefined {
  const same = signal.unit === general.signal.unit && tier.limit.comparison === general.tier.limit.comparison;
  const further =
    same && (tier.limit.comparison === 'above' ? tier.limit.value > general.tier.limit.value : tier.limit.value < general.tier.limit.value);
  const figure = formatLimit(general.tier.limit, general.signal.unit, general.tier.for);
  const ways = [
    ...(further ? ['limit'] : []),
    ...(same && tier.for.isLongerThan(general.tier.for) ? ['duration'] : []),
    ...(isGraverThan(general.tier.severity, tier.severity) ? ['severity'] : []),
  ];
  return ways.length === 0 ? undefined : `**looser** in ${ways.join(' and ')} than the baseline (${figure}, ${general.tier.severity})`;
}
