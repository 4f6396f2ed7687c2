import type { BackupSource } from '../../../model/backup';
import { exportPermissions } from './firestore-export';

/**
 * Accounts with their password hashes. The predefined viewer role lacks the hash parameters, without which exports hold redacted
 * hashes; the predefined admin role may change accounts.
 */
const authPermissions = ['firebaseauth.configs.get', 'firebaseauth.configs.getHashConfig', 'firebaseauth.users.get'] as const;

/** Remote config, security rules and index definitions, read only. */
const configurationPermissions = [
  'cloudconfig.configs.get',
  'datastore.indexes.list',
  'firebaserules.releases.list',
  'firebaserules.rulesets.get',
] as const;

/** Which release of the site is live. */
const hostingPermissions = ['firebasehosting.sites.get', 'firebasehosting.sites.list'] as const;

/** What a job has to read on the project, by what it backs up; buckets and secrets are granted one by one. */
export function readPermissions(kind: BackupSource['kind']): readonly string[] {
  switch (kind) {
    case 'firebase-auth':
      return authPermissions;
    case 'configuration':
      return configurationPermissions;
    case 'full-system':
      return [...authPermissions, ...configurationPermissions, ...exportPermissions, ...hostingPermissions];
    case 'code-bundle':
    case 'files':
    case 'firestore':
    case 'postgres':
      return [];
  }
}
