import { archiveBucketName } from '../../model/bucket-names';
import type { Signal } from '../../model/signal';
import type { RunbookContext } from '../context';
import { code, link } from '../markdown';
import { typed } from '../restore/steps';
import { ofCopies } from './alert-copies';
import { ofDrill } from './alert-drills';
import type { SubjectText } from './alert-text';
import { linkTo, routineSection, scheduleIsOn, watcherSection } from './jobs';

/** Undefined where a signal watches nothing of the backups, or what the main environment does not have. */
export function subjectText(context: RunbookContext, { id, subject }: Signal): SubjectText | undefined {
  switch (subject?.kind) {
    case undefined:
      return undefined;
    case 'copies':
      return ofCopies(context, subject);
    case 'drill':
      return ofDrill(context, subject, id);
    case 'watcher':
      return ofWatcher(context);
    case 'archive-lag':
      return ofLag(context, subject.store);
    case 'routine':
      return ofRoutine(context, subject.name);
    case 'duty':
      return ofDuty(context, subject.name);
  }
}

function ofWatcher(context: RunbookContext): SubjectText {
  const section = linkTo(watcherSection);
  const google = context.product.cloud === 'google';
  return {
    checks: [
      `Read the log of the newest looks: ${section}, **Log**. ${scheduleIsOn}`,
      google
        ? 'The looks end well: see whether its gauges reach Cloud Monitoring. Its account needs the right to write metrics.'
        : `The looks end well: see whether its gauges reach Prometheus. The address of the Pushgateway is the setting ${code('prometheus.pushUrl')}; the log tells a refused push.`,
    ],
    fix: [
      `Mend what the log names, then let it look once: ${section}, **Start**.`,
      'Until it looks again, check by hand that each backup has a copy of its last run: each section under [Backups](#backups), **Copies**.',
    ],
    owner: context.product.owner,
  };
}

function ofLag(context: RunbookContext, store: string): SubjectText | undefined {
  const { environment } = context.main;
  const archive = environment.archives.find((one) => one.store === store);
  if (archive === undefined) return undefined;
  const bucket = context.bucket(archiveBucketName(environment.id, store));
  return {
    checks: [
      typed(
        'On the host of the database: since when does the archiving fail, and with which segment?',
        'sql',
        'SELECT last_archived_time, last_archived_wal, failed_count,\n  last_failed_time, last_failed_wal FROM pg_stat_archiver;',
      ),
      typed(
        `There, as its user: whether the bucket ${code(bucket)} takes a segment, what refuses it, and how much room is left.`,
        'sh',
        `pgbackrest --stanza=${store} check`,
        `df -h "$(psql --dbname=${archive.source.database} --no-align --tuples-only --command='SHOW data_directory')"`,
      ),
      'The alert tells missing data too: see whether the exporter runs and has the query of the archiver.',
    ],
    fix: [
      'Mend what refuses the segments: the role of the host, the network to the bucket, its key, or the options of pgBackRest. PostgreSQL tries again by itself, and the alert ends when none waits.',
      'Never delete write-ahead log by hand: it is the only copy of these writes. Where the disk fills first, add room.',
    ],
    owner: archive.owner,
  };
}

function ofRoutine({ product }: RunbookContext, name: string): SubjectText | undefined {
  const routine = product.routines.find((one) => one.name === name);
  if (routine === undefined) return undefined;
  const section = linkTo(routineSection(routine));
  return {
    checks: [`Read the log of its newest run: ${section}, **Log**. ${scheduleIsOn}`],
    fix: [`Mend what the log names, then run it once: same section, **Start**. The alert ends with the next success.`],
    owner: routine.owner,
  };
}

function ofDuty(context: RunbookContext, name: string): SubjectText | undefined {
  const duty = context.main.environment.duties.find((one) => one.name === name);
  if (duty === undefined) return undefined;
  const record = link(`Record: ${duty.title}`, `#record-${name}`);
  return {
    checks: [`Ask whether it was done and not recorded. It is done by: ${duty.doneBy}.`],
    fix: [`It was done: record it, ${record}. It was not: have it done, then record it. The alert ends with the record.`],
    owner: duty.owner,
  };
}
