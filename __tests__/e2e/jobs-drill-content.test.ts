import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { awkwardDatabase, contentOf, rolesOf } from '../support/awkward-database';
import { JobProcess, jobScratch, until } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { PostgresBackupScene } from '../support/postgres-backup-scene';
import { hasPostgres, PostgresServer } from '../support/postgres-server';
import { hasPushgateway, PushgatewayServer } from '../support/pushgateway';
import { hasS3Emulator } from '../support/s3-emulator';
import { WatchedStore } from '../support/watched-store';

/** The scratch server of a drill that is held in the middle of its checks. */
class ScratchView extends PostgresServer {
  constructor(private readonly socket: string) {
    super();
  }

  override environment(database = 'postgres'): Readonly<Record<string, string>> {
    return { PGHOST: this.socket, PGPORT: '5432', PGUSER: 'opskeep_drill', PGDATABASE: database };
  }
}

describeWithTool(
  'PostgreSQL, ministack and the Pushgateway',
  () => hasPostgres() && hasS3Emulator() && hasPushgateway(),
  () => {
    const scene = new PostgresBackupScene();
    const pushgateway = new PushgatewayServer();
    const scratch = jobScratch();
    const held = jobScratch();
    const hold = join(held.folder, 'hold');

    beforeAll(async () => {
      await Promise.all([scene.start(), pushgateway.start()]);
      scene.server.sql(
        `ALTER DATABASE "${awkwardDatabase}" SET search_path = public, "Báo cáo 2026";
         REVOKE TEMPORARY ON DATABASE "${awkwardDatabase}" FROM PUBLIC`,
      );
    });
    afterAll(async () => {
      scratch.remove();
      held.remove();
      await Promise.all([pushgateway.stop(), scene.stop()]);
    });

    it('brings back what was dumped and verified, equal by content, with its roles, rights and settings, and is seen to have done so', async () => {
      const { server } = scene;
      expect((await scene.run().ended).code).toBe(0);
      const watched = new WatchedStore(scene.store, pushgateway, scene.bucket);
      const PATH = scene.environment()['PATH'] ?? '';
      expect((await watched.look(undefined, { PATH })).status).toBe(0);

      // The file appears whole, and the drill goes on when it is gone.
      const wait = `echo "$PGHOST" > ${hold}.part && mv ${hold}.part ${hold} && while [ -e ${hold} ]; do sleep 0.1; done`;
      const job = new JobProcess(['restore-drill'], {
        ...scene.store.environment,
        PATH,
        BACKUP: 'database',
        DRILL: 'weekly-restore',
        BUCKET: scene.bucket,
        TIER: 'daily',
        POSTGRES_MAJOR: '15',
        PGDATABASE: awkwardDatabase,
        CHECKS: JSON.stringify([{ kind: 'command', command: ['sh', '-c', wait] }]),
        SOURCE_FOLDER: held.folder,
        SCRATCH: scratch.folder,
      });
      await until('the restored database', () => existsSync(hold));
      const restored = new ScratchView(readFileSync(hold, 'utf8').trim());
      try {
        expect(contentOf(restored, awkwardDatabase)).toEqual(contentOf(server, awkwardDatabase));
        const { opskeep_drill: _ruler, ...roles } = rolesOf(restored);
        expect(roles).toEqual(rolesOf(server));
        const settings = `SELECT pg_encoding_to_char(encoding), datcollate, setconfig,
          (SELECT array_agg(acl::text ORDER BY acl::text) FROM unnest(datacl) AS acl) FROM pg_database
          LEFT JOIN pg_db_role_setting ON setdatabase = pg_database.oid WHERE datname = '${awkwardDatabase}'`;
        expect(restored.sql(settings)).toBe(server.sql(settings));
      } finally {
        restored.stop();
        rmSync(hold, { force: true });
      }
      const { code, lines } = await job.ended;
      expect({ code, last: lines.at(-1) }).toMatchObject({ code: 0, last: { event: 'finished' } });

      const { series } = await watched.look(undefined, { PATH });
      const failed = Object.entries(series).filter(([name]) => name.includes('drill_failed'));
      expect(failed.map(([, value]) => value)).toEqual([0]);
      expect(Object.keys(series).filter((name) => name.includes('drill_duration_seconds'))).toHaveLength(1);
    });
  },
);
