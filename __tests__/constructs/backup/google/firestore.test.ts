import { parse } from 'yaml';
import { startsAtMostDaily } from '../../../../constructs/backup/google/backup-runs';
import { exportWorkflowSource } from '../../../../constructs/backup/google/export-workflow';
import { FirestoreExport } from '../../../../constructs/backup/google/firestore-export';
import { FirestoreProtection, type FirestoreProtectionProps } from '../../../../constructs/backup/google/firestore-protection';
import { ScratchDatabase } from '../../../../constructs/backup/google/scratch-database';
import type { Backup } from '../../../../model/backup';
import { Duration } from '../../../../model/duration';
import { Schedule } from '../../../../model/schedule';
import { renderStack, resourcesOf } from '../../../support/synth';
import { common, firestore, labels, offProject, stores, vaultBucket, zone } from './sample';

describe('protection of a database', () => {
  const render = (changes: Partial<FirestoreProtectionProps> = {}) =>
    renderStack((stack) => {
      new FirestoreProtection(stack, 'firestore', { ...common, ...changes });
    });
  const recovery = { store: 'database', window: Duration.days(7), granularity: Duration.minutes(1), meets: [] };
  const database = '${google_firestore_database.firestore_database_D50272A6.name}';

  it('takes over the database as it is, recovers to any minute and refuses to delete it', () => {
    const stack = render({ pointInTimeRecovery: recovery });
    expect(Object.values(resourcesOf(stack, 'google_firestore_database'))).toEqual([
      {
        name: '(default)',
        project: 'shop-prod',
        location_id: 'asia-southeast1',
        type: 'FIRESTORE_NATIVE',
        point_in_time_recovery_enablement: 'POINT_IN_TIME_RECOVERY_ENABLED',
        delete_protection_state: 'DELETE_PROTECTION_ENABLED',
        deletion_policy: 'ABANDON',
        lifecycle: { prevent_destroy: true },
      },
    ]);
    expect(stack.import).toEqual([
      { to: 'google_firestore_database.firestore_database_D50272A6', id: 'projects/shop-prod/databases/(default)' },
    ]);
  });

  it('makes a daily and a weekly backup of its own', () => {
    expect(resourcesOf(render(), 'google_firestore_backup_schedule')).toEqual({
      firestore_daily_718E9E36: { project: 'shop-prod', database, retention: '2592000s', daily_recurrence: {} },
      firestore_weekly_98B54EDE: { project: 'shop-prod', database, retention: '7257600s', weekly_recurrence: { day: 'SUNDAY' } },
    });
  });

  it('protects nothing where the environment does not, yet never deletes data', () => {
    const [open] = Object.values(resourcesOf(render({ protect: false, existing: false }), 'google_firestore_database'));
    expect(open?.point_in_time_recovery_enablement).toBe('POINT_IN_TIME_RECOVERY_DISABLED');
    expect(open?.delete_protection_state).toBe('DELETE_PROTECTION_DISABLED');
    expect(open?.deletion_policy).toBe('ABANDON');
    expect(render({ existing: false }).import).toBeUndefined();
  });

  it('refuses what only the API would refuse: 15 weeks, and a window that does not exist', () => {
    expect(() => render({ weeklyBackup: { day: 'monday', keep: Duration.weeks(15) } })).toThrow('a Firestore backup is kept too long');
    expect(() => render({ dailyBackup: Duration.days(99) })).toThrow('98 d (Firestore backup schedules)');
    expect(() => render({ pointInTimeRecovery: { ...recovery, window: Duration.days(14) } })).toThrow('a point-in-time recovery window');
  });
});

describe('the scratch database', () => {
  it('is apart from the real one, in its location, and may go', () => {
    const stack = renderStack((scope) => {
      new ScratchDatabase(scope, 'scratch', common);
    });
    expect(Object.values(resourcesOf(stack, 'google_firestore_database'))).toEqual([
      {
        name: 'shop-production-drill',
        project: 'shop-prod',
        location_id: 'asia-southeast1',
        type: 'FIRESTORE_NATIVE',
        point_in_time_recovery_enablement: 'POINT_IN_TIME_RECOVERY_DISABLED',
        delete_protection_state: 'DELETE_PROTECTION_DISABLED',
        deletion_policy: 'DELETE',
      },
    ]);
  });
});

const exported = (backup: Backup, foreign = false) =>
  renderStack((stack) => {
    const { backups, records, scheduler } = stores(stack);
    const target = foreign ? vaultBucket(stack) : backups;
    new FirestoreExport(stack, 'export', { ...common, backup, database: '(default)', target, records, scheduler });
  });

const account = '${google_service_account.export_identity_account_2D6A578E.email}';

describe('exports of a database', () => {
  const stack = exported(firestore);

  it('run in a workflow that knows its target, at an account of its own', () => {
    const { source_contents: _source, ...workflow } = Object.values(resourcesOf(stack, 'google_workflows_workflow'))[0] ?? {};
    expect(workflow).toEqual({
      name: 'shop-production-firestore-export',
      description: 'Backup of firestore: exports the database as it was a minute before',
      project: 'shop-prod',
      region: 'asia-southeast1',
      service_account: '${google_service_account.export_identity_account_2D6A578E.id}',
      call_log_level: 'LOG_ERRORS_ONLY',
      deletion_protection: true,
      labels: { ...labels, backup: 'firestore' },
      user_env_vars: {
        DATABASE: '(default)',
        BUCKET: '${google_storage_bucket.backups_bucket_5DB31D01.name}',
        RECORDS_BUCKET: '${google_storage_bucket.records_bucket_8B69485B.name}',
        ATTEMPTS: 'attempts/firestore/',
        ZONE: zone,
      },
    });
  });

  it('start at each run in the zone of the runbook, the second of a day with the time in its name', () => {
    const jobs = Object.values(resourcesOf(stack, 'google_cloud_scheduler_job'));
    const target = {
      http_method: 'POST',
      uri: 'https://workflowexecutions.googleapis.com/v1/${google_workflows_workflow.export_workflow_1A40D8FC.id}/executions',
      headers: { 'Content-Type': 'application/json' },
      oauth_token: {
        service_account_email: '${google_service_account.scheduler_identity_account_5B4CD1D5.email}',
        scope: 'https://www.googleapis.com/auth/cloud-platform',
      },
    };
    const job = {
      description: 'Backup of firestore, daily',
      project: 'shop-prod',
      region: 'asia-southeast1',
      time_zone: zone,
      attempt_deadline: '180s',
      retry_config: { retry_count: 3, min_backoff_duration: '30s', max_backoff_duration: '300s', max_doublings: 3 },
    };
    const body = (timed: boolean): string =>
      Buffer.from(JSON.stringify({ argument: JSON.stringify({ tier: 'daily', prefix: 'daily/', timed }) })).toString('base64');
    expect(jobs).toEqual([
      { ...job, name: 'shop-production-firestore-daily', schedule: '0 3 * * *', http_target: { ...target, body: body(false) } },
      { ...job, name: 'shop-production-firestore-daily-2', schedule: '0 18 * * *', http_target: { ...target, body: body(true) } },
    ]);
  });

  it('may export this database and note their attempts, and neither import, read nor write documents', () => {
    expect(Object.values(resourcesOf(stack, 'google_project_iam_custom_role'))).toEqual([
      {
        project: 'shop-prod',
        role_id: 'shopProductionFirestoreExportDatabase',
        title: 'shop-production firestore-export database',
        stage: 'GA',
        permissions: ['datastore.databases.export', 'datastore.databases.getMetadata', 'datastore.operations.get'],
      },
    ]);
    const database = 'projects/shop-prod/databases/(default)';
    const member = `serviceAccount:${account}`;
    expect(Object.values(resourcesOf(stack, 'google_project_iam_member')).filter((grant) => grant.member === member)).toEqual([
      {
        project: 'shop-prod',
        role: '${google_project_iam_custom_role.export_identity_database-role_D2705309.id}',
        member,
        condition: { title: 'one database', expression: `resource.name == "${database}" || resource.name.startsWith("${database}/")` },
      },
      { project: 'shop-prod', role: 'roles/logging.logWriter', member },
    ]);
    const records = '${google_storage_bucket.records_bucket_8B69485B.name}';
    expect(Object.values(resourcesOf(stack, 'google_storage_bucket_iam_member')).filter((grant) => grant.member === member)).toEqual([
      {
        bucket: records,
        role: 'roles/storage.objectCreator',
        member,
        condition: {
          title: 'only attempts/firestore/',
          expression: `resource.name.startsWith("projects/_/buckets/${records}/objects/attempts/firestore/")`,
        },
      },
    ]);
  });

  it('are started by an account that may start workflows and nothing else on the project', () => {
    const scheduler = 'serviceAccount:${google_service_account.scheduler_identity_account_5B4CD1D5.email}';
    expect(Object.values(resourcesOf(stack, 'google_project_iam_member')).filter(({ member }) => member === scheduler)).toEqual([
      { project: 'shop-prod', role: 'roles/workflows.invoker', member: scheduler },
    ]);
  });
});

describe('exports to another project', () => {
  const stack = exported(offProject, true);

  it('let the service agent of the database into the foreign bucket alone', () => {
    const member = 'serviceAccount:service-100000000001@gcp-sa-firestore.iam.gserviceaccount.com';
    const grants = (json: typeof stack) =>
      Object.values(resourcesOf(json, 'google_storage_bucket_iam_member')).filter((grant) => grant.member === member);
    expect(grants(stack)).toEqual([{ bucket: '${google_storage_bucket.vault_bucket_AA1E6FBE.name}', role: 'roles/storage.admin', member }]);
    expect(grants(exported(firestore))).toEqual([]);
  });

  it('name every one of several runs a day by its time', () => {
    const [job] = Object.values(resourcesOf(stack, 'google_cloud_scheduler_job'));
    expect(job?.schedule).toBe('*/30 * * * *');
    const { body } = (job?.http_target ?? { body: '' }) as { body: string };
    const { argument } = JSON.parse(Buffer.from(body, 'base64').toString()) as { argument: string };
    expect(JSON.parse(argument)).toEqual({ tier: 'frequent', prefix: 'frequent/', timed: true });
  });
});

describe('names of exports', () => {
  it('need no time where no two starts fall on one day, clock changes included', () => {
    expect(startsAtMostDaily(Schedule.daily('03:00', 'Europe/Paris'))).toBe(true);
    expect(startsAtMostDaily(Schedule.weekly('sunday', '04:00', zone))).toBe(true);
    expect(startsAtMostDaily(Schedule.every(Duration.hours(12), zone))).toBe(false);
  });
});

describe('the source of the export workflow', () => {
  const source = exportWorkflowSource(Duration.minutes(30));
  const expressions = source.split('\n').flatMap((line) => /\$\{(.*)\}$/.exec(line)?.[1] ?? []);

  it('is YAML whose steps have one name each', () => {
    const { main } = parse(source) as { main: { params: string[]; steps: Record<string, unknown>[] } };
    expect(main.params).toEqual(['input']);
    expect(main.steps.map((step) => Object.keys(step))).toEqual([
      ['name_target'],
      ['note_attempt'],
      ['export_documents'],
      ['log_end'],
      ['answer'],
    ]);
  });

  it('exports at a whole minute that has passed and waits as long as the run may take', () => {
    const { main } = parse(source) as { main: { steps: Record<string, { try?: unknown; assign?: unknown }>[] } };
    expect(main.steps[0]?.name_target?.assign).toEqual([
      { database: '${"projects/" + sys.get_env("GOOGLE_CLOUD_PROJECT_ID") + "/databases/" + sys.get_env("DATABASE")}' },
      { started: '${time.format(sys.now(), sys.get_env("ZONE"))}' },
      { day: '${text.replace_all(text.substring(started, 0, 10), "-", "")}' },
      { clock: '${"T" + text.replace_all(text.substring(started, 11, 16), ":", "")}' },
      { target: '${"gs://" + sys.get_env("BUCKET") + "/" + input.prefix + day + if(input.timed, clock, "")}' },
      { snapshot: '${time.format(int(sys.now() / 60) * 60 - 60)}' },
    ]);
    expect(main.steps[2]?.export_documents?.try).toEqual({
      call: 'googleapis.firestore.v1.projects.databases.exportDocuments',
      args: {
        name: '${database}',
        body: { outputUriPrefix: '${target}', snapshotTime: '${snapshot}' },
        connector_params: { timeout: 1800, polling_policy: { initial_delay: 15, multiplier: 1.5, max_delay: 120 } },
      },
      result: 'operation',
    });
  });

  it('has expressions that are balanced and shorter than 400 characters', () => {
    expect(expressions.length).toBe(source.split('${').length - 1);
    for (const expression of expressions) {
      expect(expression.length).toBeLessThan(400);
      expect(expression.split('"').length % 2).toBe(1);
      const bare = expression.replace(/"[^"]*"/g, '');
      expect(bare.split('(').length).toBe(bare.split(')').length);
    }
  });

  it('reaches Terraform with its expressions untouched', () => {
    const [workflow] = Object.values(resourcesOf(exported(firestore), 'google_workflows_workflow'));
    expect(workflow?.source_contents).toBe(source.replace(/\$\{/g, () => '$${'));
  });
});
