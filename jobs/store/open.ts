import { jobSettings } from '../../model/job-settings';
import type { Environment } from '../settings';
import type { ObjectStore } from './object-store';
import { S3Store } from './s3-store';

/** The bucket of that name, in the cloud that the program runs in. */
export function openStore(bucket: string, environment: Environment): ObjectStore {
  return new S3Store(bucket, environment, environment[jobSettings.lockMode] === 'COMPLIANCE' ? { lockMode: 'COMPLIANCE' } : {});
}
