import type { RuleGroupRule } from '../../.gen/providers/grafana/rule-group';
import { groupWait } from '../../model/alert-timing';
import type { Duration } from '../../model/duration';
import { formatLimit } from '../../model/figure';
import { type PanelLink, ruleUid, tierParts } from '../../model/monitoring-names';
import type { ProductEnvironment } from '../../model/product-environment';
import { runbookAnchor } from '../../model/runbook-anchor';
import { pages } from '../../model/severity';
import type { AlertTier, NoData, Signal } from '../../model/signal';
import { noDataOf } from '../../model/tier-silence';
import type { DataSource } from './data-sources';
import { prometheusDuration } from './prometheus-duration';
import { conditionRef, ruleData } from './rule-query';

/** What surrounds one tier of one signal. */
export interface AlertRuleContext {
  readonly environment: ProductEnvironment;
  readonly source: DataSource;
  /** Name of the contact point. */
  readonly contactPoint: string;
  /** How often the contact point is told again while the alert holds. */
  readonly repeat: Duration;
  /** Names of the mute timings of the environment. */
  readonly muteTimings: readonly string[];
  /** Where runbooks are published, without a slash at the end. */
  readonly runbookBase: string;
  readonly panel: PanelLink | undefined;
  /** All signals that have rules beside it, of which some tell the same faults. */
  readonly among: readonly Signal[];
  /** For findings. */
  readonly where: string;
}

/** Name that people see on the pager and in chat, unique in the folder: `Error ratio (critical)`. */
export function alertName(signal: Signal, tier: AlertTier): string {
  return `${signal.title} (${tierParts(signal, tier).join(', ')})`;
}

/** The alert rule of one tier. Everything that the vendor leaves to a default stands here, because its defaults page. */
export function alertRule(signal: Signal, tier: AlertTier, context: AlertRuleContext): RuleGroupRule {
  const { environment, source, among, where } = context;
  return {
    uid: ruleUid(environment, signal, tier),
    name: alertName(signal, tier),
    for: tier.for.toGo(),
    condition: conditionRef,
    noDataState: noDataStates[noDataOf(signal, tier)],
    // A failing source makes every rule err: one rule tells it, the others keep quiet about it.
    execErrState: signal.dataSourceHealth ? 'Alerting' : 'KeepLast',
    isPaused: false,
    labels: {
      severity: tier.severity,
      component: signal.component,
      product: environment.product.id,
      environment: environment.environment,
    },
    annotations: annotations(signal, tier, context),
    data: ruleData(signal, tier, { scope: environment.scope, source, among, where }),
    notificationSettings: {
      contactPoint: context.contactPoint,
      groupBy: ['alertname', 'grafana_folder', 'component'],
      groupWait: prometheusDuration(groupWait(tier.severity)),
      groupInterval: '5m',
      repeatInterval: prometheusDuration(context.repeat),
      ...muting(signal, tier, context.muteTimings),
    },
  };
}

const noDataStates: Readonly<Record<NoData, string>> = { ok: 'OK', alerting: 'Alerting', 'keep-last': 'KeepLast' };

/** Texts without templates: those that differ between the series of one message would be lost from what they have in common. */
function annotations(signal: Signal, tier: AlertTier, { environment, runbookBase, panel }: AlertRuleContext): Record<string, string> {
  const limit = signal.unit === 'bool' ? '' : `: ${formatLimit(tier.limit, signal.unit, tier.for)}`;
  return {
    summary: `${signal.title}${limit}`,
    description: signal.meaning,
    ...(tier.meets.length === 0 ? {} : { requirement: tier.meets.join(', ') }),
    runbook_url: `${runbookBase}/${environment.product.name}.md#${runbookAnchor(signal.id, tier.severity)}`,
    ...(tier.action === undefined ? {} : { action: tier.action }),
    ...(tier.runbookSeverity === undefined ? {} : { seed_severity: tier.runbookSeverity }),
    ...(panel === undefined ? {} : { __dashboardUid__: panel.dashboardUid, __panelId__: String(panel.panelId) }),
  };
}

function muting(signal: Signal, tier: AlertTier, muteTimings: readonly string[]): { muteTimings?: string[] } {
  const mutable = signal.mutable && !pages(tier.severity) && muteTimings.length > 0;
  // Compared as a list, so the order must not depend on the declaration.
  return mutable ? { muteTimings: [...muteTimings].sort() } : {};
}
