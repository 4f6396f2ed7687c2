import { backupPrograms, jobPrograms, routinePrograms } from '../model/job-settings';
import { byCloud } from './by-cloud';
import { connectToGoogle } from './google/google-api';
import { firestoreIntegrity } from './integrity/firestore';
import type { Program } from './program';
import { archiveBackup } from './programs/archive-backup';
import { bucketBackup } from './programs/bucket-backup';
import { codeBundleBackup } from './programs/code-bundle-backup';
import { firebaseConfigurationBackup } from './programs/configuration-backup';
import { dailyReport } from './programs/daily-report';
import { firebaseAuthBackup } from './programs/firebase-auth-backup';
import { firebaseSystemBackup } from './programs/firebase-system-backup';
import { fullSystemBackup } from './programs/full-system-backup';
import { integrityCheck } from './programs/integrity-check';
import { lighthouse } from './programs/lighthouse';
import { postgresBackup } from './programs/postgres-backup';
import { record } from './programs/record';
import { restoreDrill } from './programs/restore-drill';
import { storeWatcher } from './programs/store-watcher';
import { configurationBackup, filesBackup } from './programs/tree-backup';

/** Every program of the image by its name on the command line. */
export const programs: Readonly<Record<string, Program>> = {
  [backupPrograms['code-bundle']]: codeBundleBackup,
  [backupPrograms.configuration]: byCloud({ aws: configurationBackup, google: firebaseConfigurationBackup(connectToGoogle) }),
  [backupPrograms.files]: byCloud({ aws: filesBackup, google: bucketBackup }),
  [backupPrograms['firebase-auth']]: firebaseAuthBackup(connectToGoogle),
  [backupPrograms['full-system']]: byCloud({ aws: fullSystemBackup, google: firebaseSystemBackup(connectToGoogle) }),
  [backupPrograms.postgres]: postgresBackup,
  [routinePrograms.integrityCheck]: byCloud({ aws: integrityCheck, google: firestoreIntegrity(connectToGoogle) }),
  [routinePrograms.dailyReport]: dailyReport(connectToGoogle),
  [routinePrograms.lighthouse]: lighthouse(connectToGoogle),
  [jobPrograms.archive]: archiveBackup,
  [jobPrograms.drill]: restoreDrill,
  [jobPrograms.record]: record,
  [jobPrograms.watcher]: storeWatcher,
};
