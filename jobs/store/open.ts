import { jobSettings } from '../../model/job-settings';
import { type Environment, SettingsReader } from '../settings';
import { GoogleStore } from './google-store';
import type { ObjectStore } from './object-store';
import { S3Store } from './s3-store';

/** The bucket of that name, in the cloud that the program runs in: jobs on Google Cloud are told their project. */
export function openStore(bucket: string, environment: Environment): ObjectStore {
  const settings = new SettingsReader(environment);
  const project = settings.optional(jobSettings.project);
  const seconds = settings.optionalCount(jobSettings.storePatience);
  settings.settled();
  const patience = seconds === undefined ? {} : { patience: seconds };
  if (project !== undefined) return new GoogleStore(bucket, project, patience);
  return new S3Store(bucket, environment, {
    ...patience,
    ...(environment[jobSettings.lockMode] === 'COMPLIANCE' ? { lockMode: 'COMPLIANCE' } : {}),
  });
}
