import { rpoOf, rpoTier } from '../model/backup-alarms';
import { type BackupGauge, backupGauges } from '../model/backup-metrics';
import type { Duration } from '../model/duration';
import type { RecoveryObjective } from '../model/objective';
import type { WatchedCopies } from '../model/watched-copies';

/** What a bad figure of the copies in a tier costs, in at most two sentences. */
export function impactOfCopies(backup: WatchedCopies, tier: string, gauge: BackupGauge, objectives: readonly RecoveryObjective[]): string {
  const { store, longestRun } = backup;
  const rpo = backup.carriesRpo && tier === rpoTier(backup) ? rpoOf(backup, objectives) : undefined;
  const allowed =
    rpo === undefined
      ? 'No recovery point objective rests on these copies.'
      : `Past ${rpo} more would be lost with ${store} than the runbook allows.`;
  switch (gauge) {
    case backupGauges.lastAttemptFailed:
      return `The newest run left no good copy: what changes in ${store} from now on is in no copy of this tier. ${allowed}`;
    case backupGauges.size:
      return `The newest copy of ${store} is smaller than any credible one and may hold nothing worth restoring. Earlier copies are not touched.`;
    case backupGauges.sizeRatio:
      return `The newest copy has less than half of the bytes of the one before: data of ${store} is gone at the source, or was left out of the copy.`;
    case backupGauges.duration:
      return `Nothing is lost: the copy is good, it took long. A run of more than ${longestRun.times(2)} is ended without a copy.`;
    default:
      return `What changed in ${store} since the newest good copy is in no copy of this tier. ${allowed}`;
  }
}

/** What a bad figure of a drill costs. */
export function impactOfDrill(store: string, gauge: BackupGauge, overdueAfter: Duration): string {
  switch (gauge) {
    case backupGauges.drillFailed:
      return `The newest drill did not bring ${store} back whole: a restore today may fail in the same way. Users notice nothing yet.`;
    case backupGauges.drillDuration:
      return `The newest drill took too long: an outage that needs this restore lasts longer than the objective of ${store} allows. Users notice nothing yet.`;
    default:
      return `Nobody has shown for ${overdueAfter} that ${store} can be restored. No data is in danger by that alone.`;
  }
}
