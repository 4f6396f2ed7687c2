import { type Finding, formatFinding } from '../model/finding';
import { freeGroups } from '../settings/definitions';
import type { BaseStack } from '../stacks/base-stack';
import { type Check, missing, ok, wrong } from './check';
import type { Environment } from './machine';
import { askedBy, naming, type StackNeeds } from './needs';

/** Errors of the settings file and of the declarations: with them nothing is synthesized at all. */
export function checkFindings(findings: readonly Finding[]): readonly Check[] {
  return findings
    .filter(({ level }) => level === 'error')
    .map((finding) => {
      const [what = '', ...facts] = formatFinding(finding).split('\n');
      return wrong('declaration', `${what}; ${facts.slice(0, -1).map(squeezed).join('; ')}`, finding.mend);
    });
}

const squeezed = (line: string): string => line.trim().replace(/\s+/g, ' ');

/** Settings that nobody has given a value: one line for all places that one value can serve. */
export function checkSettings(stacks: readonly BaseStack[], needs: readonly StackNeeds[]): readonly Check[] {
  const given = new Map(needs.map(({ stack, variables }) => [stack, variables]));
  const lacking = stacks.flatMap(({ node, inputs }) =>
    inputs.unset
      .filter(({ name }) => given.get(node.id)?.get(name)?.value === undefined)
      .map((input) => ({ ...input, stack: node.id, shared: sharedPlace(input.setting) })),
  );
  if (lacking.length === 0) return [ok('settings', `no placeholder left in ${naming(needs.map(({ stack }) => stack))}`)];
  return [...new Set(lacking.map(({ shared }) => shared))].map((shared) => {
    const same = lacking.filter((other) => other.shared === shared);
    const places = [...new Set(same.map(({ setting }) => setting))];
    const [place = shared, ...others] = places;
    const asking = naming([...new Set(same.map(({ stack }) => stack))]);
    const [input] = same;
    const example = `e.g. ${input?.example}`;
    return others.length === 0
      ? missing(`setting ${place}`, `${input?.meaning} (${asking})`, `set ${place} in settings.json, ${example}, or TF_VAR_${input?.name}`)
      : missing(
          `setting ${shared}`,
          `${input?.meaning} (${asking})`,
          `set ${shared} in settings.json, ${example}, or where values differ: ${naming(places)}`,
        );
  });
}

/** Where one value serves all that ask for it: all environments of a product for what it declares itself, else all products. */
function sharedPlace(setting: string): string {
  const [, product, key = ''] = /^products\.([^.]+)\.[^.]+\.(.+)$/.exec(setting) ?? [];
  if (product === undefined) return setting;
  return freeGroups.some((group) => key.startsWith(`${group}.`)) ? `products.${product}.all.${key}` : `defaults.${key}`;
}

/** Secrets that come in through the environment alone. Their values are never looked at. */
const secretsOfProviders: Readonly<Record<string, { readonly name: string; readonly mend: string }>> = {
  pagerduty: {
    name: 'PAGERDUTY_TOKEN',
    mend: 'create a general access REST API key in PagerDuty (Integrations, API Access Keys) and export it as PAGERDUTY_TOKEN',
  },
  grafana: {
    name: 'GRAFANA_AUTH',
    mend: 'create a service account token with the role Admin in Grafana (Administration, Service accounts) and export it as GRAFANA_AUTH',
  },
};

export function checkSecrets(needs: readonly StackNeeds[], environment: Environment): readonly Check[] {
  const mends = new Map(Object.values(secretsOfProviders).map(({ name, mend }) => [name, mend]));
  const asked = askedBy(needs, ({ providers, variables }) => [
    ...Object.entries(secretsOfProviders).flatMap(([provider, { name }]) => (providers.has(provider) ? [name] : [])),
    ...[...variables.values()].flatMap(({ name, secret }) => (secret ? [`TF_VAR_${name}`] : [])),
  ]);
  return [...asked].map(([name, stacks]) => {
    const value = environment[name];
    if (value !== undefined && value.trim() !== '') return ok(name, `set, for ${naming(stacks)}`);
    return missing(name, `not in the environment, for ${naming(stacks)}`, mends.get(name) ?? `export ${name}; ${meaningOf(name, needs)}`);
  });
}

function meaningOf(secret: string, needs: readonly StackNeeds[]): string {
  const name = secret.replace(/^TF_VAR_/, '');
  return (
    needs.map(({ variables }) => variables.get(name)?.meaning).find((meaning) => meaning !== undefined) ?? 'see docs/guide/settings.md'
  );
}
