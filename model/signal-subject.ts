import type { BackupGauge } from './backup-metrics';

/**
 * What of the backups a signal watches, by the names of the declaration: a runbook finds the job, its log and its commands by it.
 * `backup` is the name of a backup, or of an archive as `archiveName` makes it.
 */
export type SignalSubject =
  | { readonly kind: 'copies'; readonly backup: string; readonly tier: string; readonly gauge: BackupGauge }
  | { readonly kind: 'drill'; readonly backup: string; readonly drill: string; readonly gauge: BackupGauge }
  | { readonly kind: 'watcher' }
  | { readonly kind: 'archive-lag'; readonly store: string }
  | { readonly kind: 'routine' | 'duty'; readonly name: string };
