import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type WholeOutput, wholeOutput } from '../../jobs/whole-output';
import { scratchFolder } from '../support/command';
import { until } from '../support/job-process';

describe('the output of a program as a stream', () => {
  const folder = scratchFolder();
  const options = (script: string): WholeOutput => ({
    program: 'sh',
    words: ['-c', script],
    environment: { PATH: process.env.PATH },
    signal: new AbortController().signal,
    failure: ({ code, lastWords }) => new Error(`ended with ${code}: ${lastWords}`),
  });

  it('is what the program wrote', async () => {
    expect(await text(wholeOutput(options('printf one; printf two')))).toBe('onetwo');
  });

  it('does not end well when the program fails after it has written everything', async () => {
    await expect(text(wholeOutput(options('printf whole; exec >&-; sleep 0.2; echo no >&2; exit 3')))).rejects.toThrow('ended with 3: no');
  });

  it('does not end well when the program is killed', async () => {
    await expect(text(wholeOutput(options('printf part; kill -9 $$')))).rejects.toThrow('ended with undefined: ');
  });

  it('does not end well when the program is not there', async () => {
    await expect(text(wholeOutput({ ...options(''), program: 'no-such-program' }))).rejects.toThrow('ENOENT');
  });

  it('does not end well when what it wrote is not accepted', async () => {
    const accept = async (bytes: number): Promise<void> => {
      throw new Error(`only ${bytes} bytes`);
    };
    await expect(text(wholeOutput({ ...options('printf four'), accept }))).rejects.toThrow('only 4 bytes');
  });

  it('stops the program when nobody reads on', async () => {
    const stopped = join(folder, 'stopped');
    const output = wholeOutput(options(`trap 'touch ${stopped}; exit' TERM; echo first; while :; do sleep 0.05; done`));
    for await (const _ of output) break;
    await until('the end of the program', () => existsSync(stopped));
    expect(existsSync(stopped)).toBe(true);
  });
});
