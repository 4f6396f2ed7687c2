import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pages } from '../runbooks/generated';
import { blocksIn } from '../runbooks/markdown-links';
import { projectRoot } from '../support/command';
import { describeWithTool } from '../support/optional-tools';
import { hasPostgres, PostgresServer, serverPrograms } from '../support/postgres-server';
import { hasS3Emulator, S3Emulator } from '../support/s3-emulator';
import { dumpOf, putCopy } from '../support/stored-copy';

const bucket = 'life-manager-production-backups';
const page = (): string => pages().get('runbooks/life-manager.md') ?? '';

/** Shell blocks of a section of the runbook, in their order. */
function blocksUnder(heading: string): readonly string[] {
  const from = page().indexOf(`\n${heading}\n`);
  expect(from).toBeGreaterThan(0);
  const [section = ''] = page()
    .slice(from + heading.length + 2)
    .split(/\n#{1,4} /);
  return blocksIn(section, 'sh');
}

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

describeWithTool(
  'PostgreSQL, ministack, the AWS CLI and jq',
  () => hasPostgres() && hasS3Emulator() && has('aws') && has('jq'),
  () => {
    const server = new PostgresServer();
    const emulator = new S3Emulator();
    const folder = mkdtempSync(join(tmpdir(), 'opskeep-runbook-'));

    beforeAll(async () => {
      await Promise.all([server.start(), emulator.start()]);
      server.sql('CREATE DATABASE production_db');
      server.sql(
        'CREATE TABLE "User" AS SELECT generate_series(1, 20) AS id; CREATE TABLE "Task" AS SELECT generate_series(1, 90) AS id',
        'production_db',
      );
      await emulator.makeBucket(bucket);
      const copy = { backup: 'database', tier: 'daily', madeAt: new Date('2026-11-20T02:00:00Z') };
      await putCopy(emulator, bucket, dumpOf(server, 'production_db'), copy);
    });
    afterAll(async () => {
      rmSync(folder, { recursive: true });
      server.stop();
      await emulator.stop();
    });

    /** Types blocks one after the other into one shell, which stops at the first that fails. */
    function type(blocks: readonly string[], variables: Readonly<Record<string, string>>): string {
      const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail'], {
        input: `opskeep() { node "${join(projectRoot, 'dist', 'jobs', 'main.js')}" "$@"; }\n${blocks.join('\n')}`,
        encoding: 'utf8',
        cwd: folder,
        env: {
          PATH: `${serverPrograms()}:${process.env.PATH}`,
          HOME: folder,
          ...emulator.environment,
          ...server.environment(),
          ...variables,
        },
      });
      expect({ status, stderr }).toMatchObject({ status: 0 });
      return stdout;
    }

    it('restores a damaged database by the words of the runbook', () => {
      server.sql('DELETE FROM "Task"', 'production_db');
      // The port is that of the declaration; the server of this test has one of its own.
      const blocks = blocksUnder('#### From the backup "Database"').map((block) => block.replace('PGPORT=5432', `PGPORT=${server.port}`));
      expect(blocks).toHaveLength(4);
      const output = type(blocks, { DATABASE_HOST: '127.0.0.1', DATABASE_SUPERUSER: 'postgres' });
      expect(output).toMatch(/^ t +\| +20$/m);
      expect(output).toMatch(/^ t +\| +90$/m);
      expect(server.sql('SELECT count(*) FROM "Task"', 'production_db')).toBe('90');
      expect(server.sql('SELECT count(*) FROM "Task"', 'production_db_damaged')).toBe('0');
    });

    it('restores by hand, where nothing of ours is on the host', () => {
      type(blocksUnder('### Restore by hand'), { BACKUP: 'database', RESTORED: 'by_hand' });
      expect(server.sql('SELECT count(*) FROM "Task"', 'by_hand')).toBe('90');
    });
  },
);
