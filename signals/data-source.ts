/** Whether the data sources themselves answer. */
import { Duration } from '../model/duration';
import { below, type DataSourceKind, type MetricScope, type Signal } from '../model/signal';
import { type CatalogueOptions, type EntryDefaults, entry } from './catalogue';
import { held, sampleOf } from './sample';
import { select } from './selector';
import { sampleOfUptimeCheck, uptimeCheck } from './uptime-check';

export interface HealthOptions extends CatalogueOptions {
  readonly kind: DataSourceKind;
}

const titles: Readonly<Record<DataSourceKind, string>> = {
  prometheus: 'Prometheus answers',
  google: 'Cloud Monitoring answers',
  loki: 'Loki answers',
};

/** A figure that is 1 or more while the source answers and has series of the product environment, and EMPTY else. */
const figures: Readonly<Record<DataSourceKind, (scope: MetricScope) => string>> = {
  prometheus: (scope) => `max(${select(scope, 'up')} >= bool 0)`,
  google: (scope) => `max(${uptimeCheck({}, scope, 'check_passed')} >= bool 0)`,
  // A quiet night has no lines: only an error of Loki itself tells.
  loki: () => 'vector(1)',
};

const samples: Readonly<Record<DataSourceKind, EntryDefaults['sample']>> = {
  prometheus: (scope) => [sampleOf(scope, 'up', { job: 'node' }, held(0))],
  google: (scope) => [sampleOfUptimeCheck({}, scope, 'check_passed', 'eu', held(0))],
  loki: undefined,
};

/**
 * The one rule that tells that a data source fails or has nothing of the product environment: it alone alerts on errors and on
 * missing data, all others keep quiet about both. Targets that are down do not count: their own alerts tell.
 */
export function health(options: HealthOptions): Signal {
  const sample = samples[options.kind];
  return entry(
    {
      id: `data-source-${options.kind}`,
      title: titles[options.kind],
      meaning: 'Nothing is watched: no other alert that reads this source can fire.',
      dataSource: options.kind,
      dataSourceHealth: true,
      unit: 'bool',
      legend: 'answers',
      panel: 'stat',
      noData: 'alerting',
      mutable: false,
      tiers: { error: below(1).forAssumed(Duration.minutes(5)) },
      expression: figures[options.kind],
      firstChecks: [
        'Open the data source in Grafana and test it',
        'Look whether it still scrapes or receives anything of this environment',
      ],
      ...(sample === undefined ? {} : { sample }),
    },
    options,
  );
}
