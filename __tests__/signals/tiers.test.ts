import type { Signal } from '../../model/signal';
import { slo } from '../../signals';
import { burnRateWindows } from '../../signals/burn-rate';
import { describeWithTool } from '../support/optional-tools';
import { failingSuites, promtoolAvailable, type RuleSuite, type RuleTest } from '../support/promtool';
import { instances } from './every-signal';
import { promise, scope } from './fixtures';
import { levelBeyond } from './levels';
import { firing, rulesOf } from './rules';

const figure = 'figure{product="shop",environment="production"}';

/** The tiers of a signal, on a gauge that can be driven minute by minute. */
const onGauge = (of: Signal): Signal => ({
  ...of,
  dataSource: 'prometheus',
  unit: 'percent',
  expression: (found) => `figure${found.match()}`,
});

/** Runs of a level beyond the graver tier and runs between the two, in minutes, again and again. */
function rhythm(grave: number, mild: number, graveRun: number, mildRun: number): string {
  const one = [...Array<number>(graveRun).fill(grave), ...Array<number>(mildRun).fill(mild)];
  return Array.from({ length: 400 }, (_, minute) => one[minute % one.length]).join(' ');
}

/** At every one of these minutes some tier fires. */
const alwaysFiring = (name: string, values: string, minutes: readonly number[]): RuleTest => ({
  name,
  interval: '1m',
  input_series: [{ series: figure, values }],
  promql_expr_test: minutes.map((minute) => ({
    expr: 'group(ALERTS{alertstate="firing"})',
    eval_time: `${minute}m`,
    exp_samples: [{ labels: '{}', value: 1 }],
  })),
});

describeWithTool('promtool', promtoolAvailable, () => {
  it('a figure that flaps across the border of two tiers, in whatever rhythm, never goes unseen', () => {
    const shapes = new Map(
      instances
        .filter(({ signal: { tiers } }) => tiers.filter(({ independent }) => !independent).length > 1)
        .map(({ signal: one }) => [JSON.stringify(one.tiers), onGauge(one)]),
    );
    const suites = [...shapes].flatMap(([shape, of]) =>
      of.tiers.slice(1).flatMap((grave, index): RuleSuite[] => {
        const mild = of.tiers[index];
        if (mild === undefined || mild.limit.value === grave.limit.value) return [];
        const holds = Math.max(1, Math.min(mild.for.minutes, 12) - 1);
        const runs = [
          [1, 1],
          [holds, 1],
          [1, 3],
          [Math.ceil(holds / 2), 2],
        ] as const;
        const from = 2 * mild.for.minutes + 20;
        const minutes = Array.from({ length: 15 }, (_, step) => from + step);
        const tests = runs.map(([graveRun, mildRun]) =>
          alwaysFiring(`${graveRun}/${mildRun}`, rhythm(levelBeyond(of, grave), levelBeyond(of, mild), graveRun, mildRun), minutes),
        );
        return [{ name: `${shape} ${index}`, rules: rulesOf(of), tests }];
      }),
    );
    expect(suites.length).toBeGreaterThan(10);
    expect(failingSuites(suites)).toEqual({});
  });

  it('an error budget that burns at any speed is told once, by the fastest pair of windows that it exceeds', () => {
    for (const objective of [promise, { ...promise, probe: 'health' }]) {
      const signals = slo.sloSignals(objective);
      const rules = signals.flatMap((one, index) => rulesOf(one).map((rule) => ({ ...rule, alert: `tier${index}` })));
      const speeds: readonly (readonly [number, readonly number[]])[] = [
        [0.5, []],
        [2, [3]],
        [4, [2]],
        [10, [1]],
        [14.3, [1]],
        [20, [0]],
        [900, [0]],
      ];
      const tests = speeds.map(([speed, fires]) => firing(`${speed} times`, signals[0]?.sample?.(scope, speed) ?? [], 120, fires));
      expect(failingSuites([{ name: 'burn rates', rules, tests }])).toEqual({});
    }
  });

  it('a burn that has ended falls silent within the short window', () => {
    const signals = slo.sloSignals({ ...promise, probe: 'health' });
    const rules = signals.flatMap((one, index) => rulesOf(one).map((rule) => ({ ...rule, alert: `tier${index}` })));
    const series = [
      { series: 'probe_success{product="shop",environment="production",probe="health",region="eu"}', values: '1x60 0x20 1x200' },
    ];
    expect(
      failingSuites([
        {
          name: 'ended',
          rules: rules.slice(0, 1),
          tests: [firing('during', series, 75, [0]), firing('six minutes later', series, 88, [])],
        },
      ]),
    ).toEqual({});
  });
});

describe('burn rate windows', () => {
  it('are those of the Site Reliability Workbook: two pairs page, two warn', () => {
    expect(burnRateWindows.map(({ long, short, factor, severity }) => [long.toShort(), short.toShort(), factor, severity])).toEqual([
      ['1h', '5m', 14.4, 'critical'],
      ['6h', '30m', 6, 'error'],
      ['1d', '2h', 3, 'warning'],
      ['3d', '6h', 1, 'warning'],
    ]);
  });
});
