import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { awkwardDatabase } from '../support/awkward-database';
import type { JobProcess } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { attempt, PostgresBackupScene } from '../support/postgres-backup-scene';
import { hasPostgres } from '../support/postgres-server';
import { hasS3Emulator } from '../support/s3-emulator';
import type { StoreCall } from '../support/store-proxy';

/** SIGTERM, as the scheduler sends it, at every place where a run can be. */
describeWithTool(
  'PostgreSQL and ministack',
  () => hasPostgres() && hasS3Emulator(),
  () => {
    const scene = new PostgresBackupScene();
    beforeAll(async () => {
      await scene.start();
      await scene.trace();
    });
    afterAll(() => scene.stop());

    const stopped = { code: 143, end: 'failed interrupted told to stop', openUploads: [], lost: [], leaked: [] };
    const [globals, schema, dump] = ['globals.sql', 'schema.sql', 'dump'].map((end) => `daily/shop_backup_<time>.${end}`);

    it.each([
      ['leaves its mark', (call: StoreCall) => call.key.startsWith('attempts/'), []],
      ['puts the roles', (call: StoreCall) => call.key.endsWith('.globals.sql'), [attempt]],
      ['puts the definitions', (call: StoreCall) => call.key.endsWith('.schema.sql'), [attempt, globals]],
      ['begins the upload', (call: StoreCall) => call.operation === 'CreateMultipartUpload', [attempt, globals, schema]],
      ['uploads the first part', (call: StoreCall) => call.operation === 'UploadPart', [attempt, globals, schema]],
      ['uploads the last part', (call: StoreCall) => call.query.get('partNumber') === '3', [attempt, globals, schema]],
      ['completes the upload', (call: StoreCall) => call.operation === 'CompleteMultipartUpload', [attempt, globals, schema]],
      ['puts the manifest', (call: StoreCall) => call.key.endsWith('.manifest.json'), [attempt, dump, globals, schema]],
    ] as const)('stops while it %s, and there is no copy', async (_, where, put) => {
      let run: JobProcess | undefined;
      const trace = await scene.trace(
        {},
        (call) => {
          if (!where(call)) return 'pass';
          run?.stop();
          return 'hang';
        },
        (started) => {
          run = started;
        },
      );
      expect(trace).toEqual({ ...stopped, put });
    });

    it('stops while it connects', async () => {
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      silent.once('connection', () => setTimeout(() => run?.stop(), 200));
      let run: JobProcess | undefined;
      const { port } = silent.address() as AddressInfo;
      const trace = await scene.trace(
        { PGPORT: String(port) },
        () => 'pass',
        (started) => {
          run = started;
        },
      );
      silent.close();
      expect(trace).toEqual({ ...stopped, put: [attempt] });
    });

    it('stops while it waits for a lock', async () => {
      const env = { ...scene.environment(), ...scene.server.environment(awkwardDatabase) } as NodeJS.ProcessEnv;
      const holder = spawn('psql', ['--no-psqlrc', '--quiet'], { env });
      holder.stdin.write('BEGIN; LOCK TABLE "bảng 5" IN ACCESS EXCLUSIVE MODE; \\echo locked\n');
      await once(holder.stdout, 'data');
      const trace = await scene.trace(
        {},
        () => 'pass',
        (run) => {
          void run.logged('attempt').then(() => setTimeout(() => run.stop(), 1000));
        },
      );
      holder.kill();
      expect(trace).toEqual({ ...stopped, put: [attempt] });
    });
  },
);
