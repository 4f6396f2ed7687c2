/** The copy of a bucket of uploads, from and to Cloud Storage as gcp-storage-emulator speaks it. It keeps no versions of objects. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bucketBackup } from '../../jobs/programs/bucket-backup';
import { putObject, runHere } from '../support/google-job';
import { GoogleScene } from '../support/google-scene';
import { hasGoogleStorageEmulator } from '../support/google-storage-emulator';
import { describeWithTool } from '../support/optional-tools';

const task = {
  PROJECT: 'carenow-prod',
  BACKUP: 'uploads',
  TIER: 'user-data',
  PREFIX: 'user-data/',
  OBJECT_NAME: 'uploads',
  MINIMUM_BYTES: '100',
  CONTENTS: '["uploaded files"]',
};

describeWithTool('gcp-storage-emulator', hasGoogleStorageEmulator, () => {
  const scene = new GoogleScene(['uploads', 'copies', 'records']);
  const folder = mkdtempSync(join(tmpdir(), 'opskeep-uploads-'));

  afterAll(async () => {
    rmSync(folder, { recursive: true });
  });

  const backUp = (more: Readonly<Record<string, string>> = {}) =>
    runHere(bucketBackup, {
      ...task,
      BUCKET: scene.bucket('copies'),
      RECORDS_BUCKET: scene.bucket('records'),
      SOURCE_BUCKET: scene.bucket('uploads'),
      ...more,
    });

  async function copied(): Promise<{ readonly archive: Buffer; readonly manifest: Record<string, unknown> }> {
    const objects = await scene.objects('copies');
    const [key = '', manifestKey = ''] = Object.keys(objects).sort();
    expect(key).toMatch(/^user-data\/uploads_\d{8}_\d{6}\.tar$/);
    return { archive: objects[key] ?? Buffer.alloc(0), manifest: JSON.parse(objects[manifestKey]?.toString() ?? '{}') };
  }

  function unpacked(archive: Buffer): string {
    const target = mkdtempSync(join(folder, 'unpacked-'));
    writeFileSync(`${target}.tar`, archive);
    execFileSync('tar', ['--extract', `--file=${target}.tar`, `--directory=${target}`]);
    return target;
  }

  it('holds each object as a file that tar unpacks, byte for byte', async () => {
    const scan = Buffer.from(Array.from({ length: 3_000_000 }, (_, place) => (place * 7) % 251));
    const contents: Record<string, Buffer> = {
      'avatars/': Buffer.alloc(0),
      'avatars/lan.png': Buffer.from([0x89, 0x50, 0x4e, 0x47]),
      'hồ sơ/đơn thuốc.pdf': Buffer.from('%PDF-1.7'),
      'scans/x-ray.dcm': scan,
      'empty.txt': Buffer.alloc(0),
    };
    for (const [name, content] of Object.entries(contents)) await putObject(scene.bucket('uploads'), name, content, 'image/png');

    const { code, last } = await backUp();
    expect(code).toBe(0);
    expect(last).toMatchObject({ event: 'finished', files: 4, folders: 1, renamed: 0, vanished: 0 });
    const { archive, manifest } = await copied();
    expect(manifest).toMatchObject({
      kind: 'files',
      source: `gs://${scene.bucket('uploads')}`,
      bytes: archive.length,
      sha256: createHash('sha256').update(archive).digest('hex'),
      counts: { files: 4, folders: 1, renamed: 0, vanished: 0 },
    });
    const tree = unpacked(archive);
    for (const [name, content] of Object.entries(contents).filter(([key]) => !key.endsWith('/'))) {
      expect(readFileSync(join(tree, 'uploaded-files', name)).equals(content)).toBe(true);
    }
  });

  it('keeps type and checksum of each object beside its file', async () => {
    await putObject(scene.bucket('uploads'), 'avatars/lan.png', 'portrait', 'image/png');
    await backUp();
    const { archive } = await copied();
    const text = archive.toString('latin1');
    expect(text).toContain('SCHILY.xattr.user.mime_type=image/png\n');
    expect(text).toContain('SCHILY.xattr.user.metadata={"owner":"lan"}\n');
    expect(text).toMatch(/SCHILY\.xattr\.user\.crc32c=[A-Za-z0-9+/]{6}==\n/);
  });

  it('gives the same bytes for the same objects', async () => {
    for (const name of ['b', 'a', 'c/d']) await putObject(scene.bucket('uploads'), name, name.repeat(1000));
    await backUp();
    const first = await copied();
    const uploads = scene.bucket('uploads');
    await scene.anew();
    await backUp({ SOURCE_BUCKET: uploads });
    expect((await copied()).archive.equals(first.archive)).toBe(true);
  });

  it('keeps what no file can be called under a name of its own, and its name beside it', async () => {
    for (const name of ['a', 'a/b', 'x//y']) await putObject(scene.bucket('uploads'), name, name);
    const { last } = await backUp();
    expect(last).toMatchObject({ files: 3, renamed: 2 });
    const { archive } = await copied();
    expect(archive.toString('latin1')).toContain('SCHILY.xattr.user.name=x//y\n');
    const renamed = join(unpacked(archive), 'uploaded-files', 'renamed');
    expect(
      readdirSync(renamed)
        .map((file) => readFileSync(join(renamed, file), 'utf8'))
        .sort(),
    ).toEqual(['a/b', 'x//y']);
  });

  it('leaves no copy of a bucket that is not there, and says so', async () => {
    const { code, last } = await backUp({ SOURCE_BUCKET: 'nowhere-1' });
    expect(code).toBe(3);
    expect(last).toMatchObject({ reason: 'source', message: expect.stringContaining('gs://nowhere-1') });
    expect(await scene.objects('copies')).toEqual({});
  });

  it('takes an empty bucket for no credible copy', async () => {
    const { code } = await backUp({ MINIMUM_BYTES: '2000' });
    expect(code).toBe(6);
    expect(await scene.objects('copies')).toEqual({});
  });

  it('tells all that its settings lack at once', async () => {
    const { code, last } = await runHere(bucketBackup, { ...task, CONTENTS: 'uploads' });
    expect(code).toBe(2);
    expect(last).toMatchObject({ message: 'BUCKET is not set; SOURCE_BUCKET is not set; CONTENTS is no JSON list' });
  });
});
