import { group, section, shell, sql, step, steps } from '../../../model/vocabulary/runbook';

describe('a step of a runbook as a declaration writes it', () => {
  it('is words alone, with the signal that shows whether it worked where there is one', () => {
    expect(step('Wait.')).toStrictEqual({ text: 'Wait.' });
    expect(step('Wait.', { signal: 'api-errors' })).toStrictEqual({ text: 'Wait.', signal: 'api-errors' });
  });

  it('has its command in the language that it is written in, and a warning only where it destroys', () => {
    expect(shell('Look.', 'ls')).toStrictEqual({ text: 'Look.', command: { language: 'shell', code: 'ls' } });
    expect(sql('Drop.', 'DROP TABLE x', { destructive: true, signal: 'rows' })).toStrictEqual({
      text: 'Drop.',
      command: { language: 'sql', code: 'DROP TABLE x', destructive: true },
      signal: 'rows',
    });
  });

  it('may be a string, under a heading or without one', () => {
    expect(group('First', 'Look.', step('Wait.'))).toStrictEqual({ heading: 'First', steps: [{ text: 'Look.' }, { text: 'Wait.' }] });
    expect(steps('Look.', step('Wait.'))).toStrictEqual({ steps: [{ text: 'Look.' }, { text: 'Wait.' }] });
  });
});

describe('a section of a runbook as a declaration writes it', () => {
  it('is of the runbook unless it says that it is assumed', () => {
    const groups = [steps('Look.')];
    const given = { title: 'Outage', when: 'nothing answers', meets: ['R-1'] };
    expect(section('procedure', 'outage', given, ...groups)).toStrictEqual({
      name: 'outage',
      kind: 'procedure',
      ...given,
      groups,
      assumed: false,
      mends: [],
    });
    expect(section('procedure', 'outage', { ...given, assumed: true }).assumed).toBe(true);
    expect(section('procedure', 'outage', { ...given, mends: ['up-*'] }).mends).toEqual(['up-*']);
  });
});
