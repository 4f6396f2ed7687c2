import { type Alert, alertsMeeting, isComparable, standingOf } from '../../model/baseline';
import { signalsOf } from '../../model/dashboard';
import { formatLimit } from '../../model/figure';
import type { DeclaredProduct } from '../../model/product';
import { environmentsOf } from '../../model/product-environment';
import { runbookAnchor } from '../../model/runbook-anchor';
import { isGraverThan } from '../../model/severity';
import type { Signal } from '../../model/signal';
import { requirements } from '../../requirements';
import { dashboardsOf } from '../../stacks/monitoring-plan';
import type { RunbookContext } from '../context';
import { code, link, table } from '../markdown';
import { ofKinds, type Section, unique } from '../section';

/** That the baseline holds, and that each runbook says how. */
const baselineRule = 'OM-ENV-02';

/** How the product stands to the baseline: each of its alerts inherited, overridden or without meaning here. */
export function baseline(context: RunbookContext): Section {
  const { product, baseline: manual } = context;
  const isManual = product.name === manual?.name;
  const defined = manual?.baseline.defines ?? [];
  const rows = defined.map((id) => {
    const title = requirements().find((row) => row.id === id)?.title ?? id;
    const [general] = manual === undefined ? [] : alertsMeeting(watchedBy(manual), [id]);
    const found = isManual ? [described(alertsMeeting(context.main.signals, [id]))] : rowOf(context, id, general, defined);
    return [`${code(id)} ${title}`, ...found];
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

const described = (alerts: readonly Alert[]): string =>
  alerts
    .map(({ signal, tier }) => {
      const held = tier.for.seconds === 0 ? '' : ` for ${tier.for}`;
      const limit = signal.unit === 'bool' ? `the condition holds${held}` : formatLimit(tier.limit, signal.unit, tier.for);
      return `${link(signal.title, `#${runbookAnchor(signal.id, tier.severity)}`)}: ${limit} (${tier.severity})`;
    })
    .join('; ') || '-';

function rowOf({ product, main }: RunbookContext, id: string, general: Alert | undefined, defined: readonly string[]): readonly string[] {
  const standing = standingOf(id, product.baseline, main.signals, defined);
  switch (standing.kind) {
    case 'not applicable':
      return ['not applicable', '-', standing.reason];
    case 'inherited':
      return ['inherited', described(standing.alerts), general === undefined ? '-' : inOtherUnit(standing.alerts, general)];
    case 'overridden': {
      const remark =
        general === undefined ? undefined : standing.alerts.map((alert) => looser(alert, general)).find((found) => found !== undefined);
      return [`overridden by ${standing.by.map(withLines).join(', ')}`, described(standing.alerts), remark ?? '-'];
    }
    case 'uncovered':
      return ['missing', '-', '-'];
  }
}

/** What an inherited figure is that the signal of the product shows in a unit of its own. */
function inOtherUnit(alerts: readonly Alert[], { signal, tier }: Alert): string {
  const other = alerts.some((alert) => !isComparable(alert.signal, signal));
  return other ? `the baseline's "${formatLimit(tier.limit, signal.unit, tier.for)}", in the unit of this signal` : '-';
}

/** A requirement with the lines of the source runbook that it stands for. */
function withLines(id: string): string {
  const lines = requirements().find((row) => row.id === id)?.lines;
  if (lines === undefined) return id;
  return `${id} (${/^\d+$/.test(lines) ? 'line' : 'lines'} ${lines.replaceAll(';', ', ')} of the source runbook)`;
}

/** In which way an alert is looser than that of the baseline; undefined where it is as strict, or another figure altogether. */
function looser({ signal, tier }: Alert, general: Alert): string | undefined {
  const same = isComparable(signal, general.signal) && tier.limit.comparison === general.tier.limit.comparison;
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
