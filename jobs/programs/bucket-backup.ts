import { Storage } from '@google-cloud/storage';
import { jobSettings } from '../../model/job-settings';
import { treePart } from '../../model/store-layout';
import { BackupRun, readBackupSettings } from '../backup-run';
import { credible } from '../credible';
import { JobError } from '../exit';
import { bucketArchive } from '../google/bucket-archive';
import type { LogFields } from '../log';
import type { JobContext } from '../program';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/** Copies the objects of a bucket as one archive. */
export async function bucketBackup(context: JobContext): Promise<LogFields> {
  const reader = new SettingsReader(context.environment);
  const settings = readBackupSettings(reader);
  const projectId = reader.text(jobSettings.project);
  const source = reader.text(jobSettings.sourceBucket);
  const contents = reader.list<string>(jobSettings.contents);
  reader.settled();
  const [part, ...more] = contents;
  if (part === undefined || more.length > 0) {
    throw new JobError('settings', `${jobSettings.contents} names ${contents.length} parts, a bucket is one`);
  }

  const run = await BackupRun.begin(settings, (bucket) => openStore(bucket, context.environment), context);
  const bucket = new Storage({ projectId }).bucket(source);
  const { content, counts } = bucketArchive(bucket, treePart(part), context.signal);
  const key = run.key('tar');
  const uploaded = await run.upload(key, credible(content, settings.minimumBytes));
  const fields = await run.finish(key, uploaded, {
    kind: 'files',
    source: `gs://${source}`,
    counts: { ...counts },
    tools: { node: process.version },
  });
  return { ...fields, ...counts };
}
