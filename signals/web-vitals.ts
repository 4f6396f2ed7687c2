/**
 * Core Web Vitals, judged at the 75th percentile. Prometheus: histograms of real visits, `web_vitals_lcp_seconds` and so on, with the
 * label `page` (the route template). Google: custom metrics of the same names that a Lighthouse job writes, at least daily.
 */
import { Duration } from '../model/duration';
import type { MetricScope, Signal } from '../model/signal';
import type { Unit } from '../model/unit';
import { type WebVital, webVitalMetric } from '../model/web-vitals';
import { type CatalogueOptions, type CloudOptions, entry } from './catalogue';
import { quantileOf } from './figures';
import { held, histogramOf, sampleOfCustom, samplesOf } from './sample';
import { select, selectCustom } from './selector';

export interface WebVitalOptions extends CatalogueOptions, CloudOptions {
  /** Time that the figure looks back. @default 1 h of real visits, 7 d of Lighthouse runs */
  readonly window?: Duration;
}

const quantile = 0.75;

/** First Contentful Paint: something can be seen. Good up to 1.8 s, poor from 3 s (web.dev). */
export const firstContentfulPaint = (options: WebVitalOptions): Signal =>
  webVital(options, 'fcp', 'First Contentful Paint', 'Visitors look at an empty page.', 'seconds');

/** Largest Contentful Paint: the main content can be seen. Good up to 2.5 s, poor from 4 s (web.dev). */
export const largestContentfulPaint = (options: WebVitalOptions): Signal =>
  webVital(options, 'lcp', 'Largest Contentful Paint', 'Visitors wait for the main content.', 'seconds');

/** Interaction to Next Paint: the page reacts. Good up to 200 ms, poor from 500 ms (web.dev). Takes the place of First Input Delay, retired in 2024. */
export const interactionToNextPaint = (options: WebVitalOptions): Signal =>
  webVital(options, 'inp', 'Interaction to Next Paint', 'The page reacts late to a click or a key.', 'milliseconds');

/** Cumulative Layout Shift: the page stays still. Good up to 0.1, poor from 0.25 (web.dev). */
export const cumulativeLayoutShift = (options: WebVitalOptions): Signal =>
  webVital(options, 'cls', 'Cumulative Layout Shift', 'Content jumps under the finger of the visitor.', 'score');

/** Time to First Byte: the server answers. Good up to 800 ms, poor from 1.8 s (web.dev). */
export const timeToFirstByte = (options: WebVitalOptions): Signal =>
  webVital(options, 'ttfb', 'Time to First Byte', 'The server or the network is slow.', 'milliseconds');

/** Page load: everything is there. No Core Web Vital; p95 stands beside it. */
export const pageLoad = (options: WebVitalOptions): Signal =>
  webVital(options, 'load', 'Page load', 'Visitors wait for the page.', 'seconds');

function webVital(options: WebVitalOptions, vital: WebVital, title: string, meaning: string, unit: Unit): Signal {
  const google = options.dataSource === 'google';
  const { window = google ? Duration.days(7) : Duration.hours(1) } = options;
  const metric = webVitalMetric(vital);
  const labels = { page: '/', ...options.matchers };
  const figure = (at: number) => (scope: MetricScope) =>
    google
      ? `max by (page) (quantile_over_time(${at}, ${selectCustom(scope, metric, options.matchers)}[${window.toShort()}]))`
      : quantileOf(at, window, select(scope, `${metric}_bucket`, options.matchers), 'page');
  return entry(
    {
      id: `web-vitals-${vital}`,
      title: `${title}, p75`,
      meaning,
      dataSource: google ? 'google' : 'prometheus',
      unit,
      legend: `{{page}} p${quantile * 100}`,
      expression: figure(quantile),
      extra: vital === 'load' ? [{ legend: '{{page}} p95', expression: figure(0.95) }] : [],
      firstChecks: ['Compare with the time of the newest release', 'Run Lighthouse on the page'],
      fix: 'Roll back where it began with a release; else make smaller what Lighthouse names.',
      sample: (scope, level) =>
        google ? [sampleOfCustom(scope, metric, labels, held(level))] : histogramOf(samplesOf(scope), metric, labels, quantile, level),
    },
    options,
  );
}
