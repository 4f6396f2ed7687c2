import { filledTiers } from '../model/backup';
import { type Finding, formatFinding } from '../model/finding';
import { messages } from '../model/messages';
import type { Product } from '../model/product';
import type { ProductEnvironment } from '../model/product-environment';
import { shellWord } from '../model/shell';
import { type JobPlace, startArchive, startBackup } from '../model/start-backup';
import type { Settings } from '../settings/settings';
import { jobPlace, shellValue } from '../settings/shell-values';
import type { RunCommand } from './run-command';
import { findTarget } from './target';
import type { Terminal } from './terminal';

const usage = [
  'usage: npm run backup -- <product> <environment> <backup> [--tier=<tier>] [--run]',
  '       npm run backup -- <product> <environment> --all [--run]',
  '  prints the command that starts a backup by hand, e.g. after a run that failed',
  '  --tier=<tier>   which tier it fills (default: that of its first run)',
  '  --all           every backup of the environment, and a full base backup of each archive: once after the first deployment',
  '  --run           runs the command, with the credentials of your environment',
].join('\n');

/** Prints, and if asked runs, the commands that start backups by hand. Gives the exit code. */
export function startBackupByHand(
  words: readonly string[],
  products: readonly Product[],
  settings: Settings,
  terminal: Terminal,
  run: RunCommand,
): number {
  const [productName, environmentName, backupName, ...more] = words.filter((word) => !word.startsWith('--'));
  const options = words.filter((word) => word.startsWith('--'));
  const all = options.includes('--all');
  const known = options.every((option) => option === '--run' || (all ? option === '--all' : option.startsWith('--tier=')));
  if (productName === undefined || environmentName === undefined || (backupName === undefined) !== all || more.length > 0 || !known)
    return refuse(terminal, usage);
  const target = findTarget(products, productName, environmentName);
  if ('findings' in target) return refuse(terminal, target.findings.map(formatFinding).join('\n\n'));
  const { environment } = target;

  const missing = new Set<string>();
  const place = jobPlace(environment.product.cloud, (key) => {
    if (settings.environment(productName, environmentName, key) === undefined)
      missing.add(`products.${productName}.${environmentName}.${key}`);
    return shellValue(settings, environment, key);
  });
  const tier = options.find((option) => option.startsWith('--tier='))?.slice('--tier='.length);
  const starts = backupName === undefined ? startAll(environment, place) : startOne(environment, place, backupName, tier);
  if ('finding' in starts) return refuse(terminal, formatFinding(starts.finding));
  for (const command of starts.commands) terminal.tell(command.map(shellWord).join(' '));
  if (!options.includes('--run')) return 0;
  if (missing.size > 0)
    return refuse(terminal, `Set ${[...missing].join(', ')} in settings.json, or run the command with your own values.`);
  // One that does not start keeps none of the others from starting.
  return Math.max(...starts.commands.map((command) => execute(command, terminal, run)));
}

type Starts = { readonly commands: readonly (readonly string[])[] } | { readonly finding: Finding };

function startOne(environment: ProductEnvironment, place: JobPlace, name: string, wanted: string | undefined): Starts {
  const where = `command line / ${environment.place}`;
  const backup = environment.backups.find((each) => each.name === name);
  if (backup === undefined) return unknown(where, 'backup', name, environment.backups);
  const tiers = filledTiers(backup);
  const tier = wanted === undefined ? backup.runs[0].tier : tiers.find((each) => each.name === wanted);
  if (tier === undefined) return unknown(`${where} / ${name}`, 'tier', wanted ?? '', tiers);
  return { commands: [startBackup(environment, backup, tier, place)] };
}

/** Archives exist on AWS alone. */
const startAll = (environment: ProductEnvironment, place: JobPlace): Starts => ({
  commands: [
    ...environment.backups.map((backup) => startBackup(environment, backup, backup.runs[0].tier, place)),
    ...(place.cloud === 'aws' ? environment.archives.map((archive) => startArchive(environment, archive, place)) : []),
  ],
});

/** RunTask ends well even if it started nothing: then its answer says why. */
function execute(command: readonly string[], terminal: Terminal, run: RunCommand): number {
  const [program = ''] = command;
  // Whatever the reader has configured, the answer is read as JSON.
  const { code, output } = run(program === 'aws' ? [...command, '--output', 'json'] : command);
  if (code === undefined) return refuse(terminal, `${program} is not on this machine. Install it, or run the command where it is.`);
  terminal.tell(output);
  if (code !== 0) return refuse(terminal, `${program} ended with ${code}: the backup was not started, or it failed.`);
  const refused = program === 'aws' ? refusedStarts(output) : [];
  return refused.length === 0 ? 0 : refuse(terminal, `ECS started nothing: ${refused.join(', ')}`);
}

function refusedStarts(output: string): readonly string[] {
  try {
    const { failures = [], tasks = [] } = JSON.parse(output) as { failures?: readonly { reason?: string }[]; tasks?: readonly unknown[] };
    if (failures.length > 0) return failures.map(({ reason }) => reason ?? 'no reason given');
    return tasks.length > 0 ? [] : ['no task in its answer'];
  } catch {
    return ['its answer is no JSON'];
  }
}

const unknown = (where: string, kind: string, given: string, known: readonly { readonly name: string }[]): Starts => ({
  finding: messages.unknownName(
    where,
    kind,
    given,
    known.map(({ name }) => name),
  ),
});

function refuse(terminal: Terminal, why: string): number {
  terminal.complain(why);
  return 1;
}
