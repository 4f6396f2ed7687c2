import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './command';

/** What an image says of how it is run (image specification of OCI). */
export interface ImageConfig {
  readonly User?: string;
  /** Variables as `NAME=value`. */
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly StopSignal?: string;
}

/** An image whose files stand in a folder. */
export interface OpenedImage {
  readonly root: string;
  readonly config: ImageConfig;
}

export const canBuildImages = (): boolean =>
  process.getuid?.() === 0 && spawnSync('sh', ['-c', 'command -v buildah && command -v debootstrap']).status === 0;

/** Images in a folder of their own, built by buildah without a daemon. */
export class ImageStore {
  readonly folder = mkdtempSync(join(tmpdir(), 'opskeep-images-'));
  private readonly running: Promise<unknown>[] = [];

  /** Makes an image without a Dockerfile. `fill` changes its files; they stand in the folder that it is given. */
  async make(name: string, from: string, fill: (container: string, root: string) => Promise<void>): Promise<string> {
    const container = await this.buildah('from', from);
    await fill(container, await this.buildah('mount', container));
    await this.buildah('commit', '--quiet', '--rm', container, name);
    return name;
  }

  /** Builds a target of the Dockerfile of the jobs. */
  async build(target: string, args: Readonly<Record<string, string>>): Promise<OpenedImage> {
    const given = Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
    const where = ['--isolation=chroot', '--format=docker', '--file=jobs/Dockerfile', `--target=${target}`];
    const image = `localhost/opskeep:${target}`;
    await this.buildah('bud', ...where, ...given, '--tag', image, '.');
    return await this.open(image);
  }

  private async open(image: string): Promise<OpenedImage> {
    const container = await this.buildah('from', image);
    const { Docker } = JSON.parse(await this.buildah('inspect', container)) as { Docker: { config: ImageConfig } };
    return { root: await this.buildah('mount', container), config: Docker.config };
  }

  /** Runs it from the project's root, with the variables of this machine: proxies and certificates may be among them. Gives what it prints. */
  async buildah(...words: readonly string[]): Promise<string> {
    const own = [`--root=${join(this.folder, 'store')}`, `--runroot=${join(this.folder, 'run')}`, '--storage-driver=overlay'];
    return await this.run('buildah', [...own, ...words]);
  }

  /** Runs a program that fills an image. */
  async run(...command: Parameters<typeof output>): Promise<string> {
    const running = output(...command);
    this.running.push(running);
    return await running;
  }

  /** Waits for what still runs, since half of it works inside of the images, and leaves nothing. */
  async remove(): Promise<void> {
    await Promise.allSettled(this.running);
    await this.buildah('rm', '--all').catch(() => undefined);
    const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
    const ours = mounts.map((line) => line.split(' ')[1] ?? '').filter((path) => path.startsWith(this.folder));
    for (const path of ours.reverse()) spawnSync('umount', ['--lazy', path]);
    spawnSync('rm', ['--recursive', '--force', '--one-file-system', this.folder]);
  }
}

/** Runs a program to its end beside others; throws what it said. */
async function output(program: string, words: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const child = spawn(program, words, { cwd: projectRoot, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new Error(`${program} ${words.join(' ')} ended with ${code}:\n${said.stdout.slice(-4000)}${said.stderr.slice(-4000)}`);
  return said.stdout.trim();
}
