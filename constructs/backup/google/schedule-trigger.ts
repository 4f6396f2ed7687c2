import { CloudSchedulerJob } from '@cdktf/provider-google/lib/cloud-scheduler-job';
import { Construct } from 'constructs';
import type { Schedule } from '../../../model/schedule';
import { recordMeets } from '../../coverage';
import type { GooglePlace } from './place';
import type { SchedulerIdentity } from './scheduler-identity';

export interface ScheduleTriggerProps {
  readonly name: string;
  readonly description: string;
  readonly place: GooglePlace;
  readonly schedule: Schedule;
  readonly scheduler: SchedulerIdentity;
  /** Method of a Google API that starts the work. */
  readonly uri: string;
  /** Body of the request. @default none */
  readonly body?: unknown;
  readonly meets: readonly string[];
}

/**
 * Calls a Google API on time. It sees only whether the work was started, never whether it succeeded, which is the store watcher's to
 * see. Without retries a single failed call would lose the run.
 */
export class ScheduleTrigger extends Construct {
  constructor(scope: Construct, id: string, props: ScheduleTriggerProps) {
    super(scope, id);
    const job = new CloudSchedulerJob(this, 'job', {
      name: props.name,
      description: props.description,
      project: props.place.project,
      region: props.place.location,
      schedule: props.schedule.toUnixCron(),
      timeZone: props.schedule.zone,
      attemptDeadline: '180s',
      retryConfig: { retryCount: 3, minBackoffDuration: '30s', maxBackoffDuration: '300s', maxDoublings: 3 },
      httpTarget: {
        httpMethod: 'POST',
        uri: props.uri,
        ...(props.body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: base64Json(props.body) }),
        // Google's own APIs take access tokens; identity tokens are for services that we run.
        oauthToken: { serviceAccountEmail: props.scheduler.email, scope: 'https://www.googleapis.com/auth/cloud-platform' },
      },
    });
    recordMeets(job, props.meets);
  }
}

const base64Json = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
