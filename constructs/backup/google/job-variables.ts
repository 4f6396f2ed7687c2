import type { Backup, BackupSource } from '../../../model/backup';
import { jobSettings } from '../../../model/job-settings';
import type { RetentionTier } from '../../../model/retention';
import { terraformJson } from '../../terraform-text';
import type { BucketReference } from './bucket-access';
import type { GoogleProps } from './place';

type Variables = Readonly<Record<string, string>>;

/** Where programs may write. The file system of Cloud Run is memory, which a job has to bring for what it writes. */
const scratchFolder = '/tmp';

/** What every program is told: whose job it is, where its records go and where it may write. */
export function commonVariables(props: Pick<GoogleProps, 'product' | 'environment' | 'place'>, records: BucketReference): Variables {
  return {
    [jobSettings.product]: props.product,
    [jobSettings.environment]: props.environment,
    [jobSettings.project]: props.place.project,
    [jobSettings.recordsBucket]: records.bucketName,
    [jobSettings.scratch]: scratchFolder,
  };
}

/** What the program of a backup is told: all that differs between products, so that one image serves every one. */
export function backupVariables(backup: Backup, tier: RetentionTier, bucket: BucketReference): Variables {
  return {
    [jobSettings.backup]: backup.name,
    [jobSettings.bucket]: bucket.bucketName,
    [jobSettings.tier]: tier.name,
    [jobSettings.prefix]: tier.prefix,
    [jobSettings.objectName]: backup.objectName,
    [jobSettings.minimumBytes]: String(backup.minimumSize),
    ...sourceVariables(backup.source),
  };
}

function sourceVariables(source: BackupSource): Variables {
  switch (source.kind) {
    case 'configuration':
    case 'files':
      return { [jobSettings.contents]: terraformJson(source.contents) };
    case 'full-system':
      return { [jobSettings.contents]: terraformJson(source.parts) };
    case 'firestore':
      return { [jobSettings.database]: source.database };
    case 'code-bundle':
    case 'firebase-auth':
    case 'postgres':
      return {};
  }
}
