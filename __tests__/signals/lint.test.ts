import { instances } from './every-signal';
import { scope } from './fixtures';
import { mistakesIn } from './lint';
import { rulesOf } from './rules';

describe('the lint refuses', () => {
  it.each([
    ['a count that can never fire', 'count(up{product="a",environment="b"}) < 1'],
    ['a count that is compared with nothing', 'count by (job) (up{product="a",environment="b"} == 1) == 0'],
    ['a series of all products', 'up{environment="b"} == 0'],
    ['a series of all environments', 'sum(rate(x_total{product="a"}[5m]))'],
    ['a metric without any matcher', 'max(node_load5) > 4'],
    ['a metric of Google without its resource', 'sum(rate(run_googleapis_com:request_count{service_name="api"}[5m]))'],
    [
      "a product on Google's own metric, which has none",
      'run_googleapis_com:request_count{monitored_resource="cloud_run_revision",product="a"}',
    ],
    ['an interval of dashboards', 'rate(x_total{product="a",environment="b"}[$__rate_interval])'],
    ['a variable of dashboards', 'up{product="a",environment="b",job="$job"}'],
    ['a bare counter', 'sum(x_total{product="a",environment="b"}) > 5'],
  ])('%s', (_what, promql) => {
    expect(mistakesIn(promql)).toHaveLength(1);
  });

  it.each([
    'up{product="a",environment="b"} == 0',
    '(count(up{product="a",environment="b"}) or vector(0)) < 1',
    'sum by (le) (rate(x_total{product="a",environment="b",re=~"a{2}"}[5m] offset 7d)) / on (le) group_left (job) (time() - 5)',
    'custom_googleapis_com:x{product="a",environment="b",monitored_resource="generic_task"}',
  ])('nothing of %s', (promql) => {
    expect(mistakesIn(promql)).toEqual([]);
  });
});

describe('the catalogue', () => {
  it('has no expression that the lint refuses, in panels or in rules', () => {
    const refused = instances
      .filter(({ signal }) => signal.dataSource !== 'loki')
      .flatMap(({ entry, signal }) => {
        const expressions = [
          signal.expression(scope),
          ...signal.extra.map(({ expression }) => expression(scope)),
          ...rulesOf(signal).map(({ expr }) => expr),
        ];
        return expressions.flatMap(mistakesIn).map((mistake) => `${entry}: ${mistake}`);
      });
    expect(refused).toEqual([]);
  });

  it('reads custom metrics of Google with the scope and its own ones with their resource', () => {
    const google = instances.filter(({ signal }) => signal.dataSource === 'google').map(({ signal }) => signal.expression(scope));
    expect(google.filter((expression) => !expression.includes('monitored_resource=') && expression !== 'vector(1)')).toEqual([]);
  });
});
