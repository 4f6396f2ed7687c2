import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from './free-port';

export const hasGoogleStorageEmulator = (): boolean => spawnSync('sh', ['-c', 'command -v gcp-storage-emulator']).status === 0;

/** Cloud Storage as far as objects go: resumable uploads, checksums, conditions, copies. It knows neither rights nor retention. */
export class GoogleStorageEmulator {
  private child: ChildProcess | undefined;
  private port = 0;

  async start(): Promise<void> {
    this.port = await freePort();
    const words = ['start', '--host=127.0.0.1', `--port=${this.port}`, '--in-memory'];
    this.child = spawn('gcp-storage-emulator', words, { stdio: 'ignore' });
    for (let attempt = 0; attempt < 150; attempt += 1) {
      const answer = await fetch(this.url).catch(() => undefined);
      if (answer !== undefined) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('gcp-storage-emulator did not answer within 30 s');
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What a program needs to reach it. */
  get environment(): Readonly<Record<string, string>> {
    return { STORAGE_EMULATOR_HOST: this.url };
  }

  async makeBucket(name: string): Promise<void> {
    const { ok, status } = await fetch(`${this.url}/storage/v1/b?project=test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    if (!ok) throw new Error(`no bucket ${name}: ${status}`);
  }

  async stop(): Promise<void> {
    if (this.child === undefined || this.child.exitCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}
