/** Pods and deployments. Prometheus, kubelet (cAdvisor) and kube-state-metrics; select the namespace with `matchers`. */
import { Duration } from '../model/duration';
import type { MetricScope, Signal } from '../model/signal';
import { type CatalogueOptions, entry, usualWindow, type WindowOptions } from './catalogue';
import { growing, held, sampleOf } from './sample';
import { type Labels, select } from './selector';

export interface KubernetesOptions extends CatalogueOptions, WindowOptions {}

const restartWindow = Duration.minutes(15);
const perContainer = 'namespace, pod, container';
const pod: Labels = { namespace: 'default', pod: 'api-0', container: 'api' };
const labelsOf = (options: CatalogueOptions, more: Labels = {}): Labels => ({ ...pod, ...more, ...options.matchers });
const of = (options: CatalogueOptions, scope: MetricScope, metric: string, labels: Labels = {}, ...more: readonly string[]): string =>
  select(scope, metric, { ...labels, ...options.matchers }, ...more);

const limit = (options: CatalogueOptions, scope: MetricScope, resource: 'cpu' | 'memory'): string =>
  `max by (${perContainer}) (${of(options, scope, 'kube_pod_container_resource_limits', { resource })})`;

/** Share of its CPU limit that each container uses; containers without a limit drop out. */
export function cpu(options: KubernetesOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'kubernetes-cpu',
      title: 'CPU use of pods',
      meaning: 'Containers are at their limit and get throttled.',
      unit: 'percent',
      legend: '{{pod}} {{container}}',
      expression: (scope) =>
        `sum by (${perContainer}) (rate(${of(options, scope, 'container_cpu_usage_seconds_total', {}, 'container!=""')}[${window.toShort()}])) / on (${perContainer}) ${limit(options, scope, 'cpu')}`,
      firstChecks: ['Compare traffic with last week', 'Scale out'],
      fix: 'Roll back where it began with a deployment. Real load: more replicas, or a higher limit.',
      sample: (scope, level) => [
        sampleOf(scope, 'container_cpu_usage_seconds_total', labelsOf(options), growing(60 * level * 2)),
        sampleOf(scope, 'kube_pod_container_resource_limits', labelsOf(options, { resource: 'cpu' }), held(2)),
      ],
    },
    options,
  );
}

/** Share of its memory limit that each container holds; containers without a limit drop out. */
export function memory(options: CatalogueOptions): Signal {
  return entry(
    {
      id: 'kubernetes-memory',
      title: 'Memory use of pods',
      meaning: 'Containers are near their limit; the kernel ends them there.',
      unit: 'percent',
      legend: '{{pod}} {{container}}',
      expression: (scope) =>
        `sum by (${perContainer}) (${of(options, scope, 'container_memory_working_set_bytes', {}, 'container!=""')}) / on (${perContainer}) ${limit(options, scope, 'memory')}`,
      firstChecks: ['Look for restarts with reason OOMKilled', 'Compare with the time of the newest deployment'],
      fix: 'A leak: start the pod again, and roll back or mend the release. Real load: a higher limit.',
      sample: (scope, level) => [
        sampleOf(scope, 'container_memory_working_set_bytes', labelsOf(options), held(level * 1e9)),
        sampleOf(scope, 'kube_pod_container_resource_limits', labelsOf(options, { resource: 'memory' }), held(1e9)),
      ],
    },
    options,
  );
}

/** Restarts of each container in the window. */
export function restarts(options: KubernetesOptions): Signal {
  const { window = restartWindow } = options;
  return entry(
    {
      id: 'kubernetes-restarts',
      title: `Restarts of containers, last ${window}`,
      meaning: 'A container ends and is started again.',
      unit: 'count',
      legend: '{{pod}} {{container}}',
      expression: (scope) =>
        `sum by (${perContainer}) (increase(${of(options, scope, 'kube_pod_container_status_restarts_total')}[${window.toShort()}]))`,
      firstChecks: ['Read the log of the container before its restart', 'Look at the reason of its last end'],
      fix: 'Mend what its log names; roll back where it began with a deployment.',
      sample: (scope, level) => [
        sampleOf(scope, 'kube_pod_container_status_restarts_total', labelsOf(options), growing(level / window.minutes)),
      ],
    },
    options,
  );
}

/** Containers that Kubernetes starts less and less often because they keep failing; 0 while there is none. */
export function crashLooping(options: CatalogueOptions): Signal {
  return entry(
    {
      id: 'kubernetes-crash-looping',
      title: 'Containers in a crash loop',
      meaning: 'Containers fail right after each start.',
      unit: 'count',
      legend: 'in a crash loop',
      expression: (scope) =>
        `sum(max_over_time(${of(options, scope, 'kube_pod_container_status_waiting_reason', { reason: 'CrashLoopBackOff' })}[5m])) or vector(0)`,
      firstChecks: ['Read the log of the container before its restart', 'Undo the newest deployment'],
      fix: 'Undo the newest deployment. Nothing was deployed: mend what the log names.',
      sample: (scope, level) => [
        sampleOf(scope, 'kube_pod_container_status_waiting_reason', labelsOf(options, { reason: 'CrashLoopBackOff' }), held(level)),
      ],
    },
    options,
  );
}

/** Pods that should serve and are not ready; 0 while all are. */
export function notReady(options: CatalogueOptions): Signal {
  return entry(
    {
      id: 'kubernetes-not-ready',
      title: 'Pods that are not ready',
      meaning: 'Pods get no traffic because they are not ready.',
      unit: 'count',
      legend: 'not ready',
      expression: (scope) =>
        `sum(sum by (namespace, pod) (${of(options, scope, 'kube_pod_status_ready', { condition: 'false' })}) unless on (namespace, pod) ${of(options, scope, 'kube_pod_status_phase', { phase: 'Succeeded' })} == 1)`,
      firstChecks: ['Describe the pod: its readiness probe says why'],
      fix: 'Bring back what its readiness probe misses, mostly a database or a secret.',
      sample: (scope, level) => [sampleOf(scope, 'kube_pod_status_ready', labelsOf(options, { condition: 'false' }), held(level))],
    },
    options,
  );
}

/** Replicas that a deployment should have and has not. */
export function missingReplicas(options: CatalogueOptions): Signal {
  return entry(
    {
      id: 'kubernetes-missing-replicas',
      title: 'Missing replicas',
      meaning: 'Fewer replicas serve than were asked for.',
      unit: 'count',
      legend: '{{deployment}}',
      expression: (scope) =>
        `max by (namespace, deployment) (${of(options, scope, 'kube_deployment_spec_replicas')}) - on (namespace, deployment) max by (namespace, deployment) (${of(options, scope, 'kube_deployment_status_replicas_available')})`,
      firstChecks: ['Look for pods that cannot be scheduled'],
      fix: 'Make room: more nodes, or smaller requests. Pods that start and end: mend what their log names.',
      sample: (scope, level) => [
        sampleOf(scope, 'kube_deployment_spec_replicas', labelsOf(options, { deployment: 'api' }), held(5)),
        sampleOf(scope, 'kube_deployment_status_replicas_available', labelsOf(options, { deployment: 'api' }), held(5 - level)),
      ],
    },
    options,
  );
}

/** Available replicas, with those asked for and the most that auto-scaling may start. */
export function replicas(options: CatalogueOptions): Signal {
  const figure = (metric: string) => (scope: MetricScope) => `sum by (namespace) (${of(options, scope, metric)})`;
  return entry(
    {
      id: 'kubernetes-replicas',
      title: 'Replicas',
      meaning: 'How far the product has scaled out.',
      unit: 'count',
      legend: 'available',
      expression: figure('kube_deployment_status_replicas_available'),
      extra: [
        { legend: 'wanted', expression: figure('kube_deployment_spec_replicas') },
        { legend: 'most', expression: figure('kube_horizontalpodautoscaler_spec_max_replicas') },
      ],
      sample: (scope, level) => [
        sampleOf(scope, 'kube_deployment_status_replicas_available', labelsOf(options, { deployment: 'api' }), held(level)),
      ],
    },
    options,
  );
}
