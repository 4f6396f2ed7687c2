import { filledTiers } from '../model/backup';
import { formatFinding } from '../model/finding';
import { messages } from '../model/messages';
import type { Product } from '../model/product';
import { shellWord } from '../model/shell';
import { startBackup } from '../model/start-backup';
import type { Settings } from '../settings/settings';
import { jobPlace, shellValue } from '../settings/shell-values';
import { findTarget } from './target';
import type { Terminal } from './terminal';

/** What a command did. */
export interface Outcome {
  /** Exit code; undefined when the program is not on the machine. */
  readonly code: number | undefined;
  readonly output: string;
}

/** Runs a program with its words and gives back what it printed. */
export type RunCommand = (words: readonly string[]) => Outcome;

const usage = [
  'usage: npm run backup -- <product> <environment> <backup> [--tier=<tier>] [--run]',
  '  prints the command that starts a backup by hand, e.g. after a run that failed',
  '  --tier=<tier>   which tier it fills (default: that of its first run)',
  '  --run           runs the command, with the credentials of your environment',
].join('\n');

/** Prints, and if asked runs, the command that starts a backup by hand. Gives the exit code. */
export function startBackupByHand(
  words: readonly string[],
  products: readonly Product[],
  settings: Settings,
  terminal: Terminal,
  run: RunCommand,
): number {
  const [productName, environmentName, backupName, ...more] = words.filter((word) => !word.startsWith('--'));
  const options = words.filter((word) => word.startsWith('--'));
  const known = options.every((option) => option === '--run' || option.startsWith('--tier='));
  if (productName === undefined || environmentName === undefined || backupName === undefined || more.length > 0 || !known)
    return refuse(terminal, usage);
  const target = findTarget(products, productName, environmentName);
  if ('findings' in target) return refuse(terminal, target.findings.map(formatFinding).join('\n\n'));
  const { environment } = target;
  const where = `command line / ${environment.place}`;
  const backup = environment.backups.find(({ name }) => name === backupName);
  if (backup === undefined) return refuseName(terminal, where, 'backup', backupName, environment.backups);
  const tiers = filledTiers(backup);
  const wanted = options.find((option) => option.startsWith('--tier='))?.slice('--tier='.length) ?? backup.runs[0].tier.name;
  const tier = tiers.find(({ name }) => name === wanted);
  if (tier === undefined) return refuseName(terminal, `${where} / ${backup.name}`, 'tier', wanted, tiers);

  const missing: string[] = [];
  const place = jobPlace(environment.product.cloud, (key) => {
    const path = `products.${productName}.${environmentName}.${key}`;
    if (settings.environment(productName, environmentName, key) === undefined) missing.push(path);
    return shellValue(settings, environment, key);
  });
  const command = startBackup(environment, backup, tier, place);
  terminal.tell(command.map(shellWord).join(' '));
  if (!options.includes('--run')) return 0;
  if (missing.length > 0) return refuse(terminal, `Set ${missing.join(', ')} in settings.json, or run the command with your own values.`);
  return execute(command, terminal, run);
}

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

function refuseName(terminal: Terminal, where: string, kind: string, given: string, known: readonly { readonly name: string }[]): number {
  const names = known.map(({ name }) => name);
  return refuse(terminal, formatFinding(messages.unknownName(where, kind, given, names)));
}

function refuse(terminal: Terminal, why: string): number {
  terminal.complain(why);
  return 1;
}
