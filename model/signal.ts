import { Duration } from './duration';
import { reportFinding } from './finding';
import { messages } from './messages';
import { asStep, type Step } from './runbook';
import { isGraverThan, isSeverity, type Severity, severities } from './severity';
import type { SignalSubject } from './signal-subject';
import type { Unit } from './unit';

/** Where a signal is read: which data source evaluates its expression, in that source's language. */
export type DataSourceKind = 'prometheus' | 'google' | 'loki';

/** What an expression may select by: the series of one product environment. */
export interface MetricScope {
  readonly product: string;
  readonly environment: string;
  /**
   * A label matcher for the series of the product environment, with further matchers if given:
   * `{product="allodoc",environment="production",service="backend"}`.
   */
  match(...matchers: readonly string[]): string;
}

/** An expression in the language of its data source, for one product environment. */
export type Expression = (scope: MetricScope) => string;

/** A figure and the side of it that is bad, in base units. */
export interface Limit {
  readonly comparison: 'above' | 'below';
  readonly value: number;
}

/** When a signal becomes an alert, and how grave it is. */
export interface AlertTier {
  readonly severity: Severity;
  readonly limit: Limit;
  /** How long the limit must be passed without a break. */
  readonly for: Duration;
  /** Requirements that this alert meets. */
  readonly meets: readonly string[];
  /** Replaces the severity's contact point by another that the product declares, e.g. `stakeholders`. */
  readonly channel?: string;
  /** Whether the runbook left the duration open. */
  readonly durationAssumed: boolean;
  /** Whether a tier stays on although a graver one holds; used for notices to other people about the same fault. */
  readonly independent: boolean;
  /** The word that the runbook uses for it, where it is not ours. */
  readonly runbookSeverity?: string;
  /** What whoever is told has to do first, as a sentence of the notification. */
  readonly action?: string;
}

/** What an empty answer of the data source means. */
export type NoData = 'ok' | 'alerting' | 'keep-last';

/** One input series in promtool's notation, e.g. `up{job="api"}` with the values `1x5 0x30`. */
export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/**
 * Series that make the expression yield the level for as long as a rule needs, with the labels of the scope.
 * Tests feed levels on both sides of every limit. Levels are in base units.
 */
export type Sample = (scope: MetricScope, level: number) => readonly InputSeries[];

/** A gauge that nothing writes unless the product does: no exporter, no provider and no program of ours has it. */
export interface BroughtMetric {
  /** Its name; on Google Cloud that of a custom metric, behind `custom.googleapis.com/`. */
  readonly name: string;
  /** Its labels, besides `product` and `environment`. */
  readonly labels: readonly string[];
  /** What it counts, with its unit. */
  readonly value: string;
}

/** Lines of log that nothing writes unless the product does: Cloud Logging counts them. */
export interface LoggedEvent {
  /** Value of their field `event`. */
  readonly event: string;
  /** Their other fields, with the values of each. */
  readonly fields: Readonly<Record<string, string>>;
  /** What is counted by them: one line for each. */
  readonly counts: string;
}

/** One more line in the panel of a signal, without an alert of its own. */
export interface ExtraSeries {
  readonly legend: string;
  readonly expression: Expression;
}

/**
 * Something worth watching, declared once and seen as a dashboard panel, as alert rules (one a tier), as Prometheus rules in tests
 * and as a runbook section. Without tiers it is a panel alone.
 */
export interface Signal {
  /** Unique within the product; part of rule uids, panel links and runbook anchors. */
  readonly id: string;
  readonly title: string;
  /** One sentence: what it means when the figure is bad. */
  readonly meaning: string;
  /** The technical service that answers for it; alerts are routed by it. */
  readonly component: string;
  readonly dataSource: DataSourceKind;
  readonly expression: Expression;
  /** Name of a line in the panel, in Grafana's notation, e.g. `{{service}}`. */
  readonly legend: string;
  readonly unit: Unit;
  readonly tiers: readonly AlertTier[];
  /** Figures that the panel marks besides the limits of the tiers, in base units. */
  readonly targets: readonly number[];
  readonly noData: NoData;
  /**
   * Signals that are nearer to the cause of what this one shows, by id or the beginning of their ids: while one of them pages for it, the
   * tiers of this one that page stay silent.
   */
  readonly causes: readonly string[];
  /** Whether maintenance windows may mute its warning and info tiers. */
  readonly mutable: boolean;
  /** Whether it is the one rule that tells that the data source itself fails. */
  readonly dataSourceHealth: boolean;
  readonly panel: 'timeseries' | 'stat' | 'table' | 'bargauge';
  readonly extra: readonly ExtraSeries[];
  /** What the product writes for it. @default others write it */
  readonly brought?: BroughtMetric;
  /** What the product logs for it. @default others write it */
  readonly logged?: readonly LoggedEvent[];
  /** Name of the one probe that it looks at. @default all, or none */
  readonly probe?: string;
  /** What of the backups it watches. @default nothing of them */
  readonly subject?: SignalSubject;
  /** Requirements that the panel meets. */
  readonly meets: readonly string[];
  /** First things to look at, for the runbook. Commands may name, in braces, what a runbook knows: `{probe-url}`, `{database-host}`. */
  readonly firstChecks: readonly Step[];
  /** What usually mends it, for the runbook. @default what the checks show */
  readonly fix?: string;
  /** Undefined where no tool evaluates the language offline (Loki). */
  readonly sample?: Sample;
}

/** A signal as a catalogue entry gives it: what is left out takes the default that is named. */
export interface SignalOptions extends Pick<Signal, 'id' | 'title' | 'meaning' | 'component' | 'expression' | 'unit'> {
  /** @default prometheus */
  readonly dataSource?: DataSourceKind;
  /** @default the title */
  readonly legend?: string;
  /** @default none: a panel alone */
  readonly tiers?: Tiers;
  /** @default none */
  readonly targets?: readonly number[];
  /** @default ok: an empty answer is told by the health signal of the source, not by every rule */
  readonly noData?: NoData;
  /** @default none: it pages whatever else does */
  readonly causes?: readonly string[];
  /** @default true; critical and error tiers are never muted whatever it says */
  readonly mutable?: boolean;
  /** @default false */
  readonly dataSourceHealth?: boolean;
  /** @default timeseries */
  readonly panel?: Signal['panel'];
  readonly extra?: readonly ExtraSeries[];
  /** @default none: an exporter, a provider or a program of ours writes what it reads */
  readonly brought?: BroughtMetric;
  /** @default none: no line of the product's log is counted for it */
  readonly logged?: readonly LoggedEvent[];
  readonly probe?: string | undefined;
  /** @default nothing of the backups */
  readonly subject?: SignalSubject;
  readonly meets?: readonly string[];
  readonly firstChecks?: readonly (string | Step)[];
  /** @default what the checks show */
  readonly fix?: string;
  readonly sample?: Sample;
}

/** Tiers as a declaration writes them: one entry a severity, or several where notices go to others as well. */
export type Tiers = { readonly [severity in Severity]?: Threshold | readonly Threshold[] };

/** A limit in the making: `above(0.05).for(Duration.minutes(5)).meets('CN-ALERT-03')`. Every call gives a new one. */
export class Threshold {
  private constructor(private readonly tier: Omit<AlertTier, 'severity' | 'for'> & { readonly for?: Duration }) {}

  static of(limit: Limit): Threshold {
    return new Threshold({ limit, meets: [], durationAssumed: false, independent: false });
  }

  /** The limit must be passed for this long without a break. A tier without it fires at the first evaluation. */
  for(duration: Duration): Threshold {
    return new Threshold({ ...this.tier, for: duration });
  }

  /** As {@link for}, where the runbook gives no duration; the runbook entry says so. */
  forAssumed(duration: Duration): Threshold {
    return new Threshold({ ...this.tier, for: duration, durationAssumed: true });
  }

  meets(...requirements: readonly string[]): Threshold {
    return new Threshold({ ...this.tier, meets: requirements });
  }

  /** Sends it to another contact point of the product than that of its severity, beside the other tiers. */
  to(channel: string): Threshold {
    return new Threshold({ ...this.tier, channel, independent: true });
  }

  /** Records the runbook's own word where this project raises or renames it. */
  called(runbookSeverity: string): Threshold {
    return new Threshold({ ...this.tier, runbookSeverity });
  }

  /** What whoever is told has to do first; it is part of the notification. */
  saying(action: string): Threshold {
    return new Threshold({ ...this.tier, action });
  }

  as(severity: Severity): AlertTier {
    return { ...this.tier, severity, for: this.tier.for ?? Duration.zero };
  }
}

/** Bad when the figure is greater. In base units: a ratio of 5 % is 0.05. */
export const above = (value: number): Threshold => Threshold.of({ comparison: 'above', value });

/** Bad when the figure is smaller. */
export const below = (value: number): Threshold => Threshold.of({ comparison: 'below', value });

/** A ratio written as people say it: `percent(5)` is 0.05, and `percent(99.9)` is 0.999 without the error of the division. */
export const percent = (figure: number): number => Number((figure / 100).toPrecision(12));

/** Fills in the defaults and orders the tiers from mild to grave. Tiers out of order are a finding, and so is one of no known severity. */
export function signal(options: SignalOptions): Signal {
  for (const word of Object.keys(options.tiers ?? {}).filter((each) => !isSeverity(each)))
    reportFinding(messages.unknownName(`signal ${options.id}`, 'severity', word, severities), undefined);
  const tiers = severities.flatMap((severity) => {
    const thresholds = options.tiers?.[severity] ?? [];
    return (thresholds instanceof Threshold ? [thresholds] : thresholds).map((threshold) => threshold.as(severity));
  });
  const declared: Signal = {
    id: options.id,
    title: options.title,
    meaning: options.meaning,
    component: options.component,
    dataSource: options.dataSource ?? 'prometheus',
    expression: options.expression,
    legend: options.legend ?? options.title,
    unit: options.unit,
    tiers,
    targets: options.targets ?? [],
    noData: options.noData ?? 'ok',
    causes: options.causes ?? [],
    mutable: options.mutable ?? true,
    dataSourceHealth: options.dataSourceHealth ?? false,
    panel: options.panel ?? 'timeseries',
    extra: options.extra ?? [],
    meets: options.meets ?? [],
    firstChecks: (options.firstChecks ?? []).map(asStep),
    ...(options.brought === undefined ? {} : { brought: options.brought }),
    ...(options.logged === undefined ? {} : { logged: options.logged }),
    ...(options.probe === undefined ? {} : { probe: options.probe }),
    ...(options.subject === undefined ? {} : { subject: options.subject }),
    ...(options.fix === undefined ? {} : { fix: options.fix }),
    ...(options.sample === undefined ? {} : { sample: options.sample }),
  };
  return tiersInOrder(declared) ? declared : reportFinding(messages.badThreshold(`${declared.id}: ${describeTiers(declared)}`), declared);
}

function describeTiers(declared: Signal): string {
  return declared.tiers.map(({ severity, limit }) => `${severity} ${limit.comparison} ${limit.value}`).join(', ');
}

function tiersInOrder({ tiers }: Signal): boolean {
  return tiers.every((tier) =>
    tiers.every(
      (other) =>
        !isGraverThan(other.severity, tier.severity) || other.independent || tier.independent || atLeastAsExtreme(other.limit, tier.limit),
    ),
  );
}

function atLeastAsExtreme(graver: Limit, milder: Limit): boolean {
  if (graver.comparison !== milder.comparison) return false;
  return graver.comparison === 'above' ? graver.value >= milder.value : graver.value <= milder.value;
}
