/** Service level objectives, watched by the speed at which the error budget burns. Prometheus. */
import { Duration } from '../model/duration';
import { reportFinding } from '../model/finding';
import type { MaintenanceWindow } from '../model/maintenance';
import { messages } from '../model/messages';
import type { Slo } from '../model/product';
import { weekdays } from '../model/schedule';
import { above, type InputSeries, type MetricScope, type Signal, signal } from '../model/signal';
import { step } from '../model/vocabulary/runbook';
import { askYourself } from './ask-probe';
import { burnRate, burnRateWindows, errorBudget } from './burn-rate';
import { type CatalogueOptions, entry } from './catalogue';
import { causes } from './causes';
import { perSecond, share } from './figures';
import { errorsOfRelease, newestDeployment } from './http-requests';
import { applicationMetrics } from './instrumentation';
import { growing, held, sampleOf } from './sample';
import { select } from './selector';

const requests = `${applicationMetrics.requestDuration}_count`;

/** Share of what was bad over a window: failed answers of the probe that the objective names, else 5xx of all services. */
const badRatio =
  ({ probe }: Slo, scope: MetricScope) =>
  (window: Duration): string =>
    probe === undefined
      ? share(perSecond(window, select(scope, requests, {}, 'status_code=~"5.."')), perSecond(window, select(scope, requests)))
      : `1 - avg(avg_over_time(${select(scope, 'probe_success', { probe })}[${window.toShort()}]))`;

function sampleOfBadRatio({ probe }: Slo, scope: MetricScope, ratio: number): readonly InputSeries[] {
  if (probe !== undefined) return [sampleOf(scope, 'probe_success', { probe, region: 'eu' }, held(1 - ratio))];
  const answered = (status_code: string, share: number): InputSeries =>
    sampleOf(scope, requests, { service: 'api', route: '/', status_code }, growing(6000 * share));
  return [answered('200', 1 - ratio), answered('500', ratio)];
}

/** One signal for each pair of windows: the fast two page, the slow two warn, and a faster one silences the slower. */
export function sloSignals(objective: Slo): Signal[] {
  return burnRateWindows.map((window) => {
    const { long, short, factor, severity, hold } = window;
    return signal({
      id: `slo-${objective.name}-${long.toShort()}`,
      title: `${objective.title}: error budget burns too fast (${long} and ${short})`,
      meaning: `${objective.probe === undefined ? 'Users get more errors' : 'Users are without the product for longer'} than the objective allows: at this speed the budget of 30 d is used up in ${Duration.days(30).times(1 / factor)}.`,
      component: objective.component,
      ...(objective.probe === undefined ? {} : { probe: objective.probe }),
      unit: 'score',
      legend: 'times the sustainable speed',
      mutable: false,
      causes: causes.burn,
      tiers: {
        [severity]: above(factor)
          .for(hold)
          .meets(...objective.meets),
      },
      meets: objective.meets,
      expression: (scope) => burnRate(objective.objective, badRatio(objective, scope), window),
      firstChecks: [
        ...(objective.probe === undefined ? errorsOfRelease : [...askYourself(objective), newestDeployment]),
        step('Look at the error budget that is left: it says how long you have.', { signal: `slo-${objective.name}-error-budget` }),
      ],
      fix: 'Roll back where it began with a deployment. Else bring back what fails. The alert ends once the short window is below the limit.',
      sample: (scope, level) => sampleOfBadRatio(objective, scope, level * errorBudget(objective.objective)),
    });
  });
}

export interface SloPanelOptions extends CatalogueOptions {
  readonly slo: Slo;
  /** @default 30 d */
  readonly window?: Duration;
  /**
   * Planned work, in UTC: a second line shows the figure without it. Only for objectives on a probe; the objective itself
   * counts planned work as downtime.
   * @default no second line
   */
  readonly plannedWork?: readonly MaintenanceWindow[];
}

const budgetPeriod = Duration.days(30);

/** Share of good requests, or of good answers to the probe; the objective is marked. */
export function availability(options: SloPanelOptions): Signal {
  const { slo, window = budgetPeriod, plannedWork = [] } = options;
  const { probe } = slo;
  return entry(
    {
      id: `slo-${slo.name}-availability`,
      title: `${slo.title}: availability, last ${window}`,
      meaning: 'What users got of the promise.',
      unit: 'percent',
      panel: 'stat',
      legend: 'availability',
      targets: [slo.objective],
      expression: (scope) => `1 - (${badRatio(slo, scope)(window)})`,
      extra:
        probe === undefined || plannedWork.length === 0
          ? []
          : [
              {
                legend: 'without planned work',
                expression: (scope) =>
                  `avg(avg_over_time((${outside(plannedWork, select(scope, 'probe_success', { probe }))})[${window.toShort()}:5m]))`,
              },
            ],
      sample: (scope, level) => sampleOfBadRatio(slo, scope, 1 - level),
    },
    options,
  );
}

/** Share of the error budget that is left; below 0 the objective is missed. */
export function errorBudgetLeft(options: SloPanelOptions): Signal {
  const { slo, window = budgetPeriod } = options;
  const budget = errorBudget(slo.objective);
  return entry(
    {
      id: `slo-${slo.name}-error-budget`,
      title: `${slo.title}: error budget left, last ${window}`,
      meaning: 'When it is used up, stability goes before features.',
      unit: 'percent',
      panel: 'stat',
      legend: 'left',
      expression: (scope) => `1 - (${badRatio(slo, scope)(window)}) / ${budget}`,
      sample: (scope, level) => sampleOfBadRatio(slo, scope, (1 - level) * budget),
    },
    options,
  );
}

/** The series except while a window of planned work is open. */
function outside(windows: readonly MaintenanceWindow[], selector: string): string {
  return [selector, ...windows.map((window) => `(${open(window)})`)].join(' unless on () ');
}

/** PromQL's clock is UTC. */
function open(window: MaintenanceWindow): string {
  const from = window.start.hour * 60 + window.start.minute;
  const until = from + window.duration.minutes;
  if (window.zone !== 'UTC' || until > 24 * 60) {
    return reportFinding(
      messages.plannedWorkNotInUtc(
        window.name,
        `${window.zone}, ${window.duration} from ${window.start.hour} h ${window.start.minute} min`,
      ),
      'vector(0) > 0',
    );
  }
  const minute = '60 * hour() + minute()';
  const day = `day_of_week() == ${weekdays.indexOf(window.weekday)}`;
  return [day, `${minute} >= ${from}`, `${minute} < ${until}`, ...(window.firstOfMonth ? ['day_of_month() <= 7'] : [])].join(' and ');
}
