import type { Backup } from '../../model/backup';
import type { Section } from '../section';
import { checks, steps, typed } from './steps';

/** What stands in a section on a copy whatever cloud keeps it. */

/** Restore of the newest verified copy of a backup, in steps. */
export const copySection = ({ title, name }: Backup, ...body: readonly string[]): Section => ({
  title: `From the backup "${title}"`,
  anchor: `restore-from-${name}`,
  meets: [],
  body: steps(...body),
});

/** Name of a copy once it is on the host of the person who restores. */
export const copyFile = ({ objectName }: Backup): string => `${objectName}.copy`;

/** Unpacks a copy into the folder `restored`. */
export const unpack = (text: string, file: string, ...more: readonly string[]): string =>
  typed(text, 'sh', 'mkdir restored', `tar --extract --file=${file} --directory=restored`, ...more);

export const cloneBundle = (file: string): string =>
  typed('Verify the bundle and clone it.', 'sh', `git bundle verify ${file}`, `git clone ${file} restored`);

/** @param parts how the parts come back @param database what it is called once it is back */
export const restoreFullSystem = (backup: Backup, file: string, database: string, ...parts: readonly string[]): readonly string[] => [
  unpack('Unpack it into an empty folder. The manifest of its parts stands beside them.', file),
  ...parts,
  checks(backup.drills, database),
];
