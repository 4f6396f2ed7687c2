import { type Backup, type Drill, filledTiers } from '../../model/backup';
import { drillOwner } from '../../model/backup-alarms';
import { formatBytes } from '../../model/bytes';
import { checksLeftToPeople, checkText } from '../../model/drill-check';
import type { RetentionTier } from '../../model/retention';
import type { RunbookContext } from '../context';
import { bullets, code, fenced, link, table } from '../markdown';
import { restoreAnchor } from '../restore';
import { inWords } from '../restore/steps';
import { scheduleText } from '../schedule-text';
import { meetsOf, type Section, unique } from '../section';
import { startCommand } from '../start-command';
import { archiveSection, pointInTime } from './archives';
import { bucketOf, buckets, layout, objectPattern } from './backup-places';
import { workOnCopies, workOnDrill, workOnWatcher } from './jobs';
import { sectionsThatMend } from './written';

export const backupAnchor = (backup: string): string => `backup-${backup}`;

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
      workOnWatcher(context),
      layout(context),
    ],
  };
}

function backupSection(context: RunbookContext, backup: Backup): Section {
  const { main } = context;
  const others = context.watched.filter(({ environment }) => environment !== main.environment);
  return {
    title: backup.title,
    anchor: backupAnchor(backup.name),
    meets: [...backup.meets, ...meetsOf(backup.runs), ...filledTiers(backup).flatMap((tier) => tier.meets)],
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
      ...(backup.onDemand === undefined
        ? []
        : [
            `Make a copy on demand; it goes to ${code(backup.onDemand.prefix)}, is kept for ${backup.onDemand.keep}, and ends no alert:`,
            fenced('sh', startCommand(context, backup)),
          ]),
    ],
    sections: [
      ...scheduledTiers(backup).map((tier) => workOnCopies(context, backup, tier)),
      ...backup.drills
        .filter((drill) => drillOwner(drill, main.environment.backups) === backup)
        .flatMap((drill) => workOnDrill(context, backup, drill)),
    ],
  };
}

/** The tiers that alarms watch: those that runs fill by the clock. */
const scheduledTiers = (backup: Backup): readonly RetentionTier[] =>
  filledTiers(backup).filter((tier) => backup.runs.some((run) => run.tier.name === tier.name));

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
        drill.schedule === undefined ? `done by people, then ${link('recorded', `#record-${drill.name}`)}` : scheduleText(drill.schedule),
        restoredFrom(context, backup, drill),
        [drill.atMost?.toString(), drill.warnAbove === undefined ? undefined : `warns above ${drill.warnAbove}`]
          .filter(Boolean)
          .join('; ') || '-',
        drill.overdueAfter.toString(),
      ]),
    ),
    ...(context.watched.some(({ environment }) => environment.backups.includes(backup) && !environment.posture.drills)
      ? ['No drills run here.']
      : []),
    ...leftToPeople(context, backup),
  ];
}

/** Where the copies stand that a drill takes. Of a backup that never fills the tier of the drill, its steps say. */
function restoredFrom(context: RunbookContext, backup: Backup, drill: Drill): string {
  const owner = drillOwner(drill, context.main.environment.backups) ?? backup;
  const steps = sectionsThatMend(context, `${owner.name}-${drill.name}-drill-age`);
  return owner === backup || steps.length === 0 ? code(drill.tier.prefix) : `what ${steps.join(', ')} takes`;
}

/** What the task of a drill cannot check, and in which drill people do. */
function leftToPeople({ product }: RunbookContext, backup: Backup): readonly string[] {
  const left = checksLeftToPeople(product).filter(({ store }) => store === backup.store);
  if (left.length === 0) return [];
  const texts = new Set(left.map(({ check }) => checkText(check)));
  const by = backup.drills.filter(({ schedule, checks }) => schedule === undefined && checks.some((check) => texts.has(checkText(check))));
  if (by.length === 0) return [];
  const checks = unique(left.map(({ check }) => inWords(check)));
  const drillsOfPeople = by.map(({ name, title }) => link(title, `#record-${name}`)).join(', ');
  return [
    `The task of a drill cannot make these checks, since no application runs in it, and tells them as ${code('unchecked')} in its result. Whoever does and records ${drillsOfPeople} makes them: ${checks.join('; ')}.`,
  ];
}
