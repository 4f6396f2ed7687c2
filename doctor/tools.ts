import { type Check, missing, notChecked, note, ok, wrong } from './check';
import { ask, type Environment } from './machine';
import type { StackNeeds } from './needs';

/** Oldest versions that opskeep works with: Terraform locks states with an object since 1.10. */
const oldest = { node: '20.0.0', terraform: '1.10.0' } as const;

export function checkTools(environment: Environment, needs: readonly StackNeeds[], nodeVersion: string): readonly Check[] {
  const uses = (provider: string): boolean => needs.some(({ providers }) => providers.has(provider));
  return [
    atLeast(nodeVersion, oldest.node)
      ? ok('Node.js', nodeVersion)
      : wrong('Node.js', `${nodeVersion}, older than ${oldest.node}`, `install Node.js ${oldest.node} or newer from https://nodejs.org`),
    terraform(environment),
    ...(uses('aws') ? [commandLine(environment, 'aws', 'https://docs.aws.amazon.com/cli', '--version')] : []),
    ...(uses('google') ? [commandLine(environment, 'gcloud', 'https://cloud.google.com/sdk/docs/install', 'version')] : []),
    promtool(environment),
  ];
}

function terraform(environment: Environment): Check {
  const mend = `install Terraform ${oldest.terraform} or newer from https://developer.hashicorp.com/terraform/install`;
  const answer = ask({ CHECKPOINT_DISABLE: '1', ...environment }, 'terraform', 'version', '-json');
  if (!answer.found) return missing('terraform', 'not on the PATH', mend);
  const [, version] = /"terraform_version":\s*"([^"]+)"/.exec(answer.stdout) ?? [];
  if (version === undefined) return wrong('terraform', `does not tell its version: ${answer.complaint}`, mend);
  return atLeast(version, oldest.terraform)
    ? ok('terraform', version)
    : wrong('terraform', `${version}, older than ${oldest.terraform}`, mend);
}

/** Needed by people who start a backup or restore one, and by the doctor; Terraform itself does without. */
function commandLine(environment: Environment, program: string, page: string, parameter: string): Check {
  const answer = ask(environment, program, parameter);
  if (!answer.found) return missing(program, 'not on the PATH; runbooks and the first backups need it', `install it from ${page}`);
  const [version = ''] = `${answer.stdout}\n${answer.complaint}`.split('\n').filter((line) => line.trim() !== '');
  return answer.succeeded
    ? ok(program, version)
    : notChecked(program, answer.complaint, `run \`${program} ${parameter}\` and mend what it says`);
}

function promtool(environment: Environment): Check {
  return ask(environment, 'promtool', '--version').found
    ? ok('promtool', 'on the PATH; the tests run the alert rules through it')
    : note('promtool', 'not on the PATH; a deployment does without, and the tests name what they skip');
}

function atLeast(version: string, least: string): boolean {
  const numbers = (text: string): readonly number[] => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number);
  const [given, asked] = [numbers(version), numbers(least)];
  const at = asked.findIndex((number, index) => (given[index] ?? 0) !== number);
  return at === -1 || (given[at] ?? 0) > (asked[at] ?? 0);
}
