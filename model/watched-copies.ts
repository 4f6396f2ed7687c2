import { archiveName, type Backup, baseBackupsOf, type ContinuousArchive, type Drill } from './backup';
import type { Schedule } from './schedule';

/** What is watched of whatever makes copies: of a backup, or of the base backups of an archive. */
export interface WatchedCopies
  extends Pick<Backup, 'name' | 'title' | 'store' | 'owner' | 'longestRun' | 'minimumSize' | 'carriesRpo' | 'alarmsMeet'>,
    Pick<Backup, 'failedAlarmMeets' | 'runbookSeverity'> {
  readonly runs: readonly [WatchedRun, ...WatchedRun[]];
  readonly drills: readonly Omit<Drill, 'tier'>[];
}

interface WatchedRun {
  readonly schedule: Schedule;
  readonly tier: { readonly name: string };
}

/**
 * The base backups of an archive as copies. Their age never carries the RPO of the store, which the write-ahead log after them does:
 * that is watched by its lag, and only while some of it waits.
 */
export function baseCopiesOf(archive: ContinuousArchive): WatchedCopies {
  const [full, ...others] = baseBackupsOf(archive);
  const run = ({ schedule, tier }: typeof full): WatchedRun => ({ schedule, tier: { name: tier } });
  return {
    name: archiveName(archive),
    title: `Archive of ${archive.store}`,
    store: archive.store,
    owner: archive.owner,
    runs: [run(full), ...others.map(run)],
    longestRun: archive.longestRun,
    minimumSize: archive.minimumSize,
    carriesRpo: false,
    drills: [archive.drill],
    alarmsMeet: archive.alarmsMeet,
  };
}
