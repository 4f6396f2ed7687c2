import { Duration } from '../model/duration';
import { type DataSourceKind, type Signal, type SignalOptions, signal } from '../model/signal';
import type { Labels } from './selector';

/**
 * What every entry of the catalogue takes. Tiers and targets are in base units: seconds, bytes, counts, and ratios from 0 to 1
 * (`percent(5)` is 0.05).
 */
export interface CatalogueOptions {
  /** The technical service that answers for it. */
  readonly component: string;
  /** When it alerts, by severity. @default none: a panel alone */
  readonly tiers?: SignalOptions['tiers'];
  /** Figures that the panel marks besides the limits of the tiers. @default none */
  readonly targets?: readonly number[];
  /** Requirements that the panel meets; those of alerts stand at their tiers. @default none */
  readonly meets?: readonly string[];
  /** Further labels that the series must have, e.g. `{ namespace: 'mobile-matrix' }`. @default none */
  readonly matchers?: Labels;
  /** Unique within the product. @default the name of the entry, with the service or probe that was given */
  readonly id?: string;
  /** Unique within the product, since alerts are known by it. @default what the entry says, with the service or probe */
  readonly title?: string;
  /** One sentence: what it means when the figure is bad. @default what the entry says */
  readonly meaning?: string;
  /** Name of a line in the panel. @default the label that tells the lines apart */
  readonly legend?: string;
  /** First things to look at, for the runbook. @default what the entry says */
  readonly firstChecks?: SignalOptions['firstChecks'];
  /** What usually mends it, for the runbook. @default what the entry says */
  readonly fix?: string;
  /** Whether maintenance windows may mute its warning and info tiers. @default what the entry says */
  readonly mutable?: boolean;
  /** @default what the entry says */
  readonly panel?: Signal['panel'];
  /** What an empty answer means. @default `alerting` for probes and health, else `ok` */
  readonly noData?: SignalOptions['noData'];
}

/** Entries that look at one service or at all of the product. */
export interface ServiceOptions extends CatalogueOptions {
  /** Value of the label `service`. @default all services of the product environment, one line each */
  readonly service?: string;
}

/** Entries that average over time. */
export interface WindowOptions {
  /** Time that the figure looks back. @default 5 min, at least four scrapes */
  readonly window?: Duration;
}

/** Entries that either Prometheus or Google Cloud Monitoring answers. */
export interface CloudOptions {
  /** Which of the two holds the series. @default prometheus */
  readonly dataSource?: Extract<DataSourceKind, 'prometheus' | 'google'>;
}

/** Units in which a length of time is shown; the expression is in seconds whatever it is. */
export interface TimeUnitOptions {
  /** @default what the entry says */
  readonly unit?: 'seconds' | 'milliseconds';
}

/** Time that figures look back unless they are told otherwise. Cloud Monitoring has one point a minute, some minutes late. */
export const usualWindow = Duration.minutes(5);

/** What an entry says of itself; the caller overrides what stands in {@link CatalogueOptions}. */
export interface EntryDefaults extends Omit<SignalOptions, 'component'> {
  /** The service or probe that it looks at: added to id and title, which are unique within a product. */
  readonly part?: string | undefined;
}

/** A signal of the catalogue: what the entry says, with what the caller gave on top. */
export function entry({ part, ...defaults }: EntryDefaults, options: CatalogueOptions): Signal {
  const { component, tiers, targets, meets, id, title, meaning, legend, firstChecks, fix, mutable, panel, noData } = options;
  const given = { tiers, targets, meets, id, title, meaning, legend, firstChecks, fix, mutable, panel, noData };
  const unique = part === undefined ? {} : { id: `${defaults.id}-${part}`, title: `${defaults.title}: ${part}` };
  return signal({ ...defaults, ...unique, component, ...withoutUndefined(given) });
}

function withoutUndefined(options: Partial<SignalOptions>): Partial<SignalOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** The exact labels of an entry that looks at one service or all, in the order of the selectors. */
export const serviceLabels = (options: ServiceOptions): Labels => ({
  ...(options.service === undefined ? {} : { service: options.service }),
  ...options.matchers,
});

/** The labels of sample series: those asked for, over values for all that tell lines apart. */
export const sampleLabels = (options: ServiceOptions, more: Labels = {}): Labels => ({
  service: 'api',
  ...more,
  ...serviceLabels(options),
});
