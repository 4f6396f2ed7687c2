import fc from 'fast-check';
import { bucketName, customRoleId, serviceAccountId } from '../../../../constructs/backup/google/naming';

const slug = fc.stringMatching(/^[a-z][a-z0-9]{0,20}(-[a-z0-9]{1,12}){0,3}$/);

describe('names of Google resources', () => {
  it('keeps a service account id that fits', () => {
    expect(serviceAccountId('shop-production', 'watcher')).toBe('shop-production-watcher');
  });

  it('ends an id that is too long in a hash of the whole', () => {
    expect(serviceAccountId('carenow-production', 'firestore-weekly-restore')).toBe('carenow-production-firest-e136');
  });

  it('gives every duty an id that Google accepts', () => {
    fc.assert(
      fc.property(
        slug,
        slug,
        (prefix, duty) => /^[a-z]([-a-z0-9]*[a-z0-9])$/.test(serviceAccountId(prefix, duty)) && serviceAccountId(prefix, duty).length <= 30,
      ),
    );
    expect(serviceAccountId('a', 'b')).toMatch(/^a-b-[0-9a-f]{4}$/);
  });

  it('tells two duties apart that differ only where both are cut', () => {
    const duties = ['firestore-weekly-restore', 'firestore-weekly-report', 'firestore-monthly-restore'];
    expect(new Set(duties.map((duty) => serviceAccountId('carenow-production', duty))).size).toBe(3);
  });

  it('writes custom roles without hyphens, within 64 characters', () => {
    expect(customRoleId('carenow-production', 'auth-read')).toBe('carenowProductionAuthRead');
    fc.assert(
      fc.property(slug, slug, (prefix, duty) => /^[a-zA-Z0-9_]{3,64}$/.test(customRoleId(`${prefix}-production`, `${duty}-${duty}`))),
    );
  });

  it('refuses bucket names that only the apply would refuse, and takes tokens as they are', () => {
    expect(bucketName('here', 'carenow-backups')).toBe('carenow-backups');
    expect(bucketName('here', '${TfToken[TOKEN.1]}')).toBe('${TfToken[TOKEN.1]}');
    for (const name of ['BAD_Name!', 'ab', 'a'.repeat(64), '-a-b']) expect(() => bucketName('here', name)).toThrow('not a name for a here');
  });
});
