import type { BackupAlarm } from '../backup-alarms';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { ProductEnvironment } from '../product-environment';
import { pages } from '../severity';

/** A backup that failed wakes somebody in an environment that pages: one that is told on the next business day is told after the weekend. */
export function checkBackupFailures(
  environment: ProductEnvironment,
  alarms: readonly Pick<BackupAlarm, 'kind' | 'severity' | 'labels'>[],
): Finding[] {
  if (!environment.posture.pages) return [];
  return environment.backups.flatMap(({ name }) => {
    const failed = alarms.filter(({ kind, labels }) => kind === 'failed' && labels['backup'] === name);
    const unheard =
      failed.length === 0 ? ['no alarm'] : failed.filter(({ severity }) => !pages(severity)).map(({ severity }) => `severity ${severity}`);
    return [...new Set(unheard)].map((given) => messages.backupFailureUnheard(`${environment.place} / ${name}`, given));
  });
}
