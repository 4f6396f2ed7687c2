/** Where this machine keeps provider packages, so that `terraform init` needs no registry. Nothing is assumed: it looks. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const AWS = 'registry.terraform.io/hashicorp/aws';

/** Terraform's own implied mirrors: https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories */
const IMPLIED_MIRRORS = [
  join(homedir(), '.terraform.d', 'plugins'),
  join(homedir(), '.local', 'share', 'terraform', 'plugins'),
  '/usr/local/share/terraform/plugins',
  '/usr/share/terraform/plugins',
];

/** Searched last, for a folder of any name that holds a mirror. */
const SEARCHED_FOLDERS = ['/opt', '/usr/local', '/usr/share', '/var/lib'];
/** Counted down to the folder of the AWS provider: <searched>/<mirror>/registry.terraform.io/hashicorp/aws is 4. */
const SEARCH_DEPTH = 4;

/**
 * The filesystem mirror that holds the AWS provider. In this order: OPSKEEP_PROVIDER_MIRROR, the `filesystem_mirror` of
 * Terraform's CLI configuration, Terraform's implied mirrors, a search below the usual folders for software.
 * @returns undefined where there is none
 */
export function awsProviderMirror(): string | undefined {
  const named = process.env.OPSKEEP_PROVIDER_MIRROR;
  if (named !== undefined && named !== '') return holdsAws(named) ? named : undefined;
  const configured = configuredMirrors().find(holdsAws);
  if (configured !== undefined) return configured;
  return IMPLIED_MIRRORS.find(holdsAws) ?? searchedMirrors().find(holdsAws);
}

export interface ProviderBinary {
  readonly version: string;
  readonly path: string;
}

/** The executable of the newest AWS provider in the mirror for this kind of machine, or undefined. */
export function awsProviderBinary(): ProviderBinary | undefined {
  const mirror = awsProviderMirror();
  if (mirror === undefined) return undefined;
  const versions = join(mirror, AWS);
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  return folders(versions)
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .flatMap((version) =>
      files(join(versions, version, platform))
        .filter((file) => file.startsWith('terraform-provider-aws'))
        .map((file) => ({ version, path: join(versions, version, platform, file) })),
    )[0];
}

function holdsAws(mirror: string): boolean {
  return existsSync(join(mirror, AWS));
}

function configuredMirrors(): readonly string[] {
  const file = process.env.TF_CLI_CONFIG_FILE ?? join(homedir(), '.terraformrc');
  if (!existsSync(file)) return [];
  const blocks = readFileSync(file, 'utf8').matchAll(/filesystem_mirror\s*\{[^}]*?\bpath\s*=\s*"([^"]+)"/g);
  return [...blocks].flatMap(([, path]) => path ?? []);
}

/** Mirrors below SEARCHED_FOLDERS, nearest first. */
function searchedMirrors(): readonly string[] {
  const levelsAboveAws = AWS.split('/').length;
  const found: string[] = [];
  let level = SEARCHED_FOLDERS;
  for (let depth = 0; depth <= SEARCH_DEPTH - levelsAboveAws; depth += 1) {
    found.push(...level.filter(holdsAws));
    level = level.flatMap((folder) => folders(folder).map((name) => join(folder, name)));
  }
  return found;
}

function folders(parent: string): string[] {
  return entries(parent, (entry) => entry.isDirectory());
}

function files(parent: string): string[] {
  return entries(parent, (entry) => !entry.isDirectory());
}

/** Sorted names in a folder; none where it is absent or closed to us. */
function entries(parent: string, wanted: (entry: { isDirectory(): boolean }) => boolean): string[] {
  try {
    return readdirSync(parent, { withFileTypes: true })
      .filter(wanted)
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}
