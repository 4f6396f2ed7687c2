import { exitCodes, JobError } from '../../jobs/exit';
import type { Program } from '../../jobs/program';
import { runProgram } from '../../jobs/run-program';

describe('a program of the image', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** Runs it as far as it comes by itself; `stop` tells it to stop. */
  function run(program: Program, environment: Readonly<Record<string, string>> = {}) {
    const lines: string[] = [];
    let stop = (): void => undefined;
    const ended = runProgram('files-backup', program, [], {
      environment: { PRODUCT: 'shop', ENVIRONMENT: 'production', BACKUP: 'files', TIER: 'daily', ...environment },
      write: (line) => lines.push(line),
      onStop: (told) => {
        stop = told;
      },
    });
    return { ended, stop: () => stop(), last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>, lines };
  }
  const deaf: Program = () => new Promise(() => undefined);

  it('that ends well says so in one line, with what it found and how long it took', async () => {
    const { ended, last, lines } = run(async () => ({ key: 'daily/x' }));
    expect(await ended).toBe(0);
    expect(lines).toHaveLength(1);
    expect(last()).toEqual({
      time: expect.any(String),
      level: 'info',
      event: 'finished',
      program: 'files-backup',
      product: 'shop',
      environment: 'production',
      backup: 'files',
      tier: 'daily',
      key: 'daily/x',
      exit: 0,
      duration_seconds: 0,
    });
  });

  it.each(Object.keys(exitCodes).filter((reason) => reason !== 'ok') as (keyof typeof exitCodes)[])(
    'that fails with the reason "%s" ends with the code of it',
    async (reason) => {
      const { ended, last } = run(async () => {
        throw new JobError(reason, 'what to look at');
      });
      expect(await ended).toBe(exitCodes[reason]);
      expect(last()).toMatchObject({ level: 'error', event: 'failed', reason, exit: exitCodes[reason], message: 'what to look at' });
    },
  );

  it('that breaks by a defect says so without a stack trace', async () => {
    const { ended, last } = run(async () => {
      throw new TypeError('undefined is no function');
    });
    expect(await ended).toBe(1);
    expect(last()).toMatchObject({ reason: 'unexpected', message: 'undefined is no function' });
  });

  it('that heeds no order to stop is left behind in time before it is killed', async () => {
    const { ended, stop, last } = run(deaf);
    stop();
    await jest.advanceTimersByTimeAsync(8999);
    expect(last()).toEqual({});
    await jest.advanceTimersByTimeAsync(1);
    expect(await ended).toBe(143);
    expect(last()).toMatchObject({ event: 'failed', reason: 'interrupted', duration_seconds: 9 });
  });

  it('that heeds no time limit is left behind, too', async () => {
    const { ended, last } = run(deaf, { TIME_LIMIT_SECONDS: '60' });
    await jest.advanceTimersByTimeAsync(68_999);
    expect(last()).toEqual({});
    await jest.advanceTimersByTimeAsync(1);
    expect(await ended).toBe(124);
    expect(last()).toMatchObject({ reason: 'timeLimit' });
  });

  it('that fails because it was told to stop says that, and not what broke', async () => {
    const broken: Program = ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new JobError('store', 'the connection broke')));
      });
    const { ended, stop, last } = run(broken);
    stop();
    expect(await ended).toBe(143);
    expect(last()).toMatchObject({ reason: 'interrupted', message: 'told to stop' });
  });
});
