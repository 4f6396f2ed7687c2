import { inWords, JobError } from '../exit';
import type { Gauge, GaugeScope, Publisher } from './gauge';
import { prometheusName } from './names';

/** Time after which a Pushgateway that does not answer is given up. */
const patience = 30_000;

/** The group of the store watcher. */
const watcherJob = 'opskeep-store-watcher';

/** A group of gauges in the text format of Prometheus. */
export function expositionText(gauges: readonly Gauge[]): string {
  const metrics = [...new Set(gauges.map(({ metric }) => metric))];
  const lines = metrics.flatMap((metric) => [
    `# TYPE ${prometheusName(metric)} gauge`,
    ...gauges
      .filter((gauge) => gauge.metric === metric)
      .map(({ labels, value }) => `${prometheusName(metric)}${labelText(labels)} ${value}`),
  ]);
  return `${lines.join('\n')}\n`;
}

function labelText(labels: Gauge['labels']): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escaped)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escaped = (character: string): string => (character === '\n' ? '\\n' : `\\${character}`);

/** A Prometheus Pushgateway, for gauges of a program that no scrape would find alive. It adds the labels of the scope to each series. */
export class Pushgateway implements Publisher {
  readonly name = 'Pushgateway';
  private readonly group: string;

  /** @param job the group, which each push replaces as a whole, so that what is no longer published does not stay for ever */
  constructor(url: string, { product, environment }: GaugeScope, job: string = watcherJob) {
    const path = ['metrics', 'job', job, 'product', product, 'environment', environment].map(encodeURIComponent).join('/');
    this.group = `${url.replace(/\/+$/, '')}/${path}`;
  }

  async publish(gauges: readonly Gauge[], signal: AbortSignal): Promise<void> {
    try {
      const response = await fetch(this.group, {
        method: 'PUT',
        headers: { 'content-type': 'text/plain; version=0.0.4' },
        body: expositionText(gauges),
        signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
      });
      if (!response.ok) throw new Error(`status ${response.status}: ${(await response.text()).trim()}`);
    } catch (error) {
      throw new JobError('metrics', `the Pushgateway did not take the gauges: ${inWords(error)}`);
    }
  }
}
