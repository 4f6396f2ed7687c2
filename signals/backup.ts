/**
 * Backups, archives, drills and routines, from the gauges of the store watcher: Prometheus names for products on AWS, custom metrics
 * of Cloud Monitoring for products on Google Cloud. Nothing of it is ever muted.
 */
import type { ContinuousArchive } from '../model/backup';
import { alarmsOf, archiveAlarms, type BackupAlarm, watchOf } from '../model/backup-alarms';
import { type BackupGauge, backupGauges, prometheusGauge } from '../model/backup-metrics';
import { Duration } from '../model/duration';
import type { ProductEnvironment } from '../model/product-environment';
import type { Routine } from '../model/routine';
import { type Severity, severities } from '../model/severity';
import { above, below, type MetricScope, type Signal, signal, Threshold, type Tiers } from '../model/signal';
import { baseCopiesOf, type WatchedCopies } from '../model/watched-copies';
import { figures, signalIdOf } from './backup-figures';
import { impactOfCopies, impactOfDrill } from './backup-impact';
import { newest } from './figures';
import { changingOnceIn, held, sampleOf, sampleOfCustom } from './sample';
import { type Labels, select, selectCustom } from './selector';

type Source = 'prometheus' | 'google';

/** The selector of a gauge, and its sample. */
const gaugeSelector = (source: Source, scope: MetricScope, gauge: BackupGauge, labels: Labels): string =>
  (source === 'google' ? selectCustom : select)(scope, prometheusGauge(gauge), labels);
const gaugeSample = (source: Source, scope: MetricScope, gauge: BackupGauge, labels: Labels, values: string) =>
  (source === 'google' ? sampleOfCustom : sampleOf)(scope, prometheusGauge(gauge), labels, values);

/** All signals of the backups of a product environment, each alarm a tier. Alarms on one figure are tiers of one signal. */
export function backupSignals(environment: ProductEnvironment): Signal[] {
  const { product, backups, archives } = environment;
  const watched = watchOf(product.cloud, backups, product.objectives);
  const source: Source = product.cloud === 'google' ? 'google' : 'prometheus';
  const context: Context = { environment, source, watch: watched.interval };
  const alarms = [...alarmsOf(backups, product.objectives, watched), ...archives.flatMap((archive) => archiveAlarms(archive, watched))];
  const copies = [...backups, ...archives.map(baseCopiesOf)];
  return [
    ...copies.flatMap((one) => signalsOf(one, alarms, context)),
    ...(copies.length === 0 ? [] : [watcherSignal(copies, context)]),
    ...archives.map((archive) => archiveSignal(archive, context)),
    ...product.routines.map((routine) =>
      recordSignal(
        'routine',
        routine,
        {
          warning: above(routine.missedAfter.seconds)
            .forAssumed(Duration.zero)
            .meets(...(routine.alarmMeets ?? routine.meets)),
        },
        context,
      ),
    ),
    ...environment.duties.map((duty) =>
      recordSignal(
        'duty',
        duty,
        {
          [duty.severity]: above(duty.overdueAfter.seconds)
            .forAssumed(Duration.zero)
            .meets(...duty.meets),
        },
        context,
      ),
    ),
  ];
}

interface Context {
  readonly environment: ProductEnvironment;
  readonly source: Source;
  readonly watch: Duration;
}

/** A gauge is written once in every look; one missed look leaves it standing. */
const lookback = (watch: Duration): Duration => watch.times(2.5);

/** The component that the store names, the one of its name, else the one that takes what has no other. */
function componentOf({ product }: ProductEnvironment, store: string): string {
  const named = product.stores.find(({ name }) => name === store)?.component ?? store;
  return product.components.some(({ name }) => name === named) ? named : product.onCall.catchAll;
}

function signalsOf(backup: WatchedCopies, alarms: readonly BackupAlarm[], context: Context): Signal[] {
  const groups = new Map<string, [BackupAlarm, ...BackupAlarm[]]>();
  for (const alarm of alarms.filter(({ labels }) => labels.backup === backup.name)) {
    const key = JSON.stringify([alarm.gauge, alarm.labels]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [alarm]);
    else group.push(alarm);
  }
  return [...groups.values()].map((group) => alarmSignal(backup, group, context));
}

function alarmSignal(
  backup: WatchedCopies,
  alarms: readonly [BackupAlarm, ...BackupAlarm[]],
  { environment, source, watch }: Context,
): Signal {
  const [{ gauge, labels, limit }] = alarms;
  const { title, unit } = figures[gauge];
  const { tier = '' } = labels;
  const drill = backup.drills.find(({ name }) => name === labels.drill);
  const worst = limit.comparison === 'above' ? 'max' : 'min';
  return signal({
    id: signalIdOf(alarms[0]),
    title: `${drill?.title ?? `${backup.title}, ${tier}`}: ${title}`,
    meaning:
      drill === undefined
        ? impactOfCopies(backup, tier, gauge, environment.product.objectives)
        : impactOfDrill(backup.store, gauge, drill.overdueAfter),
    subject:
      drill === undefined
        ? { kind: 'copies', backup: backup.name, tier, gauge }
        : { kind: 'drill', backup: backup.name, drill: drill.name, gauge },
    component: componentOf(environment, backup.store),
    dataSource: source,
    unit,
    legend: Object.values(labels).join(' '),
    mutable: false,
    tiers: tiersOf(alarms),
    expression: (scope) =>
      `${worst} by (${Object.keys(labels).join(', ')}) (${newest(lookback(watch), gaugeSelector(source, scope, gauge, labels))})`,
    sample: (scope, level) => [gaugeSample(source, scope, gauge, labels, held(level))],
  });
}

function tiersOf(alarms: readonly BackupAlarm[]): Tiers {
  const of = (severity: Severity): readonly Threshold[] => alarms.filter((alarm) => alarm.severity === severity).map(thresholdOf);
  return Object.fromEntries(severities.map((severity) => [severity, of(severity)]));
}

function thresholdOf({ limit, meets, runbookSeverity }: BackupAlarm): Threshold {
  const threshold = Threshold.of(limit)
    .forAssumed(Duration.zero)
    .meets(...meets);
  return runbookSeverity === undefined ? threshold : threshold.called(runbookSeverity);
}

/**
 * Number of backups and tiers that the watcher has written about lately. A dead watcher leaves gauges standing where they are
 * pushed, so what counts is that the age moves. Its duration lets a fresh deployment look twice first.
 */
function watcherSignal(copies: readonly WatchedCopies[], { environment, source, watch }: Context): Signal {
  const watched = copies.flatMap((backup) =>
    [...new Set(backup.runs.map(({ tier }) => tier.name))].map((tier) => ({ backup: backup.name, tier })),
  );
  return signal({
    id: 'backup-watcher',
    title: 'Backups that the store watcher looks at',
    meaning: 'Nobody looks at the backups: no other alarm on them can fire. The backups themselves may still run.',
    subject: { kind: 'watcher' },
    component: environment.product.onCall.catchAll,
    dataSource: source,
    unit: 'count',
    legend: 'watched',
    mutable: false,
    noData: 'alerting',
    tiers: {
      error: below(watched.length)
        .forAssumed(watch.times(2))
        .meets(...new Set(copies.flatMap(({ alarmsMeet }) => alarmsMeet))),
    },
    expression: (scope) =>
      `count(changes(${gaugeSelector(source, scope, backupGauges.age, {})}[${lookback(watch).toShort()}]) > 0) or vector(0)`,
    sample: (scope, level) =>
      watched.slice(0, level).map((labels) => gaugeSample(source, scope, backupGauges.age, labels, changingOnceIn(watch))),
  });
}

/** Age of the oldest finished segment of write-ahead log that waits for the archive; 0 while none waits (custom query). */
function archiveSignal(archive: ContinuousArchive, { environment }: Context): Signal {
  const metric = 'pg_stat_archiver_x_oldest_ready_age_seconds';
  const { lag, lagAlarmsMeet, store } = archive;
  return signal({
    id: `${store}-wal-lag`,
    title: `Write-ahead log of ${store} that waits for the archive`,
    meaning: `Writes of this time would be lost with the server of ${store}, and its disk fills with the log that waits.`,
    subject: { kind: 'archive-lag', store },
    component: componentOf(environment, store),
    unit: 'seconds',
    legend: '{{instance}}',
    mutable: false,
    // The query is not built into the exporter: where it is missing, nobody watches what carries the RPO.
    noData: 'alerting',
    tiers: { error: above(lag.error.seconds).meets(...lagAlarmsMeet), critical: above(lag.critical.seconds).meets(...lagAlarmsMeet) },
    expression: (scope) => `max by (instance) (${select(scope, metric)})`,
    sample: (scope, level) => [sampleOf(scope, metric, { instance: 'postgres:9187' }, held(level))],
  });
}

/** Age of the newest marker that a routine left or that somebody recorded. */
function recordSignal(
  kind: 'routine' | 'duty',
  routine: Pick<Routine, 'name' | 'title' | 'impact'>,
  tiers: Tiers,
  { environment, source, watch }: Context,
): Signal {
  const labels = { routine: routine.name };
  const { id, title, unit } = figures[backupGauges.routineAge];
  return signal({
    id: `routine-${routine.name}-${id}`,
    title: `${routine.title}: ${title}`,
    meaning: routine.impact ?? 'It has not been done when it should have.',
    subject: { kind, name: routine.name },
    component: environment.product.onCall.catchAll,
    dataSource: source,
    unit,
    legend: routine.name,
    mutable: false,
    tiers,
    expression: (scope) => `max by (routine) (${newest(lookback(watch), gaugeSelector(source, scope, backupGauges.routineAge, labels))})`,
    sample: (scope, level) => [gaugeSample(source, scope, backupGauges.routineAge, labels, held(level))],
  });
}

export * from './backup-overview';
