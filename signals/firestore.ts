/** Firestore. Google Cloud Monitoring; one line a method or kind of operation. */
import type { Signal } from '../model/signal';
import { type CatalogueOptions, entry, type TimeUnitOptions, usualWindow, type WindowOptions } from './catalogue';
import { eventsIn, perSecond, quantileOf, share } from './figures';
import { growing, held, histogramOf, sampleOfNative } from './sample';
import { type Labels, selectNative } from './selector';

export interface FirestoreOptions extends CatalogueOptions, WindowOptions {}

const resource = 'firestore.googleapis.com/Database';
const metricOf = (name: string): string => `firestore_googleapis_com:${name}`;
const of = (options: CatalogueOptions, name: string, ...more: readonly string[]): string =>
  selectNative(metricOf(name), resource, options.matchers, ...more);
const sampleOf = (metric: string, labels: Labels, values: string) => sampleOfNative(metric, resource, labels, values);
const labelsOf = (options: CatalogueOptions, more: Labels = {}): Labels => ({ database_id: '(default)', ...more, ...options.matchers });

// The documented spelling of the code differs from page to page: success, OK, not_found, NOT_FOUND. A document that is not there is no fault.
const rejected = 'response_code!~"(?i)(ok|success|not_found|already_exists)"';

/** Time that Firestore takes to answer, p95 by method. */
export function latency(options: FirestoreOptions & TimeUnitOptions): Signal {
  const { window = usualWindow, unit = 'milliseconds' } = options;
  return entry(
    {
      id: 'firestore-latency',
      title: 'Firestore latency, p95',
      meaning: 'The database answers slowly.',
      dataSource: 'google',
      unit,
      legend: '{{api_method}}',
      expression: () => quantileOf(0.95, window, of(options, 'api_request_latencies_bucket'), 'api_method'),
      firstChecks: ["Look at the cloud's status page", 'Look for a query without an index or a hot document'],
      fix: 'Add the index, or spread the writes. The cloud is slow: wait, and say so to users.',
      sample: (_scope, level) =>
        histogramOf(sampleOf, metricOf('api_request_latencies'), labelsOf(options, { api_method: 'RunQuery' }), 0.95, level),
    },
    options,
  );
}

/** Share of requests that Firestore turned down: denied by rules, over quota, aborted or failed. */
export function rejectedRequests(options: FirestoreOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'firestore-rejected-requests',
      title: 'Rejected requests of Firestore',
      meaning: 'Clients or functions ask for what they may not have, or the database fails.',
      dataSource: 'google',
      unit: 'percent',
      legend: 'rejected',
      expression: () =>
        share(eventsIn(window, of(options, 'api_request_count', rejected)), eventsIn(window, of(options, 'api_request_count'))),
      firstChecks: ['Look at the codes by method', 'Compare with the time of the newest change of the rules'],
      fix: 'Undo a change of rules or of the client that came just before. A quota: ask for more.',
      sample: (_scope, level) => [
        sampleOf(
          metricOf('api_request_count'),
          labelsOf(options, { api_method: 'Commit', response_code: 'OK' }),
          growing(600 * (1 - level)),
        ),
        sampleOf(
          metricOf('api_request_count'),
          labelsOf(options, { api_method: 'Commit', response_code: 'PERMISSION_DENIED' }),
          growing(600 * level),
        ),
      ],
    },
    options,
  );
}

/** Requests a second, by method. */
export function requestRate(options: FirestoreOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'firestore-request-rate',
      title: 'Firestore requests per second',
      meaning: 'Load of the database.',
      dataSource: 'google',
      unit: 'requestsPerSecond',
      legend: '{{api_method}}',
      expression: () => perSecond(window, of(options, 'api_request_count'), 'api_method'),
      sample: (_scope, level) => [
        sampleOf(metricOf('api_request_count'), labelsOf(options, { api_method: 'Commit', response_code: 'OK' }), growing(level * 60)),
      ],
    },
    options,
  );
}

/** Size of data and indexes, by database. */
export function size(options: CatalogueOptions): Signal {
  return entry(
    {
      id: 'firestore-size',
      title: 'Firestore size',
      meaning: 'The database grows; so do exports and the time to restore them.',
      dataSource: 'google',
      unit: 'bytes',
      legend: '{{database_id}}',
      expression: () => `max by (database_id) (${of(options, 'storage_data_and_index_storage_bytes')})`,
      sample: (_scope, level) => [sampleOf(metricOf('storage_data_and_index_storage_bytes'), labelsOf(options), held(level))],
    },
    options,
  );
}
