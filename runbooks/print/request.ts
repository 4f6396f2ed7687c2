import { parseArgs } from 'node:util';
import { formatFinding } from '../../model/finding';
import { messages } from '../../model/messages';
import { type Paper, papers } from './style';

/** What a command line asks for. */
export interface PrintRequest {
  readonly products: readonly string[];
  readonly paper: Paper;
  /** Where the files go. */
  readonly folder: string;
}

const usage = [
  'usage: npm run print -- <product>... [--paper=a4|letter] [--folder=<folder>]',
  '  prints runbooks as PDF, with the values of settings.json',
  '  --paper=<paper>     a4 or letter (default: a4)',
  '  --folder=<folder>   where the files go (default: printed)',
].join('\n');

const options = { paper: { type: 'string', default: 'a4' }, folder: { type: 'string', default: 'printed' } } as const;

/**
 * Reads the words of a command line; what to tell the reader where they ask for nothing that can be printed.
 * @param known names of the products
 */
export function printRequest(words: readonly string[], known: readonly string[]): PrintRequest | { readonly refused: string } {
  const read = readWords(words);
  if (read === undefined) return { refused: usage };
  const { positionals: products, values } = read;
  const { paper, folder } = values;
  if (products.length === 0 || !isPaper(paper) || folder === '') return { refused: usage };
  const unknown = products.filter((name) => !known.includes(name));
  if (unknown.length === 0) return { products, paper, folder };
  return { refused: unknown.map((name) => formatFinding(messages.unknownName('command line', 'product', name, known))).join('\n\n') };
}

const isPaper = (name: string): name is Paper => Object.hasOwn(papers, name);

function readWords(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options });
  } catch {
    return undefined;
  }
}
