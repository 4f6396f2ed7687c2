import { runCommand } from '../support/command';

/** The commands of docs/guide/findings.md, as a person or a nightly run types them. */
describe('the check of dates', () => {
  const check = (...words: readonly string[]) => runCommand(['npm', 'run', '--silent', 'check:dates', ...words]);

  it('looks at today', () => {
    const before = new Date().toISOString().slice(0, 10);
    const { stdout, stderr } = check();
    const after = new Date().toISOString().slice(0, 10);
    expect([before, after].some((day) => `${stdout}${stderr}`.includes(day))).toBe(true);
  });

  it('ends with 0 while nothing has expired', () => {
    expect(check('--', '--today=2027-06-30')).toEqual({
      status: 0,
      stdout: 'Nothing has expired and nothing is overdue on 2027-06-30.\n',
      stderr: '',
    });
  });

  it('tells what time has passed by and ends with 1', () => {
    const { status, stdout, stderr } = check('--', '--today=2028-01-01');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /^model\/schedule\.ts \/ simulatedYear: schedules are proven over a year that has passed \[simulated-year-past\]$/m,
    );
    expect([...stderr.matchAll(/ \[([a-z-]+)\]$/gm)].map(([, rule]) => rule)).toEqual([
      'simulated-year-past',
      'waiver-expired',
      'review-overdue',
    ]);
    expect(stderr).toMatch(/^3 findings on 2028-01-01\.$/m);
  });

  it.each([
    ['--today=2027-02-29', 'bad-day'],
    ['--tomorrow', 'bad-command-line'],
    ['--today', 'bad-command-line'],
  ])('refuses %s', (word, rule) => {
    const { status, stderr } = check('--', word);
    expect(status).toBe(1);
    expect(stderr).toContain(`[${rule}]`);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });
});
