import { spawnSync } from 'node:child_process';

/** The environment variables that the doctor and the programs that it asks see. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Answer {
  /** Whether there is such a program. */
  readonly found: boolean;
  readonly succeeded: boolean;
  readonly stdout: string;
  /** First line of what it complained about. */
  readonly complaint: string;
}

/** Longest time to wait for a program, in milliseconds: a cloud's command line takes seconds to start. */
const programTimeout = 30_000;
/** Longest time to wait for a service, in milliseconds. */
const serviceTimeout = 10_000;

/** Asks a program. It gets no input, so that none can stop and ask back. */
export function ask(environment: Environment, program: string, ...parameters: readonly string[]): Answer {
  const { error, status, stdout, stderr } = spawnSync(program, parameters, {
    env: { ...environment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: programTimeout,
  });
  const found = error === undefined || !('code' in error) || error.code !== 'ENOENT';
  const complaint = (stderr ?? '').split('\n').find((line) => line.trim() !== '') ?? error?.message ?? '';
  return { found, succeeded: status === 0, stdout: (stdout ?? '').trim(), complaint: complaint.trim() };
}

export type Reply = { readonly status: number; readonly body: unknown } | { readonly unreachable: string };

/** Gets JSON from a service. Nothing is ever sent but the question. */
export async function get(url: string, headers: Readonly<Record<string, string>>): Promise<Reply> {
  try {
    const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(serviceTimeout) });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  } catch (error) {
    return { unreachable: reason(error) };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `fetch` says only that it failed; why stands in the cause, or in the errors of each address that it tried. */
function reason(error: unknown): string {
  const { message, cause, errors } = Object(error) as { message?: string; cause?: unknown; errors?: readonly unknown[] };
  if (cause !== undefined) return reason(cause);
  if (errors !== undefined) return errors.map(reason).join('; ');
  return message ?? String(error);
}
