/**
 * The copy of the full system of CareNow. Cloud Storage is gcp-storage-emulator, the repository is behind git's own server; the services of
 * Firebase are a stand-in that speaks their documented answers.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firebaseSystemBackup } from '../../jobs/programs/firebase-system-backup';
import { carenow } from '../../products/carenow';
import { GitServer } from '../support/git-server';
import { putObject, runHere } from '../support/google-job';
import { permissionsFor } from '../support/google-permissions';
import { grantedInCareNow } from '../support/google-roles';
import { GoogleScene } from '../support/google-scene';
import type { Answer, Asked } from '../support/google-services';
import { hasGoogleStorageEmulator } from '../support/google-storage-emulator';
import { describeWithTool } from '../support/optional-tools';

const project = 'projects/carenow-prod';
const operation = `${project}/databases/(default)/operations/export-1`;
const hashConfig = { algorithm: 'SCRYPT', signerKey: 'a2V5', rounds: 8, memoryCost: 14 };
const users = [{ localId: 'uid-1', passwordHash: 'aGFzaA==' }, { localId: 'uid-2' }];

const answers: Readonly<Record<string, unknown>> = {
  [`POST /v1/${project}/databases/(default):exportDocuments`]: { name: operation },
  [`GET /v1/${operation}`]: { name: operation, done: true, metadata: { progressDocuments: { completedWork: '52' } }, response: {} },
  [`GET /admin/v2/${project}/config`]: { signIn: { hashConfig } },
  [`GET /v1/${project}/accounts:batchGet`]: { users },
  [`GET /v1/${project}/remoteConfig`]: { parameters: {}, version: { versionNumber: '7' } },
  [`GET /v1/${project}/databases/(default)/collectionGroups/-/indexes`]: {},
  [`GET /v1/${project}/databases/(default)/collectionGroups/-/fields`]: {},
  [`GET /v1/${project}/releases`]: { releases: [{ name: `${project}/releases/cloud.firestore`, rulesetName: `${project}/rulesets/r1` }] },
  [`GET /v1/${project}/rulesets/r1`]: { source: { files: [{ name: 'firestore.rules', content: 'service cloud.firestore {}\n' }] } },
  [`GET /v1beta1/${project}/sites`]: { sites: [{ name: `${project}/sites/carenow` }] },
  'GET /v1beta1/sites/carenow/channels/live': {
    release: { name: 'sites/carenow/channels/live/releases/9', version: { name: 'sites/carenow/versions/v9' } },
  },
  'GET /v1beta1/sites/carenow/versions/v9/files': { files: [{ path: '/index.html', hash: 'abc', status: 'ACTIVE' }] },
};

const declared = carenow.evaluate().declaration?.backups.find(({ source }) => source.kind === 'full-system')?.source;
const parts = declared?.kind === 'full-system' ? declared.parts : [];

describeWithTool('gcp-storage-emulator', hasGoogleStorageEmulator, () => {
  const scene = new GoogleScene(['copies', 'records', 'uploads']);
  const repository = new GitServer();
  const scratch = mkdtempSync(join(tmpdir(), 'opskeep-system-'));

  beforeAll(async () => {
    await repository.start();
    repository.make('carenow.git', { files: { 'config/app.json': '// app.json', 'functions/index.js': '// index.js' } });
  });
  afterAll(async () => {
    rmSync(scratch, { recursive: true });
    repository.stop();
  });
  beforeEach(async () => {
    await putObject(scene.bucket('uploads'), 'avatars/lan.png', 'portrait');
  });

  async function backUp(changed: Readonly<Record<string, unknown>> = {}, more: Readonly<Record<string, string>> = {}) {
    const connect = await scene.answering(({ method, path }: Asked): Answer | undefined => {
      const body = { ...answers, ...changed }[`${method} ${path}`];
      return body === undefined ? undefined : { body };
    });
    const ended = await runHere(firebaseSystemBackup(connect, 10), {
      PATH: process.env['PATH'] ?? '',
      PROJECT: 'carenow-prod',
      DATABASE: '(default)',
      BACKUP: 'full-system',
      TIER: 'weekly',
      PREFIX: 'weekly/',
      OBJECT_NAME: 'full-system',
      MINIMUM_BYTES: '1000',
      BUCKET: scene.bucket('copies'),
      RECORDS_BUCKET: scene.bucket('records'),
      SOURCE_BUCKET: scene.bucket('uploads'),
      SCRATCH: scratch,
      REPOSITORY_URL: repository.urlOf('carenow.git'),
      REPOSITORY_TOKEN: repository.token,
      CONTENTS: JSON.stringify(parts),
      ...more,
    });
    return { ...ended, copies: await scene.objects('copies') };
  }

  it('holds every part that CareNow declares, and a list that tells where each is', async () => {
    const { code, last, copies, output } = await backUp();
    expect(last).toMatchObject({ event: 'finished', parts: 7 });
    expect(code).toBe(0);
    expect(output).not.toContain(repository.token);
    const [key = '', manifestKey = ''] = Object.keys(copies).sort();
    const target = mkdtempSync(join(scratch, 'restored-'));
    execFileSync('tar', ['--extract', `--directory=${target}`], { input: copies[key] });
    const json = (name: string) => JSON.parse(readFileSync(join(target, name), 'utf8')) as Record<string, unknown>;
    expect(json('parts.json')['parts']).toEqual([
      {
        part: 'firestore',
        folder: 'firestore',
        export: `gs://${scene.bucket('copies')}/${key.replace(/tar$/, 'firestore')}`,
        snapshotTime: expect.stringMatching(/:00\.000Z$/),
        documents: 52,
      },
      { part: 'auth', folder: 'auth', accounts: 2, passwords: 1, disabled: 0, secondFactors: 0 },
      { part: 'uploads', folder: 'uploads', bucket: scene.bucket('uploads'), files: 1, folders: 0, renamed: 0, vanished: 0 },
      { part: 'configuration', folder: 'configuration', files: 4 },
      { part: 'rules', folder: 'rules', files: 2 },
      { part: 'functions source', folder: 'functions-source', files: 1 },
      { part: 'hosting release', folder: 'hosting-release', files: 1 },
    ]);
    expect(json('auth/accounts.json')).toEqual({ hashConfig, users });
    expect(readFileSync(join(target, 'uploads', 'avatars', 'lan.png'), 'utf8')).toBe('portrait');
    expect(readFileSync(join(target, 'functions-source', 'functions', 'index.js'), 'utf8')).toBe('// index.js');
    expect(json('hosting-release/carenow.json')).toMatchObject({ files: [{ path: '/index.html' }] });
    expect(JSON.parse(copies[manifestKey]?.toString() ?? '')).toMatchObject({ kind: 'full-system', key, counts: { parts: 7 } });
    expect(readdirSync(scratch).filter((name) => name.startsWith('full-system-'))).toEqual([]);
  });

  it.each([
    [
      'the database cannot be exported',
      { [`GET /v1/${operation}`]: { name: operation, done: true, error: { code: 7, message: 'no' } } },
      6,
    ],
    ['hashes are hidden', { [`GET /admin/v2/${project}/config`]: { signIn: {} } }, 4],
    ['nothing is live', { 'GET /v1beta1/sites/carenow/channels/live': {} }, 3],
    ['no rules are released', { [`GET /v1/${project}/releases`]: {} }, 3],
  ])('is no copy when %s', async (_, changed, exit) => {
    const { code, copies } = await backUp(changed);
    expect(code).toBe(exit);
    expect(copies).toEqual({});
  });

  it('refuses a part that nobody knows before it asks anybody', async () => {
    const { code, last } = await backUp({}, { CONTENTS: '["firestore","payments"]' });
    expect(code).toBe(2);
    expect(last).toMatchObject({ message: expect.stringContaining('unknown parts: payments; known are firestore, auth, uploads') });
    expect(scene.asked).toEqual([]);
  });

  it('is granted exactly what its calls need', async () => {
    await backUp();
    expect(grantedInCareNow('FullSystemRead')).toEqual(permissionsFor(scene.asked));
  });
});
