import { archiveName, type Backup, type ContinuousArchive } from './backup';

/** What runs by the clock: a container, or on Google Cloud an export of Firestore by a workflow. */
export interface Job {
  readonly kind: 'container' | 'workflow';
  /** Within its product environment, e.g. `database-weekly-restore`. */
  readonly name: string;
}

type Cloud = 'aws' | 'google';

const container = (name: string): Job => ({ kind: 'container', name });

/** The job that fills a tier of a backup: on AWS one task fills all, on Google Cloud each tier has a job, or all have one workflow. */
export function jobOfBackup(cloud: Cloud, { name, source }: Pick<Backup, 'name' | 'source'>, tier: string): Job {
  if (cloud === 'aws') return container(name);
  return source.kind === 'firestore' ? { kind: 'workflow', name: `${name}-export` } : container(`${name}-${tier}`);
}

/** The job that makes the base backups of an archive. */
export const jobOfArchive = (archive: Pick<ContinuousArchive, 'store'>): Job => container(archiveName(archive));

/**
 * The job of a drill that a machine does.
 * @param copies name of the backup or the archive that it restores
 */
export const jobOfDrill = (copies: string, drill: string): Job => container(`${copies}-${drill}`);

export const jobOfRoutine = (routine: string): Job => container(routine);

export const jobOfWatcher = (cloud: Cloud): Job => container(cloud === 'aws' ? 'store-watcher' : 'watcher');

/** Log group of all tasks of a product environment on AWS. The streams of a task begin with its name and a slash. */
export const jobLogGroup = (prefix: string): string => `/opskeep/${prefix}/jobs`;

/** Log group of what ECS tells of tasks that ended with an error or never began: those have no stream of their own. */
export const taskFailureLogGroup = (prefix: string): string => `/aws/events/${prefix}-task-failures`;
