/**
 * The image of the jobs, built from its Dockerfile on stand-ins for the base images, and run as its tasks run: as their user, with a read-only
 * file system, and with nothing of this machine but its network.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { commonVariables } from '../../constructs/backup/google/job-variables';
import { exitCodes } from '../../jobs/exit';
import { parseDrillResult } from '../../model/drill-result';
import { jobCommand, jobPrograms } from '../../model/job-settings';
import { drillsOf, isManifest, routinesOf, verifiedOf } from '../../model/store-layout';
import { ArchiveScene, archiveTools, hasArchiveTools } from '../support/archive-scene';
import { awkwardDatabase, backupRole } from '../support/awkward-database';
import { GitServer } from '../support/git-server';
import type { OpenedImage } from '../support/image-store';
import { cloudRunTask, imageVariables } from '../support/image-task';
import { definition, hasImageTools, imageTools, JobImages } from '../support/job-images';
import { describeWithTool } from '../support/optional-tools';
import { PostgresBackupScene } from '../support/postgres-backup-scene';
import { rehearsedMajor } from '../support/rehearsal-base-images';
import { watchedDatabase } from '../support/watched-store';

/** Tells every folder that can be written to, and what comes of writing to those that everybody may write to elsewhere. */
const writes = 'find / -xdev -type d -writable 2>/dev/null; touch /tmp/probe /var/tmp/probe 2>&1; touch /scratch/probe';

describeWithTool(
  `${imageTools}, ${archiveTools}`,
  () => hasImageTools() && hasArchiveTools(),
  () => {
    const images = new JobImages();

    /** What a command prints in the image. */
    async function printed(image: OpenedImage, ...command: readonly string[]): Promise<readonly string[]> {
      const { code, output } = await images.onEcs(image, {}, command).ended;
      expect({ code, output }).toMatchObject({ code: 0 });
      return output.trimEnd().split('\n');
    }

    describe.each([
      ['postgres', () => images.postgres],
      ['web', () => images.web],
    ])('the target %s', (_, image) => {
      it('says of itself how it is run', () => {
        const { User, Entrypoint, Volumes, StopSignal } = image().config;
        expect({ User, entry: Entrypoint ?? [] }).toEqual({ User: definition.user, entry: [] });
        for (const { containerPath } of definition.mountPoints) expect(Object.keys(Volumes ?? {})).toContain(containerPath);
        expect(StopSignal ?? 'SIGTERM').toBe('SIGTERM');
      });

      it('runs as nobody in particular, who may write to the scratch folder alone', async () => {
        expect(await printed(image(), 'sh', '-c', 'id --user --name; id --user; grep CapBnd /proc/self/status')).toEqual([
          'opskeep',
          '10001',
          expect.stringMatching(/^CapBnd:\t0+$/),
        ]);
        expect(await printed(image(), 'sh', '-c', writes)).toEqual([
          '/scratch',
          "touch: cannot touch '/tmp/probe': Read-only file system",
          "touch: cannot touch '/var/tmp/probe': Read-only file system",
        ]);
      });

      it('sees nothing of the machine that it runs on', async () => {
        const declared = Object.fromEntries(definition.environment.map(({ name, value }) => [name, value]));
        const lines = await printed(image(), 'node', '--print', 'JSON.stringify(process.env)');
        expect(JSON.parse(lines.join(''))).toEqual({ ...imageVariables(image().config), ...declared });
      });

      it('trusts the authorities of the web, and brings git', async () => {
        const [certificates, git] = await printed(image(), 'sh', '-c', 'grep -c BEGIN /etc/ssl/certs/ca-certificates.crt; git --version');
        expect(Number(certificates)).toBeGreaterThan(50);
        expect(git).toMatch(/^git version 2\.39\./);
      });
    });

    describe('a database', () => {
      const scene = new PostgresBackupScene();
      const repositories = new GitServer();
      beforeAll(async () => {
        await Promise.all([scene.start(), repositories.start()]);
        repositories.make('shop.git', { commands: [['commit', '--quiet', '--allow-empty', '--message=first']] });
      });
      afterAll(async () => {
        repositories.stop();
        await scene.stop();
      });

      /** What the task of a program is told beside its definition; the path is that of the image. */
      function told(more: Readonly<Record<string, string>> = {}): Record<string, string> {
        const { PATH: _, ...environment } = scene.environment();
        return { ...environment, ...more };
      }

      it('brings the programs of one major version, and pgBackRest', async () => {
        const versions = ['pg_dump', 'pg_restore', 'psql', 'postgres', 'pg_ctl'].map((program) => `${program} --version`);
        const lines = await printed(images.postgres, 'sh', '-c', [...versions, 'pgbackrest version'].join(' && '));
        const majors = lines.map((line) => / (\d+\.\d+)/.exec(line)?.[1]);
        expect(majors.slice(0, -1).map((version) => version?.split('.')[0])).toEqual(versions.map(() => rehearsedMajor));
        expect(lines.at(-1)).toBe('pgBackRest 2.45');
        expect(await printed(images.postgres, 'locale', '--all-locales')).toContain('vi_VN');
      });

      it('is dumped, verified and restored by the image alone', async () => {
        const backup = await images.onEcs(images.postgres, told()).ended;
        expect(backup.output).not.toContain(backupRole.password);
        expect([backup.code, backup.lines.at(-1)]).toMatchObject([0, { event: 'finished' }]);

        const watch = JSON.stringify([{ ...watchedDatabase, minimumBytes: 100_000 }]);
        const watching = told({ WATCH: watch, ROUTINES: '[]', METRIC_NAMESPACE: 'opskeep' });
        const look = await images.onEcs(images.postgres, watching, jobCommand(jobPrograms.watcher)).ended;
        expect([look.code, look.lines.at(-1)]).toMatchObject([0, { event: 'finished' }]);
        const verified = (await scene.store.keys(scene.bucket)).filter((key) => key.startsWith(verifiedOf('database')));
        expect(verified).toHaveLength(1);

        const checks = JSON.stringify([{ kind: 'rows', table: '"Khách hàng"', atLeast: 500 }]);
        const restoring = told({ DRILL: 'weekly-restore', SOURCE_KIND: 'postgres', PGDATABASE: awkwardDatabase, CHECKS: checks });
        const drill = await images.onEcs(images.postgres, restoring, jobCommand(jobPrograms.drill)).ended;
        expect([drill.code, drill.lines.at(-1)]).toMatchObject([0, { event: 'finished' }]);
        const [result = ''] = (await scene.store.keys(scene.bucket)).filter((key) => key.startsWith(drillsOf('database')));
        const { ok, failures } = parseDrillResult(Buffer.from(await scene.store.bytes(scene.bucket, result)).toString()) ?? {};
        expect({ ok, failures }).toEqual({ ok: true, failures: [] });
      });

      it('is backed up by a process 1 that ends within ten seconds of the order to stop, and leaves no part of an upload', async () => {
        let stopped = 0;
        const run = images.onEcs(images.postgres, told());
        scene.proxy.judge = ({ operation }) => {
          if (operation !== 'UploadPart') return 'pass';
          stopped ||= performance.now();
          run.stop();
          return 'hang';
        };
        const { code, lines } = await run.ended;
        scene.proxy.judge = () => 'pass';
        expect([code, lines.at(-1)]).toMatchObject([exitCodes.interrupted, { reason: 'interrupted' }]);
        expect(performance.now() - stopped).toBeLessThan(10_000);
        expect(await scene.store.openUploads(scene.bucket)).toEqual([]);
      });

      it('has beside it an image without PostgreSQL, which bundles code and records a duty', async () => {
        const repository = { REPOSITORY_URL: repositories.urlOf('shop.git'), REPOSITORY_TOKEN: repositories.token };
        const bundling = told({ ...repository, BACKUP: 'code', OBJECT_NAME: 'shop_code', MINIMUM_BYTES: '100' });
        const bundle = await images.onEcs(images.web, bundling, jobCommand('code-bundle-backup')).ended;
        expect([bundle.code, bundle.lines.at(-1)]).toMatchObject([0, { event: 'finished' }]);

        const recording = told({ WATCH: '[]', ROUTINES: '["secret-rotation"]' });
        const record = await images.onEcs(images.web, recording, [...jobCommand(jobPrograms.record), 'secret-rotation']).ended;
        expect([record.code, record.lines.at(-1)]).toMatchObject([0, { event: 'finished' }]);
        const keys = await scene.store.keys(scene.bucket);
        expect(keys.filter((key) => key.startsWith('daily/shop_code_') && !isManifest(key))).toHaveLength(1);
        expect(keys.filter((key) => key.startsWith(routinesOf('secret-rotation')))).toHaveLength(1);
      });
    });

    describe('an archive', () => {
      const scene = new ArchiveScene();
      beforeAll(async () => {
        await scene.build();
        scene.database.sql('CREATE DATABASE shop');
        scene.database.sql('CREATE TABLE orders AS SELECT 1 AS id', 'shop');
      });
      afterAll(() => scene.remove());

      /** What the task of a program is told, but for what belongs to the image and to its definition. */
      function told({ PATH: _path, SCRATCH: _scratch, TMPDIR: _folder, ...environment }: Record<string, string>): Record<string, string> {
        return environment;
      }

      it('gets its base backup from the pgBackRest of the image, which restores it', async () => {
        const backup = await images.onEcs(images.postgres, told(scene.task('full')), jobCommand(jobPrograms.archive)).ended;
        expect([backup.code, backup.lines.at(-1)]).toMatchObject([0, { event: 'finished', type: 'full' }]);
        const drill = await images.onEcs(images.postgres, told(scene.drill()), jobCommand(jobPrograms.drill)).ended;
        expect([drill.code, drill.lines.at(-1)]).toMatchObject([0, { event: 'finished' }]);
      });
    });

    describe('a web page', () => {
      const visitors: string[] = [];
      const site = createServer(({ url, headers }, response) => {
        visitors.push(headers['user-agent'] ?? '');
        const page = '<!doctype html><html lang="vi"><head><title>CareNow</title></head><body><h1>Chào</h1></body></html>';
        response.writeHead(url === '/' ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(page);
      });
      beforeAll(async () => {
        await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
      });
      afterAll(() => {
        site.closeAllConnections();
        site.close();
      });

      /** Cloud Monitoring has no emulator, so the program ends where it would hand over what it has measured. */
      it('is measured by the Chromium of the image, as far as its figures', async () => {
        const place = { project: 'carenow-prod', projectNumber: '1', location: 'asia-southeast1' };
        const records = { alias: 'records', bucketName: 'carenow-prod-records' };
        const variables = commonVariables({ product: 'carenow', environment: 'production', place }, records);
        const words = ['opskeep', 'lighthouse', `http://127.0.0.1:${(site.address() as AddressInfo).port}/`];
        const environment = { ...variables, ROUTINE: 'lighthouse', GCE_METADATA_HOST: '127.0.0.1:9' };
        const { code, lines } = await images.tasks.start(images.web, cloudRunTask(images.web, words, environment)).ended;
        expect([code, lines.at(-1)]).toMatchObject([
          exitCodes.metrics,
          { message: expect.stringMatching(/^Cloud Monitoring did not answer/) },
        ]);
        expect(visitors.some((agent) => agent.includes('Chrome'))).toBe(true);
      });
    });
  },
);
