import type { Bytes } from './bytes';
import type { Duration } from './duration';

/**
 * What can happen to a store. Point-in-time recovery that lives in the database dies with it,
 * so an objective is proven for each scenario on its own.
 */
export type Scenario = (typeof scenarios)[number];

/** Every scenario, from the mildest loss to the gravest. */
export const scenarios = ['bad write', 'deleted database', 'stolen writer credential', 'lost region', 'lost account or provider'] as const;

/** The scenarios that every objective is proven for, unless it names others. */
export const defaultScenarios: readonly Scenario[] = ['bad write', 'deleted database', 'stolen writer credential'];

/** How a store comes back, with the figures that bound its duration from below. */
export interface RestorePath {
  /** In a few words, e.g. `pgBackRest restore of the newest base backup and its WAL`. */
  readonly by: string;
  /** Bytes that must be moved. */
  readonly size: Bytes;
  /** Bytes per second, until a drill has measured it. */
  readonly bytesPerSecond: number;
  /** The drill that measures it: of which backup, or `<store>-archive`. @default none: the declared rate stays unmeasured */
  readonly measuredBy?: { readonly backup: string; readonly drill: string };
  /** From being told until the place stands into which the copy is restored. */
  readonly provisioning: Duration;
  /** From the end of the transfer until it is known that what came back is whole. */
  readonly verification: Duration;
  /** Until clients talk to what came back. */
  readonly clientSwitch: Duration;
}

/** How much data (RPO) and how much time (RTO) a loss may cost. */
export interface RecoveryObjective {
  /** What is recovered, as the runbook calls it: `database`, `application`, `full system`. */
  readonly name: string;
  /** The store that it speaks of; left out for what holds no data of its own. */
  readonly store?: string;
  /** Longest span of writes that may be lost. */
  readonly rpo?: Duration;
  /** Longest time until service is back. */
  readonly rto?: Duration;
  /** Proves the RTO; left out where the runbook describes a procedure without data transfer. */
  readonly restore?: RestorePath;
  /** @default the three default scenarios */
  readonly scenarios?: readonly Scenario[];
  /** Whether the figure is our reading because the runbook gives none. */
  readonly assumed: boolean;
  readonly meets: readonly string[];
}
