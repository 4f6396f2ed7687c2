import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import { findingFormats } from './findings-file';
import type { Filter } from './summary';

/** What a person asks of a synth. */
export interface CommandLine {
  readonly filter: Filter;
  /** Files that take the findings too. */
  readonly findingsFiles: readonly string[];
  /** Words that nobody understands. */
  readonly findings: readonly Finding[];
}

/** Reads `[product [environment]] [--findings=<file>]...`. */
export function readCommandLine(words: readonly string[]): CommandLine {
  const options = { findings: { type: 'string', multiple: true } } as const;
  // Not strict: a mistake is told like all others, and not thrown.
  const { positionals, tokens } = parseArgs({ args: [...words], allowPositionals: true, strict: false, tokens: true, options });
  const given = tokens.filter((token) => token.kind === 'option');
  const files = given.flatMap(({ name, value }) => (name === 'findings' && value !== undefined ? [value] : []));
  const unknown = given.filter(({ name, value }) => name !== 'findings' || value === undefined).map(({ rawName }) => rawName);
  const [product, environment, ...others] = positionals;
  const known = Object.keys(findingFormats);
  return {
    filter: { ...(product === undefined ? {} : { product }), ...(environment === undefined ? {} : { environment }) },
    findingsFiles: files.filter((file) => known.includes(extname(file))),
    findings: [
      ...[...unknown, ...others].map((word) =>
        messages.badCommandLine(word, '[product [environment]] [--findings=<file>]', 'npm start -- allodoc production'),
      ),
      ...files.filter((file) => !known.includes(extname(file))).map((file) => messages.badFindingsFile(file, known)),
    ],
  };
}
