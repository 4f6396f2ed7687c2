import { CredentialServer } from '../support/credential-server';
import { type JobProcess, until } from '../support/job-process';
import { describeWithTool } from '../support/optional-tools';
import { attempt, PostgresBackupScene, type Trace } from '../support/postgres-backup-scene';
import { hasPostgres } from '../support/postgres-server';
import { hasS3Emulator } from '../support/s3-emulator';
import type { StoreCall, Verdict } from '../support/store-proxy';

/** A store that fails, on the way of a real dump into a real store. */
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

    const whole = ['.dump', '.dump.manifest.json', '.globals.sql', '.schema.sql'].map((end) => `daily/shop_backup_<time>${end}`);
    const clean = { openUploads: [], lost: [], leaked: [] };
    const succeeded: Trace = { code: 0, end: 'finished', put: [attempt, ...whole], ...clean };

    const internalError: Verdict = { status: 500, code: 'InternalError' };
    const slowDown: Verdict = { status: 503, code: 'SlowDown' };
    const denied: Verdict = { status: 403, code: 'AccessDenied' };

    /** Gives verdicts on the first requests of an operation, one after the other, and lets all others pass. */
    function first(operation: string, ...verdicts: readonly Verdict[]): (call: StoreCall) => Verdict {
      const left = [...verdicts];
      return (call) => (call.operation === operation ? left.shift() : undefined) ?? 'pass';
    }
    const always =
      (operation: string, verdict: Verdict) =>
      (call: StoreCall): Verdict =>
        call.operation === operation ? verdict : 'pass';

    const operations = ['PutObject', 'CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'];

    it.each(operations)('makes the copy although %s fails with 500, with 503 and by a cut connection', async (operation) => {
      expect(await scene.trace({}, first(operation, internalError, slowDown, 'cut'))).toEqual(succeeded);
    });

    it('makes the copy although the store refuses every request for longer than a few attempts last', async () => {
      const outage = Array.from({ length: 8 }, () => internalError);
      expect(await scene.trace({ STORE_PATIENCE_SECONDS: '300' }, first('UploadPart', ...outage))).toEqual(succeeded);
    });

    it('ends at once when it is told to stop while it waits for a store that fails', async () => {
      const judge = always('UploadPart', internalError);
      const stop = async (run: JobProcess): Promise<void> => {
        await until('the third attempt', () => scene.proxy.calls.filter(({ operation }) => operation === 'UploadPart').length > 4);
        run.stop();
      };
      scene.proxy.calls.length = 0;
      const { code, openUploads, put } = await scene.trace({ STORE_PATIENCE_SECONDS: '300' }, judge, (run) => void stop(run));
      expect({ code, openUploads, put }).toEqual({ code: 143, openUploads: [], put: [attempt, whole[2], whole[3]] });
    });

    describe('with the credentials of a task', () => {
      const credentials = new CredentialServer();
      const noKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
      const keyOf = ({ headers }: StoreCall): string => /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
      const expired: Verdict = { status: 400, code: 'ExpiredToken' };
      beforeAll(() => credentials.start());
      beforeEach(() => {
        scene.proxy.calls.length = 0;
      });
      afterAll(() => credentials.stop());

      it('makes the copy although they change while it runs', async () => {
        expect(await scene.trace({ ...noKeys, ...credentials.environment })).toEqual(succeeded);
        const parts = scene.proxy.calls.filter(({ operation }) => operation === 'UploadPart').map(keyOf);
        expect(parts.length).toBeGreaterThan(3);
        expect(new Set(parts).size).toBe(parts.length);
        expect(credentials.keys).toEqual(expect.arrayContaining(parts));
      });

      it.each(['UploadPart', 'CompleteMultipartUpload', 'PutObject'])(
        'makes no copy when %s is refused because they have expired, and says so without another attempt',
        async (operation) => {
          const { code, end, put, openUploads, leaked } = await scene.trace(
            { ...noKeys, ...credentials.environment },
            always(operation, expired),
          );
          expect({ code, openUploads, leaked }).toEqual({ code: 5, openUploads: [], leaked: [] });
          expect(end).toMatch(/^failed store cannot (put|upload) s3:\/\/shop-production-backups\/\S+: ExpiredToken: /);
          expect(put).toEqual(operation === 'PutObject' ? [] : [attempt, whole[2], whole[3]]);
          const refused = scene.proxy.calls.filter((call) => call.operation === operation);
          // Two parts are under way at once.
          expect(refused.length).toBeLessThanOrEqual(operation === 'UploadPart' ? 2 : 1);
        },
      );
    });

    it('makes the copy with a store that is slow', async () => {
      const slow = async (): Promise<Verdict> => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        return 'pass';
      };
      expect(await scene.trace({}, slow)).toEqual(succeeded);
    });

    it.each([
      ...operations.map((operation) => [operation, 'keeps failing with 500', internalError, 'InternalError: '] as const),
      ...operations.map((operation) => [operation, 'is denied', denied, 'AccessDenied: '] as const),
      ['UploadPart', 'keeps failing with 503', slowDown, 'SlowDown: '],
      ['UploadPart', 'is cut each time', 'cut', ''],
    ] as const)('when %s %s, makes no copy and says so', async (operation, _, verdict, said) => {
      const { put, end, ...rest } = await scene.trace({}, always(operation, verdict));
      expect(rest).toEqual({ code: 5, ...clean });
      expect(end).toMatch(new RegExp(`^failed store cannot (put|upload) s3://shop-production-backups/\\S+: ${said}`));
      expect(put).toEqual(operation === 'PutObject' ? [] : [attempt, whole[2], whole[3]]);
    });

    it.each(['UploadPart', 'CompleteMultipartUpload'])('gives up in time when %s is never answered', async (operation) => {
      const { code, end, openUploads, lost, leaked, put } = await scene.trace({ TIME_LIMIT_SECONDS: '5' }, always(operation, 'hang'));
      expect({ code, end, openUploads, lost, leaked }).toEqual({ code: 124, end: 'failed timeLimit the time limit is over', ...clean });
      expect(put).toEqual([attempt, whole[2], whole[3]]);
    });

    it('makes no copy when the manifest cannot be put', async () => {
      const judge = ({ key }: StoreCall): Verdict => (key.endsWith('.manifest.json') ? denied : 'pass');
      const { code, put, openUploads } = await scene.trace({}, judge);
      expect({ code, put, openUploads }).toEqual({ code: 5, put: [attempt, whole[0], whole[2], whole[3]], openUploads: [] });
    });

    it('says that there is no such bucket', async () => {
      const { code, end, put } = await scene.trace({ BUCKET: 'nobody-has-this-bucket' });
      expect({ code, put }).toEqual({ code: 5, put: [] });
      expect(end).toMatch(/^failed store cannot put s3:\/\/nobody-has-this-bucket\/attempts\/\S+: NoSuchBucket: /);
    });

    it('says that nobody answers at the address of the store', async () => {
      const { code, end } = await scene.trace({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
      expect(code).toBe(5);
      expect(end).toMatch(/ECONNREFUSED/);
    });

    it('does not take for a copy what the store confirms with another checksum', async () => {
      const alter = (answer: string): string => answer.replace(/(<ChecksumSHA256>)[^<]{4}/, '$1AAAA');
      const judge = ({ operation }: StoreCall): Verdict => (operation === 'CompleteMultipartUpload' ? { alter } : 'pass');
      const { code, end, put } = await scene.trace({}, judge);
      expect({ code, put }).toEqual({ code: 6, put: [attempt, whole[0], whole[2], whole[3]] });
      expect(end).toMatch(/^failed notCredible s3:\S+\.dump was stored with the checksum AAAA\S+, sent was /);
    });
  },
);
