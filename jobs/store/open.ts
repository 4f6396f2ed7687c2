import { jobSettings } from '../../model/job-settings';
import type { Environment } from '../settings';
import { GoogleStore } from './google-store';
import type { ObjectStore } from './object-store';
import { S3Store } from './s3-store';

/** The bucket of that name, in the cloud that the program runs in: jobs on Google Cloud are told their project. */
export function openStore(bucket: string, environment: Environment): ObjectStore {
  const project = environment[jobSettings.project];
  if (project !== undefined) return new GoogleStore(bucket, project);
  return new S3Store(bucket, environment, environment[jobSettings.lockMode] === 'COMPLIANCE' ? { lockMode: 'COMPLIANCE' } : {});
}
