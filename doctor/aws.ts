import type { StateSettings } from '../settings/check-settings';
import { type Check, missing, notChecked, ok, wrong } from './check';
import { checkEcrImages } from './images';
import { ask, type Environment } from './machine';
import { askedBy, naming, type StackNeeds } from './needs';

const subject = 'AWS credentials';
const signIn = 'sign in (`aws sso login`, or export AWS_PROFILE) and try `aws sts get-caller-identity`';

/** Whose credentials these are, held against the account of each stack; whether the bucket of the states and the image of the jobs are there. */
export function checkAws(needs: readonly StackNeeds[], state: StateSettings, environment: Environment): readonly Check[] {
  const accounts = askedBy(needs, ({ awsAccounts }) => awsAccounts);
  const used = needs.some(({ providers }) => providers.has('aws'));
  if (!used && state.backend !== 's3') return [];
  const answer = ask(environment, 'aws', 'sts', 'get-caller-identity', '--region', regionOf(needs), '--output', 'json');
  if (!answer.found) return [notChecked(subject, 'there is no aws on the PATH to ask', 'install it, then run the doctor again')];
  if (!answer.succeeded) return [missing(subject, `none that AWS accepts: ${answer.complaint}`, signIn)];
  const [, own] = /"Account":\s*"(\d+)"/.exec(answer.stdout) ?? [];
  if (own === undefined) return [notChecked(subject, 'the answer names no account', signIn)];
  const [, who = 'an unnamed principal'] = /"Arn":\s*"([^"]+)"/.exec(answer.stdout) ?? [];
  const compared = [...accounts].map(([account, stacks]) =>
    account === own
      ? ok(subject, `account ${own} as ${who}, for ${naming(stacks)}`)
      : wrong(
          subject,
          `they are of account ${own} (${who}), but ${naming(stacks)} deploy into account ${account}`,
          `use credentials of ${account} (AWS_PROFILE), or correct aws.accountId of these stacks in settings.json`,
        ),
  );
  const unknown =
    used && compared.length === 0 ? [notChecked(subject, `account ${own} as ${who}`, 'set aws.accountId to compare it with')] : [];
  return [...compared, ...unknown, ...checkStateBucket(state, environment, own), ...checkEcrImages(needs, environment)];
}

/** Any region tells the same, but newer command lines ask for one. */
function regionOf(needs: readonly StackNeeds[]): string {
  const regions = needs.map(({ variables }) => (variables.get('aws_region') ?? variables.get('bootstrap_aws_region'))?.value);
  return regions.find((region) => region !== undefined) ?? 'us-east-1';
}

function checkStateBucket(state: StateSettings, environment: Environment, own: string): readonly Check[] {
  if (state.backend !== 's3') return [];
  const { bucket, region, accountId } = state;
  const name = 'bucket of the states';
  if (own !== accountId) {
    const mend = `use credentials of ${accountId}, or correct state.accountId in settings.json`;
    return [wrong(name, `${bucket} is in account ${accountId}, but the credentials are of account ${own}`, mend)];
  }
  const answer = ask(
    environment,
    'aws',
    's3api',
    'head-bucket',
    '--bucket',
    bucket,
    '--expected-bucket-owner',
    accountId,
    '--region',
    region,
  );
  return answer.succeeded
    ? [ok(name, `${bucket} in account ${accountId}`)]
    : [missing(name, `${bucket} does not answer: ${answer.complaint}`, 'deploy bootstrap-aws first, see docs/guide/first-deployment.md')];
}
