/**
 * Stand-ins for the official base images, which no test asks a registry for: Debian 12 with this machine's Node.js, and with the PostgreSQL of
 * Debian. They say of themselves what the official ones say (entry point, stop signal, order of the path), so that a Dockerfile which forgets
 * to undo it is noticed. During the build, apt and npm reach their registries as this machine does.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ImageStore } from './image-store';

const debian = 'localhost/rehearsal:debian';
/** Major version that Debian 12 has. */
export const rehearsedMajor = '15';
const postgresPrograms = `/usr/lib/postgresql/${rehearsedMajor}/bin`;

/** @returns the arguments of a build */
export async function makeBaseImages(store: ImageStore): Promise<{ readonly NODE_IMAGE: string; readonly POSTGRES_IMAGE: string }> {
  const apt = aptSettings();
  await store.make(debian, 'scratch', async (_, root) => {
    const [, proxy] = /^Acquire::http::Proxy "(.+)";$/m.exec(apt) ?? [];
    await store.run('debootstrap', ['--variant=minbase', 'bookworm', root], {
      ...process.env,
      ...(proxy === undefined ? {} : { http_proxy: proxy }),
    });
    const at = (...path: string[]): string => join(root, ...path);
    writeFileSync(at('etc', 'apt', 'apt.conf.d', 'rehearsal'), apt);
    // As in Debian's own images: a build that is cut off starts anew, so nothing needs to reach the disk at once.
    writeFileSync(at('etc', 'dpkg', 'dpkg.cfg.d', 'rehearsal'), 'force-unsafe-io\n');
  });
  const [node, postgres] = await Promise.all([nodeBase(store), postgresBase(store)]);
  return { NODE_IMAGE: node, POSTGRES_IMAGE: postgres };
}

const nodeBase = (store: ImageStore): Promise<string> =>
  store.make('localhost/rehearsal:node', debian, async (container, root) => {
    const at = (...path: string[]): string => join(root, 'usr', 'local', ...path);
    copyFileSync(process.execPath, at('bin', 'node'));
    const npm = join(dirname(realpathSync(found('npm'))), '..');
    cpSync(npm, at('lib', 'node_modules', 'npm'), { recursive: true, dereference: true });
    symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', at('bin', 'npm'));
    mkdirSync(at('etc'), { recursive: true });
    const settings = [`registry=${npmSetting('registry')}`];
    const authorities = npmSetting('cafile');
    if (authorities !== 'null') {
      copyFileSync(authorities, at('etc', 'authorities.crt'));
      settings.push('cafile=/usr/local/etc/authorities.crt');
    }
    writeFileSync(at('etc', 'npmrc'), settings.map((line) => `${line}\n`).join(''));
    await store.buildah('config', '--entrypoint=["docker-entrypoint.sh"]', '--cmd=node', container);
  });

const postgresBase = (store: ImageStore): Promise<string> =>
  store.make('localhost/rehearsal:postgres', debian, async (container) => {
    const install = `apt-get -qq update && apt-get -qq install --yes --no-install-recommends postgresql-${rehearsedMajor} && rm -rf /var/lib/apt/lists/*`;
    await store.buildah('run', '--isolation=chroot', container, '--', 'sh', '-c', install);
    const path = `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${postgresPrograms}`;
    const env = [`--env=PATH=${path}`, '--env=LANG=en_US.utf8', '--env=PGDATA=/var/lib/postgresql/data'];
    const rest = ['--volume=/var/lib/postgresql/data', '--entrypoint=["docker-entrypoint.sh"]', '--cmd=postgres', '--stop-signal=SIGINT'];
    await store.buildah('config', ...env, ...rest, container);
  });

/** How apt reaches its archives here. Which indexes it loads is the image's own matter. */
function aptSettings(): string {
  const dump = told('apt-config', ['dump', 'Acquire']).split('\n');
  return `${dump.filter((line) => /^Acquire::(?!IndexTargets|Changelogs|cdrom)\S/.test(line)).join('\n')}\n`;
}

const npmSetting = (name: string): string => told('npm', ['config', 'get', name]);
const found = (program: string): string => told('sh', ['-c', `command -v ${program}`]);

function told(program: string, words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return stdout.trim();
}
