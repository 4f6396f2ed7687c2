import { archiveName, type Backup, baseBackupsOf, type ContinuousArchive, type Drill } from '../../model/backup';
import { longestGap, watchOf } from '../../model/backup-alarms';
import { archiveBucketName } from '../../model/bucket-names';
import { type Job, jobOfArchive, jobOfBackup, jobOfDrill, jobOfRoutine, jobOfWatcher } from '../../model/job';
import { logReach } from '../../model/read-log';
import type { RetentionTier } from '../../model/retention';
import type { Routine } from '../../model/routine';
import { baseCopiesOf } from '../../model/watched-copies';
import type { RunbookContext } from '../context';
import { code, link } from '../markdown';
import { compareCopies, newestDrills } from '../restore/compare';
import { steps, typed } from '../restore/steps';
import type { Section } from '../section';
import { logCommand, startArchiveCommand, startCommand, startJobCommand } from '../start-command';
import { bucketOf } from './backup-places';

/** What people do by hand with the jobs: one section for each, which every alert on it leads to. */
export interface JobSection {
  readonly title: string;
  readonly anchor: string;
}

export const linkTo = ({ title, anchor }: JobSection): string => link(title, `#${anchor}`);

export const copiesSection = (backup: { readonly name: string; readonly title: string }, tier: string): JobSection => ({
  title: `${backup.title}, ${tier}: log, copies, start`,
  anchor: `copies-${backup.name}-${tier}`,
});

export const drillSection = (copies: string, drill: Pick<Drill, 'name' | 'title'>): JobSection => ({
  title: `${drill.title}: log, results, start`,
  anchor: `drill-${copies}-${drill.name}`,
});

export const routineSection = ({ name, title }: Pick<Routine, 'name' | 'title'>): JobSection => ({
  title: `${title}: log, start`,
  anchor: `run-${name}`,
});

export const watcherSection: JobSection = { title: 'Store watcher: log, start', anchor: 'run-store-watcher' };

/** What to do where a log has no run at all. */
export const scheduleIsOn = `No run in it: see under ${link('What runs when', '#what-runs-when')} whether its schedule is on.`;

/** By whom a command is run, and what shows that it went well. */
const asYourself = ({ product }: RunbookContext): string =>
  product.cloud === 'aws' ? `, as yourself (${code('export AWS_PROFILE="$OWN_PROFILE"')})` : '';
const wentWell = ({ product }: RunbookContext): string => (product.cloud === 'aws' ? ' The exit code at the end must be 0.' : '');

const logStep = (context: RunbookContext, job: Job, reach: ReturnType<typeof logReach>): string =>
  typed(
    `**Log.** Read what the newest runs said${asYourself(context)}, ${
      context.product.cloud === 'aws' ? 'newest last. The second command tells why a task ended or never began' : 'newest first'
    }.`,
    'sh',
    logCommand(context, job, reach),
  );

/** Log, copies and start of one tier of a backup. */
export function workOnCopies(context: RunbookContext, backup: Backup, tier: RetentionTier): Section {
  const job = jobOfBackup(context.product.cloud, backup, tier.name);
  return {
    ...copiesSection(backup, tier.name),
    meets: [],
    body: steps(
      logStep(context, job, logReach(longestGap(backup, tier.name))),
      ...compareCopies(context, backup, tier.name, bucketOf(context, backup)),
      typed(
        `**Start.** Make a copy in ${code(tier.prefix)} by hand${asYourself(context)}.${wentWell(context)}`,
        'sh',
        startCommand(context, backup, tier),
      ),
    ),
  };
}

/** The same of the full base backups of an archive, and its drill. */
export function workOnArchive(context: RunbookContext, archive: ContinuousArchive): readonly Section[] {
  const bucket = context.bucket(archiveBucketName(context.main.environment.id, archive.store));
  const copies = baseCopiesOf(archive);
  const [full] = baseBackupsOf(archive);
  const base: Section = {
    ...copiesSection(copies, full.tier),
    meets: [],
    body: steps(
      logStep(context, jobOfArchive(archive), logReach(longestGap(copies, full.tier))),
      typed(
        `**Copies.** On the host of the database, as its user: what the archive in ${code(bucket)} holds, the size of each base backup before compression, and the size of the database now.`,
        'sh',
        `pgbackrest --stanza=${archive.store} info`,
        `psql --dbname=${archive.source.database} --command="SELECT pg_size_pretty(pg_database_size('${archive.source.database}'))"`,
      ),
      typed(
        `**Start.** Make a full base backup by hand${asYourself(context)}.${wentWell(context)}`,
        'sh',
        startArchiveCommand(context, archive),
      ),
    ),
  };
  return [base, ...workOnDrill(context, { name: archiveName(archive), target: 'bucket' }, archive.drill)];
}

/** Log, results and start of a drill that a machine does, of a backup or an archive. */
export function workOnDrill(
  context: RunbookContext,
  copies: Pick<Backup, 'name' | 'target'>,
  drill: Pick<Drill, 'name' | 'title' | 'schedule'>,
): readonly Section[] {
  const { schedule } = drill;
  if (schedule === undefined || !context.main.environment.posture.drills) return [];
  const job = jobOfDrill(copies.name, drill.name);
  return [
    {
      ...drillSection(copies.name, drill),
      meets: [],
      body: steps(
        logStep(context, job, logReach(schedule.longestInterval())),
        newestDrills(context, copies),
        typed(`**Start.** Do the drill again${asYourself(context)}.${wentWell(context)}`, 'sh', startJobCommand(context, job)),
      ),
    },
  ];
}

/** Log and start of a routine. */
export function workOnRoutine(context: RunbookContext, routine: Routine): Section {
  const job = jobOfRoutine(routine.name);
  return {
    ...routineSection(routine),
    meets: [],
    body: steps(
      logStep(context, job, logReach(routine.schedule.longestInterval())),
      typed(`**Start.** Run it once by hand${asYourself(context)}.${wentWell(context)}`, 'sh', startJobCommand(context, job)),
    ),
  };
}

/** Log and start of the store watcher. */
export function workOnWatcher(context: RunbookContext): Section {
  const { product, main } = context;
  const { interval } = watchOf(product.cloud, main.environment.backups, product.objectives);
  const job = jobOfWatcher(product.cloud);
  return {
    ...watcherSection,
    meets: [],
    body: [
      `It looks every ${interval}, reads back what is new, and publishes the gauges that all alarms on backups read.`,
      ...steps(
        logStep(context, job, logReach(interval)),
        typed(`**Start.** Let it look once by hand${asYourself(context)}.${wentWell(context)}`, 'sh', startJobCommand(context, job)),
      ),
    ],
  };
}
