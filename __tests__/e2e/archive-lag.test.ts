import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backupSignals } from '../../signals/backup';
import { exporterQueries, exporterQueryFile } from '../../signals/postgres-exporter';
import { scope, shop } from '../signals/fixtures';
import { settledAt } from '../signals/levels';
import { firing, rulesOf } from '../signals/rules';
import { scratchFolder } from '../support/command';
import { freePort } from '../support/free-port';
import { until } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { hasPostgres, PostgresServer } from '../support/postgres-server';
import { failingSuites, promtoolAvailable } from '../support/promtool';

const exporter = 'prometheus-postgres-exporter';
const hasExporter = (): boolean => spawnSync(exporter, ['--version']).status === 0;

describeWithTool(
  `PostgreSQL, promtool and ${exporter}`,
  () => hasPostgres() && promtoolAvailable() && hasExporter(),
  () => {
    const signal = backupSignals(shop('aws')).find(({ id }) => id === 'database-wal-lag');
    const metric = 'pg_stat_archiver_x_oldest_ready_age_seconds';
    const server = new PostgresServer();
    const folder = scratchFolder();
    let child: ChildProcess | undefined;
    let address = '';

    beforeAll(async () => {
      await server.start({
        wal_level: 'replica',
        archive_mode: 'on',
        archive_command: '/bin/true',
        shared_preload_libraries: 'pg_stat_statements',
      });
      server.sql(
        "CREATE ROLE watcher LOGIN PASSWORD 'watching'; GRANT pg_monitor TO watcher; CREATE EXTENSION pg_stat_statements; CREATE TABLE written (id int)",
      );
      const queries = join(folder, 'queries.yaml');
      writeFileSync(queries, exporterQueryFile());
      address = `127.0.0.1:${await freePort()}`;
      child = spawn(exporter, [`--web.listen-address=${address}`, `--extend.query-path=${queries}`, '--auto-discover-databases'], {
        env: { ...process.env, DATA_SOURCE_NAME: `postgresql://watcher:watching@127.0.0.1:${server.port}/postgres?sslmode=disable` },
        stdio: 'ignore',
      });
      await until('the exporter', () => spawnSync('curl', ['--silent', '--fail', `http://${address}/`]).status === 0);
    });
    afterAll(() => {
      child?.kill();
      server.stop();
    });

    /** What the exporter tells of the real server. */
    async function lag(): Promise<number> {
      const page = await (await fetch(`http://${address}/metrics`)).text();
      const [, value] = new RegExp(`^${metric}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(page) ?? [];
      return Number(value);
    }

    /** Which of the rules fire on a figure that stays as it is: 0 is error, 1 is critical. */
    const whyNotFiring = (level: number, tiers: readonly number[]): Readonly<Record<string, string>> => {
      if (signal === undefined) throw new Error('there is no signal of the lag');
      const series = signal.sample?.(scope, level) ?? [];
      expect(series.map((one) => one.series.split('{')[0])).toEqual([metric]);
      return failingSuites([{ name: 'lag', rules: rulesOf(signal), tests: [firing('lag', series, settledAt(signal), tiers)] }]);
    };

    const waiting = (): readonly string[] =>
      readdirSync(join(server.data, 'pg_wal/archive_status')).filter((name) => name.endsWith('.ready'));
    const archiveBy = (command: string): string => server.sql(`ALTER SYSTEM SET archive_command = '${command}'; SELECT pg_reload_conf()`);
    const write = (): string => server.sql('INSERT INTO written VALUES (1); SELECT pg_switch_wal()');

    /** As if segments had begun to wait that many minutes ago. */
    function waitingSince(minutes: number): void {
      const then = new Date(Date.now() - minutes * 60_000);
      for (const name of waiting()) utimesSync(join(server.data, 'pg_wal/archive_status', name), then, then);
    }

    it('the exporter runs every query of the file', async () => {
      server.sql('SELECT count(*) FROM written');
      const page = await (await fetch(`http://${address}/metrics`)).text();
      const made = exporterQueries.flatMap(({ name, columns }) =>
        Object.entries(columns).flatMap(([column, { usage }]) => (usage === 'LABEL' ? [] : [`${name}_${column}`])),
      );
      expect(made.filter((one) => !new RegExp(`^${one}[{ ]`, 'm').test(page))).toEqual([]);
      expect(page).toMatch(/^pg_exporter_last_scrape_error 0$/m);
    });

    it('an idle database raises no alarm, since nothing waits', async () => {
      write();
      await until('the archive', () => waiting().length === 0);
      expect(await lag()).toBe(0);
      expect(whyNotFiring(0, [])).toEqual({});
    });

    it('a broken archive_command without writes raises none either', async () => {
      archiveBy('/bin/false');
      expect(await lag()).toBe(0);
    });

    it('a broken archive_command with writes raises the error, and later the critical alarm', async () => {
      write();
      await until('a segment that waits', () => waiting().length > 0);
      const fresh = await lag();
      expect(fresh).toBeLessThan(900);
      expect(whyNotFiring(Math.round(fresh), [])).toEqual({});
      waitingSince(20);
      const older = await lag();
      expect(older).toBeGreaterThanOrEqual(1200);
      expect(whyNotFiring(Math.round(older), [0])).toEqual({});
      waitingSince(50);
      const oldest = await lag();
      expect(oldest).toBeGreaterThanOrEqual(3000);
      expect(whyNotFiring(Math.round(oldest), [1])).toEqual({});
    });

    it('a mended archive_command ends them', async () => {
      archiveBy('/bin/true');
      write();
      await until('the archive', () => waiting().length === 0);
      expect(await lag()).toBe(0);
    });
  },
);
