import { formatFinding } from '../model/finding';
import type { Product } from '../model/product';
import type { ProductEnvironment } from '../model/product-environment';
import { type EventsApi, eventsApi, mayBeGivenTheKey } from './events-api';
import { type PageRoute, pageRoutes, resolveEvent, triggerEvent } from './page-test-events';
import { findTarget } from './target';
import type { Terminal } from './terminal';

/** Where the routing key comes from: never from the command line, where others on the machine can read it. */
export const keyVariable = 'PAGERDUTY_ROUTING_KEY';
export const addressVariable = 'PAGERDUTY_EVENTS_URL';

const usage = [
  'usage: npm run page-test -- <product> <environment> [--dry-run] [--hold=<seconds>] [--resolve]',
  `  sends a test along every route to PagerDuty, with the routing key of ${keyVariable}, and resolves it`,
  '  --dry-run          only prints what would be sent; needs no key',
  '  --hold=<seconds>   how long the incidents stay open before they are resolved (default 180)',
  '  --resolve          sends nothing new, and resolves what an interrupted run left open',
].join('\n');

interface Request {
  readonly product: string;
  readonly environment: string;
  readonly dryRun: boolean;
  readonly resolveOnly: boolean;
  /** Seconds. */
  readonly hold: number;
}

/** Time that notification rules of people need to ring by every means that they chose at once. */
const usualHold = 180;

/** Sends a marked test along every route of a product environment to PagerDuty and takes it back. Gives the exit code. */
export async function pageTest(
  words: readonly string[],
  products: readonly Product[],
  terminal: Terminal,
  pause?: number,
): Promise<number> {
  const request = readRequest(words);
  if (request === undefined) return refuse(terminal, usage);
  const target = findTarget(products, request.product, request.environment);
  if ('findings' in target) return refuse(terminal, target.findings.map(formatFinding).join('\n\n'));
  const { environment } = target;
  if (!environment.posture.pages) return refuse(terminal, `${environment.place} pages nobody: there is nothing to test.`);
  const routes = pageRoutes(environment);
  if (request.dryRun) {
    const events = routes.flatMap((route) => [triggerEvent(environment, route), resolveEvent(environment, route)]);
    terminal.tell(
      JSON.stringify(
        events.map((event) => ({ routing_key: `$${keyVariable}`, ...event })),
        null,
        2,
      ),
    );
    return 0;
  }
  const key = terminal.environment[keyVariable];
  if (key === undefined || key === '') return refuse(terminal, missingKey(environment));
  const address = terminal.environment[addressVariable];
  if (address !== undefined && !mayBeGivenTheKey(address)) return refuse(terminal, `${addressVariable} must begin with https://.`);
  const api = eventsApi({ key, ...(address === undefined ? {} : { address }), ...(pause === undefined ? {} : { pause }) });
  return new PageTest(environment, routes, api, terminal).run(request);
}

class PageTest {
  private failures = 0;

  constructor(
    private readonly environment: ProductEnvironment,
    private readonly routes: readonly PageRoute[],
    private readonly api: EventsApi,
    private readonly terminal: Terminal,
  ) {}

  async run({ resolveOnly, hold }: Request): Promise<number> {
    if (!resolveOnly) {
      for (const route of this.routes) await this.trigger(route);
      this.terminal.tell(
        `Open for ${hold} s: each must be at its service in PagerDuty, and have told whom it names. If you stop here, --resolve takes them back.`,
      );
      await new Promise((resolve) => setTimeout(resolve, hold * 1000));
    }
    for (const route of this.routes) await this.resolve(route);
    return this.failures === 0 ? 0 : 1;
  }

  private async trigger(route: PageRoute): Promise<void> {
    const problem = await this.api.send(triggerEvent(this.environment, route));
    this.report(route, problem, `sent; told first: ${route.toldFirst.join(', ')}`);
  }

  private async resolve(route: PageRoute): Promise<void> {
    this.report(route, await this.api.send(resolveEvent(this.environment, route)), 'resolved');
  }

  private report({ component, severity }: PageRoute, problem: string | undefined, done: string): void {
    const route = `${component}, ${severity}`;
    if (problem === undefined) this.terminal.tell(`${route}: ${done}`);
    else {
      this.failures += 1;
      this.terminal.complain(`${route}: PagerDuty did not take the event: ${problem}`);
    }
  }
}

function readRequest(words: readonly string[]): Request | undefined {
  const [product, environment, ...more] = words.filter((word) => !word.startsWith('--'));
  const options = words.filter((word) => word.startsWith('--'));
  const known = options.every((option) => /^--(dry-run|resolve|hold=[0-9]{1,5})$/.test(option));
  if (product === undefined || environment === undefined || more.length > 0 || !known) return undefined;
  const hold = options.find((option) => option.startsWith('--hold='))?.slice('--hold='.length);
  return {
    product,
    environment,
    dryRun: options.includes('--dry-run'),
    resolveOnly: options.includes('--resolve'),
    hold: hold === undefined ? usualHold : Number(hold),
  };
}

function missingKey({ product, environment }: ProductEnvironment): string {
  return [
    `${keyVariable} is not set: the key of the event orchestration of ${product.name} ${environment}.`,
    `  it stands in the state of the stack ${product.id}-on-call, as output ${environment}_routing_key:`,
    `  cd cdktf.out/stacks/${product.id}-on-call && export ${keyVariable}="$(terraform output -raw ${environment}_routing_key)"`,
  ].join('\n');
}

function refuse(terminal: Terminal, why: string): number {
  terminal.complain(why);
  return 1;
}
