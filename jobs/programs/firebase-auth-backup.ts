import { jobSettings } from '../../model/job-settings';
import { BackupRun, readBackupSettings } from '../backup-run';
import { credible } from '../credible';
import { accountCopy } from '../firebase/account-copy';
import { accountsOf, hashConfigOf } from '../firebase/accounts';
import type { Connect } from '../google/google-api';
import type { LogFields } from '../log';
import type { JobContext, Program } from '../program';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/** Copies every account of Firebase Auth with the parameters by which passwords were hashed. */
export const firebaseAuthBackup =
  (connect: Connect): Program =>
  async (context: JobContext): Promise<LogFields> => {
    const reader = new SettingsReader(context.environment);
    const settings = readBackupSettings(reader);
    const project = reader.text(jobSettings.project);
    reader.settled();

    const run = await BackupRun.begin(settings, (bucket) => openStore(bucket, context.environment), context);
    const identityToolkit = connect('identityToolkit', context.signal);
    const hashConfig = await hashConfigOf(project, identityToolkit);
    const { content, counts } = accountCopy(hashConfig, accountsOf(project, identityToolkit));
    const key = run.key('json');
    const uploaded = await run.upload(key, credible(content, settings.minimumBytes));
    const fields = await run.finish(key, uploaded, {
      kind: 'firebase-auth',
      source: project,
      counts: { ...counts },
      tools: { node: process.version },
    });
    return { ...fields, ...counts };
  };
