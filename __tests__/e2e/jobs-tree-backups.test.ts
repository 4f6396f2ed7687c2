import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest } from '../../jobs/manifest';
import { isManifest } from '../../model/store-layout';
import { ChildCommands } from '../support/child-commands';
import { GitServer } from '../support/git-server';
import { type JobOutcome, JobProcess, jobScratch, until } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { hasPostgres, PostgresServer } from '../support/postgres-server';
import { hasS3Emulator, S3Emulator } from '../support/s3-emulator';
import { type StoreCall, StoreProxy } from '../support/store-proxy';

describeWithTool(
  'PostgreSQL and ministack',
  () => hasPostgres() && hasS3Emulator(),
  () => {
    const emulator = new S3Emulator();
    const server = new PostgresServer();
    const repositories = new GitServer();
    const scratch = jobScratch();
    const folder = mkdtempSync(join(tmpdir(), 'opskeep-source-'));
    const out = mkdtempSync(join(tmpdir(), 'opskeep-out-'));
    let buckets = 0;
    let bucket: string;

    beforeAll(async () => {
      await Promise.all([emulator.start(), server.start(), repositories.start()]);
      server.sql('CREATE DATABASE clinic');
      server.sql('CREATE TABLE patients (id int); INSERT INTO patients SELECT generate_series(1, 42)', 'clinic');
      repositories.make('clinic.git', { commands: [['commit', '--quiet', '--allow-empty', '--message=first']] });
      mkdirSync(join(folder, 'generated-documents'));
      writeFileSync(join(folder, 'generated-documents', 'Đơn thuốc.pdf'), 'prescription');
      writeFileSync(join(folder, 'compose-file'), 'services: {}');
      writeFileSync(join(folder, 'not-declared'), 'x');
      spawnSync('chmod', ['-R', 'a+rX', folder]);
    });
    beforeEach(async () => {
      buckets += 1;
      bucket = `trees-${buckets}`;
      await emulator.makeBucket(bucket);
    });
    afterAll(async () => {
      for (const used of [folder, out]) rmSync(used, { recursive: true, force: true });
      scratch.remove();
      repositories.stop();
      server.stop();
      await emulator.stop();
    });

    function start(program: string, settings: Readonly<Record<string, string>>): JobProcess {
      return new JobProcess([program], {
        ...emulator.environment,
        BACKUP: 'copy',
        BUCKET: bucket,
        TIER: 'daily',
        PREFIX: 'daily/',
        OBJECT_NAME: 'copy_production',
        MINIMUM_BYTES: '100',
        SCRATCH: scratch.folder,
        ...settings,
      });
    }
    const run = (...given: Parameters<typeof start>): Promise<JobOutcome> => start(...given).ended;

    /** The one copy in the bucket, after it was compared with its manifest. */
    async function copy() {
      const keys = (await emulator.keys(bucket)).filter((key) => key.startsWith('daily/'));
      expect(keys).toHaveLength(2);
      const manifestKey = keys.find(isManifest) ?? '';
      const manifest = readManifest(manifestKey, Buffer.from(await emulator.bytes(bucket, manifestKey)).toString());
      const bytes = Buffer.from(await emulator.bytes(bucket, manifest.key));
      expect(manifest).toMatchObject({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
      return { manifest, bytes };
    }

    function unpacked(archive: Buffer): string {
      const into = mkdtempSync(join(out, 'tar-'));
      expect(spawnSync('tar', ['--extract', '--file=-', `--directory=${into}`], { input: archive })).toMatchObject({ status: 0 });
      return into;
    }

    /** After a run that failed there is the mark of its attempt, and nothing that could pass for a copy. */
    async function expectNoCopy(): Promise<void> {
      expect((await emulator.keys(bucket)).filter((key) => !key.startsWith('attempts/copy/'))).toEqual([]);
      expect(await emulator.openUploads(bucket)).toEqual([]);
      expect(readdirSync(scratch.folder)).toEqual([]);
    }

    it.each(['files', 'configuration'])('archives the declared parts of a tree as %s, and no others', async (kind) => {
      const contents = JSON.stringify(['generated documents', 'compose file']);
      const { code, lines } = await run(`${kind}-backup`, { SOURCE_FOLDER: folder, CONTENTS: contents });
      expect(lines.at(-1)).toMatchObject({ event: 'finished', files: 2, folders: 1 });
      expect(code).toBe(0);
      const { manifest, bytes } = await copy();
      expect(manifest).toMatchObject({ kind, tier: 'daily', counts: { files: 2, folders: 1, links: 0, changedFiles: 0 } });
      expect(manifest.key).toMatch(/^daily\/copy_production_\d{8}_\d{6}\.tar$/);
      const tree = unpacked(bytes);
      expect(readdirSync(tree, { recursive: true }).sort()).toEqual([
        'compose-file',
        'generated-documents',
        'generated-documents/Đơn thuốc.pdf',
      ]);
      expect(readFileSync(join(tree, 'generated-documents', 'Đơn thuốc.pdf'), 'utf8')).toBe('prescription');
    });

    it('copies a full system with the dump of its database and a list of its parts', async () => {
      const { code } = await run('full-system-backup', {
        ...server.environment('clinic'),
        POSTGRES_MAJOR: '15',
        SOURCE_FOLDER: folder,
        CONTENTS: JSON.stringify(['database', 'generated documents', 'compose file']),
      });
      expect(code).toBe(0);
      const { manifest, bytes } = await copy();
      expect(manifest).toMatchObject({ kind: 'full-system', tables: [{ name: 'public.patients', rows: 42 }] });
      const tree = unpacked(bytes);
      const { parts } = JSON.parse(readFileSync(join(tree, 'parts.json'), 'utf8')) as {
        parts: readonly { part: string; files: readonly string[] }[];
      };
      expect(parts.map(({ part, files }) => [part, files])).toEqual([
        ['database', ['database.dump', 'globals.sql']],
        ['generated documents', ['generated-documents']],
        ['compose file', ['compose-file']],
      ]);
      server.sql('CREATE DATABASE restored');
      spawnSync('chmod', ['-R', 'a+rX', out]);
      chmodSync(join(tree, 'database.dump'), 0o644);
      server.run('pg_restore', ['--dbname=restored', '--exit-on-error', join(tree, 'database.dump')], {
        env: server.environment('restored'),
      });
      expect(server.sql('SELECT count(*), sum(id) FROM patients', 'restored')).toBe('42|903');
      expect(readdirSync(scratch.folder)).toEqual([]);
    });

    it('copies nothing where a declared part is missing, and names it', async () => {
      const { code, lines } = await run('files-backup', { SOURCE_FOLDER: folder, CONTENTS: JSON.stringify(['uploads', 'compose file']) });
      expect(code).toBe(3);
      expect(lines.at(-1)).toMatchObject({ reason: 'source', message: 'the mounted folder lacks "uploads" (looked for uploads)' });
      await expectNoCopy();
    });

    it('stores nothing that is smaller than a good copy', async () => {
      const { code, lines } = await run('files-backup', {
        SOURCE_FOLDER: folder,
        CONTENTS: JSON.stringify(['compose file']),
        MINIMUM_BYTES: '10000000',
      });
      expect(code).toBe(6);
      expect(lines.at(-1)).toMatchObject({
        reason: 'notCredible',
        message: expect.stringContaining('a credible one has at least 10000000'),
      });
      await expectNoCopy();
    });

    it('copies no system whose database does not answer', async () => {
      const { code } = await run('full-system-backup', {
        ...server.environment('clinic'),
        PGPORT: '1',
        POSTGRES_MAJOR: '15',
        SOURCE_FOLDER: folder,
        CONTENTS: JSON.stringify(['database', 'compose file']),
      });
      expect(code).toBe(3);
      await expectNoCopy();
    });

    describe('told to stop', () => {
      const proxy = new StoreProxy(emulator);
      const large = mkdtempSync(join(tmpdir(), 'opskeep-source-'));
      const settings = (program: string): Readonly<Record<string, string>> => ({
        AWS_ENDPOINT_URL: proxy.url,
        SOURCE_FOLDER: large,
        CONTENTS: JSON.stringify(program === 'full-system-backup' ? ['database', 'uploads'] : ['uploads']),
        PART_BYTES: String(5 * 2 ** 20),
        ...(program === 'full-system-backup' ? { ...server.environment('clinic'), POSTGRES_MAJOR: '15' } : {}),
        ...(program === 'code-bundle-backup'
          ? { REPOSITORY_URL: repositories.urlOf('large.git'), REPOSITORY_TOKEN: repositories.token }
          : {}),
      });

      beforeAll(async () => {
        await proxy.start();
        mkdirSync(join(large, 'uploads'));
        writeFileSync(join(large, 'uploads', 'scan'), randomBytes(12 * 2 ** 20));
        spawnSync('chmod', ['-R', 'a+rX', large]);
        repositories.make('large.git', { files: { scan: randomBytes(8 * 2 ** 20).toString('base64') } });
      });
      afterAll(() => {
        proxy.stop();
        rmSync(large, { recursive: true });
      });

      const phases = {
        'while it leaves its mark': ({ key }: StoreCall) => key.startsWith('attempts/'),
        'while it uploads a part': ({ operation }: StoreCall) => operation === 'UploadPart',
        'while it completes the upload': ({ operation }: StoreCall) => operation === 'CompleteMultipartUpload',
      } as const;
      const programs = ['files-backup', 'full-system-backup', 'code-bundle-backup'];

      it.each(programs.flatMap((program) => Object.entries(phases).map(([phase, where]) => [program, phase, where] as const)))(
        '%s %s leaves no copy, no part of one and no file',
        async (program, _phase, where) => {
          proxy.calls.length = 0;
          proxy.judge = (call) => (where(call) ? 'hang' : 'pass');
          const job = start(program, settings(program));
          await until('the phase', () => proxy.calls.some(where));
          job.stop();
          const { code, lines } = await job.ended;
          expect([code, lines.at(-1)?.['reason']]).toEqual([143, 'interrupted']);
          await expectNoCopy();
        },
      );

      it.each(programs)('%s has no copy without the manifest that it was about to put', async (program) => {
        const where = ({ key }: StoreCall): boolean => isManifest(key);
        proxy.calls.length = 0;
        proxy.judge = (call) => (where(call) ? 'hang' : 'pass');
        const job = start(program, settings(program));
        await until('the manifest', () => proxy.calls.some(where));
        job.stop();
        expect((await job.ended).code).toBe(143);
        expect((await emulator.keys(bucket)).filter(isManifest)).toEqual([]);
        expect(await emulator.openUploads(bucket)).toEqual([]);
        expect(readdirSync(scratch.folder)).toEqual([]);
      });
    });

    it('bundles a repository, and shows its token nowhere', async () => {
      const settings = { REPOSITORY_URL: repositories.urlOf('clinic.git'), REPOSITORY_TOKEN: repositories.token };
      const job = start('code-bundle-backup', settings);
      const children = new ChildCommands(job.pid);
      const { code, output } = await job.ended;
      const commands = children.stop();
      expect(code).toBe(0);
      const credential = Buffer.from(`x-access-token:${repositories.token}`).toString('base64');
      expect([repositories.token, credential].filter((secret) => [output, ...commands].join().includes(secret))).toEqual([]);
      expect(commands.some((command) => command.startsWith('git clone '))).toBe(true);
      const { manifest, bytes } = await copy();
      expect(manifest).toMatchObject({ kind: 'code-bundle', counts: { references: 1, commits: 1 } });
      const file = join(out, 'clinic.bundle');
      writeFileSync(file, bytes);
      expect(repositories.git(['ls-remote', '--heads', file])).toContain('refs/heads/main');
      expect(readdirSync(scratch.folder)).toEqual([]);
    });

    it('stores no bundle of a repository that does not let it in', async () => {
      const settings = { REPOSITORY_URL: repositories.urlOf('clinic.git'), REPOSITORY_TOKEN: 'not-the-token' };
      const { code, output } = await run('code-bundle-backup', settings);
      expect(code).toBe(3);
      expect(output).not.toContain('not-the-token');
      await expectNoCopy();
    });
  },
);
