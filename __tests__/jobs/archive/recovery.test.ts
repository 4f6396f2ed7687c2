import { recoveryIn } from '../../../jobs/archive/recovered-server';

const log = (...lines: readonly string[]): string => lines.map((line) => `2026-11-21 06:38:52.466 UTC [29553] LOG:  ${line}\n`).join('');
const done = 'redo done at 0/17000060 system usage: CPU: user: 0.00 s, system: 0.00 s, elapsed: 0.61 s';

describe('the end of a recovery', () => {
  it('is where the log of the server says, with the last commit that came back', () => {
    expect(
      recoveryIn(log('redo starts at 0/15000028', done, 'last completed transaction was at log time 2026-11-21 05:51:16.814301+00')),
    ).toEqual({
      reached: '0/17000060',
      lastCommit: new Date('2026-11-21T05:51:16.814Z'),
    });
  });

  it('has no last commit where nobody wrote after the base backup', () => {
    expect(recoveryIn(log(done))).toEqual({ reached: '0/17000060', lastCommit: undefined });
  });

  it('is none where nothing was replayed: then the server is not what was asked for', () => {
    expect(() => recoveryIn(log('database system is ready to accept connections'))).toThrow('replayed no write-ahead log');
  });
});
