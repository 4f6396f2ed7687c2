/** Whether monitoring itself works. */
import type { Signal } from '../model/signal';
import { type CatalogueOptions, type CloudOptions, entry } from './catalogue';
import { held, sampleOf } from './sample';
import { select } from './selector';

/**
 * Always 1, so that a tier of `above(0)` always fires: whoever is told again and again knows that the way to them works, and whoever
 * hears nothing knows that it does not.
 */
export function heartbeat(options: CatalogueOptions & CloudOptions): Signal {
  return entry(
    {
      id: 'heartbeat',
      title: 'Heartbeat of alerting',
      meaning: 'Not a fault: it always fires, to show that alerts arrive.',
      dataSource: options.dataSource ?? 'prometheus',
      unit: 'bool',
      legend: 'heartbeat',
      panel: 'stat',
      mutable: false,
      expression: () => 'vector(1)',
      firstChecks: ['Nothing to do while it arrives.', 'When it stops: look whether Grafana runs, then at the contact point.'],
      fix: 'Nothing to mend while it arrives.',
    },
    options,
  );
}

/** Targets that Prometheus cannot scrape, by job; bad is `above(0)`. */
export function targetsDown(options: CatalogueOptions): Signal {
  return entry(
    {
      id: 'monitoring-targets-down',
      title: 'Targets that cannot be scraped',
      meaning: 'Part of the product is not watched.',
      unit: 'count',
      legend: '{{job}}',
      expression: (scope) => `sum by (job) (${select(scope, 'up', options.matchers)} == bool 0)`,
      firstChecks: ['Look whether the exporter runs', 'Look whether its port can be reached'],
      fix: 'Start the exporter again, or open its port to Prometheus.',
      sample: (scope, level) =>
        [0, 1, 2].map((index) =>
          sampleOf(scope, 'up', { job: 'node', instance: `server-${index}`, ...options.matchers }, held(index < level ? 0 : 1)),
        ),
    },
    options,
  );
}
