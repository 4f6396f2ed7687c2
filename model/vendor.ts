import type { Duration } from './duration';

/** Somebody outside whose service the product stands on. */
export interface Vendor {
  /** What the service is to the product, e.g. `Payments`. */
  readonly title: string;
  /**
   * What whoever calls them must know, by its name in the table of the runbook, e.g. `Escalation contact`. Undefined where nobody has
   * said it yet: the runbook then shows "not set", and every synth warns.
   */
  readonly facts: Readonly<Record<string, string | undefined>>;
  /** A certificate that the product relies on. @default none */
  readonly certification?: Certification;
  readonly meets: readonly string[];
}

export interface Certification {
  /** E.g. `PCI DSS`. */
  readonly standard: string;
  /** Day on which somebody of us last read the valid certificate, as `YYYY-MM-DD`; undefined while nobody has. */
  readonly reviewed: string | undefined;
  /** Whether the day is a stand-in that nobody has confirmed: it counts, is shown as assumed, and every synth warns. @default false */
  readonly assumed?: boolean;
  /** Age of the review above which it is overdue. */
  readonly reviewEvery: Duration;
}

/** The day of the review as it is shown; undefined while there is none. */
export const reviewText = ({ reviewed, assumed = false }: Certification): string | undefined =>
  reviewed === undefined || !assumed ? reviewed : `${reviewed} (assumed)`;
