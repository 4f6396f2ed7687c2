/** Services of others that the product stands on. Prometheus; probes of their status pages carry the label `vendor`. */
import { Duration } from '../model/duration';
import type { Signal } from '../model/signal';
import { type CatalogueOptions, entry, type WindowOptions } from './catalogue';
import { held, sampleOf } from './sample';
import { type Labels, select } from './selector';

export interface VendorOptions extends CatalogueOptions {
  /** Value of the label `vendor`. @default all vendors, one line each */
  readonly vendor?: string;
}

const labelsOf = (options: VendorOptions): Labels => ({
  ...(options.vendor === undefined ? {} : { vendor: options.vendor }),
  ...options.matchers,
});
const selector = (options: VendorOptions, scope: Parameters<typeof select>[0]): string =>
  select(scope, 'probe_success', labelsOf(options), ...(options.vendor === undefined ? ['vendor!=""'] : []));

/** Regions from which a status page does not answer; bad is `above(0)`. */
export function statusPage(options: VendorOptions): Signal {
  return entry(
    {
      id: 'vendor-status-page',
      part: options.vendor,
      title: 'Status pages that do not answer',
      meaning: 'The vendor may be down, and what our users do through it with it; or its status page has moved.',
      unit: 'count',
      legend: '{{vendor}}',
      expression: (scope) => `sum by (vendor) (${selector(options, scope)} == bool 0)`,
      firstChecks: ['See which vendor the line of the panel names, and open its status page.', 'Look whether our own calls to it fail.'],
      sample: (scope, level) =>
        [0, 1, 2].map((region) =>
          sampleOf(
            scope,
            'probe_success',
            { vendor: 'cloud', region: `region-${region}`, ...labelsOf(options) },
            held(region < level ? 0 : 1),
          ),
        ),
    },
    options,
  );
}

/** Share of probes that the vendor answered; mark its SLA with `targets`. */
export function availability(options: VendorOptions & WindowOptions): Signal {
  const { window = Duration.days(30) } = options;
  return entry(
    {
      id: 'vendor-availability',
      part: options.vendor,
      title: `Availability of vendors, last ${window}`,
      meaning: 'The vendor gives less than its contract says.',
      unit: 'percent',
      panel: 'stat',
      legend: '{{vendor}}',
      expression: (scope) => `avg by (vendor) (avg_over_time(${selector(options, scope)}[${window.toShort()}]))`,
      firstChecks: ['Ask the vendor for the credit that the contract gives'],
      sample: (scope, level) => [sampleOf(scope, 'probe_success', { vendor: 'cloud', region: 'eu', ...labelsOf(options) }, held(level))],
    },
    options,
  );
}
