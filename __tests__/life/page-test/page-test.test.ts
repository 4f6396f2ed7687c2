import { pageTest } from '../../../life/page-test/page-test';
import type { RunCommand } from '../../../life/run-command';
import type { Component } from '../../../model/on-call';
import { type Product, type ProductDeclaration, product } from '../../../model/product';
import { products } from '../../../products';
import { Settings } from '../../../settings/settings';
import { completeSettings } from '../../support/rendered';
import { sampleProduct } from '../../support/sample-product';
import { FakeGrafana } from '../fake-grafana';
import { FakePager, FakeTerminal } from '../fake-pager';

interface Plan {
  readonly route: string;
  readonly arrives: string;
  readonly sends: unknown;
  readonly takesBack: unknown;
}

const key = 'R0ABCDEFGHIJKLMNOPQRSTUVWXYZ0123';
const api: Component = { name: 'api', title: 'API', meets: [] };
const database: Component = { name: 'database', title: 'PostgreSQL', meets: [] };
const shop = (changes: Partial<ProductDeclaration> = {}): readonly Product[] => [
  product('shop', () => sampleProduct({ components: [api, database], ...changes })),
];

const never: RunCommand = () => {
  throw new Error('nothing is to be run');
};

describe('npm run page-test --way=pagerduty', () => {
  let pager: FakePager;
  let address: string;
  const run = async (words: readonly string[], chosen = shop(), environment: Record<string, string> = {}) => {
    const terminal = new FakeTerminal({ PAGERDUTY_ROUTING_KEY: key, PAGERDUTY_EVENTS_URL: address, ...environment });
    const means = { settings: Settings.none, terminal, run: never, pause: 1 };
    const code = await pageTest([...words, '--way=pagerduty'], chosen, means);
    return { code, terminal };
  };

  beforeEach(async () => {
    pager = new FakePager();
    await pager.start();
    address = pager.url;
  });
  afterEach(async () => {
    pager.stop();
  });

  it('sends a marked event along every route, and then takes each back under the same key', async () => {
    const { code, terminal } = await run(['shop', 'production', '--hold=0']);
    expect(code).toBe(0);
    expect(terminal.complaints).toEqual([]);
    const routes = [
      ['api', 'critical'],
      ['api', 'error'],
      ['database', 'critical'],
      ['database', 'error'],
    ] as const;
    expect(pager.taken.map(({ method, url, type }) => `${method} ${url} ${type}`)).toEqual(
      Array.from({ length: 8 }, () => 'POST /v2/enqueue application/json'),
    );
    expect(pager.taken.map(({ body }) => body)).toEqual([
      ...routes.map(([component, severity]) => ({
        routing_key: key,
        event_action: 'trigger',
        dedup_key: `opskeep-page-test/shop-production/${component}/${severity}`,
        payload: {
          summary: `[TEST] Shop production: ${component}, ${severity}. Nothing is wrong`,
          source: 'opskeep page-test',
          severity,
          component,
          group: 'shop-production',
          class: 'page-test',
          custom_details: {
            test: 'Sent by npm run page-test, which resolves it again. Acknowledge it to show that it arrived.',
            told_first: 'rota Primary',
          },
        },
      })),
      ...routes.map(([component, severity]) => ({
        routing_key: key,
        event_action: 'resolve',
        dedup_key: `opskeep-page-test/shop-production/${component}/${severity}`,
      })),
    ]);
    expect(terminal.told[0]).toBe('api, critical: sent; told first: rota Primary');
  });

  it('tests warnings where they open an incident', async () => {
    const { onCall } = sampleProduct();
    const warned = { ...onCall, escalations: { ...onCall.escalations, warning: onCall.escalations.error } };
    await run(['shop', 'production', '--hold=0'], shop({ components: [api], onCall: warned }));
    expect(pager.taken.map(({ body }) => body['dedup_key'])).toEqual(
      ['critical', 'error', 'warning', 'critical', 'error', 'warning'].map(
        (severity) => `opskeep-page-test/shop-production/api/${severity}`,
      ),
    );
  });

  it('prints and sends nothing with --dry-run, and needs no key for it', async () => {
    const { code, terminal } = await run(['shop', 'production', '--dry-run'], shop(), { PAGERDUTY_ROUTING_KEY: '' });
    expect(code).toBe(0);
    expect(pager.taken).toEqual([]);
    const plans = JSON.parse(terminal.told.join()) as readonly Plan[];
    expect(plans.map(({ route, arrives }) => `${route}: ${arrives}`)).toEqual([
      'api, critical: told first: rota Primary',
      'api, error: told first: rota Primary',
      'database, critical: told first: rota Primary',
      'database, error: told first: rota Primary',
    ]);
    const events = plans.flatMap(({ sends, takesBack }) => [sends, takesBack]) as readonly Record<string, unknown>[];
    expect(new Set(events.map((event) => event['routing_key']))).toEqual(new Set(['$PAGERDUTY_ROUTING_KEY']));
    expect(events.map((event) => event['event_action'])).toEqual(Array.from({ length: 4 }, () => ['trigger', 'resolve']).flat());
  });

  it('takes back what an interrupted run left open, without sending anything new', async () => {
    expect((await run(['shop', 'production', '--resolve'])).code).toBe(0);
    expect(pager.taken.map(({ body }) => body['event_action'])).toEqual(['resolve', 'resolve', 'resolve', 'resolve']);
  });

  it('tries again when PagerDuty is busy, and not when it refuses', async () => {
    pager.answers.push([429, ''], [500, ''], [202, '']);
    expect((await run(['shop', 'production', '--resolve'], shop({ components: [api] }))).code).toBe(0);
    expect(pager.taken).toHaveLength(4);
    pager.taken.length = 0;
    pager.answers.push([400, '{"status":"invalid event"}']);
    const { code, terminal } = await run(['shop', 'production', '--resolve'], shop({ components: [api] }));
    expect([code, pager.taken.length]).toEqual([1, 2]);
    expect(terminal.complaints).toEqual(['api, critical: PagerDuty did not take the event: 400 {"status":"invalid event"}']);
  });

  it('fails when a route does not take its event, after it has taken back the others', async () => {
    pager.answers.push([202, ''], [400, `bad key ${key}`]);
    const { code, terminal } = await run(['shop', 'production', '--hold=0']);
    expect(code).toBe(1);
    expect(terminal.complaints).toEqual(['api, error: PagerDuty did not take the event: 400 bad key <routing key>']);
    expect(pager.taken.filter(({ body }) => body['event_action'] === 'resolve')).toHaveLength(4);
  });

  it('never prints the key, not even when nobody answers', async () => {
    pager.stop();
    const { code, terminal } = await run(['shop', 'production', '--resolve'], shop({ components: [api] }));
    expect(code).toBe(1);
    expect(terminal.complaints[0]).toMatch(
      /^api, critical: PagerDuty did not take the event: cannot reach http:\/\/127\.0\.0\.1:\d+\/v2\/enqueue: /,
    );
    expect([...terminal.told, ...terminal.complaints].join()).not.toContain(key);
    pager = new FakePager();
    await pager.start();
  });

  it.each([
    ['an unknown product', ['shpo', 'production'], {}, /unknown product[\s\S]*did you mean "shop"\?/],
    ['an unknown environment', ['shop', 'prodution'], {}, /unknown environment[\s\S]*did you mean "production"\?/],
    ['an environment that does not page', ['shop', 'staging'], {}, /^shop \/ staging pages nobody that way: there is nothing to test\.$/],
    [
      'a missing key',
      ['shop', 'production'],
      { PAGERDUTY_ROUTING_KEY: '' },
      /^PAGERDUTY_ROUTING_KEY is not set[\s\S]*terraform output -raw production_routing_key/,
    ],
    [
      'an address that would carry the key in clear text',
      ['shop', 'production'],
      { PAGERDUTY_EVENTS_URL: 'http://pager.example' },
      /https/,
    ],
    ['no environment', ['shop'], {}, /^usage: npm run page-test/],
    ['a word too many', ['shop', 'production', 'R0ABCDEF'], {}, /^usage: npm run page-test/],
    ['an unknown option', ['shop', 'production', '--key=R0ABCDEF'], {}, /^usage: npm run page-test/],
  ])('refuses %s in one clear message', async (_, words, environment, message) => {
    const { code, terminal } = await run(words, shop(), environment);
    expect(code).toBe(1);
    expect(terminal.told).toEqual([]);
    expect(terminal.complaints).toHaveLength(1);
    expect(terminal.complaints[0]).toMatch(message);
    expect(pager.taken).toEqual([]);
  });
});

describe('npm run page-test --way=grafana', () => {
  const token = 'glsa_0123456789';
  let grafana: FakeGrafana;
  const run = async (words: readonly string[], chosen = shop(), variables: Record<string, string> = {}) => {
    const terminal = new FakeTerminal({ GRAFANA_AUTH: token, OPSKEEP_GRAFANA_URL: grafana.url, ...variables });
    const means = { settings: Settings.none, terminal, run: never, pause: 1 };
    const code = await pageTest([...words, '--way=grafana'], chosen, means);
    return { code, terminal };
  };

  beforeEach(async () => {
    grafana = new FakeGrafana(`Bearer ${token}`);
    await grafana.start();
  });
  afterEach(() => grafana.stop());

  it('makes a rule that always fires for each contact point, with the labels that its receivers route by, and removes it again', async () => {
    const { code, terminal } = await run(['shop', 'production', '--hold=0']);
    expect({ code, complaints: terminal.complaints }).toEqual({ code: 0, complaints: [] });
    expect(grafana.made.map(({ uid }) => uid)).toEqual([
      'page-test-shop-production-critical',
      'page-test-shop-production-error',
      'page-test-shop-production-warning',
      'page-test-shop-production-info',
    ]);
    expect(grafana.made[0]).toEqual({
      uid: 'page-test-shop-production-critical',
      title: '[TEST] Shop production: channel critical. Nothing is wrong',
      folderUID: 'shop-production',
      ruleGroup: 'page-test',
      condition: 'A',
      for: '0s',
      noDataState: 'OK',
      execErrState: 'OK',
      isPaused: false,
      data: [
        {
          refId: 'A',
          datasourceUid: '__expr__',
          relativeTimeRange: { from: 0, to: 0 },
          model: { refId: 'A', type: 'math', expression: '1 == 1', datasource: { type: '__expr__', uid: '__expr__' } },
        },
      ],
      labels: { severity: 'critical', component: 'api', product: 'shop', environment: 'production' },
      annotations: { summary: '[TEST] Nothing is wrong', description: 'Sent by npm run page-test, which takes it back again.' },
      notification_settings: {
        receiver: 'shop-production-critical',
        group_by: ['alertname', 'grafana_folder', 'component'],
        group_wait: '1s',
        group_interval: '1m',
        repeat_interval: '4h',
      },
    });
    expect(grafana.rules.size).toBe(0);
    // Whoever finds a rule that was left can remove it by hand.
    expect(grafana.requests.every((request) => request.endsWith(' true'))).toBe(true);
    expect(terminal.told).toContain('contact point shop-production-critical: sent; must arrive within two minutes: PagerDuty');
    expect(terminal.told).toContain('contact point shop-production-critical: rule removed, which resolves it');
  });

  it('opens an incident through a pager whose channel is named after no severity, and wakes nobody through another one', async () => {
    const { channels } = sampleProduct();
    const [paged, ...others] = channels;
    const quiet = others.find(({ receivers }) => receivers.every(({ kind }) => kind !== 'pagerduty'));
    if (paged === undefined || quiet === undefined) throw new Error('the sample has no such channels');
    const named = [
      { ...paged, name: 'security' },
      { ...quiet, name: 'stakeholders' },
    ];
    await run(['shop', 'production', '--hold=0'], shop({ channels: [...channels, ...named] }));
    const severityOf = (name: string): unknown =>
      Object(grafana.made.find(({ uid }) => uid === `page-test-shop-production-${name}`)?.['labels']).severity;
    expect([severityOf('security'), severityOf('stakeholders')]).toEqual(['error', 'info']);
  });

  it('tests the one channel of an environment that does not page, and names no pager there', async () => {
    const { code, terminal } = await run(['shop', 'staging', '--hold=0']);
    expect(code).toBe(0);
    expect(grafana.made.map(({ uid }) => uid)).toEqual(['page-test-shop-staging-warning']);
    expect(terminal.told[0]).toMatch(/^contact point shop-staging-warning: sent; must arrive within two minutes: (?!.*PagerDuty)/);
  });

  it('gets past a rule that an interrupted run left, and --resolve removes what it left without making any', async () => {
    grafana.rules.set('page-test-shop-production-error', { uid: 'page-test-shop-production-error' });
    expect((await run(['shop', 'production', '--hold=0'])).code).toBe(0);
    grafana.made.length = 0;
    grafana.rules.set('page-test-shop-production-error', { uid: 'page-test-shop-production-error' });
    expect((await run(['shop', 'production', '--resolve'])).code).toBe(0);
    expect([grafana.made.length, grafana.rules.size]).toEqual([0, 0]);
  });

  it('tells each contact point whose rule Grafana refuses, and fails', async () => {
    grafana.broken = true;
    const { code, terminal } = await run(['shop', 'production', '--hold=0']);
    expect(code).toBe(1);
    expect(terminal.complaints[0]).toBe(
      'contact point shop-production-critical: Grafana did not take it: 400 {"message":"invalid alert rule"}',
    );
  });

  it('signs in with a name and password too, and prints neither when they are refused', async () => {
    const { code, terminal } = await run(['shop', 'production', '--hold=0'], shop(), { GRAFANA_AUTH: 'admin:secret-word' });
    expect(code).toBe(1);
    expect(terminal.complaints[0]).toMatch(/^contact point shop-production-critical: Grafana did not take it: 401 /);
    const printed = [...terminal.told, ...terminal.complaints].join();
    for (const secret of ['secret-word', Buffer.from('admin:secret-word').toString('base64')]) expect(printed).not.toContain(secret);
  });

  it.each([
    ['a missing credential', { GRAFANA_AUTH: '' }, /^GRAFANA_AUTH is not set/],
    ['a missing address', { OPSKEEP_GRAFANA_URL: undefined as unknown as string }, /^grafana\.url is not set in settings\.json/],
    ['an address that would carry the credential in clear text', { OPSKEEP_GRAFANA_URL: 'http://grafana.example' }, /https/],
  ])('refuses %s before anything is sent', async (_, variables, message) => {
    const { code, terminal } = await run(['shop', 'production'], shop(), variables);
    expect({ code, told: terminal.told, requests: grafana.requests }).toEqual({ code: 1, told: [], requests: [] });
    expect(terminal.complaints).toEqual([expect.stringMatching(message)]);
  });
});

describe('npm run page-test --way=cloud', () => {
  const settings = completeSettings();
  const run = async (words: readonly string[], outcome: ReturnType<RunCommand> = { code: 0, output: '' }, chosen = settings) => {
    const terminal = new FakeTerminal();
    const ran: (readonly string[])[] = [];
    const note: RunCommand = (command) => {
      ran.push(command);
      return outcome;
    };
    const means = { settings: chosen, terminal, run: note };
    const code = await pageTest([...words, '--way=cloud'], products, means);
    return { code, terminal, ran };
  };

  it('raises the alarm of CloudWatch that is there for it, and sets it back', async () => {
    const { code, terminal, ran } = await run(['allodoc', 'production', '--hold=0']);
    const set = ['aws', 'cloudwatch', 'set-alarm-state', '--region', 'eu-west-1', '--alarm-name', 'allodoc-production-page-test'];
    expect(ran).toEqual([
      [...set, '--state-value', 'ALARM', '--state-reason', '[TEST] AlloDoc production: sent by npm run page-test. Nothing is wrong'],
      [...set, '--state-value', 'OK', '--state-reason', 'The test is over'],
    ]);
    expect({ code, told: terminal.told }).toEqual({
      code: 0,
      told: [
        'CloudWatch alarm allodoc-production-page-test: sent; must open an incident without Grafana',
        'Open for 0 s: look whether each has arrived. If you stop here, --resolve takes them back.',
        'CloudWatch alarm allodoc-production-page-test: set to OK, which resolves it',
      ],
    });
  });

  it('writes the entry that raises the alert of Cloud Monitoring, which ends by itself', async () => {
    const { code, terminal, ran } = await run(['carenow', 'production', '--hold=0']);
    expect(code).toBe(0);
    expect(ran.filter(([program]) => program === 'gcloud')).toEqual([
      [
        ...['gcloud', 'logging', 'write', 'opskeep-page-test-carenow-production'],
        '[TEST] CareNow production: sent by npm run page-test. Nothing is wrong',
        ...['--severity=ERROR', '--project=carenow-production'],
      ],
    ]);
    expect(terminal.told.at(-1)).toBe(
      'Cloud Monitoring, log opskeep-page-test-carenow-production: Cloud Monitoring ends it by itself half an hour after the entry',
    );
  });

  it("tries the alarm of CloudWatch of a product that goes without a dead-man's switch, whose backups stand on AWS", async () => {
    const terminal = new FakeTerminal();
    const means = { settings: Settings.none, terminal, run: never };
    const words = ['shop', 'production', '--way=cloud', '--dry-run'];
    expect(await pageTest(words, shop({ withoutDeadManSwitch: 'tried' }), means)).toBe(0);
    expect((JSON.parse(terminal.told.join()) as readonly Plan[]).map(({ route }) => route)).toEqual([
      'CloudWatch alarm shop-production-page-test',
    ]);
  });

  it.each([
    ['that fails', { code: 254, output: '' }, 'aws ended with 254'],
    ['that is not there', { code: undefined, output: '' }, 'aws is not on this machine'],
  ])('tells a program %s, and fails', async (_, outcome, problem) => {
    const { code, terminal } = await run(['allodoc', 'production', '--hold=0'], outcome);
    expect({ code, complaints: terminal.complaints }).toEqual({
      code: 1,
      complaints: Array.from({ length: 2 }, () => `CloudWatch alarm allodoc-production-page-test: ${problem}`),
    });
  });

  it('runs nothing while a place is not set', async () => {
    const { code, terminal, ran } = await run(['allodoc', 'production'], undefined, Settings.none);
    expect({ code, ran, complaints: terminal.complaints }).toEqual({
      code: 1,
      ran: [],
      complaints: [
        'products.allodoc.production.aws.region is not set in settings.json.\nNothing was sent. --way=<way> tests one way alone.',
      ],
    });
  });
});

describe('npm run page-test', () => {
  it('tries every way unless one is named, and sends nothing along any while one cannot be tried', async () => {
    const pager = new FakePager();
    await pager.start();
    const terminal = new FakeTerminal({ PAGERDUTY_ROUTING_KEY: key, PAGERDUTY_EVENTS_URL: pager.url });
    const code = await pageTest(['shop', 'production'], shop(), { settings: Settings.none, terminal, run: never });
    expect({ code, told: terminal.told, taken: pager.taken }).toEqual({ code: 1, told: [], taken: [] });
    expect(terminal.complaints.join().split('\n')).toEqual([
      'GRAFANA_AUTH is not set: a token of a Grafana service account that may write alert rules.',
      'grafana.url is not set in settings.json.',
      'products.shop.production.aws.region is not set in settings.json.',
      'Nothing was sent. --way=<way> tests one way alone.',
    ]);
    pager.stop();
  });

  it('knows the routes of every declared product environment: each component, contact point and way of its cloud', async () => {
    for (const { name } of products) {
      const terminal = new FakeTerminal();
      expect(await pageTest([name, 'production', '--dry-run'], products, { settings: completeSettings(), terminal, run: never })).toBe(0);
      const routes = (JSON.parse(terminal.told.join()) as readonly Plan[]).map(({ route }) => route);
      expect(routes.filter((route) => / (critical|error|warning)$/.test(route)).length).toBeGreaterThanOrEqual(4);
      expect(routes.filter((route) => route.startsWith('contact point ')).length).toBeGreaterThanOrEqual(4);
      expect(routes.filter((route) => /^(CloudWatch alarm|Cloud Monitoring)/.test(route)).length).toBeGreaterThanOrEqual(1);
    }
  });
});
