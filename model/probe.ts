import type { Duration } from './duration';

/**
 * A check from outside: one request in every interval, from every prober.
 * Texts may name inputs of the product in braces, e.g. `{domain}`.
 */
export interface Probe {
  readonly name: string;
  readonly component: string;
  /** The vendor whose status page it is. @default the product's own */
  readonly vendor?: string;
  readonly host: string;
  readonly path: string;
  readonly port: number;
  readonly tls: boolean;
  readonly interval: Duration;
  /** The answer that counts as healthy. */
  readonly status: number;
  readonly meets: readonly string[];
}
