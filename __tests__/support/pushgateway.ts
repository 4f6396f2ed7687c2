import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from './free-port';

export const hasPushgateway = (): boolean => spawnSync('sh', ['-c', 'command -v prometheus-pushgateway']).status === 0;

interface MetricGroup {
  readonly labels: Readonly<Record<string, string>>;
  readonly [metric: string]: unknown;
}

/** A real Pushgateway on a port of its own that keeps what it is told in memory. */
export class PushgatewayServer {
  private child: ChildProcess | undefined;
  private port = 0;

  async start(): Promise<void> {
    this.port = await freePort();
    this.child = spawn('prometheus-pushgateway', [`--web.listen-address=127.0.0.1:${this.port}`, '--web.enable-admin-api'], {
      stdio: 'ignore',
    });
    for (let attempt = 0; attempt < 150; attempt += 1) {
      if (
        await fetch(`${this.url}/-/ready`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the Pushgateway did not answer within 15 s');
  }

  async stop(): Promise<void> {
    if (this.child === undefined || this.child.exitCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async wipe(): Promise<void> {
    await fetch(`${this.url}/api/v1/admin/wipe`, { method: 'PUT' });
  }

  /** Every series of ours as `name{label="value",...}`, without the labels of the group. */
  async series(): Promise<Readonly<Record<string, number>>> {
    const { data } = (await (await fetch(`${this.url}/api/v1/metrics`)).json()) as { data: readonly MetricGroup[] };
    const found = data.flatMap((group) =>
      Object.entries(group)
        .filter(([name]) => name.startsWith('opskeep_backup_'))
        .flatMap(([name, family]) =>
          (family as { metrics: readonly { labels: Record<string, string>; value: string }[] }).metrics.map(({ labels, value }) => {
            const own = Object.entries(labels).filter(([label]) => !(label in group.labels) && label !== 'instance');
            const text = own.map(([label, of]) => `${label}="${of}"`).sort();
            return [`${name.replace('opskeep_backup_', '')}${text.length === 0 ? '' : `{${text.join(',')}}`}`, Number(value)] as const;
          }),
        ),
    );
    return Object.fromEntries(found);
  }

  /** Labels of each group that somebody pushed. */
  async groups(): Promise<readonly Readonly<Record<string, string>>[]> {
    const { data } = (await (await fetch(`${this.url}/api/v1/metrics`)).json()) as { data: readonly MetricGroup[] };
    return data.map(({ labels }) => labels);
  }
}
