import { type WebVital, webVitalMetric } from '../../model/web-vitals';
import { JobError } from '../exit';
import type { Figure } from '../metrics/custom-metrics';
import type { LighthouseReport } from './report';

/**
 * Where a report tells each vital. Nobody clicks in a measurement, so there is no interaction to time: what the longest task could have delayed
 * one by stands in for it.
 */
const auditOf: Readonly<Record<Exclude<WebVital, 'load'>, string>> = {
  fcp: 'first-contentful-paint',
  lcp: 'largest-contentful-paint',
  inp: 'max-potential-fid',
  cls: 'cumulative-layout-shift',
  ttfb: 'server-response-time',
};

/** 0 to 1, by `page` and `category`: how Lighthouse scores a page. */
const lighthouseScore = 'lighthouse_score';

/** Every vital and score of a report. Ends with `notCredible` where one is missing. */
export function figuresOf(report: LighthouseReport): readonly Figure[] {
  const labels = { page: new URL(report.finalDisplayedUrl).pathname };
  const vitals = Object.entries(auditOf).map(([vital, audit]) => {
    const value = number(report.audits[audit]?.numericValue, audit);
    return { name: webVitalMetric(vital as WebVital), labels, value: vital === 'cls' ? value : value / 1000 };
  });
  const [observed] = (report.audits['metrics']?.details?.items ?? []) as readonly { readonly observedLoad?: number }[];
  const load = { name: webVitalMetric('load'), labels, value: number(observed?.observedLoad, 'observedLoad') / 1000 };
  const scores = Object.entries(report.categories).map(([category, { score }]) => ({
    name: lighthouseScore,
    labels: { ...labels, category },
    value: number(score ?? undefined, category),
  }));
  return [...vitals, load, ...scores];
}

function number(value: number | undefined, name: string): number {
  if (value !== undefined && Number.isFinite(value)) return value;
  throw new JobError('notCredible', `the report of Lighthouse has no figure for ${name}`);
}
