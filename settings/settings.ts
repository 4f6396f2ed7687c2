import { existsSync, readFileSync } from 'node:fs';
import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import {
  type BootstrapGroup,
  type EnvironmentSettingKey,
  environmentSettings,
  freeGroups,
  type GlobalSettingKey,
  globalSettings,
  type SettingDefinition,
} from './definitions';

/** Where Terraform keeps the state of a stack. */
export type StateSettings =
  /** A file beside the project, outside of cdktf.out: no account needed, for one person. The default. */
  | { readonly backend: 'local' }
  /** A bucket with a lock object beside each state. */
  | { readonly backend: 's3'; readonly bucket: string; readonly region: string; readonly accountId: string }
  | { readonly backend: 'gcs'; readonly bucket: string };

type Value = string | readonly string[];
type Tree = { readonly [key: string]: unknown };

/** What the settings may speak of. */
export interface KnownProduct {
  readonly name: string;
  readonly environments: readonly string[];
  /** Names of the inputs that the product declares. */
  readonly inputs: readonly string[];
}

/** The one place for what differs between installations: accounts, regions, networks, addresses. No secrets. */
export class Settings {
  private constructor(
    private readonly tree: Tree,
    readonly state: StateSettings,
  ) {}

  /** Settings of nothing: every value stands on its placeholder, the state is local. */
  static readonly none = new Settings({}, { backend: 'local' });

  /**
   * Reads settings.json. A file that does not exist means no settings. What is wrong in it is a finding;
   * then the settings given back are not to be used for an output.
   */
  static read(file: string, products: readonly KnownProduct[]): { settings: Settings; findings: readonly Finding[] } {
    if (!existsSync(file)) return { settings: Settings.none, findings: [] };
    try {
      return Settings.check(JSON.parse(readFileSync(file, 'utf8')), products);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return { settings: Settings.none, findings: [messages.settingsNotJson(file, error.message)] };
    }
  }

  /** Checks settings that are already parsed. */
  static check(parsed: unknown, products: readonly KnownProduct[]): { settings: Settings; findings: readonly Finding[] } {
    if (!isTree(parsed)) return { settings: Settings.none, findings: [messages.badSetting('', typeName(parsed), 'an object')] };
    const state = checkState(parsed['state']);
    const findings = [
      ...state.findings,
      ...checkKeys('', parsed, [...Object.keys(globalSettings), 'state', 'adopt', 'defaults', 'products']),
    ];
    for (const group of Object.keys(globalSettings))
      findings.push(...checkGroup(group, parsed[group], globalSettings[group as keyof typeof globalSettings]));
    findings.push(...checkAdopt(parsed['adopt']));
    findings.push(...checkEnvironment('defaults', parsed['defaults'], []), ...checkProducts(parsed['products'], products));
    return { settings: new Settings(parsed, state.settings), findings };
  }

  /** What exists already: path of a resource to the id that its provider imports it by. */
  get adopted(): Readonly<Record<string, string>> {
    const entries = this.tree['adopt'];
    return isTree(entries) ? (entries as Record<string, string>) : {};
  }

  /** A setting of a product environment from its nearest place; undefined when it is not set. */
  environment(product: string, environment: string, key: EnvironmentSettingKey): Value | undefined {
    const value = this.nearest(product, environment, key);
    return typeof value === 'boolean' ? undefined : value;
  }

  /** A switch of a product environment from its nearest place; undefined when it is not set. */
  flag(product: string, environment: string, key: EnvironmentSettingKey): boolean | undefined {
    const value = this.nearest(product, environment, key);
    return typeof value === 'boolean' ? value : undefined;
  }

  private nearest(product: string, environment: string, key: EnvironmentSettingKey): Value | boolean | undefined {
    const [group = '', name = ''] = key.split('.');
    return this.find(product, environment, group, name);
  }

  /** A value of one of the groups with free keys; undefined when it is not set. */
  free(product: string, environment: string, group: (typeof freeGroups)[number], name: string): string | undefined {
    const value = this.find(product, environment, group, name);
    return typeof value === 'string' ? value : undefined;
  }

  /** A setting of the whole installation; undefined when it is not set. */
  global(key: GlobalSettingKey): string | undefined {
    const [group = '', name = ''] = key.split('.');
    const value = at(this.tree, group, name);
    return typeof value === 'string' ? value : undefined;
  }

  /** Whether anything is set in a group that asks for a bootstrap stack. */
  asksFor(group: BootstrapGroup): boolean {
    return isTree(this.tree[group]);
  }

  private find(product: string, environment: string, group: string, name: string): Value | boolean | undefined {
    const places = [
      at(this.tree, 'products', product, environment, group, name),
      at(this.tree, 'products', product, 'all', group, name),
      at(this.tree, 'defaults', group, name),
    ];
    return places.find((value): value is Value | boolean => value !== undefined);
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function at(tree: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((branch, key) => (isTree(branch) && Object.hasOwn(branch, key) ? branch[key] : undefined), tree);
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
