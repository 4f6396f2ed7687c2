import { CloudRunBackupJob, type CloudRunBackupJobProps } from '../../../../constructs/backup/google/cloud-run-backup-job';
import type { Backup } from '../../../../model/backup';
import { gigabytes, mebibytes } from '../../../../model/bytes';
import { Duration } from '../../../../model/duration';
import { Schedule } from '../../../../model/schedule';
import { renderStack, resourcesOf } from '../../../support/synth';
import { copies, permissionsOf, records, rightsOf, under } from './rights';
import { auth, backupOf, common, daily, firestore, fullSystem, image, labels, runtime, stores, weekly, zone } from './sample';

const backedUp = (backup: Backup, changes: Partial<CloudRunBackupJobProps> = {}) =>
  renderStack((stack) => {
    const { backups, records: recordsBucket, scheduler } = stores(stack);
    new CloudRunBackupJob(stack, 'auth', { ...common, backup, bucket: backups, records: recordsBucket, runtime, scheduler, ...changes });
  });

describe('the job of a backup', () => {
  const stack = backedUp(auth);

  it('runs its program once, tries again once and is told everything by its environment', () => {
    const jobLabels = { ...labels, backup: 'auth', tier: 'daily' };
    expect(Object.values(resourcesOf(stack, 'google_cloud_run_v2_job'))).toEqual([
      {
        name: 'shop-production-auth-daily',
        project: 'shop-prod',
        location: 'asia-southeast1',
        deletion_protection: true,
        labels: jobLabels,
        template: {
          labels: jobLabels,
          task_count: 1,
          parallelism: 1,
          template: {
            service_account: '${google_service_account.auth_identity_account_F814F931.email}',
            timeout: '1920s',
            max_retries: 1,
            execution_environment: 'EXECUTION_ENVIRONMENT_GEN2',
            containers: [
              {
                name: 'job',
                image,
                args: ['opskeep', 'firebase-auth-backup'],
                env: [
                  { name: 'BACKUP', value: 'auth' },
                  { name: 'BUCKET', value: copies },
                  { name: 'ENVIRONMENT', value: 'production' },
                  { name: 'MINIMUM_BYTES', value: '1000000' },
                  { name: 'OBJECT_NAME', value: 'shop_auth' },
                  { name: 'PREFIX', value: 'daily/' },
                  { name: 'PRODUCT', value: 'shop' },
                  { name: 'PROJECT', value: 'shop-prod' },
                  { name: 'RECORDS_BUCKET', value: records },
                  { name: 'SCRATCH', value: '/tmp' },
                  { name: 'TIER', value: 'daily' },
                  { name: 'TIME_LIMIT_SECONDS', value: '1800' },
                ],
                resources: { limits: { cpu: '1', memory: '1024Mi' } },
              },
            ],
          },
        },
        depends_on: [],
      },
    ]);
  });

  it('creates objects under its prefixes and does not let the writer read, overwrite or delete any', () => {
    expect(rightsOf(stack, 'auth_identity_account_F814F931').buckets).toEqual([
      [copies, 'roles/storage.objectCreator', under(copies, 'daily/')],
      [records, 'roles/storage.objectCreator', under(records, 'attempts/auth/')],
    ]);
  });

  it('reads accounts with their hash parameters through a role that can change none', () => {
    expect(permissionsOf(stack)).toEqual([['firebaseauth.configs.get', 'firebaseauth.configs.getHashConfig', 'firebaseauth.users.get']]);
    expect(rightsOf(stack, 'auth_identity_account_F814F931').project).toEqual([
      ['${google_project_iam_custom_role.auth_identity_read-role_E7F5EFF1.id}', undefined],
    ]);
  });

  it('is started on time by the scheduler, which may start this job', () => {
    const scheduler = 'google_service_account.scheduler_identity_account_5B4CD1D5.email';
    expect(Object.values(resourcesOf(stack, 'google_cloud_scheduler_job'))).toEqual([
      {
        name: 'shop-production-auth-daily',
        description: 'Backup of auth, daily',
        project: 'shop-prod',
        region: 'asia-southeast1',
        schedule: '0 3 * * *',
        time_zone: zone,
        attempt_deadline: '180s',
        retry_config: { retry_count: 3, min_backoff_duration: '30s', max_backoff_duration: '300s', max_doublings: 3 },
        http_target: {
          http_method: 'POST',
          uri: 'https://run.googleapis.com/v2/${google_cloud_run_v2_job.auth_daily_job_FD50FEA2.id}:run',
          oauth_token: { service_account_email: `\${${scheduler}}`, scope: 'https://www.googleapis.com/auth/cloud-platform' },
        },
      },
    ]);
    expect(Object.values(resourcesOf(stack, 'google_cloud_run_v2_job_iam_member'))).toEqual([
      {
        project: 'shop-prod',
        location: 'asia-southeast1',
        name: '${google_cloud_run_v2_job.auth_daily_job_FD50FEA2.name}',
        role: 'roles/run.invoker',
        member: `serviceAccount:\${${scheduler}}`,
      },
    ]);
  });

  it('has one job a tier with a start for each run, and one without a start for people', () => {
    const runs: Backup['runs'] = [
      { schedule: Schedule.daily('03:00', zone), tier: daily, meets: [] },
      { schedule: Schedule.every(Duration.minutes(30), zone), tier: daily, meets: [] },
    ];
    const several = backedUp(backupOf('auth', { kind: 'firebase-auth' }, { runs, onDemand: weekly }));
    expect(Object.values(resourcesOf(several, 'google_cloud_run_v2_job')).map(({ name }) => name)).toEqual([
      'shop-production-auth-daily',
      'shop-production-auth-weekly',
    ]);
    expect(Object.values(resourcesOf(several, 'google_cloud_scheduler_job')).map(({ name, schedule }) => [name, schedule])).toEqual([
      ['shop-production-auth-daily', '0 3 * * *'],
      ['shop-production-auth-daily-2', '*/30 * * * *'],
    ]);
    const both = [copies, 'roles/storage.objectCreator', `${under(copies, 'daily/')} || ${under(copies, 'weekly/')}`];
    expect(rightsOf(several, 'auth_identity_account_F814F931').buckets[0]).toEqual(both);
  });

  it('takes secrets by reference, with the right to read these alone', () => {
    const secrets = { REPOSITORY_TOKEN: { secretId: 'shop-repository' }, SECOND: { secretId: 'shop-repository', version: '3' } };
    const bundle = backedUp(backupOf('auth', { kind: 'code-bundle' }), {
      secrets,
      runtime: { image, compute: { cpu: 2, memory: mebibytes(4096) }, retries: 0 },
    });
    const [job] = Object.values(resourcesOf(bundle, 'google_cloud_run_v2_job'));
    expect(job).toMatchObject({
      template: { template: { max_retries: 0, containers: [{ resources: { limits: { cpu: '2', memory: '4096Mi' } } }] } },
    });
    expect(JSON.stringify(job)).toContain(
      '{"name":"REPOSITORY_TOKEN","value_source":{"secret_key_ref":{"secret":"shop-repository","version":"latest"}}}',
    );
    expect(JSON.stringify(job)).toContain('{"name":"SECOND","value_source":{"secret_key_ref":{"secret":"shop-repository","version":"3"}}}');
    expect(Object.values(resourcesOf(bundle, 'google_secret_manager_secret_iam_member'))).toEqual([
      {
        project: 'shop-prod',
        secret_id: 'shop-repository',
        role: 'roles/secretmanager.secretAccessor',
        member: 'serviceAccount:${google_service_account.auth_identity_account_F814F931.email}',
      },
    ]);
    expect(permissionsOf(bundle)).toEqual([]);
  });

  it('reads configuration without being able to change it', () => {
    expect(permissionsOf(backedUp(backupOf('auth', { kind: 'configuration', contents: ['rules'] })))).toEqual([
      ['cloudconfig.configs.get', 'datastore.indexes.list', 'firebaserules.releases.list', 'firebaserules.rulesets.get'],
    ]);
  });

  it('gives a full system job the rights of its parts and never one that changes something', () => {
    const [permissions] = permissionsOf(backedUp(fullSystem)) as string[][];
    expect(permissions).toContain('firebaseauth.configs.getHashConfig');
    expect(permissions).toContain('datastore.databases.export');
    expect(permissions?.filter((permission) => !/\.(get|list|export|getMetadata|getHashConfig)$/.test(permission))).toEqual([]);
  });

  it('has the memory that a clone and a bundle of the declared repository take, since files are memory', () => {
    const limits = (expectedSize: number) =>
      JSON.stringify(
        resourcesOf(backedUp({ ...backupOf('code', { kind: 'code-bundle' }), expectedSize }), 'google_cloud_run_v2_job'),
      ).match(/"limits":(\{[^}]*\})/)?.[1];
    expect(limits(gigabytes(1))).toBe('{"cpu":"1","memory":"2897Mi"}');
    expect(limits(gigabytes(3))).toBe('{"cpu":"2","memory":"7665Mi"}');
    expect(() => backedUp({ ...backupOf('code', { kind: 'code-bundle' }), expectedSize: gigabytes(20) })).toThrow(
      'a repository that is too large for the memory of a job',
    );
  });

  it('refuses an image that can change under it, and a source that it cannot read', () => {
    expect(() => backedUp(auth, { runtime: { image: 'registry/opskeep:latest' } })).toThrow('an image without a digest');
    expect(() => backedUp(firestore)).toThrow('unknown source of a Cloud Run backup job');
  });
});
