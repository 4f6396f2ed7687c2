import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { runCommand } from './command';
import { freePort } from './free-port';

export const hasAwsEmulator = (): boolean => spawnSync('sh', ['-c', 'command -v ministack']).status === 0;

export const hasAwsCli = (): boolean => spawnSync('aws', ['--version']).status === 0;

/** What a program needs to reach the emulator; the credential is one of the emulator's own. */
export interface EmulatorEnvironment extends Readonly<Record<string, string>> {
  readonly AWS_ENDPOINT_URL: string;
}

/**
 * ministack: the interfaces of AWS on this machine. Rights are not its business: it lets everybody in. Start it in `beforeAll`, stop it in
 * `afterAll`; the first test of a file that uses it waits about a second.
 */
export class AwsEmulator {
  private child: ChildProcess | undefined;
  private port = 0;

  async start(): Promise<void> {
    this.port = await freePort();
    this.child = spawn('ministack', [], { env: { ...process.env, GATEWAY_PORT: String(this.port) }, stdio: 'ignore' });
    for (let attempt = 0; attempt < 150; attempt += 1) {
      if (await answers(`${this.url}/_ministack/health`)) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('ministack did not answer within 30 s');
  }

  async stop(): Promise<void> {
    if (this.child === undefined || this.child.exitCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /**
   * Types a line of shell with the AWS CLI, and gives what it printed.
   * @throws Error with what it said, where it fails
   */
  type(line: string, variables: Readonly<Record<string, string>> = {}): string {
    const { status, stdout, stderr } = runCommand(['sh', '-c', line], { env: { ...this.environment, ...variables } });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }

  get environment(): EmulatorEnvironment {
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_REGION: 'eu-central-1',
      // Version 1 of the AWS CLI reads this one alone.
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'emulated',
      AWS_SECRET_ACCESS_KEY: 'emulated-secret',
    };
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
