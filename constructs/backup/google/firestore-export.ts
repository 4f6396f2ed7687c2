import { WorkflowsWorkflow } from '@cdktf/provider-google/lib/workflows-workflow';
import { Construct } from 'constructs';
import type { Backup } from '../../../model/backup';
import { attemptsOf } from '../../../model/store-layout';
import { recordMayRemove } from '../../copies';
import { recordMeets } from '../../coverage';
import { literalText } from '../../terraform-text';
import { namedRuns, startsAtMostDaily } from './backup-runs';
import { type BucketReference, grantOnBucket, storageRemovals } from './bucket-access';
import { type ExportArgument, type ExportWorkflowEnvironment, exportWorkflowSource } from './export-workflow';
import { type GoogleProps, labelsOf, prefixOf, serviceAgents } from './place';
import { ScheduleTrigger } from './schedule-trigger';
import type { SchedulerIdentity } from './scheduler-identity';
import { onDatabase, ServiceIdentity } from './service-identity';

/** Everything that exporting takes and nothing that importing, reading or writing documents takes. */
export const exportPermissions = ['datastore.databases.export', 'datastore.databases.getMetadata', 'datastore.operations.get'] as const;

export interface FirestoreExportProps extends GoogleProps {
  /** The backup whose runs are scheduled. */
  readonly backup: Backup;
  /** Id of the database, e.g. `(default)`; `place` is where it is. */
  readonly database: string;
  /** Where exports go: each run under the prefix of its tier. The bucket may belong to another project. */
  readonly target: BucketReference;
  /** Where each attempt is noted. */
  readonly records: BucketReference;
  readonly scheduler: SchedulerIdentity;
}

/**
 * Exports of a Firestore database at a snapshot time: Cloud Scheduler starts a workflow, which calls the export and waits for it.
 * Firestore's service agent writes the files; where the backup lies off its source (another project), it is let into the bucket.
 */
export class FirestoreExport extends Construct {
  /** Name of the workflow, for log filters. */
  readonly workflowName: string;

  constructor(scope: Construct, id: string, props: FirestoreExportProps) {
    super(scope, id);
    const { backup, place, target } = props;
    const prefix = prefixOf(props);
    const identity = new ServiceIdentity(this, 'identity', {
      ...props,
      duty: `${backup.name}-export`,
      title: `Runs the export workflow of ${backup.title}`,
    });
    identity.grantPermissions('database', exportPermissions, { condition: onDatabase(place, props.database) });
    identity.grantRole('log', 'roles/logging.logWriter');
    grantOnBucket(this, 'attempts', {
      bucket: props.records,
      role: 'create',
      member: identity.member,
      prefixes: [attemptsOf(backup.name)],
    });
    if (backup.target === 'foreign-bucket') {
      const agent = grantOnBucket(this, 'firestore-agent', {
        bucket: target,
        role: 'firestoreAgent',
        member: serviceAgents.firestore(place.projectNumber),
      });
      recordMayRemove(agent, {
        bucket: target.bucketName,
        actions: storageRemovals,
        because: 'Firestore exports into a bucket of another project with no narrower role (Google Cloud)',
      });
    }

    const environment: ExportWorkflowEnvironment = {
      DATABASE: props.database,
      BUCKET: target.bucketName,
      RECORDS_BUCKET: props.records.bucketName,
      ATTEMPTS: attemptsOf(backup.name),
      ZONE: backup.runs[0].schedule.zone,
    };
    const workflow = new WorkflowsWorkflow(this, 'workflow', {
      name: `${prefix}-${backup.name}-export`,
      description: `${backup.title}: exports the database as it was a minute before`,
      project: place.project,
      region: place.location,
      serviceAccount: identity.accountId,
      callLogLevel: 'LOG_ERRORS_ONLY',
      userEnvVars: { ...environment },
      sourceContents: literalText(exportWorkflowSource(backup.longestRun.times(2))),
      deletionProtection: props.protect ?? true,
      labels: { ...labelsOf(props), backup: backup.name },
    });
    recordMeets(workflow, backup.meets);
    this.workflowName = workflow.name;
    this.schedule(props, workflow.id);
  }

  private schedule(props: FirestoreExportProps, workflowId: string): void {
    const { backup, place, scheduler } = props;
    scheduler.allowWorkflows();
    for (const { name, run, ordinal } of namedRuns(backup.runs)) {
      const argument: ExportArgument = {
        tier: run.tier.name,
        prefix: run.tier.prefix,
        timed: ordinal > 1 || !startsAtMostDaily(run.schedule),
      };
      new ScheduleTrigger(this, name, {
        name: `${prefixOf(props)}-${backup.name}-${name}`,
        description: `${backup.title}, ${run.tier.name}`,
        place,
        schedule: run.schedule,
        scheduler,
        uri: `https://workflowexecutions.googleapis.com/v1/${workflowId}/executions`,
        body: { argument: JSON.stringify(argument) },
        meets: run.meets,
      });
    }
  }
}
