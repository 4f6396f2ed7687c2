import type { Product } from '../model/product';
import { shellWord } from '../model/shell';
import { baseImages, nodeImage } from './base-images';
import { pinFile, readPins } from './image-pins';
import type { RunCommand } from './run-command';
import type { Terminal } from './terminal';

/** The image without PostgreSQL. */
const web = 'web';

/** Builds the image of the jobs for one major version of PostgreSQL, or the one without. Gives the exit code. */
export function buildImage(
  words: readonly string[],
  products: readonly Product[],
  file: string,
  terminal: Terminal,
  run: RunCommand,
): number {
  const bases = baseImages(products);
  const kinds = [...bases.filter((image) => image !== nodeImage).map(({ name }) => name), web];
  const [kind = '', tagged, ...more] = words;
  const tag = tagged === undefined ? `opskeep:${kind}` : /^--tag=(\S+)$/.exec(tagged)?.[1];
  if (!kinds.includes(kind) || tag === undefined || more.length > 0) return refuse(terminal, usage(kinds));
  const pins = readPins(file);
  const lacking = bases.filter(({ name }) => pins?.[name] === undefined).map(({ name }) => name);
  if (pins === undefined || lacking.length > 0) return refuse(terminal, unpinned(lacking));
  const node = pins[nodeImage.name] ?? '';
  // A build reads every FROM line, also those of stages that it does not need.
  const postgres = pins[kind] ?? bases.map(({ name }) => pins[name]).find((pin) => pin !== node) ?? node;
  const command = [
    ...['docker', 'build', '--file', 'jobs/Dockerfile', '--target', kind === web ? web : 'postgres'],
    ...['--build-arg', `NODE_IMAGE=${node}`, '--build-arg', `POSTGRES_IMAGE=${postgres}`, '--tag', tag, '.'],
  ];
  terminal.tell(command.map(shellWord).join(' '));
  const { code, output } = run(command);
  if (output !== '') terminal.tell(output);
  if (code === undefined) return refuse(terminal, 'docker is not on the PATH: install it, or run the command above where it is.');
  return code;
}

const usage = (kinds: readonly string[]): string =>
  [
    `usage: npm run build-image -- <${kinds.join('|')}> [--tag=<name>]`,
    '  builds the image of the jobs on the base images of jobs/images.json',
    '  --tag=<name>   what it is called, e.g. with the repository that it is pushed to (default: opskeep:<image>)',
  ].join('\n');

const unpinned = (lacking: readonly string[]): string =>
  [
    `No digest is known for ${lacking.join(', ')}: ${pinFile} is missing, incomplete or holds a tag without one.`,
    'An image is built on digests that were read from a registry alone. Run "npm run pin-images", look at what changed, and commit it.',
  ].join('\n');

function refuse(terminal: Terminal, text: string): number {
  terminal.complain(text);
  return 1;
}
