import type { BackupSource } from '../../model/backup';
import { jobSettings } from '../../model/job-settings';
import { BackupRun, readBackupSettings } from '../backup-run';
import { credible } from '../credible';
import { archive } from '../files/archive';
import { partsIn } from '../files/parts';
import type { LogFields } from '../log';
import type { JobContext, Program } from '../program';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/** Copies the declared parts of the mounted folder as one archive: files, or configuration that is kept in files. */
const treeBackup =
  (kind: Extract<BackupSource['kind'], 'files' | 'configuration'>): Program =>
  async (context: JobContext): Promise<LogFields> => {
    const reader = new SettingsReader(context.environment);
    const settings = readBackupSettings(reader);
    const folder = reader.text(jobSettings.sourceFolder);
    const contents = reader.list<string>(jobSettings.contents);
    reader.settled();

    const run = await BackupRun.begin(settings, (bucket) => openStore(bucket, context.environment), context);
    const { content, counts } = archive(partsIn(folder, contents));
    const key = run.key('tar');
    const uploaded = await run.upload(key, credible(content, settings.minimumBytes));
    const fields = await run.finish(key, uploaded, {
      kind,
      source: contents.join(', '),
      counts: { ...counts },
      tools: { node: process.version },
    });
    return { ...fields, ...counts };
  };

export const filesBackup = treeBackup('files');

export const configurationBackup = treeBackup('configuration');
