import { JobError } from '../exit';

/** A base backup as `backup.info` of pgBackRest lists it. */
export interface BaseBackup {
  /** Its folder, e.g. `20261121-020000F`. */
  readonly label: string;
  readonly type: 'full' | 'diff' | 'incr';
  readonly began: Date;
  readonly stopped: Date;
  /** Size of the data directory, before compression. */
  readonly bytes: number;
  /** Base backups whose files it needs. */
  readonly references: readonly string[];
  /** Whether pages were found damaged while it was made. */
  readonly damaged: boolean;
}

interface Entry {
  readonly 'backup-type'?: unknown;
  readonly 'backup-timestamp-start'?: unknown;
  readonly 'backup-timestamp-stop'?: unknown;
  readonly 'backup-info-size'?: unknown;
  readonly 'backup-error'?: unknown;
  readonly 'backup-reference'?: unknown;
}

const listed = '[backup:current]';

/** The base backups of a repository, newest first. Ends with `notCredible` where the file cannot be read. */
export function parseBackupInfo(key: string, text: string): readonly BaseBackup[] {
  const lines = text.split('\n').map((line) => line.trim());
  if (!lines.includes('[backrest]')) throw new JobError('notCredible', `${key} is no backup.info of pgBackRest`);
  // A repository without a base backup has no such section.
  const start = lines.indexOf(listed);
  if (start === -1) return [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.startsWith('['));
  const entries = (end === -1 ? rest : rest.slice(0, end)).filter((line) => line !== '');
  return entries.map((line) => baseBackup(key, line)).sort((a, b) => b.stopped.getTime() - a.stopped.getTime());
}

function baseBackup(key: string, line: string): BaseBackup {
  const at = line.indexOf('=');
  const label = line.slice(0, at);
  const entry = parsed(line.slice(at + 1));
  const type = entry?.['backup-type'];
  const [start, stop, bytes] = [entry?.['backup-timestamp-start'], entry?.['backup-timestamp-stop'], entry?.['backup-info-size']];
  const references: unknown = entry?.['backup-reference'] ?? [];
  const known = type === 'full' || type === 'diff' || type === 'incr';
  if (at < 1 || !known || typeof start !== 'number' || typeof stop !== 'number' || typeof bytes !== 'number' || !isLabels(references)) {
    throw new JobError('notCredible', `${key} lists a base backup that cannot be read: ${line.slice(0, 80)}`);
  }
  return { label, type, began: seconds(start), stopped: seconds(stop), bytes, references, damaged: entry?.['backup-error'] === true };
}

const isLabels = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((label) => typeof label === 'string');

const seconds = (count: number): Date => new Date(count * 1000);

function parsed(text: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
