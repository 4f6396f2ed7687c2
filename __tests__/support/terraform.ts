/** The terraform command: found on PATH, run without network, with bounded time. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Enough for the slowest command with the real AWS provider on a busy machine. */
const DEFAULT_TIMEOUT_MS = 120_000;
/** A plan of the largest stack prints a few megabytes. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a failed terraform command printed, without colours. */
export class TerraformError extends Error {
  constructor(
    command: string,
    readonly result: CommandResult,
  ) {
    super(`terraform ${command} failed (exit code ${result.code})\n${result.stderr || result.stdout}`);
    this.name = 'TerraformError';
  }
}

/** @returns the path of terraform, or undefined where there is none on PATH */
export function findTerraform(): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, process.platform === 'win32' ? 'terraform.exe' : 'terraform'))
    .find(isExecutable);
}

export function terraformAvailable(): boolean {
  return findTerraform() !== undefined;
}

export interface RunOptions {
  /** Working folder. */
  readonly cwd: string;
  /** The whole environment: nothing is inherited, so that no credentials or settings of the machine leak in. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds. @default 120000 */
  readonly timeoutMs?: number | undefined;
}

/**
 * Runs one terraform command to its end.
 * @throws Error where terraform is missing or did not end in time; a non-zero exit code is a result, not an error
 */
export function runTerraform(args: readonly string[], options: RunOptions): Promise<CommandResult> {
  const terraform = findTerraform();
  if (terraform === undefined) return Promise.reject(new Error('terraform is not on PATH'));
  const timeout = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  return new Promise((resolve, reject) => {
    execFile(
      terraform,
      args,
      { cwd: options.cwd, env: options.env, timeout, killSignal: 'SIGKILL', maxBuffer: MAX_OUTPUT_BYTES },
      (error, stdout, stderr) => {
        if (error?.killed) reject(new Error(`terraform ${args.join(' ')} did not end within ${timeout} ms`));
        else if (error && typeof error.code !== 'number') reject(error);
        else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      },
    );
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
