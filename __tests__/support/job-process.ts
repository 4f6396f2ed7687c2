import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './command';

/** The programs of the image refuse to be root, as PostgreSQL does. */
export const unprivileged: { readonly uid: number; readonly gid: number } | undefined =
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

/** How a program of the job image ended. */
export interface JobOutcome {
  readonly code: number | null;
  /** What it logged, line by line. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** All that it wrote, as it wrote it. */
  readonly output: string;
}

/** A process that logs lines of JSON, as every program of the job image does. */
export class LoggingProcess {
  readonly ended: Promise<JobOutcome>;
  private readonly child: ChildProcess;
  private output = '';

  constructor([program, ...words]: readonly [string, ...string[]], options: SpawnOptions) {
    this.child = spawn(program, words, { ...options, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
    const read = (text: string): void => {
      this.output += text;
    };
    this.child.stdout?.setEncoding('utf8').on('data', read);
    this.child.stderr?.setEncoding('utf8').on('data', read);
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code) => resolve({ code, lines: linesIn(this.output), output: this.output }));
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): void {
    this.child.kill(signal);
  }

  /** Waits until it has logged an event. */
  async logged(event: string): Promise<void> {
    await until(
      `the event "${event}"`,
      () => linesIn(this.output).some((line) => line['event'] === event),
      () => this.output,
    );
  }
}

/** A program of the job image as a process of its own, as the scheduler starts it. The build is that of `npm run build`. */
export class JobProcess extends LoggingProcess {
  constructor(words: readonly string[], environment: Readonly<Record<string, string>>) {
    const { PATH = '' } = process.env;
    const env = { PATH, ...environment } as NodeJS.ProcessEnv;
    super([process.execPath, join(projectRoot, 'dist', 'jobs', 'main.js'), ...words], { env, ...unprivileged });
  }
}

/** Waits for what another process brings about; the bound is far beyond what it takes. */
export async function until(what: string, met: () => boolean, explain: () => string = () => ''): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (met()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not come within a minute. ${explain()}`);
}

/** A folder that jobs may write to, with a path short enough for a socket. */
export function jobScratch(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'opskeep-scratch-'));
  if (unprivileged !== undefined) chownSync(folder, unprivileged.uid, unprivileged.gid);
  return { folder, remove: () => existsSync(folder) && rmSync(folder, { recursive: true, force: true }) };
}

const linesIn = (output: string): readonly Readonly<Record<string, unknown>>[] =>
  output.split('\n').flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line) as Record<string, unknown>] : []));
