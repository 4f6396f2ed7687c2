/** Runs an opened image as a task does, with crun: a read-only file system, no capabilities, the network of this machine. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageConfig, OpenedImage } from './image-store';
import { LoggingProcess } from './job-process';

type Environment = Readonly<Record<string, string>>;

/** What is read of the container of a task definition of ECS. */
export interface EcsContainer {
  readonly command: readonly string[];
  /** Ids of user and group, `uid:gid`. */
  readonly user: string;
  readonly readonlyRootFilesystem: boolean;
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly mountPoints: readonly { readonly containerPath: string }[];
}

interface Task {
  readonly command: readonly string[];
  /** Beside what the image sets. */
  readonly environment: Environment;
  readonly user: string;
  readonly readonly: boolean;
  /** Folders in memory, each with its owner and mode. */
  readonly folders: Readonly<Record<string, FolderOwner>>;
}

interface FolderOwner {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** How Fargate mounts an empty volume, unless the image declares the folder as a volume: then with its owner and mode (ECS, bind mounts). */
const unlessDeclared: FolderOwner = { uid: 0, gid: 0, mode: 0o755 };

export const canRunImages = (): boolean => spawnSync('sh', ['-c', 'command -v crun && command -v unshare']).status === 0;

/** The task of a definition of ECS. */
export function ecsTask(image: OpenedImage, definition: EcsContainer, environment: Environment, command = definition.command): Task {
  const { user, readonlyRootFilesystem, mountPoints } = definition;
  const declared = Object.fromEntries(definition.environment.map(({ name, value }) => [name, value]));
  const owner = (path: string): FolderOwner => (image.config.Volumes?.[path] === undefined ? unlessDeclared : ownerIn(image, path));
  const folders = Object.fromEntries(mountPoints.map(({ containerPath }) => [containerPath, owner(containerPath)]));
  return { command, environment: { ...declared, ...environment }, user, readonly: readonlyRootFilesystem, folders };
}

/** A job of Cloud Run, as the user of the image. There every folder is memory; here only `/tmp` is, so nothing can be written elsewhere. */
export function cloudRunTask(image: OpenedImage, command: readonly string[], environment: Environment): Task {
  return { command, environment, user: image.config.User ?? '0:0', readonly: true, folders: { '/tmp': ownerIn(image, '/tmp') } };
}

function ownerIn(image: OpenedImage, path: string): FolderOwner {
  const { uid, gid, mode } = statSync(join(image.root, path));
  return { uid, gid, mode: mode & 0o7777 };
}

/** crun knows cgroups of one kind or the other, not both at once; the tasks here have none of their own. */
const withoutCgroups = 'mount -t tmpfs tmpfs /sys/fs/cgroup && exec "$@"';

/** Tasks of a test file. */
export class ImageTasks {
  private readonly folder = mkdtempSync(join(tmpdir(), 'opskeep-tasks-'));
  private readonly names: string[] = [];

  /** Starts a task; its program is process 1, as on Cloud Run. */
  start(image: OpenedImage, task: Task): LoggingProcess {
    const name = `opskeep-test-${process.pid}-${this.names.length}`;
    this.names.push(name);
    const bundle = join(this.folder, name);
    mkdirSync(bundle);
    writeFileSync(join(bundle, 'config.json'), JSON.stringify(runtimeConfig(image, task)));
    const crun = ['crun', ...this.options, 'run', `--bundle=${bundle}`, name];
    return new LoggingProcess(['unshare', '--mount', '--propagation=private', 'sh', '-c', withoutCgroups, 'sh', ...crun], {});
  }

  /** Ends what still runs. */
  remove(): void {
    for (const name of this.names) spawnSync('crun', [...this.options, 'delete', '--force', name]);
    rmSync(this.folder, { recursive: true });
  }

  private get options(): readonly string[] {
    return ['--cgroup-manager=disabled', `--root=${join(this.folder, 'state')}`];
  }
}

/** What the image itself sets. */
export const imageVariables = ({ Env = [] }: ImageConfig): Environment =>
  Object.fromEntries(Env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));

/** The configuration of a container (runtime specification of OCI). */
function runtimeConfig({ root, config }: OpenedImage, { command, environment, user, readonly, folders }: Task): unknown {
  const [uid, gid] = user.split(':').map(Number);
  const inMemory = (destination: string, ...options: string[]) => ({ destination, type: 'tmpfs', source: 'tmpfs', options });
  return {
    ociVersion: '1.0.2',
    root: { path: root, readonly },
    process: {
      args: [...(config.Entrypoint ?? []), ...command],
      env: Object.entries({ ...imageVariables(config), ...environment }).map(([name, value]) => `${name}=${value}`),
      cwd: '/',
      user: { uid, gid },
      capabilities: {},
      noNewPrivileges: true,
    },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      // Every runtime tells a container what localhost is.
      { destination: '/etc/hosts', type: 'bind', source: '/etc/hosts', options: ['bind', 'ro'] },
      inMemory('/dev', 'nosuid', 'mode=755'),
      inMemory('/dev/shm', 'nosuid', 'nodev', 'noexec', 'mode=1777', 'size=64m'),
      ...Object.entries(folders).map(([path, owner]) =>
        inMemory(path, `uid=${owner.uid}`, `gid=${owner.gid}`, `mode=${owner.mode.toString(8)}`),
      ),
    ],
    linux: { namespaces: ['pid', 'ipc', 'mount', 'uts'].map((type) => ({ type })) },
  };
}
