/** Panels over all backups of a product environment, for its own dashboards; re-exported by backup.ts. */
import { type BackupGauge, backupGauges, prometheusGauge } from '../model/backup-metrics';
import { Duration } from '../model/duration';
import type { Signal } from '../model/signal';
import type { Unit } from '../model/unit';
import { type CatalogueOptions, type CloudOptions, entry } from './catalogue';
import { newest } from './figures';
import { held, sampleOf, sampleOfCustom } from './sample';
import { select, selectCustom } from './selector';

export interface BackupOverviewOptions extends CatalogueOptions, CloudOptions {
  /** Name of one backup. @default all, one line each */
  readonly backup?: string;
}

/** Age, size and run time of every backup, and the duration of every drill: what a person looks at in the morning. */
export const overview = (options: BackupOverviewOptions): Signal[] => [
  ageOverview(options),
  sizeOverview(options),
  durationOverview(options),
  drillDurationOverview(options),
];

/** Age of the newest verified copy, by backup and tier; mark the RPO with `targets`. */
export const ageOverview = (options: BackupOverviewOptions): Signal =>
  panel(options, 'backup-ages', 'Age of the newest verified backup', backupGauges.age, 'tier', 'seconds');

/** Size of the newest verified copy, by backup and tier. */
export const sizeOverview = (options: BackupOverviewOptions): Signal =>
  panel(options, 'backup-sizes', 'Size of the newest verified backup', backupGauges.size, 'tier', 'bytes');

/** Run time of the newest verified copy, by backup and tier. */
export const durationOverview = (options: BackupOverviewOptions): Signal =>
  panel(options, 'backup-durations', 'Run time of backups', backupGauges.duration, 'tier', 'seconds');

/** Duration of the newest restore drill, by backup and drill; mark the RTO with `targets`. */
export const drillDurationOverview = (options: BackupOverviewOptions): Signal =>
  panel(options, 'drill-durations', 'Duration of restore drills', backupGauges.drillDuration, 'drill', 'seconds');

/** Age of the newest good restore drill, by backup and drill. */
export const drillAgeOverview = (options: BackupOverviewOptions): Signal =>
  panel(options, 'drill-ages', 'Age of the newest good restore drill', backupGauges.drillAge, 'drill', 'seconds');

/** Rows that the newest restore drill counted in what it restored, by table. */
export const drillRowsOverview = (options: BackupOverviewOptions): Signal =>
  panel(options, 'drill-rows', 'Rows that the newest restore drill counted', backupGauges.drillRows, 'table', 'count');

/** Looks of the watcher are at most an hour apart; one missed look leaves the figure standing. */
const lookback = Duration.minutes(150);

function panel(
  options: BackupOverviewOptions,
  id: string,
  title: string,
  gauge: BackupGauge,
  by: 'tier' | 'drill' | 'table',
  unit: Unit,
): Signal {
  const google = options.dataSource === 'google';
  const labels = { ...(options.backup === undefined ? {} : { backup: options.backup }), ...options.matchers };
  return entry(
    {
      id,
      part: options.backup,
      title,
      meaning: 'What the store watcher found in the store, whatever the jobs say.',
      dataSource: google ? 'google' : 'prometheus',
      unit,
      legend: `{{backup}} {{${by}}}`,
      mutable: false,
      expression: (scope) =>
        `max by (backup, ${by}) (${newest(lookback, (google ? selectCustom : select)(scope, prometheusGauge(gauge), labels))})`,
      sample: (scope, level) => [
        (google ? sampleOfCustom : sampleOf)(scope, prometheusGauge(gauge), { backup: 'database', [by]: 'daily', ...labels }, held(level)),
      ],
    },
    options,
  );
}
