import type { InputSeries, Signal } from '../../model/signal';
import { container } from '../../signals';
import { sampleOf } from '../../signals/sample';
import { describeWithTool } from '../support/optional-tools';
import { checkRules, failingSuites, promtoolAvailable, type RuleSuite } from '../support/promtool';
import { instances } from './every-signal';
import { scope } from './fixtures';
import { firingAt, levelBeyond, quietLevel, settledAt, typicalLevel } from './levels';
import { firing, rulesOf, yields } from './rules';

const promql = instances.filter(({ signal }) => signal.dataSource !== 'loki');
const sampled = promql.filter(({ signal }) => signal.sample !== undefined);
const nameOf = (entry: string, signal: Signal): string => `${entry} (${signal.dataSource}: ${signal.id})`;

const sampleAt = (signal: Signal, level: number): readonly InputSeries[] => signal.sample?.(scope, level) ?? [];

/** Entries whose figure is a share, a quantile or a sum of requests: without any it says nothing. */
const needTraffic =
  /^(http\.(errorRatio|criticalOperationErrorRatio|latency|latencyVersusLastWeek)|dependency\..*|cloudRun\.(errorRatio|latency|latencyVersusLastWeek|cpu|memory)|firestore\.(latency|rejectedRequests)|hosting\.errorRatio|business\.(payment.*|conversionRatio)|security\.authenticationErrorRatio|redis\.hitRatio|postgres\.cacheHitRatio)$/;

/** Entries for which no series at all is itself the fault, or that need none. */
const neverEmpty = /^(container\.running|postgres\.(unreachable|slowQueryCount)|kubernetes\.crashLooping|monitoring\.heartbeat)$/;

const isNeverEmpty = (entry: string, signal: Signal): boolean => neverEmpty.test(entry) || signal.id === 'backup-watcher';

describeWithTool('promtool', promtoolAvailable, () => {
  it('every expression, of panels and of tiers, is PromQL', () => {
    const expressions = promql.flatMap(({ signal }) =>
      [signal.expression, ...signal.extra.map(({ expression }) => expression)].map((expression) => expression(scope)),
    );
    checkRules([
      ...expressions.map((expr, index) => ({ alert: `expression${index}`, expr })),
      ...promql.flatMap(({ signal }, index) => rulesOf(signal).map((rule) => ({ ...rule, alert: `${rule.alert}of${index}` }))),
    ]);
  });

  it('the sample of every signal makes its expression yield the level', () => {
    const suites = sampled.map(({ entry, signal }): RuleSuite => {
      const level = entry === 'dataSource.health' ? 1 : typicalLevel(signal);
      const figure = `(${signal.expression(scope)})`;
      return {
        name: nameOf(entry, signal),
        rules: [],
        tests: [
          yields(
            'level',
            sampleAt(signal, level),
            settledAt(signal),
            `count(${figure} > ${level * 0.97} and ${figure} < ${level * 1.03}) > bool 0`,
            1,
          ),
        ],
      };
    });
    expect(failingSuites(suites)).toEqual({});
  });

  it('every tier fires beyond its limit, alone, and nothing fires before the first limit', () => {
    const suites = sampled
      .filter(({ entry, signal }) => signal.tiers.length > 0 && entry !== 'dataSource.health')
      .map(({ entry, signal }): RuleSuite => {
        const levels = [...new Set([quietLevel(signal), ...signal.tiers.map((tier) => levelBeyond(signal, tier))])];
        return {
          name: nameOf(entry, signal),
          evaluationInterval: settledAt(signal) > 1440 ? '5m' : '1m',
          rules: rulesOf(signal),
          tests: levels.map((level) => firing(`at ${level}`, sampleAt(signal, level), settledAt(signal), firingAt(signal, level))),
        };
      });
    expect(failingSuites(suites)).toEqual({});
  });

  it('a share says nothing without traffic', () => {
    const suites = sampled
      .filter(({ entry }) => needTraffic.test(entry))
      .map(({ entry, signal }): RuleSuite => {
        const idle = sampleAt(signal, typicalLevel(signal)).map(({ series }) => ({ series, values: '0x11000' }));
        const minute = settledAt(signal);
        return {
          name: nameOf(entry, signal),
          rules: rulesOf(signal),
          tests: [firing('idle', idle, minute, []), yields('idle', idle, minute, `count(${signal.expression(scope)})`, undefined)],
        };
      });
    expect(suites.length).toBeGreaterThan(20);
    expect(failingSuites(suites)).toEqual({});
  });

  it('a share is 0 while nothing bad has ever happened, so that the panel shows it', () => {
    const suites = sampled
      .filter(({ entry }) => /[eE]rrorRatio$|rejectedRequests$|business\.(paymentFailureRatio|conversionRatio)/.test(entry))
      .map(({ entry, signal }): RuleSuite => {
        const onlyGood = sampleAt(signal, 0).filter(({ values }) => !values.startsWith('0+0x'));
        return {
          name: nameOf(entry, signal),
          rules: [],
          tests: [yields('only good', onlyGood, 100, `sum(${signal.expression(scope)})`, 0)],
        };
      });
    expect(suites.length).toBeGreaterThan(10);
    expect(failingSuites(suites)).toEqual({});
  });

  it('no series gives no answer, so that missing data is seen as such', () => {
    const suites = promql
      .filter(({ entry, signal }) => !isNeverEmpty(entry, signal))
      .map(({ entry, signal }): RuleSuite => {
        const minute = settledAt(signal) % 300;
        return {
          name: nameOf(entry, signal),
          rules: rulesOf(signal),
          tests: [firing('nothing', [], minute, []), yields('nothing', [], minute, `count(${signal.expression(scope)})`, undefined)],
        };
      });
    expect(failingSuites(suites)).toEqual({});
  });

  it('entries that count what is missing fire when all is missing', () => {
    const all = [0];
    const missing: Readonly<Record<string, readonly number[]>> = {
      'container.running': all,
      'postgres.unreachable': all,
      'backup.backupSignals': all,
      'kubernetes.crashLooping': [],
      'postgres.slowQueryCount': [],
      'monitoring.heartbeat': [0, 1],
    };
    const suites = promql
      .filter(({ entry, signal }) => isNeverEmpty(entry, signal))
      .map(
        ({ entry, signal }): RuleSuite => ({
          name: nameOf(entry, signal),
          rules: rulesOf(signal),
          tests: [firing('nothing', [], 290, missing[entry] ?? [])],
        }),
      );
    expect(new Set(suites.map(({ name }) => name.split(' ')[0]))).toEqual(new Set(Object.keys(missing)));
    expect(failingSuites(suites)).toEqual({});
  });

  it('several containers of a service are one service that runs', () => {
    const services = container.running({ component: 'backend' });
    const series = ['nginx', 'prometheus', 'grafana', 'loki'].map((name): InputSeries => {
      const service = name === 'nginx' ? 'frontend' : 'monitoring';
      return sampleOf(scope, 'container_last_seen', { service, name }, '0+60x10');
    });
    const suite = { name: 'services', rules: [], tests: [yields('services', series, 5, services.expression(scope), 2)] };
    expect(failingSuites([suite])).toEqual({});
  });

  it('a burst of few events is no share: payments below 20 attempts, conversions below 100 visits', () => {
    const few = sampled
      .filter(({ entry }) => /business\.(paymentFailureRatio|conversionRatio)/.test(entry))
      .map(({ entry, signal }): RuleSuite => {
        // One event a minute: 15 payments in the window, 60 visits.
        const series = sampleAt(signal, 0.5).map((one) => ({ ...one, values: '0+0.5x300' }));
        return {
          name: nameOf(entry, signal),
          rules: [],
          tests: [yields('few', series, 200, `count(${signal.expression(scope)})`, undefined)],
        };
      });
    expect(few).toHaveLength(4);
    expect(failingSuites(few)).toEqual({});
  });
});
