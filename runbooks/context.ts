import { type Dashboard, distinctSignals } from '../model/dashboard';
import { dashboardUid, type PanelLink, panelLinks } from '../model/monitoring-names';
import type { DeclaredProduct } from '../model/product';
import { environmentsOf, type ProductEnvironment } from '../model/product-environment';
import type { RunbookText } from '../model/runbook';
import type { Signal } from '../model/signal';
import { globalSettings } from '../settings/definitions';
import type { Settings } from '../settings/settings';
import { type ShellSetting, shellValue } from '../settings/shell-values';
import { dashboardsOf, hasSeedUids } from '../stacks/monitoring-plan';
import { writtenText } from './inherited';
import { code, link } from './markdown';

/** A name in braces, but neither `${NAME}` of a shell nor `{{ .Labels }}` of a template. */
export const placeholder = /(?<![$%{])\{([a-z][a-z0-9_-]*)\}/g;

/** A value that nobody has given yet. */
export const notSet = (input?: string): string => (input === undefined ? '**not set**' : `**not set** (${code(`inputs.${input}`)})`);

/** One environment with what is watched in it. */
export interface WatchedEnvironment {
  readonly environment: ProductEnvironment;
  readonly dashboards: readonly Dashboard[];
  /** Each signal once. */
  readonly signals: readonly Signal[];
  readonly panels: ReadonlyMap<string, PanelLink>;
  readonly seedUids: boolean;
}

/** All that the chapters of one runbook are written from. */
export class RunbookContext {
  readonly watched: readonly WatchedEnvironment[];
  /** The environment that the objectives are promised in; commands name it. */
  readonly main: WatchedEnvironment;
  readonly grafana: string;
  readonly grafanaIsSet: boolean;
  /** What people wrote, where they did, with what the product inherits. */
  readonly text: RunbookText | undefined;

  constructor(
    readonly product: DeclaredProduct,
    readonly settings: Settings,
    /** The product whose alerts are the baseline of all others, the operations manual. */
    readonly baseline: DeclaredProduct | undefined,
  ) {
    const url = settings.global('grafana.url');
    this.text = writtenText(product, baseline);
    this.grafana = url ?? globalSettings.grafana.url.example;
    this.grafanaIsSet = url !== undefined;
    this.watched = environmentsOf(product).map((environment) => this.watch(environment));
    const [first] = this.watched;
    if (first === undefined) throw new RangeError(`${product.name} has no environment`);
    this.main = this.watched.find(({ environment }) => environment.posture.promisesObjectives) ?? first;
  }

  private watch(environment: ProductEnvironment): WatchedEnvironment {
    const dashboards = dashboardsOf(environment);
    const seedUids = hasSeedUids(environment, this.settings.global('grafana.dedicatedTo'));
    const signals = distinctSignals(dashboards);
    return { environment, dashboards, signals, panels: panelLinks(environment, dashboards, seedUids), seedUids };
  }

  /** A setting of the main environment where it is known, else the shell variable that a person sets. */
  value(key: ShellSetting): string {
    return shellValue(this.settings, this.main.environment, key);
  }

  /** The image of the jobs, by digest, where settings give it. */
  get jobImage(): string | undefined {
    const { product, settings, main } = this;
    const key = product.cloud === 'aws' ? 'aws.jobImage' : 'google.jobImage';
    const known = settings.environment(product.name, main.environment.environment, key);
    return typeof known === 'string' ? known : undefined;
  }

  /** A bucket of the main environment by its real name, with the prefix of the account where settings give one. */
  bucket(name: string): string {
    const prefix = this.settings.environment(this.product.name, this.main.environment.environment, 'aws.bucketPrefix');
    return this.product.cloud === 'aws' && typeof prefix === 'string' ? `${prefix}${name}` : name;
  }

  /** The value of an input of the product, where settings give one. */
  input(name: string): string | undefined {
    return this.settings.free(this.product.name, this.main.environment.environment, 'inputs', name);
  }

  /** A text of the declaration; inputs that are not set stay in braces. */
  fill(text: string): string {
    return text.replace(placeholder, (whole, name: string) => this.input(name) ?? whole);
  }

  /** An address of the declaration; an input that nobody has set is visible, and named so that it can be set. */
  shown(text: string): string {
    const filled = this.fill(text);
    const [, input] = /^\{([a-z][a-z0-9_]*)\}$/.exec(filled) ?? [];
    return input === undefined ? filled : notSet(input);
  }

  /** A link that leads somewhere, or what is missing to make it one. */
  outside(title: string, url: string): string {
    const filled = this.fill(url);
    return filled.includes('{') ? `${title}: ${this.shown(url)}` : link(title, filled);
  }

  /** Title of a role, a rota or the team, for owners. */
  roleTitle(role: string): string {
    const { people, rotas } = this.product.onCall;
    return people.find((person) => person.role === role)?.title ?? rotas.find((rota) => rota.name === role)?.title ?? role;
  }

  /** Link to the panel of a signal in an environment; undefined where it has none there. */
  panel(id: string, { panels }: WatchedEnvironment = this.main): string | undefined {
    const target = panels.get(id);
    return target === undefined ? undefined : `${this.grafana}/d/${target.dashboardUid}?viewPanel=${target.panelId}`;
  }

  /** Link to a dashboard of an environment, by its title. */
  dashboardLink(dashboard: Dashboard, { environment, seedUids }: WatchedEnvironment = this.main): string {
    return link(dashboard.title, `${this.grafana}/d/${dashboardUid(environment, dashboard, seedUids)}`);
  }

  panelLink(text: string, id: string): string {
    const target = this.panel(id);
    return target === undefined ? text : link(text, target);
  }
}
