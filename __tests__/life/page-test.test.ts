import { pageTest } from '../../life/page-test';
import type { Component } from '../../model/on-call';
import { type Product, type ProductDeclaration, product } from '../../model/product';
import { products } from '../../products';
import { sampleProduct } from '../support/sample-product';
import { FakePager, FakeTerminal } from './fake-pager';

const key = 'R0ABCDEFGHIJKLMNOPQRSTUVWXYZ0123';
const api: Component = { name: 'api', title: 'API', meets: [] };
const database: Component = { name: 'database', title: 'PostgreSQL', meets: [] };
const shop = (changes: Partial<ProductDeclaration> = {}): readonly Product[] => [
  product('shop', () => sampleProduct({ components: [api, database], ...changes })),
];

describe('npm run page-test', () => {
  let pager: FakePager;
  let address: string;
  const run = async (words: readonly string[], chosen = shop(), environment: Record<string, string> = {}) => {
    const terminal = new FakeTerminal({ PAGERDUTY_ROUTING_KEY: key, PAGERDUTY_EVENTS_URL: address, ...environment });
    const code = await pageTest(words, chosen, terminal, 1);
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

  it('knows the routes of every declared product that pages', async () => {
    for (const { name } of products) {
      const terminal = new FakeTerminal();
      expect(await pageTest([name, 'production', '--dry-run'], products, terminal)).toBe(0);
      expect(JSON.parse(terminal.told.join()).length).toBeGreaterThanOrEqual(4);
    }
  });

  it('prints and sends nothing with --dry-run, and needs no key for it', async () => {
    const { code, terminal } = await run(['shop', 'production', '--dry-run'], shop(), { PAGERDUTY_ROUTING_KEY: '' });
    expect(code).toBe(0);
    expect(pager.taken).toEqual([]);
    const events = JSON.parse(terminal.told.join()) as readonly Record<string, unknown>[];
    expect(events).toHaveLength(8);
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
    ['an environment that does not page', ['shop', 'staging'], {}, /^shop \/ staging pages nobody: there is nothing to test\.$/],
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
