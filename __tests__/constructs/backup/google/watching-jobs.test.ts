import { isScheduled, RestoreDrill } from '../../../../constructs/backup/google/restore-drill';
import { RoutineJob } from '../../../../constructs/backup/google/routine-job';
import { ScratchDatabase } from '../../../../constructs/backup/google/scratch-database';
import { StoreWatcher } from '../../../../constructs/backup/google/store-watcher';
import { Duration } from '../../../../model/duration';
import { succeeds } from '../../../../model/vocabulary';
import { renderStack, resourcesOf } from '../../../support/synth';
import { copies, permissionsOf, records, rightsOf, under } from './rights';
import { auth, common, drill, firestore, fullSystem, routine, runtime, stores, vaultBucket, zone } from './sample';

describe('a restore drill', () => {
  const stack = renderStack((scope) => {
    const { backups, records: recordsBucket, scheduler } = stores(scope);
    const scratch = new ScratchDatabase(scope, 'scratch', common);
    if (isScheduled(drill))
      new RestoreDrill(scope, 'drill', {
        ...common,
        drill,
        backup: firestore,
        bucket: backups,
        records: recordsBucket,
        runtime,
        scheduler,
        scratch,
      });
  });
  const account = 'drill_identity_account_4CD27CBD';

  it('can read copies, record its result and touch the scratch database alone', () => {
    const database = 'projects/shop-prod/databases/${google_firestore_database.scratch_database_76526179.name}';
    expect(rightsOf(stack, account)).toEqual({
      buckets: [
        [copies, 'roles/storage.objectViewer', undefined],
        [records, 'roles/storage.objectViewer', undefined],
        [records, 'roles/storage.objectCreator', under(records, 'verified/drills/firestore/')],
      ],
      project: [
        [
          '${google_project_iam_custom_role.drill_identity_restore-role_8476DDDA.id}',
          `resource.name == "${database}" || resource.name.startsWith("${database}/")`,
        ],
      ],
    });
    expect(permissionsOf(stack)).toEqual([
      [
        'datastore.databases.bulkDelete',
        'datastore.databases.getMetadata',
        'datastore.databases.import',
        'datastore.entities.get',
        'datastore.entities.list',
        'datastore.operations.get',
      ],
    ]);
  });

  it('runs at its time with its checks and twice its limit', () => {
    const [trigger] = Object.values(resourcesOf(stack, 'google_cloud_scheduler_job'));
    expect([trigger?.name, trigger?.schedule, trigger?.time_zone]).toEqual(['shop-production-firestore-weekly-restore', '0 2 * * 0', zone]);
    const [job] = Object.values(resourcesOf(stack, 'google_cloud_run_v2_job')) as {
      template: { template: { containers: { args: string[]; env: { name: string; value: string }[] }[] } };
    }[];
    const container = job?.template.template.containers[0];
    expect(container?.args).toEqual(['opskeep', 'restore-drill']);
    expect(Object.fromEntries(container?.env.map(({ name, value }) => [name, value]) ?? [])).toEqual({
      BACKUP: 'firestore',
      BUCKET: copies,
      CHECKS: '[{"kind":"documents","collection":"orders","atLeast":1,"meets":["CHECK"]}]',
      DATABASE: '(default)',
      DRILL: 'weekly-restore',
      ENVIRONMENT: 'production',
      MINIMUM_BYTES: '1000000',
      OBJECT_NAME: 'shop_firestore',
      PREFIX: 'daily/',
      PRODUCT: 'shop',
      PROJECT: 'shop-prod',
      RECORDS_BUCKET: records,
      SCRATCH: '/tmp',
      SCRATCH_DATABASE: '${google_firestore_database.scratch_database_76526179.name}',
      TIER: 'daily',
      TIME_LIMIT_SECONDS: '3600',
    });
  });

  it('lets programs of the product write into the scratch database, with room for them, and reads their repository', () => {
    const checked = renderStack((scope) => {
      const { backups, records: recordsBucket, scheduler } = stores(scope);
      const scratch = new ScratchDatabase(scope, 'scratch', common);
      const commands = { ...drill, checks: [succeeds(['npm', 'test'])] };
      if (isScheduled(commands))
        new RestoreDrill(scope, 'drill', {
          ...common,
          drill: commands,
          backup: firestore,
          bucket: backups,
          records: recordsBucket,
          runtime,
          scheduler,
          scratch,
        });
    });
    const [before, now] = [stack, checked].map((one) => permissionsOf(one).flat());
    expect(now?.filter((permission) => !before?.includes(permission))).toEqual([
      'datastore.entities.create',
      'datastore.entities.delete',
      'datastore.entities.update',
    ]);
    const [job] = Object.values(resourcesOf(checked, 'google_cloud_run_v2_job'));
    expect(job).toMatchObject({ template: { template: { containers: [{ resources: { limits: { cpu: '2', memory: '4096Mi' } } }] } } });
  });

  it('leaves drills that people do to people', () => {
    const { schedule: _schedule, ...recorded } = drill;
    expect([isScheduled(drill), isScheduled(recorded)]).toEqual([true, false]);
  });
});

describe('a routine', () => {
  const stack = renderStack((scope) => {
    const { records: recordsBucket, scheduler } = stores(scope);
    new RoutineJob(scope, 'report', {
      ...common,
      routine,
      records: recordsBucket,
      runtime,
      scheduler,
      roles: ['roles/monitoring.metricWriter'],
      variables: { ADDRESS: 'https://shop.example' },
    });
  });

  it('runs its command on time and leaves a marker of its success', () => {
    const [trigger] = Object.values(resourcesOf(stack, 'google_cloud_scheduler_job'));
    expect([trigger?.name, trigger?.schedule, trigger?.time_zone]).toEqual(['shop-production-daily-report', '0 18 * * *', zone]);
    const [job] = Object.values(resourcesOf(stack, 'google_cloud_run_v2_job'));
    expect(job).toMatchObject({ template: { template: { timeout: '720s', containers: [{ args: ['opskeep', 'daily-report'] }] } } });
    expect(rightsOf(stack, 'report_identity_account_123504CD')).toEqual({
      buckets: [[records, 'roles/storage.objectCreator', under(records, 'verified/routines/daily-report/')]],
      project: [['roles/monitoring.metricWriter', undefined]],
    });
  });
});

describe('the store watcher', () => {
  const stack = renderStack((scope) => {
    const { backups, records: recordsBucket, scheduler } = stores(scope);
    const watched = [
      { backup: firestore, bucket: backups },
      { backup: auth, bucket: backups },
      { backup: fullSystem, bucket: vaultBucket(scope) },
    ];
    new StoreWatcher(scope, 'watcher', {
      ...common,
      stores: watched,
      routines: [routine],
      records: recordsBucket,
      interval: Duration.minutes(15),
      zone,
      runtime,
      scheduler,
    });
  });

  it('reads every bucket once, writes manifests, and can overwrite nothing but last good copies', () => {
    expect(rightsOf(stack, 'watcher_identity_account_0FCE4E78')).toEqual({
      buckets: [
        [copies, 'roles/storage.objectViewer', undefined],
        ['${google_storage_bucket.vault_bucket_AA1E6FBE.name}', 'roles/storage.objectViewer', undefined],
        [records, 'roles/storage.objectViewer', undefined],
        [records, 'roles/storage.objectCreator', under(records, 'verified/')],
        [records, 'roles/storage.objectUser', under(records, 'last-good/')],
      ],
      project: [['roles/monitoring.metricWriter', undefined]],
    });
  });

  it('looks in every interval, and may read a large copy for an hour meanwhile', () => {
    const [trigger] = Object.values(resourcesOf(stack, 'google_cloud_scheduler_job'));
    expect([trigger?.schedule, trigger?.time_zone]).toEqual(['*/15 * * * *', zone]);
    expect(Object.values(resourcesOf(stack, 'google_cloud_run_v2_job'))[0]).toMatchObject({ template: { template: { timeout: '3720s' } } });
  });

  it('is told the bucket of each backup and the routines', () => {
    const [job] = Object.values(resourcesOf(stack, 'google_cloud_run_v2_job')) as {
      template: { template: { containers: { env: { name: string; value: string }[] }[] } };
    }[];
    const env = Object.fromEntries(job?.template.template.containers[0]?.env.map(({ name, value }) => [name, value]) ?? []);
    expect(env.ROUTINES).toBe('["daily-report"]');
    expect(
      (JSON.parse(env.WATCH ?? '') as { name: string; bucket: string; drills: string[] }[]).map(({ name, bucket, drills }) => [
        name,
        bucket,
        drills,
      ]),
    ).toEqual([
      ['firestore', copies, ['weekly-restore']],
      ['auth', copies, ['weekly-restore']],
      ['full-system', '${google_storage_bucket.vault_bucket_AA1E6FBE.name}', ['weekly-restore']],
    ]);
  });
});

describe('a drill and a routine with a secret', () => {
  const secrets = { REPOSITORY_TOKEN: { secretId: 'shop-repository' } };
  const accessOf = (build: (given: ReturnType<typeof stores>, scope: Parameters<typeof stores>[0]) => void) => {
    const stack = renderStack((scope) => build(stores(scope), scope));
    return Object.values(resourcesOf(stack, 'google_secret_manager_secret_iam_member')).map(({ secret_id, role }) => [secret_id, role]);
  };

  it('may read that one, and without a secret none', () => {
    for (const given of [secrets, undefined]) {
      const expected = given === undefined ? [] : [['shop-repository', 'roles/secretmanager.secretAccessor']];
      const more = given === undefined ? {} : { secrets: given };
      const ofDrill = accessOf(({ backups, records: recordsBucket, scheduler }, scope) => {
        if (!isScheduled(drill)) throw new Error('the drill of the sample has a schedule');
        new RestoreDrill(scope, 'drill', {
          ...common,
          drill,
          backup: firestore,
          bucket: backups,
          records: recordsBucket,
          runtime,
          scheduler,
          ...more,
        });
      });
      const ofRoutine = accessOf(({ records: recordsBucket, scheduler }, scope) => {
        new RoutineJob(scope, 'report', { ...common, routine, records: recordsBucket, runtime, scheduler, ...more });
      });
      expect([ofDrill, ofRoutine]).toEqual([expected, expected]);
    }
  });
});
