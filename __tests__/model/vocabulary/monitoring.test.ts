import { Duration } from '../../../model/duration';
import { alertList, dashboard, input, maintenanceWindow, probe, row, text } from '../../../model/vocabulary/monitoring';

describe('a dashboard as a declaration writes it', () => {
  const rows = [row('Alerts', alertList('Firing', 'R-1'), text('Notes', '**Read** me', 'R-2'))];

  it('has its rows from top to bottom with what stands in them', () => {
    expect(dashboard('overview', 'Overview', rows)).toStrictEqual({
      name: 'overview',
      title: 'Overview',
      rows: [
        {
          title: 'Alerts',
          panels: [
            { kind: 'alert-list', title: 'Firing', meets: ['R-1'] },
            { kind: 'text', title: 'Notes', markdown: '**Read** me', meets: ['R-2'] },
          ],
        },
      ],
      links: [],
      meets: [],
    });
  });

  it('keeps the uid that the runbook links to, and its links', () => {
    const links = [{ title: 'Runbook', url: 'https://shop.example/runbook' }];
    expect(dashboard('overview', 'Overview', [], { uid: 'shop-overview', links, meets: ['R-3'] })).toStrictEqual({
      name: 'overview',
      title: 'Overview',
      seedUid: 'shop-overview',
      rows: [],
      links,
      meets: ['R-3'],
    });
  });
});

describe('a probe as a declaration writes it', () => {
  const given = { component: 'api', host: 'shop.example', path: '/health' };

  it('asks every minute over TLS on 443 for an answer with 200 unless it says so', () => {
    expect(probe('health', given)).toStrictEqual({
      name: 'health',
      ...given,
      port: 443,
      tls: true,
      interval: Duration.minutes(1),
      status: 200,
      meets: [],
    });
  });

  it('is what it says where it says something else', () => {
    const said = { vendor: 'Payments', port: 8080, tls: false, interval: Duration.minutes(5), meets: ['R-1'] };
    expect(probe('health', { ...given, ...said })).toStrictEqual({ name: 'health', ...given, ...said, status: 200 });
  });
});

describe('a maintenance window as a declaration writes it', () => {
  const given = { title: 'Updates', weekday: 'sunday', duration: Duration.hours(2), zone: 'UTC' } as const;

  it('comes every week and stops no job unless it says so', () => {
    expect(maintenanceWindow('updates', { ...given, from: '02:30' })).toStrictEqual({
      name: 'updates',
      ...given,
      start: { hour: 2, minute: 30 },
      firstOfMonth: false,
      stops: [],
      meets: [],
    });
  });

  it('is what it says where it says something else', () => {
    const said = { firstOfMonth: true, stops: ['database'], meets: ['R-1'] };
    expect(maintenanceWindow('updates', { ...given, from: '02:30', ...said })).toMatchObject(said);
  });
});

describe('a value that the runbook leaves open', () => {
  it.each([
    [
      'host',
      ['app.example.com', 'a-1.example'],
      ['example', 'https://app.example.com', 'app.example.com/x', 'App.example.com', '.example.com'],
    ],
    ['url', ['https://status.example.com', 'https://x/y?z'], ['http://x', 'https://', 'see https://x', 'https://x y']],
    ['email', ['ops@example.com'], ['ops@example', 'ops', '@example.com', 'a b@example.com', 'a@example.com b', 'a@b@example.com']],
    ['path', ['/', '/health'], ['health', 'a/health']],
    ['words', ['x', 'Example Ltd, +00 000'], ['']],
  ] as const)('of kind %s takes what fits and refuses the rest', (kind, fitting, others) => {
    const { pattern, example } = input('it', kind, 'what it is');
    const takes = (value: string) => new RegExp(pattern).test(value);
    expect([example, ...fitting].filter((value) => !takes(value))).toEqual([]);
    expect(others.filter(takes)).toEqual([]);
  });

  it('says what it means and what it meets', () => {
    const { name, meaning, meets } = input('domain', 'host', 'where the shop answers', 'R-1');
    expect([name, meaning, meets]).toEqual(['domain', 'where the shop answers', ['R-1']]);
  });
});
