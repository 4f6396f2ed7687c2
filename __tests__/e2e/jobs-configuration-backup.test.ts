/**
 * The copy of the configuration of a Firebase project. Cloud Storage is gcp-storage-emulator, the repository is behind git's own server; Remote
 * Config, Firebase Rules and Firestore's administration are a stand-in that speaks their documented answers, since they have no emulator.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firebaseConfigurationBackup } from '../../jobs/programs/configuration-backup';
import { GitServer } from '../support/git-server';
import { runHere } from '../support/google-job';
import { permissionsFor } from '../support/google-permissions';
import { grantedInCareNow } from '../support/google-roles';
import { GoogleScene } from '../support/google-scene';
import type { Answer, Asked } from '../support/google-services';
import { hasGoogleStorageEmulator } from '../support/google-storage-emulator';
import { describeWithTool } from '../support/optional-tools';

const project = '/v1/projects/carenow-prod';
const collection = `${project.slice(4)}/databases/(default)/collectionGroups`;
const template = { parameters: { welcome: { defaultValue: { value: 'Xin chào' } } }, version: { versionNumber: '7' } };

const answers: Readonly<Record<string, object>> = {
  [`${project}/remoteConfig`]: template,
  [`${project}/releases`]: {
    releases: [
      { name: 'projects/carenow-prod/releases/cloud.firestore', rulesetName: 'projects/carenow-prod/rulesets/r1' },
      { name: 'projects/carenow-prod/releases/firebase.storage/carenow-uploads', rulesetName: 'projects/carenow-prod/rulesets/r2' },
    ],
  },
  [`${project}/rulesets/r1`]: {
    source: { files: [{ name: 'firestore.rules', content: 'service cloud.firestore {}\n', fingerprint: 'x' }] },
  },
  [`${project}/rulesets/r2`]: { source: { files: [{ name: 'storage.rules', content: 'service firebase.storage {}\n' }] } },
  [`${project}/databases/(default)/collectionGroups/-/indexes`]: {
    indexes: [
      {
        name: `${collection}/visits/indexes/i1`,
        queryScope: 'COLLECTION',
        state: 'READY',
        fields: [
          { fieldPath: 'doctor', order: 'ASCENDING' },
          { fieldPath: 'at', order: 'DESCENDING' },
          { fieldPath: '__name__', order: 'DESCENDING' },
        ],
      },
    ],
  },
  [`${project}/databases/(default)/collectionGroups/-/fields`]: {
    fields: [
      { name: `${collection}/__default__/fields/*`, indexConfig: { indexes: [] } },
      { name: `${collection}/sessions/fields/expires`, ttlConfig: { state: 'ACTIVE' }, indexConfig: { indexes: [] } },
      {
        name: `${collection}/visits/fields/notes`,
        indexConfig: { indexes: [{ queryScope: 'COLLECTION_GROUP', fields: [{ fieldPath: 'notes', arrayConfig: 'CONTAINS' }] }] },
      },
    ],
  },
};

const task = {
  PROJECT: 'carenow-prod',
  DATABASE: '(default)',
  BACKUP: 'configuration',
  TIER: 'config',
  PREFIX: 'config/',
  OBJECT_NAME: 'config',
  MINIMUM_BYTES: '100',
  CONTENTS: '["remote config","security rules","indexes","config folder"]',
};

describeWithTool('gcp-storage-emulator', hasGoogleStorageEmulator, () => {
  const scene = new GoogleScene(['copies', 'records']);
  const repository = new GitServer();
  const scratch = mkdtempSync(join(tmpdir(), 'opskeep-configuration-'));

  beforeAll(async () => {
    await repository.start();
    repository.make('carenow.git', {
      files: { 'config/app.json': '{"theme":"dark"}', 'config/mail/chào.txt': 'Chào bạn', 'README.md': 'not configuration' },
    });
  });
  afterAll(async () => {
    rmSync(scratch, { recursive: true });
    repository.stop();
  });

  async function backUp(more: Readonly<Record<string, string>> = {}, answer: (asked: Asked) => Answer | undefined = standard) {
    const connect = await scene.answering(answer);
    return await runHere(firebaseConfigurationBackup(connect), {
      ...task,
      PATH: process.env['PATH'] ?? '',
      BUCKET: scene.bucket('copies'),
      RECORDS_BUCKET: scene.bucket('records'),
      SCRATCH: scratch,
      REPOSITORY_URL: repository.urlOf('carenow.git'),
      REPOSITORY_TOKEN: repository.token,
      ...more,
    });
  }

  const standard = ({ path }: Asked): Answer | undefined => {
    const body = answers[path];
    return body === undefined ? undefined : { body };
  };

  const without = (path: string, body: object) => (asked: Asked) => (asked.path === path ? { body } : standard(asked));

  async function archive(): Promise<Buffer> {
    const objects = await scene.objects('copies');
    return objects[Object.keys(objects).find((key) => key.endsWith('.tar')) ?? ''] ?? Buffer.alloc(0);
  }

  async function unpacked(): Promise<string> {
    const target = mkdtempSync(join(scratch, 'restored-'));
    execFileSync('tar', ['--extract', `--directory=${target}`], { input: await archive() });
    return target;
  }

  it('holds every declared part as the Firebase CLI deploys it', async () => {
    const { code, last, output } = await backUp();
    expect(code).toBe(0);
    expect(last).toMatchObject({ event: 'finished', parts: 4, files: 8 });
    expect(output).not.toContain(repository.token);

    const restored = await unpacked();
    const json = (name: string): unknown => JSON.parse(readFileSync(join(restored, name), 'utf8'));
    expect(json('firebase.json')).toEqual({
      firestore: { rules: 'firestore.rules', indexes: 'firestore.indexes.json' },
      storage: { rules: 'storage.rules' },
      remoteconfig: { template: 'remoteconfig.template.json' },
    });
    expect(json('remoteconfig.template.json')).toEqual(template);
    expect(readFileSync(join(restored, 'firestore.rules'), 'utf8')).toBe('service cloud.firestore {}\n');
    expect(readFileSync(join(restored, 'storage.rules'), 'utf8')).toBe('service firebase.storage {}\n');
    expect(json('firestore.indexes.json')).toEqual({
      indexes: [
        {
          collectionGroup: 'visits',
          queryScope: 'COLLECTION',
          fields: [
            { fieldPath: 'doctor', order: 'ASCENDING' },
            { fieldPath: 'at', order: 'DESCENDING' },
          ],
        },
      ],
      fieldOverrides: [
        { collectionGroup: 'sessions', fieldPath: 'expires', ttl: true, indexes: [] },
        {
          collectionGroup: 'visits',
          fieldPath: 'notes',
          ttl: false,
          indexes: [{ arrayConfig: 'CONTAINS', queryScope: 'COLLECTION_GROUP' }],
        },
      ],
    });
    expect(readFileSync(join(restored, 'config', 'mail', 'chào.txt'), 'utf8')).toBe('Chào bạn');
    expect(existsSync(join(restored, 'README.md'))).toBe(false);
  });

  it('is granted exactly what its calls need', async () => {
    await backUp();
    expect(grantedInCareNow('ConfigurationRead')).toEqual(permissionsFor(scene.asked));
  });

  it('has the same bytes for the same configuration, and leaves nothing in the scratch folder', async () => {
    await backUp();
    const first = await archive();
    await scene.anew();
    await backUp();
    expect((await archive()).equals(first)).toBe(true);
    expect(readdirSync(scratch).filter((name) => name.startsWith('configuration-'))).toEqual([]);
  });

  it.each([
    ['rules', without(`${project}/releases`, {}), 'carenow-prod has no released security rules'],
    [
      'the content of rules',
      without(`${project}/rulesets/r2`, { source: {} }),
      'rulesets/r2, which firebase.storage/carenow-uploads enforces',
    ],
    ['a template', without(`${project}/remoteConfig`, {}), 'carenow-prod has no Remote Config template'],
  ])('is no copy without %s', async (_, answer, message) => {
    const { code, last } = await backUp({}, answer);
    expect(code).toBe(3);
    expect(last).toMatchObject({ reason: 'source', message: expect.stringContaining(message) });
    expect(await scene.objects('copies')).toEqual({});
  });

  it('is no copy without a declared folder of the repository', async () => {
    const { code, last } = await backUp({ CONTENTS: '["indexes","settings folder"]' });
    expect(code).toBe(3);
    expect(last).toMatchObject({ message: 'the repository has no files in its folder settings' });
  });

  it('refuses a part that nobody knows, by its name', async () => {
    const { code, last } = await backUp({ CONTENTS: '["remote config","feature flags"]' });
    expect(code).toBe(2);
    expect(last).toMatchObject({
      message: 'unknown parts: feature flags; known are remote config, security rules, indexes, <name> folder',
    });
    expect(await scene.objects('copies')).toEqual({});
  });

  it('says that the repository lets it not in, without its token', async () => {
    const { code, output } = await backUp({ REPOSITORY_TOKEN: 'a-token-that-is-wrong' });
    expect(code).toBe(3);
    expect(output).not.toContain('a-token-that-is-wrong');
  });
});
