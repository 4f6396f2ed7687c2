import { describeWithTool } from '../support/optional-tools';
import { attempt, PostgresBackupScene, type Trace } from '../support/postgres-backup-scene';
import { hasPostgres } from '../support/postgres-server';
import { hasS3Emulator } from '../support/s3-emulator';
import type { S3Call, Verdict } from '../support/s3-proxy';

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
    function first(operation: string, ...verdicts: readonly Verdict[]): (call: S3Call) => Verdict {
      const left = [...verdicts];
      return (call) => (call.operation === operation ? left.shift() : undefined) ?? 'pass';
    }
    const always =
      (operation: string, verdict: Verdict) =>
      (call: S3Call): Verdict =>
        call.operation === operation ? verdict : 'pass';

    const operations = ['PutObject', 'CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'];

    it.each(operations)('makes the copy although %s fails with 500, with 503 and by a cut connection', async (operation) => {
      expect(await scene.trace({}, first(operation, internalError, slowDown, 'cut'))).toEqual(succeeded);
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
      const judge = ({ key }: S3Call): Verdict => (key.endsWith('.manifest.json') ? denied : 'pass');
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
      const judge = ({ operation }: S3Call): Verdict => (operation === 'CompleteMultipartUpload' ? { alter } : 'pass');
      const { code, end, put } = await scene.trace({}, judge);
      expect({ code, put }).toEqual({ code: 6, put: [attempt, whole[0], whole[2], whole[3]] });
      expect(end).toMatch(/^failed notCredible s3:\S+\.dump was stored with the checksum AAAA\S+, sent was /);
    });
  },
);
