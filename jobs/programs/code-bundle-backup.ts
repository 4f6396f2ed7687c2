import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { jobSettings } from '../../model/job-settings';
import { BackupRun, readBackupSettings } from '../backup-run';
import { bundle } from '../code/bundle';
import { credible } from '../credible';
import type { LogFields } from '../log';
import type { JobContext } from '../program';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/** Copies a git repository, every branch and tag of it, as a bundle that git has verified. Files in Git LFS are not in it, their pointers are. */
export async function codeBundleBackup(context: JobContext): Promise<LogFields> {
  const reader = new SettingsReader(context.environment);
  const settings = readBackupSettings(reader);
  const url = reader.text(jobSettings.repositoryUrl);
  const token = reader.optional(jobSettings.repositoryToken);
  const scratch = reader.text(jobSettings.scratch);
  reader.settled();

  const run = await BackupRun.begin(settings, (bucket) => openStore(bucket, context.environment), context);
  const folder = await mkdtemp(join(scratch, 'code-'));
  try {
    const { PATH } = context.environment;
    const made = await bundle({ url, token }, folder, { environment: { PATH }, signal: context.signal });
    const key = run.key('bundle');
    const uploaded = await run.upload(key, credible(createReadStream(made.file), settings.minimumBytes));
    const { references, commits } = made;
    const fields = await run.finish(key, uploaded, {
      kind: 'code-bundle',
      source: context.redact(url),
      sourceVersion: made.head,
      counts: { references, commits },
      tools: { git: made.git, node: process.version },
    });
    return { ...fields, references, commits };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
