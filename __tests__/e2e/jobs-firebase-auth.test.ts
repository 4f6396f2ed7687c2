/**
 * The copy of the accounts. Cloud Storage is gcp-storage-emulator; Identity Toolkit is a stand-in that speaks its documented answers, since the
 * emulator of Firebase Auth keeps no hash parameters and hides nothing.
 */
import { createHash } from 'node:crypto';
import { firebaseAuthBackup } from '../../jobs/programs/firebase-auth-backup';
import { runHere } from '../support/google-job';
import { permissionsFor } from '../support/google-permissions';
import { grantedInCareNow } from '../support/google-roles';
import { GoogleScene } from '../support/google-scene';
import { type Answer, type Asked, refusal } from '../support/google-services';
import { hasGoogleStorageEmulator } from '../support/google-storage-emulator';
import { describeWithTool } from '../support/optional-tools';

const hashConfig = {
  algorithm: 'SCRYPT',
  signerKey: 'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVM=',
  saltSeparator: 'Bw==',
  rounds: 8,
  memoryCost: 14,
};

const lan = {
  localId: 'uid-1',
  email: 'lan@example.com',
  emailVerified: true,
  displayName: 'Nguyễn Thị Lan',
  passwordHash: 'V358E8LdWJXAO7muq0CufVpEOXaj8aFiC7T_rcaGieN04q_ZPJ08WhJEHGjj9lz_2TT-_86N5VjVoc5DdBhBiw==',
  salt: 'aHVuZ3J5',
  customAttributes: '{"role":"doctor"}',
  providerUserInfo: [
    { providerId: 'password', federatedId: 'lan@example.com' },
    { providerId: 'apple.com', rawId: '0012' },
  ],
  mfaInfo: [{ mfaEnrollmentId: 'enrolment-1', phoneInfo: '+84900000000', enrolledAt: '2026-01-02T03:04:05Z' }],
  validSince: '1795242581',
};
const minh = { localId: 'uid-2', email: 'minh@example.com', disabled: true, providerUserInfo: [{ providerId: 'google.com', rawId: '1' }] };
const mai = { localId: 'uid-3', phoneNumber: '+84911111111' };

const task = {
  PRODUCT: 'carenow',
  ENVIRONMENT: 'production',
  PROJECT: 'carenow-prod',
  BACKUP: 'auth',
  TIER: 'user-data',
  PREFIX: 'user-data/',
  OBJECT_NAME: 'auth',
  MINIMUM_BYTES: '100',
};

/** Identity Toolkit with the accounts on pages. */
function identityToolkit(pages: readonly (readonly object[])[], config: object): (asked: Asked) => Answer | undefined {
  return ({ path, query }) => {
    if (path === '/admin/v2/projects/carenow-prod/config') return { body: config };
    if (path !== '/v1/projects/carenow-prod/accounts:batchGet') return undefined;
    const page = Number(query['nextPageToken'] ?? 0);
    const next = page + 1 < pages.length ? { nextPageToken: String(page + 1) } : {};
    return { body: { kind: 'identitytoolkit#DownloadAccountResponse', users: pages[page], ...next } };
  };
}

describeWithTool('gcp-storage-emulator', hasGoogleStorageEmulator, () => {
  const scene = new GoogleScene(['copies', 'records']);

  async function backUp(answer: (asked: Asked) => Answer | undefined, more: Readonly<Record<string, string>> = {}) {
    const connect = await scene.answering(answer);
    return await runHere(firebaseAuthBackup(connect), {
      ...task,
      BUCKET: scene.bucket('copies'),
      RECORDS_BUCKET: scene.bucket('records'),
      ...more,
    });
  }

  it('copies every account of every page, with all that the service tells of it', async () => {
    const { code, last } = await backUp(identityToolkit([[lan, minh], [mai]], { signIn: { hashConfig } }));
    expect(code).toBe(0);
    const objects = await scene.objects('copies');
    const [key = '', manifestKey = ''] = Object.keys(objects).sort();
    expect(key).toMatch(/^user-data\/auth_\d{8}_\d{6}\.json$/);
    expect(JSON.parse(objects[key]?.toString() ?? '')).toEqual({ hashConfig, users: [lan, minh, mai] });
    expect(objects[key]?.toString().split('\n')).toHaveLength(6);

    const manifest = JSON.parse(objects[manifestKey]?.toString() ?? '') as Record<string, unknown>;
    expect(manifest).toMatchObject({
      kind: 'firebase-auth',
      source: 'carenow-prod',
      key,
      counts: { accounts: 3, passwords: 1, disabled: 1, secondFactors: 1 },
      sha256: createHash('sha256')
        .update(objects[key] ?? '')
        .digest('hex'),
    });
    expect(last).toMatchObject({ event: 'finished', accounts: 3, passwords: 1, exit: 0 });
    expect(Object.keys(await scene.objects('records'))).toEqual([expect.stringMatching(/^attempts\/auth\/user-data_\d{8}_\d{6}$/)]);
    expect(scene.asked.map(({ path, query }) => [path, query])).toEqual([
      ['/admin/v2/projects/carenow-prod/config', {}],
      ['/v1/projects/carenow-prod/accounts:batchGet', { maxResults: '1000' }],
      ['/v1/projects/carenow-prod/accounts:batchGet', { maxResults: '1000', nextPageToken: '1' }],
    ]);
  });

  it('is granted exactly what its calls need', async () => {
    await backUp(identityToolkit([[lan]], { signIn: { hashConfig } }));
    expect(grantedInCareNow('AuthRead')).toEqual(permissionsFor(scene.asked));
  });

  it('says no word of an account, a hash or the key of the hashes in its log', async () => {
    const { output } = await backUp(identityToolkit([[lan, minh], [mai]], { signIn: { hashConfig } }));
    for (const secret of [lan.email, lan.passwordHash, hashConfig.signerKey, lan.mfaInfo[0]?.phoneInfo])
      expect(output).not.toContain(secret);
  });

  it.each([
    ['hashes that are hidden', [[minh], [{ ...lan, passwordHash: 'UkVEQUNURUQ=' }]], { signIn: { hashConfig } }, 'uid-1 is hidden'],
    ['no hash parameters', [[lan]], { signIn: {} }, 'hash parameters of carenow-prod are hidden'],
    [
      'a hidden key',
      [[lan]],
      { signIn: { hashConfig: { ...hashConfig, signerKey: 'UkVEQUNURUQ=' } } },
      'firebaseauth.configs.getHashConfig',
    ],
    ['tenants', [[lan]], { signIn: { hashConfig }, multiTenant: { allowTenants: true } }, 'accounts of tenants are not copied'],
  ])('refuses %s, and leaves no copy', async (_, pages, config, message) => {
    const { code, last } = await backUp(identityToolkit(pages, config));
    expect(code).toBe(4);
    expect(last).toMatchObject({ event: 'failed', reason: 'refused', message: expect.stringContaining(message) });
    expect(await scene.objects('copies')).toEqual({});
    expect(Object.keys(await scene.objects('records'))).toHaveLength(1);
  });

  it('leaves no copy of a list that breaks off', async () => {
    const whole = identityToolkit([[lan, minh], [mai]], { signIn: { hashConfig } });
    const { code, last } = await backUp((asked) =>
      asked.query['nextPageToken'] === '1' ? refusal(403, 'Permission denied: firebaseauth.users.get') : whole(asked),
    );
    expect(code).toBe(3);
    expect(last).toMatchObject({
      reason: 'source',
      message:
        'Identity Toolkit did not answer GET /v1/projects/carenow-prod/accounts:batchGet: 403: Permission denied: firebaseauth.users.get',
    });
    expect(await scene.objects('copies')).toEqual({});
  });

  it('asks again after a failure that passes', async () => {
    let failures = 2;
    const whole = identityToolkit([[lan]], { signIn: { hashConfig } });
    const { code } = await backUp((asked) => {
      failures -= 1;
      return failures >= 0 ? refusal(503, 'The service is currently unavailable.') : whole(asked);
    });
    expect(code).toBe(0);
  });

  it('stores no list that is too small to be credible', async () => {
    const { code, last } = await backUp(identityToolkit([[]], { signIn: { hashConfig } }), { MINIMUM_BYTES: '1000' });
    expect(code).toBe(6);
    expect(last).toMatchObject({ reason: 'notCredible' });
    expect(await scene.objects('copies')).toEqual({});
  });
});
