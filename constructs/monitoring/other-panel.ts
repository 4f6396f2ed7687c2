import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { type GridPos, type Panel, PanelBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TextBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';
import type { OtherPanel } from '../../model/dashboard';
import { panelId } from '../../model/monitoring-names';
import type { MetricScope, Signal } from '../../model/signal';
import { alertName } from './alert-rule';
import { panelDescription } from './signal-panel';

/** What the id of such a panel derives from: its row and title, for it has no name. */
export const otherPanelKey = (row: string, panel: OtherPanel): string => `${row}/${panel.kind}/${panel.title}`;

/** A text, or the list of the alerts of the product environment that are on. */
export function otherPanel(row: string, panel: OtherPanel, scope: MetricScope, gridPos: GridPos): Builder<Panel> {
  const builder =
    panel.kind === 'text'
      ? new TextBuilder().mode(TextMode.Markdown).content(panel.markdown)
      : new PanelBuilder().type('alertlist').options(alertListOptions(panel.signals, scope));
  return builder
    .id(panelId(otherPanelKey(row, panel)))
    .title(panel.title)
    .description(panelDescription('', panel.meets))
    .gridPos(gridPos);
}

/** Grafana's sort order "by importance". */
const byImportance = 3;

/** Names as one regular expression of a matcher; what would mean something else in it stands for any one character. */
const anyOf = (names: readonly string[]): string => names.map((name) => name.replace(/[^\w ,:%-]/g, '.')).join('|');

/** The SDK has no builder for this panel. */
function alertListOptions(signals: readonly Signal[] | undefined, scope: MetricScope): object {
  const names = signals?.flatMap((signal) => signal.tiers.map((tier) => alertName(signal, tier)));
  return {
    viewMode: 'list',
    groupMode: 'default',
    groupBy: [],
    maxItems: 50,
    sortOrder: byImportance,
    dashboardAlerts: false,
    alertName: '',
    alertInstanceLabelFilter: names === undefined ? scope.match() : scope.match(`alertname=~"${anyOf(names)}"`),
    stateFilter: { firing: true, pending: true, noData: true, normal: false, error: true },
  };
}
