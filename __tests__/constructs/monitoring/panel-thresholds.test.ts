import fc from 'fast-check';
import { thresholdSteps } from '../../../constructs/monitoring/panel-thresholds';
import { above, below, percent } from '../../../model/signal';
import { errorRatio } from './sample-monitoring';

describe('threshold steps of a panel', () => {
  it('are in display units without the noise of binary fractions', () => {
    expect(thresholdSteps(errorRatio({ tiers: { warning: above(percent(7)) }, targets: [] }))).toEqual([
      { value: null, color: 'green' },
      { value: 7, color: 'yellow' },
    ]);
  });

  it('turn their colours where small figures are bad', () => {
    expect(
      thresholdSteps(errorRatio({ tiers: { info: below(0.99), error: below(0.95), critical: below(0.9) }, targets: [0.999] })),
    ).toEqual([
      { value: null, color: 'red' },
      { value: 90, color: 'orange' },
      { value: 95, color: 'blue' },
      { value: 99, color: 'light-yellow' },
      { value: 99.9, color: 'green' },
    ]);
  });

  it('leave a healthy band between limits on both sides', () => {
    const tiers = { warning: [below(10), above(20)] };
    expect(thresholdSteps(errorRatio({ unit: 'count', tiers, targets: [] }))).toEqual([
      { value: null, color: 'yellow' },
      { value: 10, color: 'green' },
      { value: 20, color: 'yellow' },
    ]);
  });

  it('judge nothing where nothing alerts, but show the target', () => {
    expect(thresholdSteps(errorRatio({ unit: 'score', tiers: {}, targets: [0.1] }))).toEqual([
      { value: null, color: 'text' },
      { value: 0.1, color: 'text' },
    ]);
    expect(thresholdSteps(errorRatio({ tiers: {}, targets: [] }))).toEqual([{ value: null, color: 'text' }]);
  });

  it('mark one figure once, with the gravest severity that it means', () => {
    const tiers = { warning: [above(5), above(5).to('stakeholders')], critical: above(5).to('stakeholders') };
    expect(thresholdSteps(errorRatio({ unit: 'count', tiers, targets: [5] }))).toEqual([
      { value: null, color: 'green' },
      { value: 5, color: 'red' },
    ]);
  });

  it('leave a count of 0 in the colour of health where anything above 0 is bad', () => {
    expect(thresholdSteps(errorRatio({ unit: 'count', tiers: { critical: above(0) }, targets: [] }))).toEqual([
      { value: null, color: 'green' },
      { value: 1, color: 'red' },
    ]);
  });

  it('always ascend from a first step without a figure', () => {
    const figures = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 });
    fc.assert(
      fc.property(figures, figures, (limits, targets) => {
        const [first, ...steps] = thresholdSteps(errorRatio({ unit: 'count', tiers: { warning: limits.map(above) }, targets }));
        const values = steps.map(({ value }) => Number(value));
        expect(first?.value).toBeNull();
        const drawn = limits.map((limit) => (limit === 0 ? 1 : limit));
        expect(values).toEqual([...new Set([...drawn, ...targets])].sort((a, b) => a - b));
      }),
    );
  });
});
