import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import { environmentSettings, freeGroups, globalSettings, type SettingDefinition } from './definitions';
import { isTree, type Tree } from './tree';

/** Where Terraform keeps the state of a stack. */
export type StateSettings =
  /** A file beside the project, outside of cdktf.out: no account needed, for one person. The default. */
  | { readonly backend: 'local' }
  /** A bucket with a lock object beside each state. */
  | { readonly backend: 's3'; readonly bucket: string; readonly region: string; readonly accountId: string }
  | { readonly backend: 'gcs'; readonly bucket: string };

/** What the settings may speak of. */
export interface KnownProduct {
  readonly name: string;
  readonly environments: readonly string[];
  /** Names of the inputs that the product declares. */
  readonly inputs: readonly string[];
}

/** Every mistake of parsed settings, and where the state is kept if they have none. */
export function checkSettings(parsed: unknown, products: readonly KnownProduct[]): { state: StateSettings; findings: readonly Finding[] } {
  if (!isTree(parsed)) return { state: { backend: 'local' }, findings: [messages.badSetting('', typeName(parsed), 'an object')] };
  const state = checkState(parsed['state']);
  const findings = [
    ...state.findings,
    ...checkKeys('', parsed, [...Object.keys(globalSettings), 'state', 'adopt', 'defaults', 'products']),
  ];
  for (const group of Object.keys(globalSettings))
    findings.push(...checkGroup(group, parsed[group], globalSettings[group as keyof typeof globalSettings]));
  findings.push(...checkAdopt(parsed['adopt']));
  findings.push(...checkEnvironment('defaults', parsed['defaults'], []), ...checkProducts(parsed['products'], products));
  return { state: state.settings, findings };
}

function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `${typeof value} ${JSON.stringify(value)}`;
}

function checkKeys(path: string, tree: Tree, known: readonly string[]): Finding[] {
  return Object.keys(tree)
    .filter((key) => !known.includes(key) && key !== '$schema')
    .map((key) => messages.unknownSetting(path === '' ? key : `${path}.${key}`, key, known));
}

function checkState(value: unknown): { settings: StateSettings; findings: Finding[] } {
  const local: StateSettings = { backend: 'local' };
  if (value === undefined) return { settings: local, findings: [] };
  if (!isTree(value)) return { settings: local, findings: [messages.badSetting('state', typeName(value), 'an object')] };
  const keys = { local: ['backend'], s3: ['backend', 'bucket', 'region', 'accountId'], gcs: ['backend', 'bucket'] };
  const backend = value['backend'];
  if (backend !== 'local' && backend !== 's3' && backend !== 'gcs') {
    return { settings: local, findings: [messages.badSetting('state.backend', typeName(backend), Object.keys(keys).join(', '))] };
  }
  const patterns: Record<string, string> = {
    bucket: '^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$',
    region: environmentSettings.aws.region.pattern,
    accountId: environmentSettings.aws.accountId.pattern,
  };
  const findings = checkKeys('state', value, keys[backend]);
  for (const key of keys[backend].slice(1)) {
    const given = value[key];
    const pattern = patterns[key] ?? '';
    if (typeof given !== 'string' || !new RegExp(pattern).test(given))
      findings.push(messages.badSetting(`state.${key}`, typeName(given), pattern));
  }
  return { settings: value as StateSettings, findings };
}

function checkAdopt(value: unknown): Finding[] {
  if (value === undefined) return [];
  if (!isTree(value)) return [messages.badSetting('adopt', typeName(value), 'an object of ids by the path of their resource')];
  return Object.entries(value)
    .filter(([, id]) => typeof id !== 'string' || id.trim() === '')
    .map(([path, id]) => messages.badSetting(`adopt.${path}`, typeName(id), 'the id by which the provider imports it'));
}

function checkProducts(value: unknown, products: readonly KnownProduct[]): Finding[] {
  if (value === undefined) return [];
  if (!isTree(value)) return [messages.badSetting('products', typeName(value), 'an object of products')];
  return Object.entries(value).flatMap(([name, environments]) => {
    const product = products.find((known) => known.name === name);
    const path = `products.${name}`;
    if (product === undefined)
      return [
        messages.unknownName(
          `settings.json / products`,
          'product',
          name,
          products.map((known) => known.name),
        ),
      ];
    if (!isTree(environments)) return [messages.badSetting(path, typeName(environments), 'an object of environments')];
    return Object.entries(environments).flatMap(([environment, groups]) => {
      const known = ['all', ...product.environments];
      if (!known.includes(environment)) return [messages.unknownName(`settings.json / ${path}`, 'environment', environment, known)];
      return checkEnvironment(`${path}.${environment}`, groups, product.inputs);
    });
  });
}

function checkEnvironment(path: string, value: unknown, inputs: readonly string[]): Finding[] {
  if (value === undefined) return [];
  if (!isTree(value)) return [messages.badSetting(path, typeName(value), 'an object of groups')];
  const findings = checkKeys(path, value, [...Object.keys(environmentSettings), ...freeGroups]);
  for (const [group, definitions] of Object.entries(environmentSettings))
    findings.push(...checkGroup(`${path}.${group}`, value[group], definitions));
  for (const group of freeGroups) {
    const entries = value[group];
    if (entries === undefined) continue;
    if (!isTree(entries)) findings.push(messages.badSetting(`${path}.${group}`, typeName(entries), 'an object'));
    else {
      if (group === 'inputs') findings.push(...checkKeys(`${path}.inputs`, entries, inputs));
      for (const [key, entry] of Object.entries(entries)) {
        if (typeof entry !== 'string') findings.push(messages.badSetting(`${path}.${group}.${key}`, typeName(entry), 'text'));
      }
    }
  }
  return findings;
}

function checkGroup(path: string, value: unknown, definitions: Readonly<Record<string, SettingDefinition>>): Finding[] {
  if (value === undefined) return [];
  if (!isTree(value)) return [messages.badSetting(path, typeName(value), 'an object')];
  const findings = checkKeys(path, value, Object.keys(definitions));
  for (const [key, definition] of Object.entries(definitions)) {
    const given = value[key];
    if (given === undefined) continue;
    if (!fits(given, definition)) {
      const shape = definition.list === true ? 'a list of texts that match' : definition.flag === true ? 'one of' : 'text that matches';
      findings.push(
        messages.badSetting(
          `${path}.${key}`,
          typeName(given),
          `${definition.meaning}: ${shape} ${definition.pattern}, e.g. ${definition.example}`,
        ),
      );
    }
  }
  return findings;
}

function fits(given: unknown, { list, flag, pattern }: SettingDefinition): boolean {
  if (flag === true) return typeof given === 'boolean';
  const entries: readonly unknown[] = list !== true ? [given] : Array.isArray(given) ? given : [];
  return entries.length > 0 && entries.every((entry) => typeof entry === 'string' && new RegExp(pattern).test(entry));
}
