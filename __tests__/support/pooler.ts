import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port';
import { unprivileged } from './job-process';

const program = (): string => spawnSync('sh', ['-c', 'command -v pgbouncer'], { encoding: 'utf8' }).stdout.trim();

export const hasPooler = (): boolean => program() !== '';

/** PgBouncer in transaction mode before a server. */
export class Pooler {
  port = 0;
  private readonly folder = mkdtempSync(join(tmpdir(), 'opskeep-pooler-'));
  private child: ChildProcess | undefined;

  /** @param login of the only role that may come through it */
  async start(serverPort: number, login: { readonly name: string; readonly password: string }): Promise<void> {
    this.port = await freePort();
    const users = join(this.folder, 'users');
    const settings = join(this.folder, 'pgbouncer.ini');
    writeFileSync(users, `${quoted(login.name)} ${quoted(login.password)}\n`);
    writeFileSync(
      settings,
      `[databases]
* = host=127.0.0.1 port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${this.port}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
pool_mode = transaction
`,
    );
    if (unprivileged !== undefined) for (const path of [this.folder, users, settings]) chownSync(path, unprivileged.uid, unprivileged.gid);
    // Where the package is unpacked and not installed, its library stands beside it.
    const LD_LIBRARY_PATH = join(program(), '..', '..', 'lib', 'x86_64-linux-gnu');
    this.child = spawn(program(), ['--quiet', settings], { env: { ...process.env, LD_LIBRARY_PATH }, stdio: 'ignore', ...unprivileged });
    await listening(this.port);
  }

  stop(): void {
    this.child?.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.destroy();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`nobody listens on ${port}`);
}
