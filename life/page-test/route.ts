import type { ProductEnvironment } from '../../model/product-environment';
import type { Settings } from '../../settings/settings';
import type { RunCommand } from '../run-command';
import type { Terminal } from '../terminal';

/** One route of an alert to people that can be tried. */
export interface TestRoute {
  /** What the reader knows it by. */
  readonly name: string;
  /** Where the test must be seen. */
  readonly arrives: string;
  /** What is sent and what takes it back, for a reader who wants to know before; without secrets. */
  readonly plan: { readonly sends: unknown; readonly takesBack: unknown };
  /** How the test ends. */
  readonly end: string;
  /** Sends the test. Gives what went wrong, undefined when it is on its way. */
  send(): Promise<string | undefined>;
  /** Takes the test back, also one that an interrupted run left open. Gives what went wrong. */
  takeBack(): Promise<string | undefined>;
}

/** All routes of one kind. */
export interface TestWay {
  readonly routes: readonly TestRoute[];
  /** What is still needed to try them, a line or more each. */
  readonly missing: readonly string[];
}

/** What a way is made of. */
export interface TestContext {
  readonly environment: ProductEnvironment;
  readonly settings: Settings;
  readonly variables: Terminal['environment'];
  readonly run: RunCommand;
  /** Milliseconds before a second attempt. */
  readonly pause?: number | undefined;
}

/** A product environment without routes of a kind. */
export const noWay: TestWay = { routes: [], missing: [] };
