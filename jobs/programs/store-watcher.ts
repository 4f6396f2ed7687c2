import { watcherHeartbeat } from '../../model/backup-metrics';
import { Duration } from '../../model/duration';
import { jobSettings, type WatchedArchive, type WatchedBackup } from '../../model/job-settings';
import { inWords, JobError } from '../exit';
import type { Log, LogFields } from '../log';
import { CloudMonitoring } from '../metrics/cloud-monitoring';
import { CloudWatch } from '../metrics/cloud-watch';
import type { Gauge, GaugeScope, Publisher } from '../metrics/gauge';
import { Pushgateway } from '../metrics/pushgateway';
import type { JobContext, Program } from '../program';
import { type Environment, SettingsReader } from '../settings';
import type { ObjectStore } from '../store/object-store';
import { openStore } from '../store/open';
import { renew } from '../watch/last-good';
import { look, type Watch } from '../watch/look';
import type { Seen } from '../watch/seen';
import type { Stores } from '../watch/stores';
import { Survey } from '../watch/survey';
import { type Verified, verify } from '../watch/verify';

interface WatcherSettings {
  readonly watch: Watch;
  readonly recordsBucket: string;
  readonly publishers: readonly Publisher[];
  readonly timeLimitSeconds: number | undefined;
  readonly lockDays: number | undefined;
}

/**
 * Looks at the stores of a product environment: publishes what is known, reads new copies back, renews the last good ones, looks again and
 * publishes what is known then. The heartbeat says that a look saw everything: it is left out where a bucket could not be looked at.
 */
export const storeWatcher: Program = async (context) => {
  const settings = watcherSettings(context.environment);
  const stores = openStores(settings.recordsBucket, context.environment);
  const survey = new Survey(context.log, context.signal);
  const timeOver = readingTime(settings.timeLimitSeconds);
  const metricProblems: string[] = [];
  const publish = async (gauges: readonly Gauge[]): Promise<void> => {
    for (const publisher of settings.publishers) metricProblems.push(...(await told(publisher, gauges, context)));
  };

  let seen = await look(settings.watch, stores, survey);
  let verified: Verified = { good: 0, bad: [], unfinished: [], problems: [] };
  if (seen.unread.length > 0) {
    await publish(seen.gauges);
    const { log, signal, environment } = context;
    verified = await verify(seen.unread, { log, signal, environment, timeOver, records: stores.records });
    survey.problems.length = 0;
    seen = await look(settings.watch, stores, survey);
  }
  await renewAll(seen, stores.records, survey, context.log, settings.lockDays);
  const problems = [...survey.problems, ...verified.problems];
  await publish(problems.length === 0 ? [...seen.gauges, { metric: watcherHeartbeat, labels: {}, value: 1 }] : seen.gauges);
  return ended(seen, verified, problems, metricProblems);
};

function watcherSettings(environment: Environment): WatcherSettings {
  const reader = new SettingsReader(environment);
  const scope: GaugeScope = { product: reader.text(jobSettings.product), environment: reader.text(jobSettings.environment) };
  const recordsBucket = reader.optional(jobSettings.recordsBucket) ?? reader.text(jobSettings.bucket);
  const watch: Watch = {
    copies: reader.list<WatchedBackup | WatchedArchive>(jobSettings.watch),
    routines: reader.list<string>(jobSettings.routines),
  };
  const namespace = reader.optional(jobSettings.namespace);
  const project = reader.optional(jobSettings.project);
  const pushUrl = reader.optional(jobSettings.pushUrl);
  const timeLimitSeconds = reader.optionalCount(jobSettings.timeLimit);
  const lockDays = reader.optionalCount(jobSettings.lockDays);
  reader.settled();
  const publishers = [
    ...(namespace === undefined ? [] : [new CloudWatch(namespace, scope)]),
    ...(project === undefined ? [] : [new CloudMonitoring(project, scope)]),
    ...(pushUrl === undefined ? [] : [new Pushgateway(pushUrl, scope)]),
  ];
  if (publishers.length === 0)
    throw new JobError('settings', `none of ${jobSettings.namespace}, ${jobSettings.project} and ${jobSettings.pushUrl} is set`);
  return { watch, recordsBucket, publishers, timeLimitSeconds, lockDays };
}

function openStores(recordsBucket: string, environment: Environment): Stores {
  const opened = new Map<string, ObjectStore>();
  const named = (bucket: string = recordsBucket): ObjectStore => {
    const store = opened.get(bucket) ?? openStore(bucket, environment);
    opened.set(bucket, store);
    return store;
  };
  return { records: named(), named };
}

/** What a look needs after reading, to look again and to publish: a minute, or a fifth of a time limit that is short. */
const lastMinute = Duration.minutes(1);
const lastShare = 0.2;

function readingTime(limit: number | undefined): AbortSignal {
  if (limit === undefined) return new AbortController().signal;
  return AbortSignal.timeout((limit - Math.min(lastMinute.seconds, limit * lastShare)) * 1000);
}

/** What a place of metrics did not take; the others are still told. */
async function told(publisher: Publisher, gauges: readonly Gauge[], { log, signal }: JobContext): Promise<readonly string[]> {
  try {
    await publisher.publish(gauges, signal);
    return [];
  } catch (error) {
    if (signal.aborted || !(error instanceof JobError)) throw error;
    log.error('not_published', { to: publisher.name, message: inWords(error) });
    return [inWords(error)];
  }
}

async function renewAll({ renewals }: Seen, records: ObjectStore, survey: Survey, log: Log, lockDays: number | undefined): Promise<void> {
  const lock = lockDays === undefined ? {} : { lockUntil: new Date(Date.now() + Duration.days(lockDays).seconds * 1000) };
  for (const renewal of renewals) {
    await survey.of(`last good copy of ${renewal.backup}`, undefined, async () => {
      await renew(renewal, records, { ...lock, signal: survey.signal });
      log.info('last_good_renewed', { copy_of: renewal.backup, key: renewal.from });
    });
  }
}

/** What the line `finished` says, or how the look ended where not all of it went well. */
function ended(seen: Seen, verified: Verified, problems: readonly string[], metricProblems: readonly string[]): LogFields {
  if (problems.length > 0) throw new JobError('store', problems.join('; '));
  if (metricProblems.length > 0) throw new JobError('metrics', [...new Set(metricProblems)].join('; '));
  if (verified.bad.length > 0) throw new JobError('notCredible', `found bad: ${verified.bad.join(', ')}`);
  if (verified.unfinished.length > 0) {
    throw new JobError('timeLimit', `not read to the end in the time of a look: ${verified.unfinished.join(', ')}`);
  }
  return { gauges: seen.gauges.length, verified: verified.good, renewed: seen.renewals.length };
}
