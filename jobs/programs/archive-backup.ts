import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveAttempt, jobSettings, pgbackrestOptions, repositoryFolder } from '../../model/job-settings';
import type { BaseBackup } from '../archive/base-backups';
import { writeHostCertificate } from '../archive/host-certificate';
import { takeBackUploads } from '../archive/open-uploads';
import { PgBackRest } from '../archive/pgbackrest';
import { JobError } from '../exit';
import type { LogFields } from '../log';
import type { JobContext } from '../program';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/**
 * A base backup by pgBackRest, which copies the data directory through its server on the database host, waits for the write-ahead log that
 * belongs to it, and expires what is older than the declaration keeps. What only a running task knows, it is told here.
 */
export async function archiveBackup(context: JobContext): Promise<LogFields> {
  const { environment, signal } = context;
  const read = new SettingsReader(environment);
  const archive = read.text(jobSettings.backup);
  const tier = read.text(jobSettings.tier);
  const bucket = read.text(jobSettings.bucket);
  const scratch = read.text(jobSettings.scratch);
  const stanza = read.text('PGBACKREST_STANZA');
  const host = {
    certificate: read.text(jobSettings.hostCertificate),
    key: read.text(jobSettings.hostCertificateKey),
    authority: read.text(jobSettings.hostAuthority),
  };
  read.settled();

  const mark = { archive, tier, startedAt: new Date().toISOString() };
  await openStore(bucket, environment).put(archiveAttempt(archive, tier), `${JSON.stringify(mark)}\n`, { signal });
  const folder = await mkdtemp(join(scratch, 'archive-'));
  try {
    const files = await writeHostCertificate(folder, host);
    const pgbackrest = new PgBackRest(context, { ...files, [pgbackrestOptions.lockPath]: join(folder, 'lock') });
    // Makes the stanza for the first backup; later it compares the stanza with the server and changes nothing.
    await pgbackrest.run('stanza-create');
    const label = await takeBackup(pgbackrest, () =>
      takeBackUploads(bucket, `${repositoryFolder.slice(1)}/backup/${stanza}/`, new Date(), environment),
    );
    return told(await listed(pgbackrest, stanza, label));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Takes the backup and gives its label. What a failed one began is taken back, unless it failed because another run holds the lock. */
async function takeBackup(pgbackrest: PgBackRest, takeBack: () => Promise<void>): Promise<string> {
  let begun = false;
  let label: string | undefined;
  try {
    await pgbackrest.run('backup', [], (text) => {
      begun ||= text.startsWith('backup start archive = ');
      label ??= /^new backup label = (\S+)$/.exec(text)?.[1];
    });
  } catch (error) {
    // Where this fails too, the lifecycle of the bucket removes them; why the backup failed is what matters.
    if (begun) await takeBack().catch(() => undefined);
    throw error;
  }
  if (label === undefined) throw new JobError('notCredible', 'pgBackRest ended well and named no base backup');
  return label;
}

async function listed(pgbackrest: PgBackRest, stanza: string, label: string): Promise<BaseBackup> {
  const { backups } = await pgbackrest.look(stanza);
  const made = backups.find((backup) => backup.label === label);
  if (made === undefined) throw new JobError('notCredible', `the repository does not list the base backup ${label} that was just made`);
  if (made.damaged) {
    throw new JobError('notCredible', `${label} holds pages whose checksum is wrong: the data directory of the server is damaged`);
  }
  return made;
}

const told = (made: BaseBackup): LogFields => ({
  label: made.label,
  type: made.type,
  bytes: made.bytes,
  copied_bytes: made.copiedBytes,
  repository_bytes: made.repositoryBytes,
  first_segment: made.firstSegment,
  last_segment: made.lastSegment,
});
