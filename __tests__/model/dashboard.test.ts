import { distinctSignals, signalsOf } from '../../model/dashboard';
import { signal } from '../../model/signal';
import { alertList, dashboard, row, text } from '../../model/vocabulary';

const named = (id: string) =>
  signal({ id, title: id, meaning: id, component: 'api', unit: 'count', expression: ({ match }) => `${id}${match()}` });
const [errors, load] = [named('errors'), named('load')];
const overview = dashboard('overview', 'Overview', [row('Now', alertList('Firing'), errors), row('More', text('Notes', 'Read me.'), load)]);

describe('the signals of dashboards', () => {
  it('are what stands on them, but for lists and texts', () => {
    expect(signalsOf(overview)).toEqual([errors, load]);
  });

  it('alert once, on however many dashboards they stand', () => {
    expect(distinctSignals([overview, dashboard('details', 'Details', [row('Load', load)])])).toEqual([errors, load]);
  });
});
