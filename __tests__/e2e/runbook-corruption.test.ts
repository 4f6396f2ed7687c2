import { existsSync, renameSync } from 'node:fs';
import { exitCodes } from '../../jobs/exit';
import { blocksUnder } from '../runbooks/typed-blocks';
import { ArchiveScene, archiveTools, hasArchiveTools } from '../support/archive-scene';
import { archiveBucket } from '../support/archive-stack';
import { freePort } from '../support/free-port';
import { until } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { serverPrograms } from '../support/postgres-server';

/** What somebody types on the host, with the names and ports of a scene in it; what needs an account is left out. */
function commands(database: string, port: number): string {
  const typed = blocksUnder('operations-manual', '### Data is corrupt').filter((block) => !block.includes('aws ecs'));
  expect(typed).toHaveLength(5);
  return [
    // The user of the server types here, who needs to become nobody else.
    'sudo() { if [ "$1" = --user ]; then shift 2; fi; "$@"; }',
    // The snapshot is taken elsewhere.
    'aws() { :; }',
    'install() { mkdir --mode=0700 "${!#}"; }',
    ...typed.map((block) => block.replaceAll('5433', String(port)).replace('--database=reference', `--database=${database}`)),
  ].join('\n');
}

describeWithTool(archiveTools, hasArchiveTools, () => {
  const scene = new ArchiveScene();
  const database = 'allodoc_prod';
  /** Beside the data folder, as Debian has it. */
  const configuration = `${scene.database.folder}/postgresql.conf`;
  const sql = (text: string): string => scene.database.sql(text, database);

  async function backup(): Promise<void> {
    const { code, output } = await scene.start('archive-backup', scene.task('full')).ended;
    if (code !== exitCodes.ok) throw new Error(output);
  }

  beforeAll(async () => {
    await scene.build();
    scene.database.sql(`CREATE DATABASE ${database}`);
    sql("CREATE TABLE patients AS SELECT 'in the base backup' AS name");
    renameSync(`${scene.database.data}/postgresql.conf`, configuration);
    await backup();
    const written = sql("INSERT INTO patients VALUES ('in the log alone') RETURNING clock_timestamp()");
    const moment = new Date(Math.ceil(Date.parse(written) / 1000) * 1000 + 1000);
    await until('the last clean moment', () => Date.now() > moment.getTime());
    sql("UPDATE patients SET name = 'corrupt'");
    const [freeze = ''] = blocksUnder('operations-manual', '### Data is corrupt', 'sql');
    for (const statement of freeze.replaceAll('reference', database).split(';').slice(0, -1)) scene.database.sql(statement);
    const { status, output } = await scene.host.type(commands(database, await freePort()), {
      ...scene.database.environment(),
      PGHOST: scene.database.folder,
      AWS_REGION: 'eu-west-1',
      DATA_VOLUME: 'vol-0a1b2c3d',
      POSTGRES_PROGRAMS: serverPrograms() ?? '',
      DATA_FOLDER: scene.database.data,
      CONFIG_FILE: configuration,
      NEW_DATA_FOLDER: `${scene.database.data}.new`,
      LAST_CLEAN_MOMENT: moment.toISOString().replace('T', ' ').replace('.000Z', '+00'),
    });
    if (status !== 0) throw new Error(output);
  });
  afterAll(() => scene.remove());

  describe('the mend of corrupt data, as the operations manual has it typed on the host', () => {
    it('opens the clean data for writers in the place of the damaged, which is kept beside it', () => {
      expect(sql('SELECT name FROM patients ORDER BY name')).toBe('in the base backup\nin the log alone');
      expect(sql('SHOW transaction_read_only')).toBe('off');
      expect(sql('SHOW data_directory')).toBe(scene.database.data);
      expect(existsSync(`${scene.database.data}.damaged/PG_VERSION`)).toBe(true);
    });

    it('leaves a server that is archived from the first moment of its timeline, backed up and restored by the drill', async () => {
      const history = `${scene.database.data}/pg_wal/archive_status/00000002.history`;
      await until('the history of the new timeline in the archive', () => existsSync(`${history}.done`));
      expect(await scene.emulator.keys(archiveBucket)).toContainEqual(expect.stringMatching(/\/00000002\.history$/));
      await backup();
      const segment = sql("INSERT INTO patients VALUES ('after the mend'); SELECT pg_walfile_name(pg_switch_wal())");
      await until(`${segment} in the archive`, () => sql('SELECT last_archived_wal FROM pg_stat_archiver') >= segment);
      const checks = JSON.stringify([{ kind: 'rows', table: 'patients', atLeast: 3 }]);
      const { code, output } = await scene.start('restore-drill', { ...scene.drill(), PGDATABASE: database, CHECKS: checks }).ended;
      expect({ code, output }).toMatchObject({ code: exitCodes.ok });
    });
  });
});
