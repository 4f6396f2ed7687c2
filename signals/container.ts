/** Containers without an orchestrator. Prometheus, cAdvisor; every container carries the label `service`. */
import type { Bytes } from '../model/bytes';
import type { MetricScope, Signal } from '../model/signal';
import { shell } from '../model/vocabulary/runbook';
import { entry, type ServiceOptions, sampleLabels, serviceLabels, usualWindow, type WindowOptions } from './catalogue';
import { changingOnceIn, growing, held, sampleOf } from './sample';
import { select } from './selector';

export interface ContainerOptions extends ServiceOptions, WindowOptions {}

const containers = (options: ServiceOptions, scope: MetricScope, metric: string): string =>
  select(scope, metric, serviceLabels(options), ...(options.service === undefined ? ['service!=""'] : []));

/** What runs and what it uses. */
const containersNow = shell(
  'On the host: which container is it, and does it start again and again?',
  "docker stats --no-stream\ndocker ps --all --format 'table {{.Names}}\\t{{.Status}}\\t{{.Image}}'",
);

export interface ContainerCpuOptions extends ContainerOptions {
  /** Cores that the inventory gives the service. @default the quota that the container runs with; EMPTY without one */
  readonly cores?: number;
}

/** Share of its cores that a service uses. */
export function cpu(options: ContainerCpuOptions): Signal {
  const { window = usualWindow, cores } = options;
  return entry(
    {
      id: 'container-cpu',
      part: options.service,
      title: 'CPU use of containers',
      meaning: 'The service has used up its cores and is slowed down: users wait.',
      unit: 'percent',
      legend: '{{service}}',
      expression: (scope) => {
        const quota = `(sum by (service) (${containers(options, scope, 'container_spec_cpu_quota')} / ${containers(options, scope, 'container_spec_cpu_period')}) > 0)`;
        return `sum by (service) (rate(${containers(options, scope, 'container_cpu_usage_seconds_total')}[${window.toShort()}])) / ${cores ?? quota}`;
      },
      firstChecks: [containersNow, 'Compare traffic with last week, and with the time of the newest deployment.'],
      fix: 'Roll back where it began with a deployment. Real load: more cores, or one more container.',
      sample: (scope, level) => [
        sampleOf(scope, 'container_cpu_usage_seconds_total', sampleLabels(options), growing(60 * level * (cores ?? 2))),
        sampleOf(scope, 'container_spec_cpu_quota', sampleLabels(options), held(200_000)),
        sampleOf(scope, 'container_spec_cpu_period', sampleLabels(options), held(100_000)),
      ],
    },
    options,
  );
}

export interface ContainerMemoryOptions extends ServiceOptions {
  /** Memory that the inventory gives the service. @default the limit that the container runs with; EMPTY without one */
  readonly limit?: Bytes;
}

/** Share of its memory that a service holds; at its limit the kernel ends it. */
export function memory(options: ContainerMemoryOptions): Signal {
  return entry(
    {
      id: 'container-memory',
      part: options.service,
      title: 'Memory use of containers',
      meaning: 'The service is near its limit. There the kernel ends it, and users lose what runs in it.',
      unit: 'percent',
      legend: '{{service}}',
      expression: (scope) =>
        `sum by (service) (${containers(options, scope, 'container_memory_working_set_bytes')}) / ${options.limit ?? `(sum by (service) (${containers(options, scope, 'container_spec_memory_limit_bytes')}) > 0)`}`,
      firstChecks: [containersNow, 'Look for restarts, and compare with the time of the newest deployment: a leak grows since then.'],
      fix: 'A leak: start the container again, and roll back or mend the release. Real load: a higher limit.',
      sample: (scope, level) => [
        sampleOf(scope, 'container_memory_working_set_bytes', sampleLabels(options), held(level * (options.limit ?? 2e9))),
        sampleOf(scope, 'container_spec_memory_limit_bytes', sampleLabels(options), held(2e9)),
      ],
    },
    options,
  );
}

/** Share of the disk that the inventory gives the service and that it uses. */
export function disk(options: ServiceOptions & { readonly size: Bytes }): Signal {
  return entry(
    {
      id: 'container-disk',
      part: options.service,
      title: 'Disk use of containers',
      meaning: 'The service has written more than it was given.',
      unit: 'percent',
      legend: '{{service}}',
      expression: (scope) => `sum by (service) (${containers(options, scope, 'container_fs_usage_bytes')}) / ${options.size}`,
      firstChecks: ['Find what grew: logs, uploads, temporary files'],
      fix: 'Remove or rotate what may go, else give it more room.',
      sample: (scope, level) => [sampleOf(scope, 'container_fs_usage_bytes', sampleLabels(options), held(level * options.size))],
    },
    options,
  );
}

export interface ContainerNetworkOptions extends ContainerOptions {
  /** Bits per second that the inventory gives the service: the figure is then its share. @default bytes per second are shown */
  readonly bitsPerSecond?: number;
}

/** What a service receives, with what it sends beside it: bytes per second, or the share of its declared bandwidth. */
export function network(options: ContainerNetworkOptions): Signal {
  const { window = usualWindow, bitsPerSecond } = options;
  const figure = (direction: 'receive' | 'transmit') => (scope: MetricScope) =>
    `sum by (service) (rate(${containers(options, scope, `container_network_${direction}_bytes_total`)}[${window.toShort()}]))${bitsPerSecond === undefined ? '' : ` * 8 / ${bitsPerSecond}`}`;
  return entry(
    {
      id: 'container-network',
      part: options.service,
      title: 'Network traffic of containers',
      meaning: 'Spikes are backups, deployments or an attack.',
      unit: bitsPerSecond === undefined ? 'bytesPerSecond' : 'percent',
      legend: '{{service}} received',
      expression: figure('receive'),
      extra: [{ legend: '{{service}} sent', expression: figure('transmit') }],
      firstChecks: ['Compare with the times of backups and deployments', 'Look at the client addresses with the most requests'],
      fix: 'Expected work: wait for its end. An attack: block the addresses where requests enter.',
      sample: (scope, level) => [
        sampleOf(
          scope,
          'container_network_receive_bytes_total',
          sampleLabels(options, { interface: 'eth0' }),
          growing(60 * level * (bitsPerSecond === undefined ? 1 : bitsPerSecond / 8)),
        ),
      ],
    },
    options,
  );
}

/**
 * Containers of the service that were seen in the last minute; without a service, the services that have one, since an inventory counts those
 * and a service such as monitoring runs several. Set the declared number as target, or as `below(declared)`. 0 when none is.
 */
export function running(options: ServiceOptions): Signal {
  const ofAll = options.service === undefined;
  return entry(
    {
      id: 'container-running',
      part: options.service,
      title: 'Running containers',
      meaning: 'Fewer run than are declared.',
      unit: 'count',
      legend: 'running',
      panel: 'stat',
      expression: (scope) => {
        const seen = `time() - ${containers(options, scope, 'container_last_seen')} < 60`;
        return `count(${ofAll ? `count by (service) (${seen})` : seen}) or vector(0)`;
      },
      firstChecks: ['List the containers with their exit codes'],
      sample: (scope, level) =>
        Array.from({ length: level }, (_, index) =>
          sampleOf(
            scope,
            'container_last_seen',
            sampleLabels(options, ofAll ? { service: `s${index}` } : { name: `c${index}` }),
            '0+60x300',
          ),
        ),
    },
    options,
  );
}

/** Starts of containers in the window; a container that starts again and again is no service. */
export function restarts(options: ContainerOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'container-restarts',
      part: options.service,
      title: `Restarts of containers, last ${window}`,
      meaning: 'A container ends and is started again.',
      unit: 'count',
      legend: '{{service}}',
      expression: (scope) =>
        `sum by (service) (changes(${containers(options, scope, 'container_start_time_seconds')}[${window.toShort()}]))`,
      firstChecks: ['Read the last log lines before the restart', 'Look for kills for memory'],
      sample: (scope, level) =>
        Array.from({ length: level }, (_, index) =>
          sampleOf(scope, 'container_start_time_seconds', sampleLabels(options, { name: `c${index}` }), changingOnceIn(window)),
        ),
    },
    options,
  );
}
