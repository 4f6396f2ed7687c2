import {
  backupEvaluation,
  cloudWatchEvaluation,
  cloudWatchIngest,
  delivery,
  googleEvaluation,
  googleIngest,
  groupWait,
  type Step,
  scrape,
} from '../alert-timing';
import type { Backup, ContinuousArchive } from '../backup';
import { type BackupAlarm, backupAlarms, longestGap, rpoOf, rpoTier, watchOf } from '../backup-alarms';
import { Duration } from '../duration';
import { collectFindings, type Finding } from '../finding';
import { messages } from '../messages';
import type { ProductEnvironment } from '../product-environment';
import type { Severity } from '../severity';
import { weekSegments } from './on-call-coverage';

/** How late a fault is told to a person by one way, counted from the moment from which on writes would be lost. */
export interface Detection {
  readonly fault: string;
  /** `Grafana`, or the cloud's own alarms. */
  readonly by: string;
  readonly after: Duration;
  readonly steps: readonly Step[];
}

/** Every fault of what carries an RPO is told by each way before the RPO is lost, where the environment promises objectives and pages. */
export function checkDetection(environment: ProductEnvironment): Finding[] {
  const { product, backups, archives, posture } = environment;
  if (!posture.promisesObjectives || !posture.pages) return [];
  const carriers = [...backups.filter((backup) => backup.carriesRpo), ...archives];
  return [
    ...carriers.flatMap((carrier) => checkCarrier(environment, carrier)),
    ...product.objectives.flatMap(({ name, store, rpo }) => {
      const carried = carriers.some((carrier) => carrier.store === store);
      if (rpo === undefined || store === undefined || carried || !backups.some((backup) => backup.store === store)) return [];
      return [messages.objectiveUnwatched(`${environment.place} / ${name}`, `rpo ${rpo}`, store)];
    }),
  ];
}

function checkCarrier(environment: ProductEnvironment, carrier: Backup | ContinuousArchive): Finding[] {
  const rpo = rpoOf(carrier, environment.product.objectives);
  if (rpo === undefined) return [];
  const isBackup = 'runs' in carrier;
  const where = `${environment.place} / ${isBackup ? carrier.name : `archive of ${carrier.store}`}`;
  return (isBackup ? backupDetections(environment, carrier) : archiveDetections(environment, carrier))
    .filter(({ after }) => after.isLongerThan(rpo))
    .map(({ fault, by, after, steps }) => {
      const because = steps.map(({ name, takes }) => `${name} ${takes}`).join(', ');
      const mend = `${isBackup ? 'back up more often, shorten longestRun' : 'shorten lag.error'}, or declare rpo >= ${after}`;
      return messages.toldTooLate(where, `${fault}, by ${by},`, `rpo ${rpo}`, after.toString(), because, mend);
    });
}

/** A failed run and a missing one, each by both ways, from the start of the newest copy on. */
export function backupDetections(environment: ProductEnvironment, backup: Backup): readonly Detection[] {
  const { product, backups } = environment;
  const watch = watchOf(product.cloud, backups, product.objectives);
  const tier = rpoTier(backup);
  const ofTier = backupAlarms(backup, product.objectives, watch, []).filter(({ labels }) => labels['tier'] === tier);
  const look = { name: 'look', takes: watch.interval };
  // A run that fails may do so in its last minute; one that hangs counts as failed from then on.
  const failed: readonly Step[] = [
    { name: 'next start', takes: longestGap(backup, tier) },
    ...(watch.startWithin.seconds === 0 ? [] : [{ name: 'start window', takes: watch.startWithin }]),
    { name: 'longest run', takes: backup.longestRun },
    look,
  ];
  const told = (fault: string, alarm: BackupAlarm | undefined, steps: readonly Step[]): readonly Detection[] =>
    alarm === undefined ? [] : ways(environment, alarm.severity).map((way) => detection(fault, way, steps));
  const alarm = (wanted: BackupAlarm['kind']): BackupAlarm | undefined => ofTier.find(({ kind }) => kind === wanted);
  const late = alarm('stale') ?? alarm('rpo-lost');
  return [
    ...told('a failed run', alarm('failed'), failed),
    ...told('a missed run', late, [{ name: 'age', takes: Duration.seconds(late?.limit.value ?? 0) }, look]),
  ];
}

/** Write-ahead log that waits: told by Grafana alone, whose own silence the cloud tells. Counted from a commit on. */
export function archiveDetections(environment: ProductEnvironment, archive: ContinuousArchive): readonly Detection[] {
  const waiting: readonly Step[] = [
    { name: 'archive_timeout', takes: archive.archiveTimeout },
    { name: 'lag', takes: archive.lag.error },
  ];
  return ways(environment, 'error')
    .filter(({ by }) => by === 'Grafana')
    .map((way) => detection('write-ahead log that waits', way, waiting));
}

interface Way {
  readonly by: string;
  readonly steps: readonly Step[];
}

const detection = (fault: string, { by, steps }: Way, before: readonly Step[]): Detection => {
  const all = [...before, ...steps];
  return { fault, by, after: all.reduce((sum, { takes }) => sum.plus(takes), Duration.zero), steps: all };
};

/** The two ways from a gauge that is published to a person. */
function ways(environment: ProductEnvironment, severity: Severity): readonly Way[] {
  const { product, backups } = environment;
  const evaluation = { name: 'evaluation', takes: backupEvaluation(watchOf(product.cloud, backups, product.objectives).interval) };
  const grafana: readonly Step[] = [
    product.cloud === 'google' ? googleIngest : scrape,
    evaluation,
    { name: 'group wait', takes: groupWait(severity) },
    delivery,
    ...firstTold(environment, severity),
  ];
  // Events of a cloud carry no severity that PagerDuty knows, so they take the strictest chain.
  const own = [delivery, ...firstTold(environment, 'critical')];
  return [
    { by: 'Grafana', steps: grafana },
    product.cloud === 'google'
      ? { by: 'Cloud Monitoring', steps: [googleIngest, googleEvaluation, ...own] }
      : { by: 'CloudWatch', steps: [cloudWatchIngest, cloudWatchEvaluation, ...own] },
  ];
}

/** How long the chain waits in the worst hour of the week until it reaches somebody; hours with nobody are a finding of their own. */
function firstTold({ product, place }: ProductEnvironment, severity: Severity): readonly Step[] {
  const escalation = severity === 'info' ? undefined : product.onCall.escalations[severity];
  if (escalation === undefined) return [];
  const { value: week = [] } = collectFindings(place, () => weekSegments(escalation));
  const takes = week.reduce((worst, { first }) => Duration.longest(worst, first?.after ?? Duration.zero), Duration.zero);
  return takes.seconds === 0 ? [] : [{ name: 'escalation', takes }];
}
