import type { Backup, ContinuousArchive } from '../../model/backup';
import {
  archiveBucketName,
  copyBucketName,
  offProjectBucketName,
  recordsBucketName,
  secondProviderBucketName,
} from '../../model/bucket-names';
import { formatBytes } from '../../model/bytes';
import type { RetentionTier } from '../../model/retention';
import { attemptsOf, storePrefixes, verifiedOf } from '../../model/store-layout';
import type { RunbookContext } from '../context';
import { bullets, code, fenced, link, table } from '../markdown';
import { restoreAnchor } from '../restore';
import { scheduleText } from '../schedule-text';
import { meetsOf, type Section, unique } from '../section';
import { startCommand } from '../start-command';

export const backupAnchor = (backup: string): string => `backup-${backup}`;

/** The bucket that the copies of a backup stand in. */
export function bucketOf(context: RunbookContext, backup: Backup): string {
  const { bucketName } = context.main.environment;
  return context.bucket(backup.target === 'foreign-bucket' ? offProjectBucketName(bucketName) : bucketName);
}

/** The bucket of manifests and results. */
export function recordsBucket(context: RunbookContext): string {
  const { bucketName } = context.main.environment;
  return context.product.cloud === 'aws' ? context.bucket(bucketName) : recordsBucketName(bucketName);
}

/** What is copied when, to where, for how long, and who answers for it. */
export function backups(context: RunbookContext): Section {
  const { product, main } = context;
  if (main.environment.backups.length === 0) return { title: 'Backups', meets: [], body: ['Nothing is backed up.'] };
  return {
    title: 'Backups',
    meets: [...product.meets.store, ...product.meets.encryption, ...product.meets.copies],
    body: [
      'Every backup has its owner, limits, alarms and drill. A watcher looks at the store itself, not at what jobs say, and counts a copy only after it was read back.',
      ...bullets(buckets(context)),
    ],
    sections: [
      ...main.environment.backups.map((backup) => backupSection(context, backup)),
      ...main.environment.archives.map((archive) => archiveSection(context, archive)),
      ...pointInTime(context),
      layout(context),
    ],
  };
}

function buckets(context: RunbookContext): readonly string[] {
  const { product, main } = context;
  const { bucketName, posture, id } = main.environment;
  const name = context.bucket(bucketName);
  const prefixed =
    product.cloud === 'aws' && name === bucketName ? `; where ${code('aws.bucketPrefix')} is set, it stands before the name` : '';
  const lock = product.cloud === 'aws' ? 'object lock in mode GOVERNANCE' : 'a retention policy';
  const foreign = main.environment.backups.some((backup) => backup.target === 'foreign-bucket');
  return [
    `Bucket: ${code(name)}${prefixed}.`,
    ...(product.cloud === 'aws' ? [] : [`Manifests, attempts and results: ${code(recordsBucketName(bucketName))}.`]),
    ...(foreign ? [`Copies that outlive the project, in a project of their own: ${code(offProjectBucketName(bucketName))}.`] : []),
    ...(posture.copies ? [`Copy in a second place: ${code(copyBucketName(name))}.`] : []),
    ...(product.secondProviderCopy === undefined || !posture.copies
      ? []
      : [`Copy of the tier ${code(product.secondProviderCopy.tier.name)} with another provider: ${code(secondProviderBucketName(id))}.`]),
    `Encrypted with a customer-managed key that rotates; TLS only; public access is blocked. A copy that a person downloads stays on an encrypted volume.`,
    `Locked by ${lock}, for at least ${posture.lockAtLeast ?? 'no time'}: whoever writes copies can neither read nor delete them.`,
  ];
}

function backupSection(context: RunbookContext, backup: Backup): Section {
  const { main } = context;
  const others = context.watched.filter(({ environment }) => environment !== main.environment);
  return {
    title: backup.title,
    anchor: backupAnchor(backup.name),
    meets: [...backup.meets, ...meetsOf(backup.runs), ...tiersOf(backup).flatMap((tier) => tier.meets)],
    body: [
      sourceText(backup),
      ...table(
        ['Runs', 'Tier', 'Key prefix', 'Kept', 'Locked'],
        backup.runs.map(({ schedule, tier }) => [
          scheduleText(schedule),
          code(tier.name),
          code(tier.prefix),
          keptText(tier),
          lockText(context, tier),
        ]),
      ),
      ...bullets([
        `Store ${code(backup.store)}, bucket ${code(bucketOf(context, backup))}, objects ${code(objectPattern(backup))}.`,
        `Owner: ${context.roleTitle(backup.owner)}.`,
        `Longest run ${backup.longestRun}; smallest credible copy ${formatBytes(backup.minimumSize)}; expected ${formatBytes(backup.expectedSize)}. Beyond these an alert fires.`,
        ...(backup.carriesRpo ? ['Its age carries the recovery point of the store: past it, the alert is critical.'] : []),
        ...others.map(({ environment }) => `In ${environment.environment}: ${inEnvironment(backup, environment.backups)}.`),
        `${link('Restore it', `#${restoreAnchor(backup.store)}`)}.`,
      ]),
      ...drills(context, backup),
      backup.onDemand === undefined
        ? 'Start it by hand, to repeat a run that failed:'
        : `Start it by hand; the copy goes to ${code(backup.onDemand.prefix)} and is kept for ${backup.onDemand.keep}:`,
      fenced('sh', startCommand(context, backup)),
      ...(backup.onDemand === undefined || context.product.cloud !== 'aws'
        ? []
        : ['Repeat a run that failed, into its own tier:', fenced('sh', startCommand(context, backup, backup.runs[0].tier))]),
    ],
  };
}

const tiersOf = (backup: Backup): readonly RetentionTier[] =>
  unique([...backup.runs.map((run) => run.tier), ...(backup.onDemand === undefined ? [] : [backup.onDemand])]);

const keptText = ({ keep, coldStorage }: RetentionTier): string =>
  coldStorage === undefined ? keep.toString() : `${keep}, in ${coldStorage.storageClass} after ${coldStorage.after}`;

/** On AWS a job locks what it writes for as long as it is kept; on Google the bucket has one lock for all of its tiers. */
function lockText({ product, main }: RunbookContext, tier: RetentionTier): string {
  const atLeast = main.environment.posture.lockAtLeast;
  if (atLeast === undefined && tier.lock === undefined) return 'no';
  return product.cloud === 'aws' ? (tier.lock ?? tier.keep).toString() : `at least ${tier.lock ?? atLeast}`;
}

function inEnvironment(backup: Backup, there: readonly Backup[]): string {
  const same = there.find((other) => other.name === backup.name);
  if (same === undefined) return 'not backed up';
  return `the same runs, kept ${unique(same.runs.map((run) => run.tier.keep.toString())).join(' and ')}`;
}

/** Name of the objects of a backup; several objects stand beside a dump. */
export function objectPattern({ source, objectName, runs }: Backup): string {
  const prefix = runs[0].tier.prefix;
  return source.kind === 'firestore' ? `${prefix}<yyyymmdd>[T<hhmm>]/` : `${prefix}${objectName}_<yyyymmdd_hhmmss>.*`;
}

function sourceText({ source }: Backup): string {
  switch (source.kind) {
    case 'postgres':
      return `A dump of the database ${code(source.database)} (PostgreSQL ${source.major}, port ${source.port}) in custom format, with roles and grants${source.schemaObject ? ' and a schema-only object' : ''} beside it.`;
    case 'files':
    case 'configuration':
      return `One archive of: ${source.contents.join(', ')}.`;
    case 'full-system':
      return `All parts together, with a manifest of them: ${source.parts.join(', ')}.`;
    case 'firestore':
      return `An export of the Firestore database ${code(source.database)} as it was at one minute.`;
    case 'firebase-auth':
      return 'The accounts of Firebase Auth with the parameters of their password hashes, without which the hashes are worthless.';
    case 'code-bundle':
      return 'The repository as a git bundle that was verified.';
  }
}

function drills(context: RunbookContext, backup: Backup): readonly string[] {
  return [
    ...table(
      ['Drill', 'When', 'Restores from', 'At most', 'Overdue after'],
      backup.drills.map((drill) => [
        drill.title,
        drill.schedule === undefined ? `done by people, then ${code(`opskeep record ${drill.name}`)}` : scheduleText(drill.schedule),
        code(drill.tier.prefix),
        [drill.atMost?.toString(), drill.warnAbove === undefined ? undefined : `warns above ${drill.warnAbove}`]
          .filter(Boolean)
          .join('; ') || '-',
        drill.overdueAfter.toString(),
      ]),
    ),
    ...(context.watched.some(({ environment }) => environment.backups.includes(backup) && !environment.posture.drills)
      ? ['No drills run here.']
      : []),
  ];
}

function archiveSection(context: RunbookContext, archive: ContinuousArchive): Section {
  const bucket = context.bucket(archiveBucketName(context.main.environment.id, archive.store));
  return {
    title: `Continuous archive of ${archive.store}`,
    anchor: `archive-${archive.store}`,
    meets: [...archive.meets, ...archive.lagAlarmsMeet],
    body: [
      'pgBackRest keeps physical base backups and every segment of write-ahead log after them, so that the database can be restored to any second.',
      ...table(
        ['What', 'Value'],
        [
          ['Bucket', code(bucket)],
          ['Full backup', scheduleText(archive.fullBackup)],
          ...(archive.incrementalBackup === undefined ? [] : [['Incremental backup', scheduleText(archive.incrementalBackup)]]),
          ['Full backups kept', String(archive.keepFullBackups)],
          ['A segment is closed within', archive.archiveTimeout.toString()],
          ['and uploaded within', archive.uploadTime.toString()],
          ['Alert when log waits', `${archive.lag.error} (error), ${archive.lag.critical} (critical)`],
          ['Owner', context.roleTitle(archive.owner)],
        ],
      ),
      `${link('Restore it', `#${restoreAnchor(archive.store)}`)}.`,
    ],
  };
}

function pointInTime({ main }: RunbookContext): readonly Section[] {
  const all = main.environment.pointInTimeRecovery;
  return all.length === 0
    ? []
    : [
        {
          title: 'Point-in-time recovery',
          meets: meetsOf(all),
          body: [
            'It lives in the database and is gone with it: it helps against bad writes, not against a deleted database.',
            ...table(
              ['Store', 'Window', 'To every'],
              all.map(({ store, window, granularity }) => [code(store), window.toString(), granularity.toString()]),
            ),
          ],
        },
      ];
}

function layout(context: RunbookContext): Section {
  const { environment } = context.main;
  const records = recordsBucket(context);
  const first = environment.backups[0]?.name ?? '<backup>';
  return {
    title: 'Where objects stand',
    meets: environment.backups.flatMap((backup) => backup.meets),
    body: [
      ...table(
        ['Bucket', 'Key', 'What'],
        [
          ...environment.backups.map((backup) => [code(bucketOf(context, backup)), code(objectPattern(backup)), backup.title]),
          [code(records), code(`${attemptsOf(first)}...`), 'one small object a start, so that a failed attempt can be told from none'],
          [code(records), code(`${verifiedOf(first)}...`), 'a manifest a verified copy: its key, bytes and checksum'],
          [code(records), code(`${storePrefixes.drills}${first}/...`), 'results of drills'],
          [code(records), code(`${storePrefixes.lastGood}${first}`), 'the newest verified copy, which no age-based rule removes'],
        ],
      ),
      'Nothing points at the newest copy: what is locked cannot be overwritten. The newest verified copy is the one of the newest manifest, found by listing.',
    ],
  };
}
