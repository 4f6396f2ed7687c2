import { timeSeries } from '../../jobs/metrics/cloud-monitoring';
import { metricDatum } from '../../jobs/metrics/cloud-watch';
import type { Gauge, GaugeScope } from '../../jobs/metrics/gauge';
import { prometheusName } from '../../jobs/metrics/names';
import { drillGauges, routineGauges, tierGauges } from '../../jobs/watch/gauges';
import { cloudWatchNamespace, watcherHeartbeat } from '../../model/backup-metrics';
import { jobPrograms, type WatchedArchive, type WatchedBackup } from '../../model/job-settings';
import { type Block, completeSettings, leaves, type Placed, renderProducts, resources } from '../support/rendered';

const rendered = renderProducts(undefined, completeSettings());
const now = new Date('2026-11-21T12:00:00Z');

interface Watcher {
  readonly scope: GaugeScope;
  /** Everything that it publishes once there is a copy in each tier, a result of each drill and a marker of each routine. */
  readonly gauges: readonly Gauge[];
}

function watcherOf(variables: Readonly<Record<string, string>>): Watcher {
  const copies = JSON.parse(variables['WATCH'] ?? '') as (WatchedBackup | WatchedArchive)[];
  const routines = JSON.parse(variables['ROUTINES'] ?? '') as string[];
  const copy = { began: now, finished: now, bytes: 1, durationSeconds: 1 };
  const facts = { watchedSince: now, good: [copy, copy], bad: [], unread: [], attempts: [], longestRunSeconds: 1 };
  const result = {
    format: 1,
    backup: '',
    drill: '',
    started: '',
    finished: now.toISOString(),
    durationSeconds: 1,
    ok: true,
    failures: [],
    rows: { counted: 1 },
  } as const;
  const drill = { watchedSince: now, results: [{ put: now, result }] };
  return {
    scope: { product: variables['PRODUCT'] ?? '', environment: variables['ENVIRONMENT'] ?? '' },
    gauges: [
      ...copies.flatMap(({ name, tiers, drills }) => [
        ...tiers.flatMap((tier) => tierGauges(name, tier.name, facts, now)),
        ...drills.flatMap((each) => drillGauges(name, each, drill, now)),
      ]),
      ...routines.flatMap((routine) => routineGauges(routine, { watchedSince: now, successes: [now] }, now)),
      { metric: watcherHeartbeat, labels: {}, value: 1 },
    ],
  };
}

const variablesOf = (list: readonly { readonly name: string; readonly value?: string }[]): Record<string, string> =>
  Object.fromEntries(list.map(({ name, value = '' }) => [name, value]));

/** The watcher of each backup stack, by the name of the product environment. */
function watchers(type: string, environmentOf: (block: Block) => Record<string, string>): Map<string, Watcher> {
  const found = resources(rendered, type).filter(({ block }) => JSON.stringify(block).includes(jobPrograms.watcher));
  return new Map(found.map(({ stack, block }) => [stack.replace(/-backup$/, ''), watcherOf(environmentOf(block))]));
}

const onAws = watchers('aws_ecs_task_definition', (block) => {
  const [container] = JSON.parse(String(block['container_definitions'])) as [{ environment: { name: string; value: string }[] }];
  return variablesOf(container.environment);
});
const onGoogle = watchers('google_cloud_run_v2_job', (block) => {
  const { template } = block as { template: { template: { containers: { env: { name: string; value?: string }[] }[] } } };
  return variablesOf(template.template.containers[0]?.env ?? []);
});

/** A series as text, with its labels in the order of their names. */
const series = (name: string, labels: Readonly<Record<string, string>>): string =>
  `${name}${JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))}`;

const environmentOf = ({ stack }: Placed): string => stack.replace(/-(backup|monitoring)$/, '');

describe('what alarms read', () => {
  it('is asked of every product environment with backups', () => {
    expect([...onAws.keys(), ...onGoogle.keys()].sort()).toEqual(
      Object.keys(rendered.stacks)
        .filter((stack) => stack.endsWith('-backup'))
        .map((stack) => stack.replace(/-backup$/, ''))
        .sort(),
    );
  });

  it('is published to CloudWatch under exactly the dimensions that each alarm names', () => {
    const alarms = resources(rendered, 'aws_cloudwatch_metric_alarm').filter(({ block }) => block['namespace'] === cloudWatchNamespace);
    expect(alarms.length).toBeGreaterThan(50);
    const missing = alarms.filter((alarm) => {
      const watcher = onAws.get(environmentOf(alarm));
      const published = (watcher?.gauges ?? []).map((gauge) => {
        const { MetricName = '', Dimensions = [] } = metricDatum((watcher as Watcher).scope, gauge);
        return series(MetricName, Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value])));
      });
      return !published.includes(series(String(alarm.block['metric_name']), alarm.block['dimensions'] as Record<string, string>));
    });
    expect(missing.map(({ address }) => address)).toEqual([]);
  });

  it('is published to Cloud Monitoring with all labels that each policy and rule names, and to Prometheus too', () => {
    const selectors = /(custom_googleapis_com:)?(opskeep_backup_\w+)\{([^{}]*)\}/g;
    // A dashboard may have panels for backups that only other environments make.
    const readers = resources(rendered).filter(
      (place) => place.type !== 'grafana_dashboard' || [...onAws.keys(), ...onGoogle.keys()].includes(environmentOf(place)),
    );
    const asked = readers.flatMap((place) =>
      leaves(place.block).flatMap(({ value }) =>
        [...String(value).matchAll(selectors)].map(([text, google, name = '', matchers = '']) => ({ place, text, google, name, matchers })),
      ),
    );
    expect(asked.length).toBeGreaterThan(200);
    const missing = asked.filter(({ place, google, name, matchers }) => {
      const watcher = (google === undefined ? onAws : onGoogle).get(environmentOf(place));
      if (watcher === undefined) return true;
      const labels = [...matchers.matchAll(/(\w+)(=~?)\\?"([^"\\]*)\\?"/g)].map(([, label = '', operator, value = '']) => ({
        label,
        operator,
        value,
      }));
      return !watcher.gauges.some((gauge) => {
        const point = timeSeries('project', watcher.scope, gauge, now);
        const own: Record<string, string> = {
          ...point.metric.labels,
          ...(google === undefined ? {} : { monitored_resource: point.resource.type }),
        };
        const named = google === undefined ? prometheusName(gauge.metric) : point.metric.type.replace('custom.googleapis.com/', '');
        const fits = ({ label, operator, value }: (typeof labels)[number]): boolean =>
          operator === '=' ? own[label] === value : new RegExp(`^(?:${value})$`).test(own[label] ?? '');
        return named === name && labels.every(fits);
      });
    });
    expect(missing.map(({ place, text }) => `${place.address}: ${text}`)).toEqual([]);
  });

  it('is the heartbeat where the silence of the watcher pages on Google Cloud', () => {
    const filters = resources(rendered, 'google_monitoring_alert_policy').flatMap(({ block }) =>
      leaves(block)
        .map(({ value }) => String(value))
        .filter((value) => value.includes(watcherHeartbeat) && value.includes('metric.type')),
    );
    expect(filters).toHaveLength(onGoogle.size);
    const [watcher] = onGoogle.values();
    const point = timeSeries('project', (watcher as Watcher).scope, { metric: watcherHeartbeat, labels: {}, value: 1 }, now);
    expect(filters[0]).toBe(
      [
        `metric.type="${point.metric.type}"`,
        `resource.type="${point.resource.type}"`,
        ...Object.entries(point.metric.labels).map(([label, value]) => `metric.labels.${label}="${value}"`),
      ].join(' AND '),
    );
  });
});
