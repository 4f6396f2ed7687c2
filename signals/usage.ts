/** How people use the product and how content they are, and whether its data is sound; re-exported by business.ts. */
import { Duration } from '../model/duration';
import type { Signal } from '../model/signal';
import { type CatalogueOptions, type CloudOptions, entry, type WindowOptions } from './catalogue';
import { eventsIn, newest } from './figures';
import { applicationMetrics } from './instrumentation';
import { growing, held, sampleOf, sampleOfCustom } from './sample';
import { type Labels, select, selectCustom } from './selector';

export interface UsageOptions extends CatalogueOptions, CloudOptions, WindowOptions {}

const hour = Duration.hours(1);

/** Distinct users who were active in a period, by period. */
export const activeUsers = (options: UsageOptions): Signal =>
  gauge(
    options,
    'business-active-users',
    'Active users',
    'How many people use the product.',
    applicationMetrics.activeUsers,
    'count',
    'period',
    'distinct users who were active in the last `day` or `month`, by `period`',
  );

/** Mean answer of users to how content they are. */
export const satisfaction = (options: UsageOptions): Signal =>
  gauge(
    options,
    'business-satisfaction',
    'Satisfaction of users',
    'Users are less content.',
    applicationMetrics.satisfaction,
    'score',
    'survey',
    'mean answer of users of the day, on the scale of the survey',
  );

/** Checks of data integrity that found a fault: 1 or 0 by check; bad is `above(0)`, and stays until a check passes. */
export const integrityCheckFailed = (options: UsageOptions): Signal =>
  gauge(
    {
      mutable: false,
      firstChecks: [
        'See which rows the check names: the log of the integrity check, under [What machines do](#what-machines-do).',
        'Stop writers before they spread the damage, and before the next backup copies it.',
        'Find the newest copy from before the damage: under [Backups](#backups), **Copies**.',
      ],
      fix: 'Restore beside what is damaged, from the copy before, and bring the damaged part back. The alert ends with the next check that passes.',
      ...options,
    },
    'data-integrity',
    'Data integrity check failed',
    'Data contradict each other: what users see and enter may be wrong, and each new backup copies it.',
    applicationMetrics.integrityFailed,
    'bool',
    'check',
  );

/** Figures of daily jobs are shown until the next one is late by half a day. */
const jobAge = Duration.hours(36);

function gauge(
  options: UsageOptions,
  id: string,
  title: string,
  meaning: string,
  metric: string,
  unit: 'count' | 'score' | 'bool',
  by: string,
  /** What the product writes; left out, a job of ours writes it. */
  brought?: string,
): Signal {
  const google = options.dataSource === 'google';
  return entry(
    {
      id,
      title,
      meaning,
      dataSource: options.dataSource ?? 'prometheus',
      unit,
      legend: `{{${by}}}`,
      ...(brought === undefined ? {} : { brought: { name: metric, labels: [by], value: brought } }),
      expression: (scope) =>
        `max by (${by}) (${newest(options.window ?? jobAge, (google ? selectCustom : select)(scope, metric, options.matchers))})`,
      sample: (scope, level) => [(google ? sampleOfCustom : sampleOf)(scope, metric, { [by]: 'day', ...options.matchers }, held(level))],
    },
    options,
  );
}

/** Uses of a feature in the last hour, e.g. comparisons. */
export function featureUses(options: CatalogueOptions & WindowOptions & { readonly feature?: string }): Signal {
  const { window = hour, feature } = options;
  const labels: Labels = { ...(feature === undefined ? {} : { feature }), ...options.matchers };
  return entry(
    {
      id: 'business-feature-uses',
      part: feature,
      title: `Uses of a feature, last ${window}`,
      meaning: 'Whether people use what was built.',
      unit: window.seconds === hour.seconds ? 'perHour' : 'count',
      legend: '{{feature}}',
      expression: (scope) => eventsIn(window, select(scope, applicationMetrics.featureUses, labels), 'feature'),
      sample: (scope, level) => [
        sampleOf(scope, applicationMetrics.featureUses, { feature: 'comparison', ...labels }, growing(level / window.minutes, window)),
      ],
    },
    options,
  );
}
