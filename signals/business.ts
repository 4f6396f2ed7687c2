/** What the product is for. Prometheus metrics of the application, or custom and log-based metrics of Google Cloud Monitoring. */
import { Duration } from '../model/duration';
import type { MetricScope, Signal } from '../model/signal';
import { type CatalogueOptions, type CloudOptions, entry, type WindowOptions } from './catalogue';
import { eventsIn, share } from './figures';
import { applicationMetrics } from './instrumentation';
import { type LogBasedMetric, logBasedMetrics, logMetricName } from './log-based-metrics';
import { growing, sampleOf, sampleOfNative } from './sample';
import { type Labels, select, selectNative } from './selector';

export interface BusinessOptions extends CatalogueOptions, CloudOptions, WindowOptions {}

/** A counter by its two names: the application's, and the metric on logs that takes its place with Google. */
interface Events {
  readonly prometheus: string;
  readonly google: LogBasedMetric;
}

const payments: Events = { prometheus: applicationMetrics.payments, google: logBasedMetrics.payments };
const sessionEvents: Events = { prometheus: applicationMetrics.sessions, google: logBasedMetrics.sessions };
const conversions: Events = { prometheus: applicationMetrics.conversions, google: logBasedMetrics.conversions };
const feedbackEvents: Events = { prometheus: applicationMetrics.feedback, google: logBasedMetrics.feedback };

const sourceOf = (options: CloudOptions): 'prometheus' | 'google' => options.dataSource ?? 'prometheus';

/** What the product logs, where its log is what is counted. */
const loggedOf = (options: CloudOptions, ...events: readonly Events[]): Pick<Signal, 'logged'> =>
  sourceOf(options) === 'google'
    ? { logged: events.flatMap(({ google: { logged, meaning } }) => (logged === undefined ? [] : [{ ...logged, counts: meaning }])) }
    : {};

const count = (options: BusinessOptions, window: Duration, events: Events, scope: MetricScope, labels: Labels = {}): string =>
  eventsIn(
    window,
    sourceOf(options) === 'google'
      ? selectNative(logMetricName(events.google), events.google.resource, { ...labels, ...options.matchers })
      : select(scope, events.prometheus, { ...labels, ...options.matchers }),
  );

const sampleOfEvents = (
  options: BusinessOptions,
  events: Events,
  scope: MetricScope,
  perMinute: number,
  labels: Labels = {},
  window?: Duration,
) =>
  sourceOf(options) === 'google'
    ? sampleOfNative(logMetricName(events.google), events.google.resource, { ...labels, ...options.matchers }, growing(perMinute, window))
    : sampleOf(scope, events.prometheus, { ...labels, ...options.matchers }, growing(perMinute, window));

export interface PaymentOptions extends BusinessOptions {
  /** Attempts in the window below which there is no figure. @default 20 */
  readonly minimumAttempts?: number;
}

const paymentWindow = Duration.minutes(15);

/** Share of payments that failed. The window is 15 min unless given. */
export function paymentFailureRatio(options: PaymentOptions): Signal {
  return paymentRatio(
    options,
    'failed',
    'payment-failure-ratio',
    'Failed payments',
    'Users cannot pay: each failed payment is a booking that may be lost.',
  );
}

/** Share of payments that succeeded. The window is 15 min unless given. */
export function paymentSuccessRatio(options: PaymentOptions): Signal {
  return paymentRatio(options, 'succeeded', 'payment-success-ratio', 'Successful payments', 'Users cannot pay when it falls.');
}

function paymentRatio(options: PaymentOptions, result: 'failed' | 'succeeded', id: string, title: string, meaning: string): Signal {
  const { window = paymentWindow, minimumAttempts = 20 } = options;
  return entry(
    {
      id,
      title,
      meaning,
      dataSource: sourceOf(options),
      unit: 'percent',
      legend: result,
      ...loggedOf(options, payments),
      mutable: false,
      expression: (scope) =>
        share(count(options, window, payments, scope, { result }), count(options, window, payments, scope), minimumAttempts),
      firstChecks: [
        "Look at the payment vendor's status page.",
        'Compare with the time of the newest deployment, and pay yourself in test mode.',
      ],
      fix: 'The vendor is down: switch to the backup provider. A deployment broke it: roll back. The alert ends when payments go through again.',
      sample: (scope, level) => [
        sampleOfEvents(options, payments, scope, 60 * level, { result }),
        sampleOfEvents(options, payments, scope, 60 * (1 - level), { result: result === 'failed' ? 'succeeded' : 'failed' }),
      ],
    },
    options,
  );
}

export interface ConversionOptions extends BusinessOptions {
  /** Visits in the window below which there is no figure. @default 100 */
  readonly minimumSessions?: number;
}

const hour = Duration.hours(1);

/** Share of visits that end in what the product is for. The window is 1 h unless given. */
export function conversionRatio(options: ConversionOptions): Signal {
  const { window = hour, minimumSessions = 100 } = options;
  return entry(
    {
      id: 'conversion-ratio',
      title: 'Conversion',
      meaning: 'Fewer visitors than usual do what they came for: something is in their way, or other people come.',
      dataSource: sourceOf(options),
      unit: 'percent',
      legend: 'conversion',
      ...loggedOf(options, sessionEvents, conversions),
      expression: (scope) =>
        share(count(options, window, conversions, scope), count(options, window, sessionEvents, scope), minimumSessions),
      firstChecks: [
        'Go through the steps yourself, on a phone too.',
        'Look at failed payments, at page load, and at the newest deployment.',
      ],
      fix: 'Mend the step at which visitors stop; roll back where it began with a deployment.',
      sample: (scope, level) => [
        sampleOfEvents(options, conversions, scope, 60 * level),
        sampleOfEvents(options, sessionEvents, scope, 60),
      ],
    },
    options,
  );
}

/** Visits in the last hour. */
export const sessions = (options: BusinessOptions): Signal =>
  eventCount(options, 'business-sessions', 'Visits', 'How much the product is used.', sessionEvents, hour);

/** Answers and comments of users in the last day. */
export const feedback = (options: BusinessOptions): Signal =>
  eventCount(options, 'business-feedback', 'User feedback', 'A rise follows what users noticed.', feedbackEvents, Duration.days(1));

function eventCount(options: BusinessOptions, id: string, title: string, meaning: string, events: Events, usual: Duration): Signal {
  const { window = usual } = options;
  return entry(
    {
      id,
      title: `${title}, last ${window}`,
      meaning,
      dataSource: sourceOf(options),
      unit: window.seconds === hour.seconds ? 'perHour' : 'count',
      legend: title.toLowerCase(),
      ...loggedOf(options, events),
      expression: (scope) => count(options, window, events, scope),
      sample: (scope, level) => [sampleOfEvents(options, events, scope, level / window.minutes, {}, window)],
    },
    options,
  );
}

export * from './growth';
export * from './usage';
