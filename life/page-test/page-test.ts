import { formatFinding } from '../../model/finding';
import type { Product } from '../../model/product';
import type { Settings } from '../../settings/settings';
import type { RunCommand } from '../run-command';
import { findTarget } from '../target';
import type { Terminal } from '../terminal';
import { cloudWay } from './cloud';
import { contactPointWay } from './contact-points';
import { orchestrationWay } from './orchestration';
import type { TestContext, TestRoute, TestWay } from './route';

const ways = { pagerduty: orchestrationWay, grafana: contactPointWay, cloud: cloudWay } as const satisfies Record<
  string,
  (context: TestContext) => TestWay
>;

type WayName = keyof typeof ways;

const usage = [
  'usage: npm run page-test -- <product> <environment> [--way=pagerduty|grafana|cloud] [--dry-run] [--hold=<seconds>] [--resolve]',
  '  sends a marked test along every route of an alert to people, and takes it back',
  '  --way=pagerduty    only the event orchestration: each component and severity (needs PAGERDUTY_ROUTING_KEY)',
  '  --way=grafana      only the contact points: pager, chat and mail (needs GRAFANA_AUTH)',
  '  --way=cloud        only the alarms of the cloud, which need no Grafana (needs aws or gcloud with credentials)',
  '  --dry-run          only prints what would be sent; needs no credentials',
  '  --hold=<seconds>   how long the tests stay open before they are taken back (default 180)',
  '  --resolve          sends nothing new, and takes back what an interrupted run left open',
].join('\n');

interface Request {
  readonly product: string;
  readonly environment: string;
  readonly ways: readonly WayName[];
  readonly dryRun: boolean;
  readonly resolveOnly: boolean;
  /** Seconds. */
  readonly hold: number;
}

/** Time that notification rules of people need to ring by every means that they chose at once. */
const usualHold = 180;

/** What the test touches of the world around it. */
export interface PageTestMeans {
  readonly settings: Settings;
  readonly terminal: Terminal;
  readonly run: RunCommand;
  /** Milliseconds before a second attempt. @default 2000 */
  readonly pause?: number;
}

/** Sends a marked test along every route of a product environment to people and takes it back. Gives the exit code. */
export async function pageTest(words: readonly string[], products: readonly Product[], means: PageTestMeans): Promise<number> {
  const { terminal } = means;
  const request = readRequest(words);
  if (request === undefined) return refuse(terminal, usage);
  const target = findTarget(products, request.product, request.environment);
  if ('findings' in target) return refuse(terminal, target.findings.map(formatFinding).join('\n\n'));
  const context = { ...means, environment: target.environment, variables: terminal.environment };
  const chosen = request.ways.map((name) => ways[name](context));
  const routes = chosen.flatMap((way) => way.routes);
  if (routes.length === 0) return refuse(terminal, `${target.environment.place} pages nobody that way: there is nothing to test.`);
  if (request.dryRun) {
    terminal.tell(
      JSON.stringify(
        routes.map(({ name, arrives, plan }) => ({ route: name, arrives, ...plan })),
        null,
        2,
      ),
    );
    return 0;
  }
  const missing = chosen.flatMap((way) => way.missing);
  // One that cannot be tried would look like one that works.
  if (missing.length > 0) return refuse(terminal, [...missing, 'Nothing was sent. --way=<way> tests one way alone.'].join('\n'));
  return new PageTest(routes, terminal).run(request);
}

class PageTest {
  private failures = 0;

  constructor(
    private readonly routes: readonly TestRoute[],
    private readonly terminal: Terminal,
  ) {}

  async run({ resolveOnly, hold }: Request): Promise<number> {
    if (!resolveOnly) {
      for (const route of this.routes) this.report(route, await route.send(), `sent; ${route.arrives}`);
      this.terminal.tell(`Open for ${hold} s: look whether each has arrived. If you stop here, --resolve takes them back.`);
      await new Promise((resolve) => setTimeout(resolve, hold * 1000));
    }
    for (const route of this.routes) this.report(route, await route.takeBack(), route.end);
    return this.failures === 0 ? 0 : 1;
  }

  private report({ name }: TestRoute, problem: string | undefined, done: string): void {
    if (problem === undefined) this.terminal.tell(`${name}: ${done}`);
    else {
      this.failures += 1;
      this.terminal.complain(`${name}: ${problem}`);
    }
  }
}

const optionPattern = new RegExp(`^--(dry-run|resolve|hold=[0-9]{1,5}|way=(${Object.keys(ways).join('|')}))$`);

function readRequest(words: readonly string[]): Request | undefined {
  const [product, environment, ...more] = words.filter((word) => !word.startsWith('--'));
  const options = words.filter((word) => word.startsWith('--'));
  const known = options.every((option) => optionPattern.test(option));
  if (product === undefined || environment === undefined || more.length > 0 || !known) return undefined;
  const optionValue = (name: string): string | undefined =>
    options.find((option) => option.startsWith(`--${name}=`))?.slice(`--${name}=`.length);
  const way = optionValue('way');
  return {
    product,
    environment,
    ways: (Object.keys(ways) as WayName[]).filter((name) => way === undefined || name === way),
    dryRun: options.includes('--dry-run'),
    resolveOnly: options.includes('--resolve'),
    hold: Number(optionValue('hold') ?? usualHold),
  };
}

function refuse(terminal: Terminal, why: string): number {
  terminal.complain(why);
  return 1;
}
