import { formatBytes } from '../../model/bytes';
import type { RunbookContext } from '../context';
import { code, link, table } from '../markdown';
import { codes, meetsOf, type Section } from '../section';
import { backupAnchor } from './backups';
import { broughtLines, broughtMetrics } from './brought';

/** What the product is made of: services, stores, ports, checks from outside and dashboards. */
export function services(context: RunbookContext): Section {
  const { product } = context;
  return {
    title: 'Services and stores',
    meets: [],
    body: [],
    sections: [
      {
        title: 'Components',
        meets: meetsOf(product.components),
        body: [
          ...table(
            ['Component', 'What'],
            product.components.map(({ name, title }) => [code(name), title]),
          ),
          `Events without a known component go to ${code(product.onCall.catchAll)}.`,
        ],
      },
      stores(context),
      ...ports(context),
      ...resources(context),
      probes(context),
      dashboards(context),
      ...broughtMetrics(context),
      ...broughtLines(context),
    ],
  };
}

function stores({ product }: RunbookContext): Section {
  const backupsOf = (store: string): string => {
    const names = [
      ...product.backups.filter((backup) => backup.store === store).map((backup) => link(backup.title, `#${backupAnchor(backup.name)}`)),
      ...product.archives.filter((archive) => archive.store === store).map(() => 'continuous archive'),
      ...product.pointInTimeRecovery.filter((recovery) => recovery.store === store).map(() => 'point-in-time recovery'),
    ];
    return names.join(', ') || 'part of the full system backup';
  };
  return {
    title: 'Stores',
    meets: meetsOf(product.stores),
    body: table(
      ['Store', 'What', 'Backup'],
      product.stores.map(({ name, title, disposable }) => [
        code(name),
        title,
        disposable === undefined ? backupsOf(name) : `none: ${disposable}`,
      ]),
    ),
  };
}

function ports({ product: { ports: all = [] } }: RunbookContext): readonly Section[] {
  const rows = all.map(({ service, ports: numbers }) => [service, numbers.join(', ')]);
  return all.length === 0 ? [] : [{ title: 'Ports', meets: meetsOf(all), body: table(['Service', 'Listens on'], rows) }];
}

function resources({ product }: RunbookContext): readonly Section[] {
  if (product.resources === undefined) return [];
  const rows = product.resources.services.map(({ service, cores, memory, disk, bitsPerSecond }) => [
    service,
    String(cores),
    formatBytes(memory),
    formatBytes(disk),
    bitsPerSecond >= 1e9 ? `${bitsPerSecond / 1e9} Gbit/s` : `${bitsPerSecond / 1e6} Mbit/s`,
  ]);
  return [
    {
      title: 'Resources',
      meets: product.resources.meets,
      body: table(['Service', 'Cores', 'Memory', 'Disk', 'Network'], rows),
    },
  ];
}

function probes(context: RunbookContext): Section {
  const { product } = context;
  return {
    title: 'Checks from outside',
    meets: meetsOf(product.probes),
    body: table(
      ['Check', 'Address', 'Every', 'Healthy answer', 'Component'],
      product.probes.map((probe) => [
        code(probe.name),
        code(
          `${probe.tls ? 'https' : 'http'}://${context.fill(probe.host)}${[80, 443].includes(probe.port) ? '' : `:${probe.port}`}${probe.path}`,
        ),
        probe.interval.toString(),
        String(probe.status),
        codes([probe.component]),
      ]),
    ),
  };
}

function dashboards(context: RunbookContext): Section {
  const { product, watched, grafana } = context;
  const rows = watched.flatMap((each) =>
    each.dashboards.map((dashboard) => {
      const others = dashboard.links.map(({ title, url }) => context.outside(title, url));
      return [
        each.environment.environment,
        context.dashboardLink(dashboard, each),
        String(dashboard.rows.flatMap((row) => row.panels).length),
        others.join(', ') || '-',
      ];
    }),
  );
  return {
    title: 'Dashboards',
    meets: [...meetsOf(product.dashboards), ...product.meets.monitoring],
    body: [
      `Everybody signs in to Grafana as themselves; there is no shared account. Grafana evaluates all rules: ${link('alerts that fire now', `${grafana}/alerting/list`)}.`,
      ...table(['Environment', 'Dashboard', 'Panels', 'Its links'], rows),
    ],
  };
}
