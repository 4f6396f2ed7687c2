import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Storage } from '@google-cloud/storage';
import { jobSettings } from '../../model/job-settings';
import { BackupRun, readBackupSettings } from '../backup-run';
import { Checkout } from '../code/checkout';
import { credible } from '../credible';
import { packed } from '../files/packed';
import { addParts, requireKnown } from '../full-system/firebase-parts';
import type { Connect } from '../google/google-api';
import type { LogFields } from '../log';
import type { JobContext, Program } from '../program';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/**
 * Copies all declared parts of a Firebase project as one archive with a list of them. The database is exported beside the archive, under its
 * name with another ending, so that both live as long as each other.
 * @param pause milliseconds between two looks at the export. @default 5 s
 */
export const firebaseSystemBackup =
  (connect: Connect, pause?: number): Program =>
  async (context: JobContext): Promise<LogFields> => {
    const { environment, signal } = context;
    const reader = new SettingsReader(environment);
    const settings = readBackupSettings(reader);
    const parts = reader.list<string>(jobSettings.contents);
    const project = reader.text(jobSettings.project);
    const database = reader.text(jobSettings.database);
    const uploads = reader.text(jobSettings.sourceBucket);
    const url = reader.text(jobSettings.repositoryUrl);
    const token = reader.optional(jobSettings.repositoryToken);
    const scratchFolder = reader.text(jobSettings.scratch);
    reader.settled();
    requireKnown(parts);

    const run = await BackupRun.begin(settings, (bucket) => openStore(bucket, environment), context);
    const scratch = await mkdtemp(join(scratchFolder, 'full-system-'));
    try {
      let checkout: Checkout | undefined;
      const sources = {
        project,
        database,
        connect,
        signal,
        scratch,
        uploads: new Storage({ projectId: project }).bucket(uploads),
        exportTo: `gs://${settings.bucket}/${run.key('firestore')}`,
        folder: async (name: string) => {
          checkout ??= await Checkout.of({ url, token }, scratch, { environment: { PATH: environment['PATH'] }, signal });
          return await checkout.files(name);
        },
        ...(pause === undefined ? {} : { pause }),
      };
      const key = run.key('tar');
      const uploaded = await run.upload(
        key,
        credible(
          packed((tar) => addParts(tar, parts, sources)),
          settings.minimumBytes,
        ),
      );
      const fields = await run.finish(key, uploaded, {
        kind: 'full-system',
        source: [...parts].join(', '),
        ...(checkout === undefined ? {} : { sourceVersion: checkout.head }),
        counts: { parts: parts.length },
        tools: { node: process.version },
      });
      return { ...fields, parts: parts.length };
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  };
