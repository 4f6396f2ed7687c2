import { existsSync, readFileSync } from 'node:fs';
import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import { checkSettings, type KnownProduct, type StateSettings } from './check-settings';
import type { BootstrapGroup, EnvironmentSettingKey, freeGroups, GlobalSettingKey } from './definitions';
import { at, isTree, type Tree } from './tree';

type Value = string | readonly string[];

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
    const { state, findings } = checkSettings(parsed, products);
    return { settings: isTree(parsed) ? new Settings(parsed, state) : Settings.none, findings };
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
