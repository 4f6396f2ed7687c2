/** Redis. Prometheus, redis_exporter, which outlives its Redis: it then has little more than `redis_up` 0. */
import type { MetricScope, Signal } from '../model/signal';
import { type CatalogueOptions, type EntryDefaults, entry, usualWindow, type WindowOptions } from './catalogue';
import { growing, held, sampleOf } from './sample';
import { type Labels, select } from './selector';

export interface RedisOptions extends CatalogueOptions, WindowOptions {}

const labelsOf = (options: CatalogueOptions, more: Labels = {}): Labels => ({ instance: 'redis:9121', ...more, ...options.matchers });
const legend = '{{instance}}';

const redisEntry = (defaults: Omit<EntryDefaults, 'legend'>, options: CatalogueOptions): Signal => entry({ legend, ...defaults }, options);

/** Whether Redis answers: 1 or 0, bad is `below(1)`. */
export function up(options: CatalogueOptions): Signal {
  return redisEntry(
    {
      id: 'redis-up',
      title: 'Redis answers',
      meaning: 'Redis does not answer: whoever has a session in it is signed out, and everything is slower without the cache.',
      unit: 'bool',
      noData: 'alerting',
      expression: (scope) => `min by (instance) (${select(scope, 'redis_up', options.matchers)})`,
      firstChecks: [
        'Look whether its process or container runs, and what its newest log lines say.',
        'Look whether the kernel ended it for memory.',
      ],
      fix: 'Start it again. Ended for memory: lower `maxmemory` below what it is given, or give it more.',
      sample: (scope, level) => [sampleOf(scope, 'redis_up', labelsOf(options), held(level))],
    },
    options,
  );
}

/** Share of `maxmemory` that is used; EMPTY without a limit. A full cache is normal: alert on evictions instead. */
export function memoryUse(options: CatalogueOptions): Signal {
  return redisEntry(
    {
      id: 'redis-memory',
      title: 'Redis memory use',
      meaning: 'Redis evicts keys, or refuses writes, when its memory is full.',
      unit: 'percent',
      expression: (scope) =>
        `${select(scope, 'redis_memory_used_bytes', options.matchers)} / (${select(scope, 'redis_memory_max_bytes', options.matchers)} > 0)`,
      firstChecks: ['Look at keys without an expiry', 'Compare maxmemory with the size of the machine'],
      fix: 'Give keys an expiry, or Redis more memory.',
      sample: (scope, level) => [
        sampleOf(scope, 'redis_memory_used_bytes', labelsOf(options), held(level * 1e9)),
        sampleOf(scope, 'redis_memory_max_bytes', labelsOf(options), held(1e9)),
      ],
    },
    options,
  );
}

/** Share of look-ups that the cache could answer; EMPTY without look-ups. */
export function hitRatio(options: RedisOptions): Signal {
  const { window = usualWindow } = options;
  const rate = (scope: MetricScope, metric: string): string =>
    `sum by (instance) (rate(${select(scope, metric, options.matchers)}[${window.toShort()}]))`;
  return redisEntry(
    {
      id: 'redis-hit-ratio',
      title: 'Cache hit ratio',
      meaning: 'The cache answers few look-ups; the database carries the load.',
      unit: 'percent',
      expression: (scope) => {
        const hits = rate(scope, 'redis_keyspace_hits_total');
        return `${hits} / (${hits} + ${rate(scope, 'redis_keyspace_misses_total')} > 0)`;
      },
      firstChecks: ['Look for evictions', 'Compare with the time of the newest deployment: keys may have changed'],
      fix: 'Wait after a flush or a release: it fills itself. Evictions: more memory.',
      sample: (scope, level) => [
        sampleOf(scope, 'redis_keyspace_hits_total', labelsOf(options), growing(600 * level)),
        sampleOf(scope, 'redis_keyspace_misses_total', labelsOf(options), growing(600 * (1 - level))),
      ],
    },
    options,
  );
}

/** Keys that Redis dropped for lack of memory in the window. */
export function evictions(options: RedisOptions): Signal {
  return countEntry(
    {
      firstChecks: ['Compare memory use with maxmemory', 'Look at keys without an expiry'],
      fix: 'Give keys an expiry, or Redis more memory.',
      ...options,
    },
    'redis-evictions',
    'Evicted keys',
    'Redis drops keys before their time; sessions may be among them.',
    'redis_evicted_keys_total',
  );
}

/** Connections that Redis refused in the window because it had too many. */
export function rejectedConnections(options: RedisOptions): Signal {
  return countEntry(
    {
      firstChecks: ['Look for workers that leave connections open', 'Compare clients with maxclients'],
      fix: 'Start the workers that leave connections open again, and mend them; only then raise `maxclients`.',
      ...options,
    },
    'redis-rejected-connections',
    'Refused connections',
    'Redis has no connection left for the application.',
    'redis_rejected_connections_total',
  );
}

function countEntry(options: RedisOptions, id: string, title: string, meaning: string, metric: string): Signal {
  const { window = usualWindow } = options;
  return redisEntry(
    {
      id,
      title: `${title}, last ${window}`,
      meaning,
      unit: 'count',
      expression: (scope) => `sum by (instance) (increase(${select(scope, metric, options.matchers)}[${window.toShort()}]))`,
      sample: (scope, level) => [sampleOf(scope, metric, labelsOf(options), growing(level / window.minutes))],
    },
    options,
  );
}

/** Connected clients as a share of the most that Redis accepts. */
export function clientUse(options: CatalogueOptions): Signal {
  return redisEntry(
    {
      id: 'redis-clients',
      title: 'Redis clients',
      meaning: 'Redis will soon refuse connections.',
      unit: 'percent',
      expression: (scope) =>
        `${select(scope, 'redis_connected_clients', options.matchers)} / (${select(scope, 'redis_config_maxclients', options.matchers)} > 0)`,
      firstChecks: ['Look for workers that leave connections open'],
      fix: 'Start the workers that leave connections open again, and mend them; only then raise `maxclients`.',
      sample: (scope, level) => [
        sampleOf(scope, 'redis_connected_clients', labelsOf(options), held(level * 10_000)),
        sampleOf(scope, 'redis_config_maxclients', labelsOf(options), held(10_000)),
      ],
    },
    options,
  );
}
