/** Servers. Prometheus, node exporter; one line a server, named by `instance`. */
import { Duration } from '../model/duration';
import type { MetricScope, Signal } from '../model/signal';
import { shell } from '../model/vocabulary/runbook';
import { type CatalogueOptions, entry, usualWindow, type WindowOptions } from './catalogue';
import { falling, growing, held, sampleOf } from './sample';
import { anyOf, type Labels, select } from './selector';

export interface HostOptions extends CatalogueOptions, WindowOptions {}

const server: Labels = { instance: 'server-1:9100' };
const labelsOf = (options: CatalogueOptions, more: Labels = {}): Labels => ({ ...server, ...more, ...options.matchers });

/** Whether each server answers: 1 or 0, bad is `below(1)`. */
export function up(options: CatalogueOptions): Signal {
  return entry(
    {
      id: 'host-up',
      title: 'Server answers',
      meaning: 'The server does not answer its monitoring.',
      unit: 'bool',
      legend: '{{instance}}',
      noData: 'alerting',
      expression: (scope) => `min by (instance) (${select(scope, 'up', { job: 'node', ...options.matchers })})`,
      firstChecks: ['Reach it by SSH or the console of the provider.', "Look at the provider's status page."],
      fix: 'Start it again from the console of the provider. It does not come back: move what runs on it to another one.',
      sample: (scope, level) => [sampleOf(scope, 'up', labelsOf(options, { job: 'node' }), held(level))],
    },
    options,
  );
}

/** Share of the processors' time that is not idle. */
export function cpu(options: HostOptions): Signal {
  const { window = usualWindow } = options;
  return entry(
    {
      id: 'host-cpu',
      title: 'CPU use',
      meaning: 'The processors are busy: requests begin to wait, and users see it as slowness.',
      unit: 'percent',
      legend: '{{instance}}',
      expression: (scope) =>
        `1 - avg by (instance) (rate(${select(scope, 'node_cpu_seconds_total', { mode: 'idle', ...options.matchers })}[${window.toShort()}]))`,
      firstChecks: [
        shell(
          'On the server that the line of the panel names: which process uses it?',
          ['uptime', 'ps -eo pid,user,pcpu,pmem,etime,args --sort=-pcpu | head -n 15'].join('\n'),
        ),
        'Compare traffic with last week, and with the time of the newest deployment.',
      ],
      fix: 'A process that runs wild: start it again, or roll back the release that brought it. Real load: more processors.',
      sample: (scope, level) => [
        sampleOf(scope, 'node_cpu_seconds_total', labelsOf(options, { mode: 'idle', cpu: '0' }), growing(60 * (1 - level))),
      ],
    },
    options,
  );
}

/** Share of the memory that no process can get any more. */
export function memory(options: CatalogueOptions): Signal {
  return entry(
    {
      id: 'host-memory',
      title: 'Memory use',
      meaning: 'Little memory is left. When it is gone, the kernel ends processes, and users lose what runs in them.',
      unit: 'percent',
      legend: '{{instance}}',
      expression: (scope) =>
        `1 - ${select(scope, 'node_memory_MemAvailable_bytes', options.matchers)} / ${select(scope, 'node_memory_MemTotal_bytes', options.matchers)}`,
      firstChecks: [
        shell(
          'On the server that the line of the panel names: which process holds it, and did the kernel end any?',
          [
            'free -h',
            'ps -eo pid,user,pmem,rss,etime,args --sort=-rss | head -n 15',
            "sudo journalctl --dmesg --since '1 day ago' | grep -i 'out of memory'",
          ].join('\n'),
        ),
        'Rising since the newest deployment is a leak: more memory only moves the hour.',
      ],
      fix: 'A leak: start the process again, and roll back or mend the release. Real load: more memory.',
      sample: (scope, level) => [
        sampleOf(scope, 'node_memory_MemAvailable_bytes', labelsOf(options), held(8e9 * (1 - level))),
        sampleOf(scope, 'node_memory_MemTotal_bytes', labelsOf(options), held(8e9)),
      ],
    },
    options,
  );
}

export interface DiskOptions extends CatalogueOptions {
  /** @default all file systems on disks */
  readonly mountpoints?: readonly string[];
}

const onDisks = (options: DiskOptions): readonly string[] => [
  'fstype!~"tmpfs|overlay|squashfs|ramfs"',
  ...(options.mountpoints === undefined ? [] : [anyOf('mountpoint', options.mountpoints)]),
];
const fileSystem = (options: DiskOptions, scope: MetricScope, metric: 'avail' | 'size'): string =>
  select(scope, `node_filesystem_${metric}_bytes`, options.matchers, ...onDisks(options));
const fileSystemLabels = (options: DiskOptions): Labels =>
  labelsOf(options, { device: '/dev/vda1', fstype: 'ext4', mountpoint: options.mountpoints?.[0] ?? '/' });
const diskUse = shell(
  'On the server and file system that the line of the panel names: what grew?',
  ['df -h', 'sudo du --one-file-system --human-readable --max-depth=3 / | sort --human-numeric-sort | tail -n 20'].join('\n'),
);

const diskSize = 1e11;

/** Share of each file system that cannot be written any more; the reserve of root counts as used. */
export function disk(options: DiskOptions): Signal {
  return entry(
    {
      id: 'host-disk',
      title: 'Disk use',
      meaning: 'The disk fills up. When it is full, databases stop and every write of users fails.',
      unit: 'percent',
      legend: '{{instance}} {{mountpoint}}',
      expression: (scope) => `1 - ${fileSystem(options, scope, 'avail')} / ${fileSystem(options, scope, 'size')}`,
      firstChecks: [diskUse, 'Logs, dumps and old images may go. Never delete write-ahead log or other files of a database by hand.'],
      fix: 'Remove or rotate what may go, else enlarge the volume. The alert ends when the share is below its limit.',
      sample: (scope, level) => [
        sampleOf(scope, 'node_filesystem_avail_bytes', fileSystemLabels(options), held(diskSize * (1 - level))),
        sampleOf(scope, 'node_filesystem_size_bytes', fileSystemLabels(options), held(diskSize)),
      ],
    },
    options,
  );
}

/**
 * Days until a file system is full if it goes on like this; EMPTY while it does not grow or is less than 60 % full, since a burst
 * on an empty disk forecasts nonsense. The window is to be a quarter of the horizon at least.
 */
export function daysUntilFull(options: DiskOptions & WindowOptions): Signal {
  const { window = Duration.days(8) } = options;
  return entry(
    {
      id: 'host-disk-days-until-full',
      title: 'Days until the disk is full',
      meaning: `Nobody notices yet. At its growth of the last ${window} the disk, which is more than 60 % full, is full then, and every write of users fails.`,
      unit: 'days',
      legend: '{{instance}} {{mountpoint}}',
      expression: (scope) => {
        const available = fileSystem(options, scope, 'avail');
        return `${available} / (-1 * deriv(${available}[${window.toShort()}]) > 0) / 86400 and ${available} / ${fileSystem(options, scope, 'size')} < 0.4`;
      },
      firstChecks: [diskUse, 'Growth that is real: order storage before the date.'],
      fix: 'Remove or rotate what may go, else enlarge the volume before the date.',
      sample: (scope, level) => [
        sampleOf(
          scope,
          'node_filesystem_avail_bytes',
          fileSystemLabels(options),
          falling(diskSize * 0.2, (diskSize * 0.2) / (level * 1440)),
        ),
        sampleOf(scope, 'node_filesystem_size_bytes', fileSystemLabels(options), held(diskSize)),
      ],
    },
    options,
  );
}

const realDevices = 'device!~"lo|veth.*|ifb.*|docker.*|br-.*"';

export interface NetworkOptions extends HostOptions {
  /** @default bytesPerSecond */
  readonly unit?: 'bytesPerSecond' | 'bitsPerSecond';
}

/** What each server receives, with what it sends beside it. */
export function network(options: NetworkOptions): Signal {
  const { window = usualWindow, unit = 'bytesPerSecond' } = options;
  const factor = unit === 'bitsPerSecond' ? '8 * ' : '';
  const figure = (direction: 'receive' | 'transmit') => (scope: MetricScope) =>
    `${factor}sum by (instance) (rate(${select(scope, `node_network_${direction}_bytes_total`, options.matchers, realDevices)}[${window.toShort()}]))`;
  return entry(
    {
      id: 'host-network',
      title: 'Network traffic',
      meaning: 'Spikes are backups, deployments or an attack.',
      unit,
      legend: '{{instance}} received',
      expression: figure('receive'),
      extra: [{ legend: '{{instance}} sent', expression: figure('transmit') }],
      sample: (scope, level) => [
        sampleOf(
          scope,
          'node_network_receive_bytes_total',
          labelsOf(options, { device: 'eth0' }),
          growing((level * 60) / (factor === '' ? 1 : 8)),
        ),
      ],
    },
    options,
  );
}
