import type { ContinuousArchive } from '../../model/backup';
import { archiveBucketName, copyBucketName } from '../../model/bucket-names';
import { formatBytes } from '../../model/bytes';
import type { RunbookContext } from '../context';
import { code, link, table } from '../markdown';
import { restoreAnchor } from '../restore';
import { scheduleText } from '../schedule-text';
import { meetsOf, type Section, unique } from '../section';
import { workOnArchive } from './jobs';

export const archiveAnchor = (store: string): string => `archive-${store}`;

/** A continuous archive, with its limits and its drill. */
export function archiveSection(context: RunbookContext, archive: ContinuousArchive): Section {
  const bucket = context.bucket(archiveBucketName(context.main.environment.id, archive.store));
  return {
    title: `Continuous archive of ${archive.store}`,
    anchor: archiveAnchor(archive.store),
    meets: unique([...archive.meets, ...archive.drill.meets, ...archive.lagAlarmsMeet]),
    body: [
      'pgBackRest keeps physical base backups and every segment of write-ahead log after them, so that the database can be restored to any second.',
      ...table(
        ['What', 'Value'],
        [
          ['Bucket', code(bucket)],
          ...(context.main.environment.posture.copies
            ? [['Copy in a second place', `${code(copyBucketName(bucket))}, in the region of the setting ${code('aws.copyRegion')}`]]
            : []),
          ['Full backup', scheduleText(archive.fullBackup)],
          ...(archive.incrementalBackup === undefined ? [] : [['Incremental backup', scheduleText(archive.incrementalBackup)]]),
          ['Full backups kept', String(archive.keepFullBackups)],
          ['A segment is closed within', archive.archiveTimeout.toString()],
          ['and uploaded within', archive.uploadTime.toString()],
          ['Alert when log waits', `${archive.lag.error} (error), ${archive.lag.critical} (critical)`],
          ['Longest run of a base backup', archive.longestRun.toString()],
          ['Smallest credible base backup', formatBytes(archive.minimumSize)],
          [
            'Drill',
            `${archive.drill.title}: ${scheduleText(archive.drill.schedule)}, at most ${archive.drill.atMost ?? 'as long as it takes'}, overdue after ${archive.drill.overdueAfter}`,
          ],
          ['Owner', context.roleTitle(archive.owner)],
        ],
      ),
      `${link('Restore it', `#${restoreAnchor(archive.store)}`)}.`,
    ],
    sections: workOnArchive(context, archive),
  };
}

/** What the database service itself can go back to. */
export function pointInTime({ main }: RunbookContext): readonly Section[] {
  const all = main.environment.pointInTimeRecovery;
  return all.length === 0
    ? []
    : [
        {
          title: 'Point-in-time recovery',
          meets: meetsOf(all),
          body: [
            'It lives in the database and is gone with it: it helps against bad writes, not against a deleted database.',
            ...table(
              ['Store', 'Window', 'To every'],
              all.map(({ store, window, granularity }) => [code(store), window.toString(), granularity.toString()]),
            ),
          ],
        },
      ];
}
