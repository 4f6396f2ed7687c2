import type { ReportedFigure } from '../../model/job-settings';
import { JobError } from '../exit';
import type { GoogleApi } from '../google/google-api';

/** How a figure went in a day: one line for each of its series. */
export interface DayOfFigure {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly lowest: number;
    readonly mean: number;
    readonly highest: number;
  }[];
}

/** An answer in the way of Prometheus. */
interface Answer {
  readonly data?: {
    readonly result?: readonly { readonly metric: Readonly<Record<string, string>>; readonly value: readonly [number, string] }[];
  };
}

/** What is told of a day, by the function of PromQL that finds it. */
const aggregates = { lowest: 'min_over_time', mean: 'avg_over_time', highest: 'max_over_time' } as const;

/** A day in steps of five minutes, which is how often rules of the slower kind look. */
const range = '1d:5m';

/** The last day of a figure in Cloud Monitoring; without series where it had none. */
export async function dayOf({ title, unit, query }: ReportedFigure, project: string, monitoring: GoogleApi): Promise<DayOfFigure> {
  const found = new Map<string, { labels: Readonly<Record<string, string>>; lowest?: number; mean?: number; highest?: number }>();
  for (const [name, aggregate] of Object.entries(aggregates)) {
    const answer = await monitoring.get<Answer>(`v1/projects/${project}/location/global/prometheus/api/v1/query`, {
      query: `${aggregate}((${query})[${range}])`,
    });
    for (const { metric, value } of answer.data?.result ?? []) {
      const key = JSON.stringify(Object.entries(metric).sort());
      found.set(key, { ...(found.get(key) ?? { labels: metric }), [name]: Number(value[1]) });
    }
  }
  const series = [...found.values()].map(({ labels, lowest, mean, highest }) => {
    if (lowest === undefined || mean === undefined || highest === undefined) {
      throw new JobError('source', `Cloud Monitoring answered only parts of "${title}"`);
    }
    return { labels, lowest, mean, highest };
  });
  return { title, unit, series };
}
