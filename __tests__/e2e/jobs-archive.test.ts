import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes } from '../../jobs/exit';
import { ArchiveScene, archiveTools, callerOf, hasArchiveTools } from '../support/archive-scene';
import { archiveBucket, keyArn, policies, storeActions } from '../support/archive-stack';
import { CertificateAuthority } from '../support/certificates';
import { type JobOutcome, until } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import type { StoreCall } from '../support/store-proxy';

describeWithTool(archiveTools, hasArchiveTools, () => {
  const scene = new ArchiveScene();
  beforeAll(async () => {
    await scene.build();
    // Random bytes, which do not shrink, so that a base backup is uploaded in parts.
    scene.database.sql('CREATE TABLE noise AS SELECT gen_random_uuid() AS a, gen_random_uuid() AS b FROM generate_series(1, 300000)');
  });
  afterAll(() => scene.remove());
  beforeEach(() => {
    scene.proxy.judge = scene.judge;
    scene.proxy.calls.length = 0;
  });
  const used = new Set<string>();
  afterEach(() => {
    for (const action of scene.actionsOf(scene.role)) used.add(action);
  });

  /** Whatever happened, nothing that was secret is told, and nothing stays behind. */
  function discreet({ output }: JobOutcome): void {
    const secrets = [scene.role.secretKey, scene.role.token, scene.client.key.split('\n')[1] ?? '', scene.database.password];
    expect(secrets.filter((secret) => output.includes(secret))).toEqual([]);
    expect(scene.leftovers()).toEqual([]);
  }

  async function take(type: 'full' | 'incremental', changes: Readonly<Record<string, string>> = {}): Promise<JobOutcome> {
    const outcome = await scene.start('archive-backup', { ...scene.task(type), ...changes }).ended;
    discreet(outcome);
    return outcome;
  }

  const last = ({ lines }: JobOutcome): Readonly<Record<string, unknown>> => lines.at(-1) ?? {};

  /** Labels of the base backups that the repository lists, as pgBackRest on the host sees them. */
  async function labels(): Promise<readonly string[]> {
    const { output } = await scene.host.type('pgbackrest --stanza=database --output=json info', {});
    const [stanza] = JSON.parse(output) as [{ backup: { label: string }[] }];
    return stanza.backup.map(({ label }) => label);
  }

  /** Holds every file of a base backup back until `release`; a run that is held is in the middle of its work. */
  function holdBackup(): { readonly held: () => boolean; readonly release: () => void } {
    let release = (): void => undefined;
    const released = new Promise<'pass'>((resolve) => {
      release = () => resolve('pass');
    });
    const isFile = ({ operation, key }: StoreCall): boolean => operation === 'UploadPart' && /\/pg_data\/base\//.test(key);
    scene.proxy.judge = (call) => (isFile(call) ? released : scene.judge(call));
    return { held: () => scene.proxy.calls.some(isFile), release };
  }

  it('takes the first full backup of a server that nobody has archived, with the environment that the stack renders', async () => {
    const outcome = await take('full');
    expect(last(outcome)).toMatchObject({
      event: 'finished',
      program: 'archive-backup',
      backup: 'database-archive',
      tier: 'base',
      label: expect.stringMatching(/^\d{8}-\d{6}F$/),
      type: 'full',
      exit: 0,
    });
    expect(Number(last(outcome)['bytes'])).toBeGreaterThan(20_000_000);
    expect(outcome.code).toBe(exitCodes.ok);
    expect(await labels()).toEqual([last(outcome)['label']]);
  });

  it('has everything encrypted under the key of the bucket policy, whether the task writes it or the host', async () => {
    await take('incremental');
    const puts = scene.proxy.calls.filter(({ operation, key }) => operation === 'PutObject' && key.startsWith('pgbackrest/'));
    const writers = puts.map(callerOf);
    expect(new Set(writers)).toEqual(new Set([scene.role.accessKey, 'emulated']));
    expect(new Set(puts.map(({ headers }) => headers['x-amz-server-side-encryption-aws-kms-key-id']))).toEqual(new Set([keyArn]));
  });

  it('marks the attempt before anything else', async () => {
    const outcome = await take('incremental');
    const [first] = scene.proxy.calls;
    expect([first?.operation, first?.key]).toEqual(['PutObject', 'attempts/database-archive/incremental']);
    expect(last(outcome)).toMatchObject({ type: 'incr', tier: 'incremental' });
    expect(Number(last(outcome)['copied_bytes'])).toBeLessThan(Number(last(outcome)['bytes']) / 10);
  });

  it('shows certificate and credentials to nobody while it runs', async () => {
    const { held, release } = holdBackup();
    const job = scene.start('archive-backup', scene.task('full'));
    await until('a backup under way', held);
    const [folder = ''] = scene.leftovers();
    const files = readdirSync(join(scene.scratch.folder, folder)).filter((name) => name !== 'lock');
    const modes = files.map((name) => [name, statSync(join(scene.scratch.folder, folder, name)).mode & 0o777]);
    const commandLines = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((id) => commandLine(id));
    release();
    discreet(await job.ended);
    expect(modes).toEqual([
      ['host-authority.crt', 0o600],
      ['host.crt', 0o600],
      ['host.key', 0o600],
    ]);
    const secrets = [scene.role.accessKey, scene.role.secretKey, scene.role.token, 'PRIVATE KEY'];
    expect(commandLines.filter((line) => line.includes('pgbackrest')).length).toBeGreaterThan(0);
    expect(commandLines.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  });

  it('lets the second of two runs at once go away, and the first finish', async () => {
    const { held, release } = holdBackup();
    const first = scene.start('archive-backup', scene.task('full'));
    await until('a backup under way', held);
    const second = await scene.start('archive-backup', scene.task('full')).ended;
    // What the first has under way is not the second's to take back.
    expect(await scene.emulator.openUploads(archiveBucket)).toHaveLength(1);
    release();
    const outcome = await first.ended;
    expect([second.code, outcome.code]).toEqual([exitCodes.refused, exitCodes.ok]);
    expect(last(second)).toMatchObject({ event: 'failed', reason: 'refused' });
    expect(last(second)['message']).toMatch(/LockAcquireError/);
    expect(await labels()).toContain(last(outcome)['label']);
    discreet(outcome);
  });

  it('ends at once when it is told to stop, leaves no part of an upload, touches no earlier backup, and the next run goes through', async () => {
    const before = await labels();
    const { held, release } = holdBackup();
    const job = scene.start('archive-backup', scene.task('full'));
    await until('a backup under way', held);
    expect(await scene.emulator.openUploads(archiveBucket)).toHaveLength(1);
    job.stop();
    const outcome = await job.ended;
    release();
    expect(outcome.code).toBe(exitCodes.interrupted);
    expect(last(outcome)).toMatchObject({ event: 'failed', reason: 'interrupted', message: 'told to stop' });
    discreet(outcome);
    expect(await labels()).toEqual(before);
    expect(await scene.emulator.openUploads(archiveBucket)).toEqual([]);
    scene.proxy.judge = scene.judge;
    expect((await take('full')).code).toBe(exitCodes.ok);
  });

  it.each([
    ['leaves its mark', ({ key }: StoreCall) => key.startsWith('attempts/')],
    ['asks whether the archive is that of the server', ({ key }: StoreCall) => key.endsWith('archive.info')],
    ['reads which base backups there are', ({ key }: StoreCall) => key.endsWith('backup/database/backup.info')],
    [
      'lists the new base backup',
      ({ operation, key }: StoreCall) => operation === 'PutObject' && key.endsWith('backup/database/backup.info'),
    ],
  ])('ends when it is told to stop while it %s, and touches no earlier backup', async (_phase, where) => {
    const before = await labels();
    scene.proxy.judge = (call) => (where(call) && callerOf(call) === scene.role.accessKey ? 'hang' : scene.judge(call));
    scene.proxy.calls.length = 0;
    const job = scene.start('archive-backup', scene.task('incremental'));
    await until('the phase', () => scene.proxy.calls.some((call) => where(call) && callerOf(call) === scene.role.accessKey));
    job.stop();
    const outcome = await job.ended;
    expect(outcome.code).toBe(exitCodes.interrupted);
    discreet(outcome);
    scene.proxy.judge = scene.judge;
    expect(await labels()).toEqual(before);
    expect(await scene.emulator.openUploads(archiveBucket)).toEqual([]);
  });

  it('expires by itself what is older than the declaration keeps, and lists what is left', async () => {
    const outcome = await take('full', { PGBACKREST_REPO1_RETENTION_FULL: '1' });
    expect(outcome.code).toBe(exitCodes.ok);
    expect(await labels()).toEqual([last(outcome)['label']]);
  });

  it('has no right on the store that none of these runs used', () => {
    expect([...used].sort()).toEqual(storeActions(policies.task));
  });

  describe('fails, and leaves the repository as it was,', () => {
    const isRepository = ({ key, query }: StoreCall): boolean => `${key}${query.get('prefix') ?? ''}`.startsWith('pgbackrest/');
    let before: readonly string[];
    beforeAll(async () => {
      before = await labels();
    });

    async function fails(code: number, reason: string, message: RegExp, changes: Readonly<Record<string, string>> = {}): Promise<void> {
      const outcome = await take('full', changes);
      expect(last(outcome)).toMatchObject({ event: 'failed', reason, message: expect.stringMatching(message) });
      expect(outcome.code).toBe(code);
      scene.proxy.judge = scene.judge;
      expect(await labels()).toEqual(before);
    }

    it('when the store cannot be reached', () =>
      fails(exitCodes.store, 'store', /cannot put s3:\/\/allodoc-production-database-wal\/attempts\//, {
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      }));

    it('when the store lets nobody in', async () => {
      scene.proxy.judge = (call) => (isRepository(call) ? { status: 403, code: 'AccessDenied' } : scene.judge(call));
      await fails(exitCodes.store, 'store', /403 \(Forbidden\)/);
    });

    it('when the store answers with errors of its own', async () => {
      scene.proxy.judge = (call) => (isRepository(call) ? { status: 503, code: 'SlowDown' } : scene.judge(call));
      await fails(exitCodes.store, 'store', /503/, { PGBACKREST_IO_TIMEOUT: '1' });
    });

    it('when the bucket is missing', async () => {
      // No policy speaks of it.
      scene.proxy.judge = () => 'pass';
      const bucket = 'allodoc-production-none';
      await fails(exitCodes.store, 'store', /NoSuchBucket/, { BUCKET: bucket, PGBACKREST_REPO1_S3_BUCKET: bucket });
    });

    it('when the task gets no credentials', () =>
      fails(exitCodes.store, 'store', /attempts\/database-archive\/base/, {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/credentials',
      }));

    it('when the host lets no client of that name in', () => {
      const other = scene.authority.sign('somebody-else');
      return fails(exitCodes.source, 'source', /AccessError.*access denied/, {
        HOST_CERTIFICATE: other.certificate,
        HOST_CERTIFICATE_KEY: other.key,
      });
    });

    it('when the certificate of the task was signed by somebody else', () => {
      const other = new CertificateAuthority().sign('opskeep-backup');
      return fails(exitCodes.source, 'source', /unknown ca/, { HOST_CERTIFICATE: other.certificate, HOST_CERTIFICATE_KEY: other.key });
    });

    it('when the host shows a certificate that nobody trusts', () =>
      fails(exitCodes.source, 'source', /unable to verify certificate/, { HOST_AUTHORITY: new CertificateAuthority().certificate }));

    it('when the certificate is no PEM', () => fails(exitCodes.source, 'source', /CryptoError/, { HOST_CERTIFICATE: 'none' }));

    it('when the pgBackRest server of the host is down', async () => {
      await scene.host.shutDoor();
      await fails(exitCodes.source, 'source', /Connection refused/, { PGBACKREST_IO_TIMEOUT: '1' });
      await scene.host.openDoor();
    });

    it('when the database is down', async () => {
      scene.database.kill();
      await fails(exitCodes.source, 'source', /DbConnectError/);
      scene.database.resume();
    });

    it('when the host archives no write-ahead log', async () => {
      scene.database.sql("ALTER SYSTEM SET archive_command = '/bin/false pgbackrest'; SELECT pg_reload_conf()");
      await fails(exitCodes.source, 'source', /was not archived before/, { PGBACKREST_ARCHIVE_TIMEOUT: '1' });
      scene.database.sql(`ALTER SYSTEM SET archive_command = '${scene.archiveCommand}'; SELECT pg_reload_conf()`);
    });

    it('when settings are missing, and names all of them', async () => {
      const { HOST_CERTIFICATE: _one, PGBACKREST_STANZA: _two, ...task } = scene.task('full');
      const outcome = await scene.start('archive-backup', task).ended;
      expect(outcome.code).toBe(exitCodes.settings);
      expect(last(outcome)['message']).toBe('PGBACKREST_STANZA is not set; HOST_CERTIFICATE is not set');
    });

    it('when the program has a time limit and the host keeps it waiting', async () => {
      const { release } = holdBackup();
      await fails(exitCodes.timeLimit, 'timeLimit', /the time limit is over/, { TIME_LIMIT_SECONDS: '4' });
      release();
    });

    it('when the host holds another database than the repository does', async () => {
      await scene.host.replaceDatabase();
      await fails(exitCodes.refused, 'refused', /do not match the database/);
    });
  });
});

function commandLine(id: string): readonly string[] {
  try {
    return [readFileSync(join('/proc', id, 'cmdline'), 'utf8').replaceAll('\0', ' ')];
  } catch {
    // It has ended meanwhile.
    return [];
  }
}
