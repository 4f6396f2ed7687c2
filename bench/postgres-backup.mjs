// The whole program that backs up PostgreSQL against `pg_dump -Fc` to a local file that is not even synced, in pairs, because machines drift; and its peak memory
// while it streams dumps of several sizes in the parts of a database of 100 GB. Prints ratios; decides nothing.
// Needs the programs of PostgreSQL on the path and Linux. usage: node bench/postgres-backup.mjs [pairs] [gigabytes] [sizes of dumps in gigabytes, as 1,16,100]
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [pairs = 3, gigabytes = 1] = process.argv.slice(2, 4).map(Number);
const sizes = (process.argv[4] ?? '1,4,16').split(',').map(Number);
const folder = mkdtempSync(join(tmpdir(), 'opskeep-bench-'));
// The server refuses to run as root.
const nobody = process.getuid() === 0 ? { uid: 65_534, gid: 65_534 } : {};
if ('uid' in nobody) chownSync(folder, nobody.uid, nobody.gid);

const libpq = { PGHOST: folder, PGDATABASE: 'postgres', PGUSER: 'postgres', PGPASSWORD: 'unused' };
const env = { PATH: process.env.PATH, ...libpq };

function run(program, words, options = {}) {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, words, { env, cwd: '/', stdio: ['pipe', 'ignore', 'pipe'], ...nobody, ...options });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

const data = join(folder, 'data');
const stop = () => {
  spawnSync('pg_ctl', ['--pgdata', data, '--mode=immediate', 'stop'], { ...nobody, cwd: '/', stdio: 'ignore' });
  rmSync(folder, { recursive: true, force: true });
};
process.once('exit', stop);
run('initdb', ['--pgdata', data, '--auth=trust', '--username=postgres', '--no-sync', '--encoding=UTF8', '--locale=C.UTF-8']);
run(
  'pg_ctl',
  ['--pgdata', data, '--wait', '--log', join(folder, 'log'), `--options=-c listen_addresses= -c fsync=off -k ${folder}`, 'start'],
  {
    stdio: 'ignore',
  },
);
// 130 bytes a row; text of hexadecimal digits shrinks to about half, as real text does.
const rows = Math.round((gigabytes * 1e9) / 130);
const fill = `CREATE TABLE filled AS SELECT i AS id, md5(i::text) || md5((i * 7)::text) AS digits, now() AS at FROM generate_series(1, ${rows}) AS i`;
run('psql', ['--no-psqlrc', `--command=${fill}`, '--command=VACUUM ANALYZE']);

const sink = spawn(process.execPath, [join(root, 'bench', 's3-sink.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
const [port] = await once(sink.stdout.setEncoding('utf8'), 'data');

const job = {
  ...env,
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port.trim()}`,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  // As the image sets it.
  MALLOC_MMAP_THRESHOLD_: '1048576',
  BACKUP: 'database',
  BUCKET: 'bench',
  TIER: 'daily',
  PREFIX: 'daily/',
  OBJECT_NAME: 'bench',
  MINIMUM_BYTES: '1',
  // What a declared size of 100 GB derives: twice that in 10,000 parts, in whole MiB.
  PART_BYTES: String(20 * 2 ** 20),
  POSTGRES_MAJOR: String(readFileSync(join(data, 'PG_VERSION'), 'utf8')).trim(),
};
const program = [join(root, 'dist', 'jobs', 'main.js'), 'postgres-backup'];

const times = { backup: [], file: [] };
for (let pair = 0; pair < pairs; pair += 1) {
  times.backup.push(run(process.execPath, program, { env: job }));
  times.file.push(run('pg_dump', ['--format=custom', '--no-sync', `--file=${join(folder, 'dump')}`]));
}
/** Load of the machine in the last minute: with more than its cores can bear, a ratio of times says little. */
const load = () => `load ${loadavg()[0].toFixed(1)} on ${availableParallelism()} cores`;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const ratios = times.file.map((seconds, index) => seconds / times.backup[index]);
if (pairs > 0)
  console.error(
    `${gigabytes} GB: backup ${median(times.backup).toFixed(1)} s, pg_dump to a file ${median(times.file).toFixed(1)} s, ` +
      `throughput ${median(ratios).toFixed(2)} of it (median of ${pairs} pairs: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}; ${load()})`,
  );

// A dump of any size: everything is asked of the real pg_dump but the dump itself.
const pgDump = spawnSync('sh', ['-c', 'command -v pg_dump'], { env, encoding: 'utf8' }).stdout.trim();
const fake = join(folder, 'bin');
mkdirSync(fake);
writeFileSync(
  join(fake, 'pg_dump'),
  `#!/bin/sh\ncase "$1" in --format=custom) exec head --bytes="$PGDUMP_BYTES" /dev/zero ;; esac\nexec ${pgDump} "$@"\n`,
);
chmodSync(join(fake, 'pg_dump'), 0o755);

/** Peak memory of the program in MB while it streams a dump of so many gigabytes, and the seconds that it takes. */
async function streamed(size) {
  const started = process.hrtime.bigint();
  const child = spawn(process.execPath, program, {
    env: { ...job, PATH: `${fake}:${env.PATH}`, PGDUMP_BYTES: String(size * 1e9) },
    cwd: '/',
    stdio: 'ignore',
    ...nobody,
  });
  let kilobytes = 0;
  const look = setInterval(() => {
    try {
      kilobytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? kilobytes);
    } catch {
      // It has just ended.
    }
  }, 20);
  const [code] = await once(child, 'exit');
  clearInterval(look);
  if (code !== 0) throw new Error(`the program ended with ${code}`);
  return { peak: (kilobytes * 1024) / 1e6, seconds: Number(process.hrtime.bigint() - started) / 1e9 };
}

const runs = [];
for (const size of sizes) {
  const run = await streamed(size);
  console.error(`${size} GB: ${run.seconds.toFixed(0)} s, peak ${run.peak.toFixed(0)} MB (${load()})`);
  runs.push(run);
}
const peaks = runs.map(({ peak }) => peak);
console.error(
  `peak memory with dumps of ${sizes.join(', ')} GB: ${peaks.map((value) => value.toFixed(0)).join(', ')} MB, ` +
    `largest to smallest ${(Math.max(...peaks) / Math.min(...peaks)).toFixed(2)}`,
);
sink.kill();
