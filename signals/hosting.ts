/** Firebase Hosting. Google has no metric of its requests: errors come from its request log, which must be linked to Cloud Logging. */
import type { Signal } from '../model/signal';
import { type CatalogueOptions, entry, usualWindow, type WindowOptions } from './catalogue';
import { eventsIn, perSecond, share } from './figures';
import { logBasedMetrics, logMetricName } from './log-based-metrics';
import { growing, sampleOfNative } from './sample';
import { selectNative } from './selector';

export interface HostingOptions extends CatalogueOptions, WindowOptions {}

const { hostingRequests } = logBasedMetrics;
const sentBytes = 'firebasehosting_googleapis_com:network_sent_bytes_count';

/** Bytes a second that the content network sends. */
export function traffic(options: HostingOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'hosting-traffic',
      title: 'Hosting traffic',
      meaning: 'What visitors load; nothing at all means that nobody reaches the site.',
      dataSource: 'google',
      unit: 'bytesPerSecond',
      legend: '{{domain_name}}',
      expression: () => perSecond(window, selectNative(sentBytes, 'firebase_domain', options.matchers), 'domain_name'),
      sample: (_scope, level) => [
        sampleOfNative(sentBytes, 'firebase_domain', { domain_name: 'example.com', ...options.matchers }, growing(level * 60)),
      ],
    },
    options,
  );
}

/** Share of requests that the content network answered with 4xx or 5xx. */
export function errorRatio(options: HostingOptions): Signal {
  const { window = usualWindow } = options;
  const requests = (...more: readonly string[]): string =>
    selectNative(logMetricName(hostingRequests), hostingRequests.resource, options.matchers, ...more);
  const sample = (status: string, values: string) =>
    sampleOfNative(logMetricName(hostingRequests), hostingRequests.resource, { status, ...options.matchers }, values);
  return entry(
    {
      id: 'hosting-error-ratio',
      title: 'Hosting 4xx and 5xx',
      meaning: 'Visitors ask for what is not there, or the site fails.',
      dataSource: 'google',
      unit: 'percent',
      legend: '4xx and 5xx',
      expression: () => share(eventsIn(window, requests('status=~"[45].."')), eventsIn(window, requests())),
      firstChecks: ['Compare with the time of the newest release', 'Roll the release back'],
      fix: 'Roll back to the release before.',
      sample: (_scope, level) => [sample('200', growing(600 * (1 - level))), sample('500', growing(600 * level))],
    },
    options,
  );
}
