import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  CloudMonitoringQueryBuilder,
  PromQLQueryBuilder,
  TimeSeriesListBuilder,
} from '@grafana/grafana-foundation-sdk/googlecloudmonitoring';
import { DataqueryBuilder as LokiQueryBuilder } from '@grafana/grafana-foundation-sdk/loki';
import { DataqueryBuilder as PrometheusQueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import type { DataSourceKind, MetricScope, Signal } from '../../model/signal';
import { units } from '../../model/unit';
import { pluginIds } from './data-sources';

/** Name of the dashboard variable that holds the uid of a data source, so that it stands once in the dashboard. */
export const dataSourceVariable = (kind: DataSourceKind): string => `${pluginIds[kind]}_datasource`;

/** Name of the dashboard variable that holds the Google project. */
export const projectVariable = 'google_project';

/** The data source of a panel, by its variable. */
export const dataSourceRef = (kind: DataSourceKind): { type: string; uid: string } => ({
  type: pluginIds[kind],
  uid: `\${${dataSourceVariable(kind)}}`,
});

/** The queries of a panel: the signal itself as A and its extra series as B, C and so on, in display units. */
export function panelQueries(signal: Signal, scope: MetricScope): readonly Builder<Dataquery>[] {
  const lines = [{ legend: signal.legend, expression: signal.expression }, ...signal.extra];
  return lines.map(({ legend, expression }, index) =>
    query(signal, String.fromCharCode('A'.charCodeAt(0) + index), legend, scaled(expression(scope), units[signal.unit].scale)),
  );
}

function scaled(expression: string, scale: number): string {
  return scale === 1 ? expression : `(${expression}) * ${scale}`;
}

function query(signal: Signal, refId: string, legend: string, expr: string): Builder<Dataquery> {
  const latest = signal.panel === 'table' || signal.panel === 'bargauge';
  switch (signal.dataSource) {
    case 'prometheus': {
      const prometheus = new PrometheusQueryBuilder().refId(refId).expr(expr).legendFormat(legend);
      if (signal.panel === 'table') prometheus.format(PromQueryFormat.Table);
      return latest ? prometheus.instant() : prometheus.range();
    }
    case 'loki':
      return new LokiQueryBuilder()
        .refId(refId)
        .expr(expr)
        .legendFormat(legend)
        .queryType(latest ? 'instant' : 'range');
    case 'google': {
      const project = `\${${projectVariable}}`;
      return (
        new CloudMonitoringQueryBuilder()
          .refId(refId)
          .queryType('promQL')
          .aliasBy(legend)
          .promQLQuery(new PromQLQueryBuilder().projectName(project).expr(expr).step('$__interval'))
          // Without this key Grafana's backend ends in a nil pointer (grafana/grafana issue 128253).
          .timeSeriesList(new TimeSeriesListBuilder().projectName(project).filters([]).view('FULL'))
      );
    }
  }
}
