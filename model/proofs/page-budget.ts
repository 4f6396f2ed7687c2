import type { BackupAlarm } from '../backup-alarms';
import { causesOf, guardOf } from '../cause-silence';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { ProductEnvironment } from '../product-environment';
import { wakes } from '../product-environment';
import { pages, type Severity } from '../severity';
import type { AlertTier, Limit, Signal } from '../signal';
import { graverTiers, noDataOf } from '../tier-silence';

/** A figure that a fault pushes. */
export interface Push {
  /** Ids of the signals that show it. */
  readonly signal: RegExp;
  /** In base units, for as long as every duration asks; `just bad` passes the mildest limit and no other. */
  readonly level: number | 'just bad';
}

/** Something that happens, as the signals that it pushes. */
export interface Fault {
  readonly name: string;
  readonly pushes: readonly Push[];
  /** What one data source answers; of several, the one that pages most counts. @default figures */
  readonly sources?: 'errors' | 'nothing';
  /** Whether the gauges of the store watcher stop, which the cloud tells by itself. @default false */
  readonly watcherSilent?: true;
  /** Why several rules page for it, and shall. @default one page */
  readonly pagesEach?: string;
}

/** The alarm of the cloud beside a signal, on the same gauge. */
export interface CloudAlarm {
  readonly signal: string;
  readonly alarm: BackupAlarm;
}

/** What one fault costs the people on call. */
export interface PageBudget {
  readonly fault: string;
  /** Whether it is a data source that errs or has nothing: every rule on it would page if more than the one on its health told. */
  readonly deadSource: boolean;
  /** Why several rules page for it, and shall. */
  readonly pagesEach: string | undefined;
  /** Rules of Grafana that page, each an incident: `postgres-up (critical)`. */
  readonly rules: readonly string[];
  /** Alarms of the cloud that page by the second way. */
  readonly cloudAlarms: readonly string[];
  /** Who is told at once, by role or rota, and how often. */
  readonly told: readonly { readonly name: string; readonly times: number }[];
}

/** Replays faults through rules, tiers and routes of a product environment that pages. Quiet faults are listed with no page. */
export function pageBudget(
  environment: ProductEnvironment,
  signals: readonly Signal[],
  cloudAlarms: readonly CloudAlarm[],
  faults: readonly Fault[],
): readonly PageBudget[] {
  return faults.map((fault) => {
    const fired = worstSource(fault, signals).filter(({ tier }) => wakes(environment, tier.severity) && tier.channel === undefined);
    const alarms = cloudAlarms.filter(({ signal, alarm }) => pages(alarm.severity) && passedBy(fault, signal, alarm.limit, cloudAlarms));
    const cloud = [...alarms.map(({ alarm }) => alarm.id), ...(fault.watcherSilent === true ? ['store watcher silent'] : [])];
    const severities = [...fired.map(({ tier }) => tier.severity), ...cloud.map((): Severity => 'critical')];
    return {
      fault: fault.name,
      deadSource: fault.sources !== undefined,
      pagesEach: fault.pagesEach,
      rules: fired.map(({ signal, tier }) => `${signal.id} (${tier.severity})`),
      cloudAlarms: cloud,
      told: firstTold(environment, severities),
    };
  });
}

/** A fault pages once by Grafana, whatever follows from it, and so does a data source that is dead, unless the fault says why not. */
export function checkPageBudget(environment: ProductEnvironment, budget: readonly PageBudget[]): Finding[] {
  if (!environment.posture.pages) return [];
  return budget
    .filter(({ rules }) => rules.length > 1)
    .flatMap(({ fault, deadSource, rules, pagesEach }) => {
      const signals = rules.map((rule) => rule.replace(/ \(.*/, ''));
      const twice = deadSource ? [rules.join(', ')] : signals.filter((signal, index) => signals.indexOf(signal) !== index);
      return [
        ...twice.map((signal) => messages.pagesTwice(environment.place, fault, signal)),
        ...(twice.length > 0 || pagesEach !== undefined ? [] : [messages.pagesMoreThanOnce(`${environment.place} / ${fault}`, rules)]),
      ];
    });
}

interface Fired {
  readonly signal: Signal;
  readonly tier: AlertTier;
}

/** Data sources fail one at a time. */
function worstSource(fault: Fault, signals: readonly Signal[]): readonly Fired[] {
  if (fault.sources === undefined) return firedBy(fault, signals);
  const kinds = [...new Set(signals.map(({ dataSource }) => dataSource))];
  const each = kinds.map((kind) =>
    firedBy(
      fault,
      signals.filter(({ dataSource }) => dataSource === kind),
    ).filter(({ tier }) => pages(tier.severity)),
  );
  return each.reduce((worst, fired) => (fired.length > worst.length ? fired : worst), []);
}

function firedBy(fault: Fault, signals: readonly Signal[]): readonly Fired[] {
  const levelFor = ({ id }: Signal): Push['level'] | undefined => fault.pushes.find((push) => push.signal.test(id))?.level;
  const silent = ({ signal, tier }: Fired): boolean =>
    causesOf(signal, tier, signals).some((cause) => {
      const level = levelFor(cause.signal);
      return level !== undefined && passes(cause.tier.limit, levelIn(cause.signal, level));
    });
  return signals.flatMap((signal) => {
    const level = levelFor(signal);
    if (fault.sources === 'errors') return signal.dataSourceHealth ? all(signal) : [];
    if (fault.sources === 'nothing' && level === undefined) {
      return all(signal).filter(({ tier }) => noDataOf(signal, tier) === 'alerting' && guardOf(signal, tier, signals) === undefined);
    }
    return level === undefined ? [] : all(signal).filter((fired) => fires(signal, fired.tier, level) && !silent(fired));
  });
}

const all = (signal: Signal): readonly Fired[] => signal.tiers.map((tier) => ({ signal, tier }));

const passes = (limit: Limit, level: number): boolean => (limit.comparison === 'above' ? level > limit.value : level < limit.value);

/** The level, or the one that just passes the mildest of the limits. */
function levelOf(level: Push['level'], limits: readonly Limit[]): number {
  if (level !== 'just bad') return level;
  const [first] = limits;
  if (first === undefined) return 0;
  const values = limits.map(({ value }) => value);
  const mildest = first.comparison === 'above' ? Math.min(...values) : Math.max(...values);
  // So near that no other limit lies between.
  return mildest + (first.comparison === 'above' ? 1e-9 : -1e-9) * Math.max(1, Math.abs(mildest));
}

const levelIn = ({ tiers }: Signal, level: Push['level']): number =>
  levelOf(
    level,
    tiers.map(({ limit }) => limit),
  );

/** A tier fires unless a graver one that the level passes too has held by then; one that takes longer comes second, and pages again. */
function fires(signal: Signal, tier: AlertTier, given: Push['level']): boolean {
  const level = levelIn(signal, given);
  const silenced = graverTiers(signal, tier).some((graver) => passes(graver.limit, level) && !graver.for.isLongerThan(tier.for));
  return passes(tier.limit, level) && !silenced;
}

/** Alarms of the cloud do not silence each other. */
function passedBy(fault: Fault, signal: string, limit: Limit, alarms: readonly CloudAlarm[]): boolean {
  const push = fault.pushes.find((candidate) => candidate.signal.test(signal));
  if (push === undefined) return false;
  const limits = alarms.filter((other) => other.signal === signal).map(({ alarm }) => alarm.limit);
  return passes(limit, levelOf(push.level, limits));
}

function firstTold({ product }: ProductEnvironment, severities: readonly Severity[]): PageBudget['told'] {
  const times = new Map<string, number>();
  for (const severity of severities) {
    const [first] = product.onCall.escalations[severity === 'critical' ? 'critical' : 'error'].steps;
    for (const responder of first.notify) {
      times.set(responder.title, (times.get(responder.title) ?? 0) + 1);
    }
  }
  return [...times].map(([name, count]) => ({ name, times: count }));
}
