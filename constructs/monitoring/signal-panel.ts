import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { type GridPos, type Panel, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { panelId } from '../../model/monitoring-names';
import type { MetricScope, Signal } from '../../model/signal';
import { units } from '../../model/unit';
import { dataSourceRef, panelQueries } from './panel-query';
import { thresholdSteps } from './panel-thresholds';

/** Requirements that are visible in the panel of a signal: its own and those of its alerts, in order, each once. */
export function panelMeets(signal: Signal): readonly string[] {
  return [...new Set([...signal.meets, ...signal.tiers.flatMap(({ meets }) => meets)])];
}

/** What a panel means, and which requirements it meets. */
export function panelDescription(meaning: string, requirements: readonly string[]): string {
  return [meaning, ...(requirements.length === 0 ? [] : [`Requirements: ${requirements.join(', ')}`])]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The panel of a signal: its figure in display units, with the limits of its alerts and its targets as lines. */
export function signalPanel(signal: Signal, scope: MetricScope, gridPos: GridPos): Builder<Panel> {
  const panel = visualisation(signal)
    .id(panelId(signal.id))
    .title(signal.title)
    .description(panelDescription(signal.meaning, panelMeets(signal)))
    .gridPos(gridPos)
    .datasource(dataSourceRef(signal.dataSource))
    .unit(units[signal.unit].grafana)
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...thresholdSteps(signal)]))
    .targets([...panelQueries(signal, scope)]);
  if (signal.brought !== undefined) panel.noValue(`The product does not write ${signal.brought.name}`);
  // Cloud Monitoring holds a point a minute; a finer step returns the same points again.
  return signal.dataSource === 'google' ? panel.interval('1m') : panel;
}

function visualisation(signal: Signal): TimeSeriesBuilder | StatBuilder | TableBuilder | BarGaugeBuilder {
  const latest = new ReduceDataOptionsBuilder().calcs(['lastNotNull']);
  switch (signal.panel) {
    case 'timeseries':
      return timeSeries(signal);
    case 'stat':
      return new StatBuilder().reduceOptions(latest);
    case 'bargauge':
      return new BarGaugeBuilder().reduceOptions(latest);
    case 'table':
      return new TableBuilder().transformations([tableRows(signal)]);
  }
}

function timeSeries(signal: Signal): TimeSeriesBuilder {
  const marked = signal.tiers.length + signal.targets.length > 0;
  const style = marked ? GraphThresholdsStyleMode.Line : GraphThresholdsStyleMode.Off;
  return new TimeSeriesBuilder()
    .legend(new VizLegendOptionsBuilder().showLegend(true).displayMode(LegendDisplayMode.Table).calcs(['lastNotNull', 'max']))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(style))
    .fillOpacity(10);
}

/** Prometheus answers with one table a query, the others with series: both become one row for each set of labels. */
function tableRows({ dataSource }: Signal): { id: string; options: object } {
  return dataSource === 'prometheus'
    ? { id: 'merge', options: {} }
    : { id: 'reduce', options: { reducers: ['lastNotNull'], labelsToFields: true } };
}
