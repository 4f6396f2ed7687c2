import { Duration } from '../../model/duration';
import { collectFindings } from '../../model/finding';
import { above, below, percent, type SignalOptions, signal, type Tiers } from '../../model/signal';

const given: SignalOptions = {
  id: 'queue',
  title: 'Queue length',
  meaning: 'Work waits.',
  component: 'api',
  unit: 'count',
  expression: ({ match }) => `queue${match()}`,
};
const withTiers = (tiers: Tiers) => signal({ ...given, tiers });
const findingsOf = (tiers: Tiers) => collectFindings('shop', () => withTiers(tiers)).findings;

describe('a signal', () => {
  it('refuses a tier of a fifth severity: nobody would be told', () => {
    expect(findingsOf({ fatal: above(1) } as Tiers)).toMatchObject([
      { rule: 'unknown-severity', where: 'signal queue', given: '"fatal"', allowed: 'info, warning, error, critical' },
    ]);
  });

  it('is a line of Prometheus with its title, without alerts, that maintenance may mute, unless it says so', () => {
    expect(signal(given)).toStrictEqual({
      ...given,
      dataSource: 'prometheus',
      legend: 'Queue length',
      tiers: [],
      targets: [],
      noData: 'ok',
      causes: [],
      mutable: true,
      dataSourceHealth: false,
      panel: 'timeseries',
      extra: [],
      meets: [],
      firstChecks: [],
    });
  });

  it('is what it says where it says something else', () => {
    const said = {
      dataSource: 'google',
      legend: '{{queue}}',
      targets: [10],
      noData: 'alerting',
      causes: ['api-down'],
      mutable: false,
      dataSourceHealth: true,
      panel: 'stat',
      extra: [{ legend: 'limit', expression: () => '100' }],
      meets: ['R-1'],
      fix: 'Start the workers.',
      subject: { kind: 'watcher' },
      brought: { name: 'queue', labels: ['service'], value: 'waiting jobs' },
      probe: 'health',
      sample: () => [],
    } as const;
    expect(signal({ ...given, ...said })).toStrictEqual({ ...given, ...said, tiers: [], firstChecks: [] });
  });

  it('takes first checks as sentences, and as steps with a command or a panel', () => {
    const look = { text: 'Ask it.', command: { language: 'shell', code: 'curl "{probe-url}"' }, signal: 'latency' } as const;
    expect(signal({ ...given, firstChecks: ['Look at the workers.', look] }).firstChecks).toEqual([{ text: 'Look at the workers.' }, look]);
  });

  it('has its tiers from mild to grave, in whatever order they are declared', () => {
    const { tiers } = withTiers({ critical: above(30), info: above(1), error: above(20), warning: [above(10), above(11).to('partners')] });
    expect(tiers.map(({ severity, limit }) => [severity, limit.value])).toEqual([
      ['info', 1],
      ['warning', 10],
      ['warning', 11],
      ['error', 20],
      ['critical', 30],
    ]);
  });
});

describe('a threshold', () => {
  it('fires at the first evaluation, at the contact point of its severity, unless it says so', () => {
    expect(above(5).as('error')).toStrictEqual({
      limit: { comparison: 'above', value: 5 },
      meets: [],
      durationAssumed: false,
      independent: false,
      severity: 'error',
      for: Duration.zero,
    });
    expect(below(5).as('info').limit).toEqual({ comparison: 'below', value: 5 });
  });

  it('keeps all that was said of it', () => {
    const said = above(5).forAssumed(Duration.minutes(5)).meets('R-1', 'R-2').to('partners').called('P3').saying('Call the bank.');
    expect(said.as('warning')).toStrictEqual({
      limit: { comparison: 'above', value: 5 },
      for: Duration.minutes(5),
      durationAssumed: true,
      meets: ['R-1', 'R-2'],
      channel: 'partners',
      independent: true,
      runbookSeverity: 'P3',
      action: 'Call the bank.',
      severity: 'warning',
    });
  });

  it('of which the runbook gives the duration is not assumed, and the threshold it was made from stays as it was', () => {
    const plain = above(5);
    expect(plain.for(Duration.minutes(10)).as('error')).toMatchObject({ for: Duration.minutes(10), durationAssumed: false });
    expect(plain.as('error').for).toEqual(Duration.zero);
  });

  it('is a share of one where people say percent, without an error of the division', () => {
    expect([percent(5), percent(99.9), percent(99.95), percent(0.1)]).toEqual([0.05, 0.999, 0.9995, 0.001]);
  });
});

describe('the order of thresholds', () => {
  it.each<[string, Tiers]>([
    ['grows with the severity where more is worse', { warning: above(10), critical: above(20) }],
    ['falls with the severity where less is worse', { warning: below(20), critical: below(10) }],
    ['may stand still where only the durations differ', { warning: above(10).for(Duration.minutes(1)), critical: above(10) }],
    ['may stand still below a limit, too', { warning: below(10), critical: below(10) }],
    ['does not bind what goes to other people', { warning: above(10), critical: above(5).to('partners') }],
    ['does not bind what is graver than a notice to other people', { warning: above(10).to('partners'), critical: above(5) }],
    ['does not bind two of one severity', { warning: [above(10), below(5)] }],
  ])('%s', (_, tiers) => {
    expect(findingsOf(tiers)).toEqual([]);
  });

  it.each<[string, Tiers, string]>([
    ['above', { warning: above(10), critical: above(9) }, 'queue: warning above 10, critical above 9'],
    ['below', { warning: below(9), critical: below(10) }, 'queue: warning below 9, critical below 10'],
    [
      'on different sides, which no figure passes in order',
      { warning: above(10), critical: below(5) },
      'queue: warning above 10, critical below 5',
    ],
    ['on different sides', { warning: above(10), critical: below(20) }, 'queue: warning above 10, critical below 20'],
    [
      'of three, of which two are in order',
      { info: above(1), error: above(9), critical: above(8) },
      'queue: info above 1, error above 9, critical above 8',
    ],
  ])('%s that is broken is a finding which tells all tiers', (_, tiers, told) => {
    expect(findingsOf(tiers).map(({ rule, where, given: was }) => [rule, where, was])).toEqual([['bad-threshold', 'shop / signal', told]]);
  });
});
