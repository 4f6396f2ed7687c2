import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { inWords } from './exit';
import type { Environment } from './settings';

/** Most that is kept of what a program says on its standard error: its last words say what went wrong. */
const keptBytes = 8192;

/** Time that a program gets after SIGTERM before it is killed. */
const patience = 3000;

export interface CommandOptions {
  /** Variables of the program. Secrets come in here, never as arguments, which every process of the host can read. */
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** Folder that it works in. @default that of this process */
  readonly folder?: string;
}

export interface RunningCommand {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when the program ended with 0, else rejects with a `CommandFailed`. */
  readonly ended: Promise<void>;
}

/** A program of another that ended with another code than 0, or never started. */
export class CommandFailed extends Error {
  constructor(
    readonly program: string,
    /** Undefined where it was killed or never started. */
    readonly code: number | undefined,
    /** The last of what it said on its standard error. */
    readonly lastWords: string,
  ) {
    super(`${program} ended with ${code ?? 'no code'}${lastWords === '' ? '' : `: ${lastWords}`}`);
  }
}

/** Starts a program without a shell. It is stopped when the signal is aborted. */
export function startCommand(program: string, words: readonly string[], { environment, signal, folder }: CommandOptions): RunningCommand {
  const child = spawn(program, words, { env: { ...environment } as NodeJS.ProcessEnv, stdio: ['pipe', 'pipe', 'pipe'], cwd: folder });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptBytes);
  });
  const stop = (): void => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), patience).unref();
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', (error) => reject(new CommandFailed(program, undefined, inWords(error))));
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop);
      if (code === 0) resolve();
      else reject(new CommandFailed(program, code ?? undefined, said.trim()));
    });
  });
  // A program that ends before it has read everything closes the pipe; its exit code says why.
  child.stdin.on('error', () => undefined);
  // Whoever reads the output first and asks for the end later must not find an unhandled rejection.
  ended.catch(() => undefined);
  return { stdin: child.stdin, stdout: child.stdout, ended };
}

/** Runs a program to its end and gives what it wrote. */
export async function runCommand(
  program: string,
  words: readonly string[],
  options: CommandOptions & { readonly input?: string },
): Promise<string> {
  const command = startCommand(program, words, options);
  command.stdin.end(options.input ?? '');
  const chunks: string[] = [];
  command.stdout.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  await command.ended;
  return chunks.join('');
}
