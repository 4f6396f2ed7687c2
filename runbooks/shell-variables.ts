import { allSections, type Section } from './section';

/** Variables that every shell brings. */
const ofTheShell = new Set(['HOME', 'PWD', 'PATH']);

/** `NAME=...`, but not what only hands a value on: `NAME="$NAME"`. */
const assignment = /(?<![\w$"/-])(?<name>[A-Z][A-Z0-9_]*)=(?!"?\$\{?\k<name>\b)/;
const loopOrInput = /\b(?:for|read -r|read) (?<counter>[A-Z][A-Z0-9_]*)\b/;
const use = /\$\{?(?<used>[A-Z][A-Z0-9_]*)/;
const words = new RegExp([assignment, loopOrInput, use].map(({ source }) => source).join('|'), 'g');

/** Shell variables in capitals that a text names and does not set before it. */
export function variablesRead(text: string): readonly string[] {
  const own = new Set<string>(ofTheShell);
  const read = new Set<string>();
  for (const { groups } of text.matchAll(words)) {
    const set = groups?.name ?? groups?.counter;
    if (set !== undefined) own.add(set);
    else if (groups?.used !== undefined && !own.has(groups.used)) read.add(groups.used);
  }
  return [...read];
}

/** Shell variables that a person has to set, each with the sections that read it. A section may read what a block before it has set. */
export function variablesOf(chapters: readonly Section[]): ReadonlyMap<string, readonly Section[]> {
  const found = new Map<string, Section[]>();
  for (const section of allSections(chapters)) {
    for (const name of variablesRead(section.body.join('\n'))) found.set(name, [...(found.get(name) ?? []), section]);
  }
  return found;
}
