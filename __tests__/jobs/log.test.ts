import { jobLog, redactor } from '../../jobs/log';

const secrets = {
  PGPASSWORD: 'p@ss:w/rd %41 "quoted"',
  REPOSITORY_TOKEN: 'github_pat_11AAA',
  HOST_CERTIFICATE_KEY: '-----BEGIN PRIVATE KEY-----',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG',
  AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2Vj',
};

describe('the log of a job', () => {
  const redact = redactor({ ...secrets, PGUSER: 'backup' });

  it.each(Object.entries(secrets))('never shows the value of %s, plain or as an address has it', (_, secret) => {
    expect(redact(`before ${secret} after ${encodeURIComponent(secret)}.`)).toBe('before *** after ***.');
  });

  it('shows a secret that holds another one nowhere', () => {
    const both = redactor({ PGPASSWORD: 'winter', REPOSITORY_TOKEN: 'winter-2026' });
    expect(both('winter-2026 winter')).toBe('*** ***');
  });

  it.each([
    ['postgresql://backup:hunter2@db:5432/shop failed', 'postgresql://backup:***@db:5432/shop failed'],
    ['cannot clone https://x-access-token:ghp_1@github.com/a/b.git', 'cannot clone https://x-access-token:***@github.com/a/b.git'],
    ["host=db password='two words' user=backup", 'host=db password=*** user=backup'],
    ['Password = hunter2', 'Password = ***'],
  ])('shows no password of a connection string, whoever set it: %s', (text, shown) => {
    expect(redact(text)).toBe(shown);
  });

  it('leaves words alone that are no secret', () => {
    expect(redactor({ PGPASSWORD: 'a' })('a backup of https://db.internal/a')).toBe('a backup of https://db.internal/a');
  });

  it('redacts in every field of a line, and writes the line as one JSON object', () => {
    const lines: string[] = [];
    const log = jobLog((line) => lines.push(line), redact, { program: 'postgres-backup', tier: 'daily' });
    log.error('failed', { message: `no log-in with ${secrets.PGPASSWORD}\nat all`, source: 'postgres://u:pw@h/d', exit: 3 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: 'error',
      event: 'failed',
      program: 'postgres-backup',
      tier: 'daily',
      message: 'no log-in with ***\nat all',
      source: 'postgres://u:***@h/d',
      exit: 3,
    });
  });
});
