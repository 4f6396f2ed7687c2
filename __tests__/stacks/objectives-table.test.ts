import type { DrillResult } from '../../model/drill-result';
import { Duration } from '../../model/duration';
import { describeObjectives } from '../../stacks/objectives-table';
import { goodDrill, measuredObjective } from '../support/sample-drill';
import { sampleEnvironment } from '../support/sample-product';

describe('the table of objectives', () => {
  it('shows product, store, figures and margin of each scenario, a margin below zero with its sign', () => {
    const objectives = [{ name: 'database', store: 'database', rpo: Duration.hours(24), assumed: false, meets: [] }];
    expect(describeObjectives([sampleEnvironment({ objectives })])).toEqual([
      'product  environment  store     objective  declared  proven   margin  one run fails  scenarios',
      'shop     production   database  rpo        24 h      25 h     -1 h    49 h           bad write, deleted database, stolen writer credential',
      'shop     production   database  rpo        -         27 h     -       51 h           lost region',
      'shop     production   database  rpo        -         no copy  -       -              lost account or provider',
    ]);
  });

  it('says of a recovery time whether a drill has measured its rate', () => {
    const environment = sampleEnvironment({ objectives: [measuredObjective] });
    const proven = (drillResults: readonly DrillResult[]) => describeObjectives([{ ...environment, drillResults }])[1]?.split(/ {2,}/)[5];
    expect(proven([])).toBe('23 min 30 s, unmeasured');
    expect(proven([goodDrill])).toBe('43 min 30 s');
  });

  it('is left out where nothing is promised', () => {
    expect(describeObjectives([sampleEnvironment({}, 'staging')])).toEqual([]);
  });
});
