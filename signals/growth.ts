/** How the product grows, month by month; re-exported by business.ts. Prometheus. */
import { Duration } from '../model/duration';
import type { Signal } from '../model/signal';
import { type CatalogueOptions, entry } from './catalogue';
import { eventsIn } from './figures';
import { applicationMetrics } from './instrumentation';
import { growing, sampleOf } from './sample';
import { select } from './selector';

const month = Duration.days(30);

const counted = {
  registrations: { id: 'registrations', title: 'New accounts', metric: applicationMetrics.registrations },
  requests: { id: 'requests', title: 'Requests', metric: `${applicationMetrics.requestDuration}_count` },
  pageViews: { id: 'page-views', title: 'Page views', metric: applicationMetrics.pageViews },
  featureUses: { id: 'feature-uses', title: 'Uses of features', metric: applicationMetrics.featureUses },
} as const;

/** What came on top in the last 30 days: accounts, requests, page views, uses of features (counters). */
export function monthlyGrowth(options: CatalogueOptions & { readonly of: keyof typeof counted }): Signal {
  const { id, title, metric } = counted[options.of];
  const by = options.of === 'featureUses' ? ['feature'] : [];
  return entry(
    {
      id: `monthly-growth-${id}`,
      title: `${title}, last ${month}`,
      meaning: 'How fast the product grows.',
      unit: 'count',
      legend: by.length === 0 ? title.toLowerCase() : '{{feature}}',
      expression: (scope) => eventsIn(month, select(scope, metric, options.matchers), ...by),
      sample: (scope, level) => [
        sampleOf(scope, metric, { feature: 'comparison', ...options.matchers }, growing(level / month.minutes, month)),
      ],
    },
    options,
  );
}

/** Bytes by which the databases grew in the last 30 days. */
export function monthlyDatabaseGrowth(options: CatalogueOptions): Signal {
  return entry(
    {
      id: 'monthly-growth-database',
      title: `Growth of the database, last ${month}`,
      meaning: 'When storage will run out.',
      unit: 'bytes',
      legend: '{{datname}}',
      expression: (scope) =>
        `sum by (datname) (delta(${select(scope, 'pg_database_size_bytes', options.matchers, 'datname!~"template.*|"')}[${month.toShort()}]))`,
      sample: (scope, level) => [
        sampleOf(scope, 'pg_database_size_bytes', { datname: 'app', ...options.matchers }, growing(level / month.minutes, month)),
      ],
    },
    options,
  );
}
