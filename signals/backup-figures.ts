import type { BackupAlarm } from '../model/backup-alarms';
import { type BackupGauge, backupGauges } from '../model/backup-metrics';
import type { Unit } from '../model/unit';

/** What the figure of a gauge is called, and the unit that it is shown in. */
export const figures: Readonly<Record<BackupGauge, { readonly id: string; readonly title: string; readonly unit: Unit }>> = {
  [backupGauges.lastAttemptFailed]: { id: 'failed', title: 'newest attempt failed and nothing verified since', unit: 'bool' },
  [backupGauges.age]: { id: 'age', title: 'age of the newest verified copy', unit: 'seconds' },
  [backupGauges.size]: { id: 'size', title: 'size of the newest verified copy', unit: 'bytes' },
  [backupGauges.sizeRatio]: { id: 'shrunk', title: 'size against the copy before', unit: 'percent' },
  [backupGauges.duration]: { id: 'duration', title: 'run time', unit: 'seconds' },
  [backupGauges.drillFailed]: { id: 'drill-failed', title: 'restored copy did not pass its checks', unit: 'bool' },
  [backupGauges.drillAge]: { id: 'drill-age', title: 'age of the newest good result', unit: 'seconds' },
  [backupGauges.drillDuration]: { id: 'drill-duration', title: 'duration of the restore', unit: 'seconds' },
  [backupGauges.drillRows]: { id: 'drill-rows', title: 'rows that the newest drill counted', unit: 'count' },
  [backupGauges.routineAge]: { id: 'age', title: 'age of the newest success', unit: 'seconds' },
};

/** The signal whose tiers the alarms on one gauge are. */
export const signalIdOf = ({ gauge, labels }: Pick<BackupAlarm, 'gauge' | 'labels'>): string =>
  [...Object.values(labels), figures[gauge].id].join('-');
