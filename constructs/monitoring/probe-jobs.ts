import { Duration } from '../../model/duration';
import type { Probe } from '../../model/probe';
import type { ProductEnvironment } from '../../model/product-environment';
import { fillInputs } from '../input-text';

/** A blackbox exporter, and the region that it looks from. */
export interface Prober {
  readonly region: string;
  /** Host and port, as Prometheus reaches it, e.g. `blackbox.eu:9115`. */
  readonly address: string;
}

/** A scrape job of Prometheus, in the spelling of its configuration file. */
export interface ScrapeJob {
  readonly job_name: string;
  readonly metrics_path: '/probe';
  readonly scrape_interval: string;
  readonly scrape_timeout: string;
  readonly params: { readonly module: readonly [string] };
  readonly static_configs: readonly { readonly targets: readonly [string]; readonly labels: Readonly<Record<string, string>> }[];
  readonly relabel_configs: readonly object[];
}

/** The longest that a probe may take. A slower answer is no answer to somebody who waits for it. */
const timeout = Duration.seconds(10);

/**
 * The module of the blackbox exporter that a probe needs: `https_200` is a GET over TLS that must answer 200 and follows
 * no redirect (`valid_status_codes: [200]`, `follow_redirects: false`, `fail_if_not_ssl: true`).
 */
export const blackboxModule = ({ tls, status }: Probe): string => `${tls ? 'https' : 'http'}_${status}`;

/**
 * One job for each module and interval; every probe is asked from every region. A label that begins with two underscores carries the
 * address of the exporter and is dropped once it has been used.
 */
export function scrapeJobs(
  environment: ProductEnvironment,
  probes: readonly Probe[],
  probers: readonly Prober[],
  inputs: Readonly<Record<string, string>>,
): readonly ScrapeJob[] {
  const byJob = new Map<string, readonly [Probe, ...Probe[]]>();
  for (const probe of probes) {
    const name = `${environment.id}-blackbox-${blackboxModule(probe)}-${probe.interval.toShort()}`;
    const others = byJob.get(name);
    byJob.set(name, others === undefined ? [probe] : [...others, probe]);
  }
  return [...byJob].map(([name, [first, ...others]]) => ({
    job_name: name,
    metrics_path: '/probe',
    scrape_interval: first.interval.toShort(),
    scrape_timeout: Duration.shortest(timeout, first.interval).toShort(),
    params: { module: [blackboxModule(first)] },
    static_configs: [first, ...others].flatMap((probe) => targets(environment, probe, probers, inputs)),
    relabel_configs: [
      { source_labels: ['__address__'], target_label: '__param_target' },
      { source_labels: ['__param_target'], target_label: 'instance' },
      { source_labels: ['__prober'], target_label: '__address__' },
    ],
  }));
}

function targets(
  environment: ProductEnvironment,
  probe: Probe,
  probers: readonly Prober[],
  inputs: Readonly<Record<string, string>>,
): ScrapeJob['static_configs'] {
  const fill = (text: string): string => fillInputs(text, inputs, `${environment.place} / probe ${probe.name}`);
  const url = `${probe.tls ? 'https' : 'http'}://${fill(probe.host)}:${probe.port}${fill(probe.path)}`;
  return probers.map(({ region, address }) => ({
    targets: [url],
    labels: {
      product: environment.product.id,
      environment: environment.environment,
      probe: probe.name,
      region,
      ...(probe.vendor === undefined ? {} : { vendor: probe.vendor }),
      __prober: address,
    },
  }));
}
