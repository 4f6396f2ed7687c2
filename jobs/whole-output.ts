import { pipeline, type Readable, Transform } from 'node:stream';
import { CommandFailed, type CommandOptions, startCommand } from './command';

export interface WholeOutput extends CommandOptions {
  readonly program: string;
  readonly words: readonly string[];
  /** What is said instead of a failure of the program. */
  readonly failure: (failed: CommandFailed) => Error;
  /** Looks at the output when the program has ended well; what it throws ends the stream. */
  readonly accept?: (bytes: number) => Promise<void>;
}

/**
 * What a program writes, as a stream that ends only after the program has ended well. The end of a pipe is no success: a program that
 * dies closes its pipe as well. A reader that stops early stops the program.
 */
export function wholeOutput({ program, words, environment, signal, failure, accept }: WholeOutput): Readable {
  const unread = new AbortController();
  const command = startCommand(program, words, { environment, signal: AbortSignal.any([signal, unread.signal]) });
  command.stdin.end();
  let bytes = 0;
  const endedWell = async (): Promise<void> => {
    try {
      await command.ended;
    } catch (error) {
      throw error instanceof CommandFailed ? failure(error) : error;
    }
    await accept?.(bytes);
  };
  const output = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      done(undefined, chunk);
    },
    flush(done) {
      endedWell().then(() => done(), done);
    },
  });
  // Also where the reader stops while the program is silent.
  pipeline(command.stdout, output, () => unread.abort());
  return output;
}
