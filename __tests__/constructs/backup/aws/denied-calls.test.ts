/**
 * What each role of a job and of people may do with the buckets, tried call by call with the simulator of IAM: every operation at every place,
 * under the policies of role, bucket and key together. What is not in the table is denied.
 */
import { DrillRole, RestoreRole, VerifierRole, WriterRole } from '../../../../constructs/backup/aws/access';
import { RoutineTask } from '../../../../constructs/backup/aws/routine-task';
import type { StackJson } from '../../../support/schema-provider';
import { PolicyJudge, policiesOf } from '../../../support/stack-policies';
import type { StoreCall } from '../../../support/store-proxy';
import { daily, integrityCheck, monthly, pagedSetting, place, prefix, render, sampleArchiveDrill, sampleBucket } from './sample';

/** Places in the bucket of the copies, as seen by the backup "database" in tier "daily". */
const places: Readonly<Record<string, string>> = {
  'own tier': 'daily/shop_20261121_020000.dump',
  'other tier': 'monthly/shop_20261101_020000.dump',
  'own attempts': 'attempts/database/daily_20261121_020000',
  'other attempts': 'attempts/files/daily_20261121_020000',
  'own verified': 'verified/database/daily/x.manifest.json',
  'other verified': 'verified/files/daily/x.manifest.json',
  rejected: 'verified/rejected/database/daily/x.json',
  'own drills': 'verified/drills/database/weekly-restore_20261121_020000.json',
  'drills of the archive': 'verified/drills/database-archive/physical-restore_20261121_020000.json',
  'other drills': 'verified/drills/files/weekly-restore_20261121_020000.json',
  'own routine': 'verified/routines/integrity-check/integrity-check_20261121_020000.json',
  'other routine': 'verified/routines/daily-report/daily-report_20261121_020000.json',
  'last good': 'last-good/database',
  elsewhere: 'anything',
};

/** Places in the bucket of the archive. */
const archivePlaces: Readonly<Record<string, string>> = {
  repository: 'pgbackrest/backup/database/backup.info',
  'own attempts': 'attempts/database-archive/base',
  'other attempts': 'attempts/database/base',
  elsewhere: 'anything',
};

interface Operation {
  readonly operation: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const lock = {
  'x-amz-object-lock-mode': 'GOVERNANCE',
  'x-amz-object-lock-retain-until-date': new Date(Date.now() + 20 * 86_400_000).toISOString(),
};
const bypass = { 'x-amz-bypass-governance-retention': 'true' };

const ofObjects: Readonly<Record<string, Operation>> = {
  put: { operation: 'PutObject' },
  'put locked': { operation: 'PutObject', headers: lock },
  'take an upload back': { operation: 'AbortMultipartUpload' },
  read: { operation: 'GetObject' },
  'read a version': { operation: 'GetObject', query: 'versionId=v' },
  'read attributes': { operation: 'GetObjectAttributes' },
  'read the lock': { operation: 'GetObjectRetention' },
  delete: { operation: 'DeleteObject' },
  'delete a version': { operation: 'DeleteObject', query: 'versionId=v' },
  'delete past a lock': { operation: 'DeleteObject', query: 'versionId=v', headers: bypass },
  'lift a lock': { operation: 'PutObjectRetention', headers: { ...lock, ...bypass } },
  'lift a legal hold': { operation: 'PutObjectLegalHold' },
  'change who may read': { operation: 'PutObjectAcl' },
  tag: { operation: 'PutObjectTagging' },
  'restore from cold storage': { operation: 'RestoreObject' },
};

const ofBuckets: Readonly<Record<string, Operation>> = {
  list: { operation: 'ListObjectsV2' },
  'list versions': { operation: 'ListObjectVersions' },
  'list uploads': { operation: 'ListMultipartUploads' },
  'read the lock of the bucket': { operation: 'GetObjectLockConfiguration' },
  'read the lifecycle': { operation: 'GetBucketLifecycleConfiguration' },
  'change the lock of the bucket': { operation: 'PutObjectLockConfiguration' },
  'change the lifecycle': { operation: 'PutBucketLifecycleConfiguration' },
  'change the policy': { operation: 'PutBucketPolicy' },
  'end versioning': { operation: 'PutBucketVersioning' },
  'delete the bucket': { operation: 'DeleteBucket' },
};

const copies = 'shop-production-backups';
const archive = 'shop-production-wal';

function callsOn(bucket: string, keys: Readonly<Record<string, string>>): readonly (readonly [string, StoreCall])[] {
  const call = ({ operation, query, headers = {} }: Operation, key: string): StoreCall => ({
    operation,
    method: '',
    bucket,
    key,
    query: new URLSearchParams(query),
    headers,
  });
  const objects = Object.entries(ofObjects).flatMap(([what, operation]) =>
    Object.entries(keys).map(([where, key]) => [`${what}: ${where}`, call(operation, key)] as const),
  );
  return [...objects, ...Object.entries(ofBuckets).map(([what, operation]) => [what, call(operation, '')] as const)];
}

/** What of all that can be tried is let through. */
async function allowed(stack: StackJson, rolePolicy: string, bucket: string): Promise<readonly string[]> {
  const { judge } = new PolicyJudge(policiesOf(stack, { rolePolicy, key: 'key-key' }));
  const passed: string[] = [];
  for (const [what, call] of callsOn(bucket, bucket === archive ? archivePlaces : places)) {
    if ((await judge(call)) === 'pass') passed.push(what);
  }
  return passed;
}

const at = (what: string, ...where: readonly string[]): readonly string[] => where.map((one) => `${what}: ${one}`);
const everywhere = Object.keys(places);
const records = everywhere.slice(everywhere.indexOf('own verified'), everywhere.indexOf('elsewhere'));

const stack = render((scope) => {
  const bucket = sampleBucket(scope);
  new WriterRole(scope, 'writer', { place, prefix, bucket, backup: 'database', tiers: [daily] });
  new VerifierRole(scope, 'verifier', { place, prefix, bucket });
  new DrillRole(scope, 'drill', { place, prefix, bucket, backup: 'database', drill: 'weekly-restore', tier: daily });
  new RestoreRole(scope, 'restore', { place, prefix, bucket });
});
const routine = render((scope) => {
  const bucket = sampleBucket(scope, { tiers: [daily, monthly] });
  new RoutineTask(scope, 'routine', {
    ...pagedSetting(scope),
    routine: integrityCheck,
    bucket,
    scope: { product: 'shop', environment: 'production' },
  });
});
const archived = render((scope) => void sampleArchiveDrill(scope));

describe('of all calls to the bucket of the copies, there are let through', () => {
  it.each<[string, StackJson, string, readonly string[]]>([
    [
      'from the writer',
      stack,
      'writer-policy',
      ['put', 'put locked', 'take an upload back'].flatMap((what) => at(what, 'own tier', 'own attempts')),
    ],
    [
      'from the verifier',
      stack,
      'verifier-policy',
      [...['put', 'put locked', 'take an upload back'].flatMap((what) => at(what, ...records)), ...at('read', ...everywhere), 'list'],
    ],
    ['from a drill', stack, 'drill-policy', [...at('put', 'own drills'), ...at('read', 'own tier', 'own verified'), 'list']],
    ['from people who restore', stack, 'restore-policy', [...at('read', ...everywhere), ...at('read a version', ...everywhere), 'list']],
    ['from a routine', routine, 'routine-runner-policy', at('put', 'own routine')],
    ['from the drill of an archive', archived, 'drill-reader-policy', at('put', 'drills of the archive')],
    ['from the base backups of an archive', archived, 'archive-role-policy', []],
    ['from the host of an archive', archived, 'archive-host-policy', []],
  ])('%s these alone', async (_who, rendered, rolePolicy, expected) => {
    expect(await allowed(rendered, rolePolicy, copies)).toEqual(expected);
  });
});

describe('of all calls to the bucket of an archive, there are let through', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'from the base backups',
      'archive-role-policy',
      [
        ...at('put', 'repository', 'own attempts'),
        ...at('take an upload back', 'repository'),
        ...at('read', 'repository'),
        ...at('delete', 'repository'),
        'list',
        'list uploads',
      ],
    ],
    ['from the host', 'archive-host-policy', [...at('put', 'repository'), ...at('read', 'repository'), 'list']],
    ['from its drill', 'drill-reader-policy', [...at('read', 'repository'), 'list']],
  ])('%s these alone', async (_who, rolePolicy, expected) => {
    expect(await allowed(archived, rolePolicy, archive)).toEqual(expected);
  });
});
