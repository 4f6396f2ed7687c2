import type { MetricScope } from '../model/signal';
import { step } from '../model/vocabulary/runbook';
import { type ServiceOptions, sampleLabels, serviceLabels, type WindowOptions } from './catalogue';
import { applicationMetrics } from './instrumentation';
import { anyOf, type Labels, select } from './selector';

/** The histogram of answers. */
export const histogram = applicationMetrics.requestDuration;
/** Answers that are the fault of the service. */
export const serverErrors = 'status_code=~"5.."';

export interface RequestOptions extends ServiceOptions, WindowOptions {
  /** Route templates, e.g. `/api/tasks`. @default all */
  readonly routes?: readonly string[];
}

/** Series of the requests that the options ask for. */
export const requests = (options: RequestOptions, scope: MetricScope, suffix: 'count' | 'bucket', ...more: readonly string[]): string =>
  select(
    scope,
    `${histogram}_${suffix}`,
    serviceLabels(options),
    ...(options.routes === undefined ? [] : [anyOf('route', options.routes)]),
    ...more,
  );

/** Labels of a sample of them. */
export const labels = (options: RequestOptions, more: Labels = {}): Labels =>
  sampleLabels(options, { method: 'GET', route: options.routes?.[0] ?? '/', ...more });

/** Slowness or errors that begin with a deployment are its own. */
export const newestDeployment = step('Compare with the time of the newest deployment: what begins with it is its own.', {
  signal: 'http-deployed-version',
});

/** Whose errors they are. */
export const errorsOfRelease = [
  newestDeployment,
  step('Look at errors by route: one route, or all?', { signal: 'http-errors-by-route' }),
] as const;
