import { customResource } from '../../model/backup-metrics';
import type { RunbookContext } from '../context';
import { bullets, code } from '../markdown';
import { codes, meetsOf, type Section } from '../section';

/** What stays empty until the product writes it. */
export function broughtMetrics(context: RunbookContext): readonly Section[] {
  const signals = context.main.signals.filter(({ brought }) => brought !== undefined);
  if (signals.length === 0) return [];
  const gauges = signals.flatMap((signal) => {
    const { id, title, dataSource, brought } = signal;
    if (brought === undefined) return [];
    const { name, labels, value } = brought;
    return [
      `${code(dataSource === 'google' ? `custom.googleapis.com/${name}` : name)}, ${value}; labels ${codes(['product', 'environment', ...labels])}; panel ${context.panelLink(title, id)}`,
    ];
  });
  const google = signals.some(({ dataSource }) => dataSource === 'google');
  return [
    {
      title: 'Metrics that the product writes',
      meets: meetsOf(signals),
      body: [
        'No exporter, no provider and no program of ours has these figures: the product writes each as a gauge, at least once a day. Until it does, the panel says which one is missing.',
        ...bullets(gauges),
        ...(google
          ? [
              `On Google Cloud each is a custom metric of the kind GAUGE with values of the type DOUBLE, for the monitored resource ${code(customResource)}. Whoever writes them has the role ${code('roles/monitoring.metricWriter')}.`,
            ]
          : []),
      ],
    },
  ];
}

/** What is never counted until the product logs it: alerts on it stay silent till then. */
export function broughtLines(context: RunbookContext): readonly Section[] {
  const signals = context.main.signals.filter(({ logged = [] }) => logged.length > 0);
  if (signals.length === 0) return [];
  const events = new Map(signals.flatMap(({ logged = [] }) => logged.map((line) => [line.event, line])));
  const lines = [...events.values()].map(({ event, fields, counts }) => {
    const further = Object.entries(fields).map(([field, values]) => `; ${code(field)} is ${values}`);
    const panels = signals
      .filter(({ logged = [] }) => logged.some((line) => line.event === event))
      .map(({ title, id }) => context.panelLink(title, id));
    return `${code(`"event": "${event}"`)}, counts: ${counts}${further.join('')}; panel ${panels.join(' and ')}`;
  });
  return [
    {
      title: 'Log lines that the product writes',
      meets: meetsOf(
        signals,
        signals.flatMap(({ tiers }) => tiers),
      ),
      body: [
        'Cloud Logging counts them. For each, a service writes one line of JSON to its standard output with the fields named here, and with nothing that tells who it was. Until it does, panels stay empty and their alerts silent.',
        ...bullets(lines),
      ],
    },
  ];
}
