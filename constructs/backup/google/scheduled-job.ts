import { CloudRunV2Job, type CloudRunV2JobTemplateTemplateContainersEnv } from '@cdktf/provider-google/lib/cloud-run-v2-job';
import { CloudRunV2JobIamMember } from '@cdktf/provider-google/lib/cloud-run-v2-job-iam-member';
import { Construct } from 'constructs';
import { type Bytes, mebibytes } from '../../../model/bytes';
import { Duration } from '../../../model/duration';
import { jobSettings } from '../../../model/job-settings';
import type { Schedule } from '../../../model/schedule';
import { recordMeets } from '../../coverage';
import { fittedName, imageByDigest } from '../checks';
import type { JobSecrets, Secrets } from './job-secrets';
import { type GoogleProps, labelsOf, prefixOf } from './place';
import { ScheduleTrigger } from './schedule-trigger';
import type { SchedulerIdentity } from './scheduler-identity';
import type { ServiceIdentity } from './service-identity';
import { inSeconds, taskTimeout } from './vendor-limits';

/** What a job runs with. The file system of Cloud Run is memory: what a job writes to disk counts. */
export interface JobCompute {
  /** Virtual CPUs, 1 to 8. */
  readonly cpu: 1 | 2 | 4 | 8;
  readonly memory: Bytes;
}

/** One start of a job. */
export interface JobTrigger {
  /** Last part of the scheduler job's name. */
  readonly name: string;
  readonly description: string;
  readonly schedule: Schedule;
  readonly meets: readonly string[];
}

/** What the owner of a job says about how it runs. */
export interface JobRuntime {
  /** Container image by digest: `<registry>/<name>@sha256:<digest>`. */
  readonly image: string;
  /** @default 1 CPU and 1 GiB */
  readonly compute?: JobCompute;
  /** How often a failed task is tried again within its run. @default once */
  readonly retries?: number;
}

export interface ScheduledJobProps extends GoogleProps {
  /** Last part of the job's name. */
  readonly name: string;
  readonly identity: ServiceIdentity;
  readonly runtime: JobRuntime;
  /** Program of the image and its arguments. */
  readonly args: readonly string[];
  /** Environment variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** @default none */
  readonly secrets?: JobSecrets;
  /** Time after which the program gives up. Cloud Run ends it a little later. */
  readonly timeLimit: Duration;
  readonly scheduler: SchedulerIdentity;
  /** Empty for a job that only people start. */
  readonly triggers: readonly JobTrigger[];
  readonly meets: readonly string[];
}

/** Time that a program which gave up has to say so before it is ended. */
const lastWords = Duration.minutes(2);

const defaultCompute: JobCompute = { cpu: 1, memory: mebibytes(1024) };

/** A container that runs to its end, one task at a time, started on time by Cloud Scheduler. */
export class ScheduledJob extends Construct {
  readonly jobName: string;

  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id);
    const { place, runtime, scheduler } = props;
    const where = this.node.path;
    const { cpu, memory } = runtime.compute ?? defaultCompute;
    const job = new CloudRunV2Job(this, 'job', {
      name: fittedName('cloudRunJob', `${prefixOf(props)}-${props.name}`),
      project: place.project,
      location: place.location,
      deletionProtection: props.protect ?? true,
      labels: labelsOf(props),
      template: {
        labels: labelsOf(props),
        taskCount: 1,
        parallelism: 1,
        template: {
          serviceAccount: props.identity.email,
          timeout: inSeconds(taskTimeout(where, props.timeLimit.plus(lastWords))),
          // Cloud Run's own default of 3 would hide a job that fails at the first try every time.
          maxRetries: runtime.retries ?? 1,
          executionEnvironment: 'EXECUTION_ENVIRONMENT_GEN2',
          containers: [
            {
              name: 'job',
              image: imageByDigest(where, runtime.image),
              args: [...props.args],
              env: [
                ...plainVariables({ ...props.variables, [jobSettings.timeLimit]: String(props.timeLimit.seconds) }),
                ...secretVariables(props.secrets?.secrets ?? {}),
              ],
              resources: { limits: { cpu: String(cpu), memory: `${Math.ceil(memory / mebibytes(1))}Mi` } },
            },
          ],
        },
      },
      ...(props.secrets === undefined ? {} : { dependsOn: [...props.secrets.grants] }),
    });
    recordMeets(job, props.meets);
    this.jobName = job.name;
    new CloudRunV2JobIamMember(this, 'invoker', {
      project: place.project,
      location: place.location,
      name: job.name,
      role: 'roles/run.invoker',
      member: scheduler.member,
    });
    for (const trigger of props.triggers) {
      const uri = `https://run.googleapis.com/v2/${job.id}:run`;
      new ScheduleTrigger(this, trigger.name, { ...trigger, name: `${prefixOf(props)}-${trigger.name}`, place, scheduler, uri });
    }
  }
}

type Variable = CloudRunV2JobTemplateTemplateContainersEnv;

function plainVariables(variables: Readonly<Record<string, string>>): Variable[] {
  return sorted(variables).map(([name, value]) => ({ name, value }));
}

function secretVariables(secrets: Secrets): Variable[] {
  return sorted(secrets).map(([name, { secretId, version }]) => ({
    name,
    valueSource: { secretKeyRef: { secret: secretId, version: version ?? 'latest' } },
  }));
}

/** By name, so that no change of order in a declaration becomes a change of the job. */
function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
