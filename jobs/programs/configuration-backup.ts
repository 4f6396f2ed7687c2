import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { jobSettings } from '../../model/job-settings';
import { BackupRun, readBackupSettings } from '../backup-run';
import { Checkout } from '../code/checkout';
import { credible } from '../credible';
import { namedFiles } from '../files/named-files';
import { configurationFiles } from '../firebase/configuration';
import type { Connect } from '../google/google-api';
import type { LogFields } from '../log';
import type { JobContext, Program } from '../program';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/** Copies the declared parts of a Firebase project's configuration as one archive, from which the Firebase CLI deploys them. */
export const firebaseConfigurationBackup =
  (connect: Connect): Program =>
  async (context: JobContext): Promise<LogFields> => {
    const { environment, signal } = context;
    const reader = new SettingsReader(environment);
    const settings = readBackupSettings(reader);
    const project = reader.text(jobSettings.project);
    const database = reader.optional(jobSettings.database);
    const url = reader.text(jobSettings.repositoryUrl);
    const token = reader.optional(jobSettings.repositoryToken);
    const scratch = reader.text(jobSettings.scratch);
    const contents = reader.list<string>(jobSettings.contents);
    reader.settled();

    const run = await BackupRun.begin(settings, (bucket) => openStore(bucket, environment), context);
    const folder = await mkdtemp(join(scratch, 'configuration-'));
    try {
      let checkout: Checkout | undefined;
      const files = await configurationFiles(contents, {
        project,
        database,
        connect,
        signal,
        folder: async (name) => {
          checkout ??= await Checkout.of({ url, token }, folder, { environment: { PATH: environment['PATH'] }, signal });
          return await checkout.files(name);
        },
      });
      const key = run.key('tar');
      const uploaded = await run.upload(key, credible(namedFiles(files), settings.minimumBytes));
      const counts = { parts: contents.length, files: files.length };
      const fields = await run.finish(key, uploaded, {
        kind: 'configuration',
        source: project,
        ...(checkout === undefined ? {} : { sourceVersion: checkout.head }),
        counts,
        tools: { node: process.version },
      });
      return { ...fields, ...counts };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
