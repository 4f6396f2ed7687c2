import type { Drill, DrillCheck } from '../../model/backup';
import { fenced, indented, numbered } from '../markdown';

/** A step with the lines that are typed in it. */
export const typed = (text: string, language: 'sh' | 'sql', ...lines: readonly string[]): string =>
  `${text}\n\n${fenced(language, lines.join('\n'))}`;

export const steps = (...list: readonly string[]): readonly string[] => numbered(list);

/** What the drills check on a restored copy, for people who restored one. */
export function checks(drills: readonly Pick<Drill, 'checks'>[], database: string): string {
  const all = drills.flatMap((drill) => drill.checks);
  if (all.length === 0) return 'Check what came back: counts, the newest entries, and that the application works on it.';
  const counts = new Map<string, string>();
  const others = new Set<string>();
  for (const check of all) {
    if (check.kind === 'rows') counts.set(check.table, countRows(check, database));
    else others.add(inWords(check));
  }
  const queries = [...counts.values()];
  const typedQueries = queries.length === 0 ? '' : `\n\n${fenced('sh', queries.join('\n'))}`;
  const points = [...others].map((check) => `- ${check}`).join('\n');
  return `Check what came back, as the drills do.${typedQueries}${points === '' ? '' : `\n\n${indented(points, 0)}`}`;
}

/** Counts the rows of a table, and tells whether they are as many as a drill wants. */
export const countRows = ({ table, atLeast }: Extract<DrillCheck, { kind: 'rows' }>, database: string): string =>
  `psql --dbname=${database} --command='SELECT count(*) >= ${atLeast} AS good, count(*) FROM ${table}'`;

/** A check as people read it. */
export function inWords(check: DrillCheck): string {
  switch (check.kind) {
    case 'rows':
      return `the table \`${check.table}\` has at least ${check.atLeast} row${check.atLeast === 1 ? '' : 's'}`;
    case 'http':
      return `the application on the restored copy answers \`${check.path}\` with ${check.status}`;
    case 'documents':
      return `the collection \`${check.collection}\` has at least ${check.atLeast} document${check.atLeast === 1 ? '' : 's'}`;
    case 'command':
      return `\`${check.command.join(' ')}\` ends with 0`;
  }
}
