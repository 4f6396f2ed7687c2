import { reportFinding } from '../../../model/finding';
import { messages } from '../../../model/messages';
import { shortHash } from '../../../model/names';
import { fittedName, isToken } from '../checks';

/** Google IAM: an account id has at least 6 characters. */
const shortestAccountId = 6;

/**
 * The id of a service account, 6 to 30 characters. An id of the wrong length ends in a hash of the whole: the same duty always gets
 * the same id, and no two duties share one by being cut.
 */
export function serviceAccountId(prefix: string, duty: string): string {
  const id = `${prefix}-${duty}`;
  return id.length < shortestAccountId ? `${id}-${shortHash(id, 4)}` : fittedName('serviceAccount', id);
}

/** The id of a custom role, at most 64 characters and no hyphens: `carenow-production` and `auth-backup` give `carenowProductionAuthBackup`. */
export function customRoleId(prefix: string, duty: string): string {
  const id = `${prefix}-${duty}`.replace(/-([a-z0-9])/g, (_, next: string) => next.toUpperCase());
  return fittedName('customRole', id);
}

/** Google Cloud Storage: 3 to 63 characters, no upper case. Names with dots are left out, because they need a verified domain. */
const bucketPattern = /^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/;

/** A literal bucket name is checked here, because neither validate nor plan does it. */
export function bucketName(where: string, name: string): string {
  if (isToken(name) || bucketPattern.test(name)) return name;
  return reportFinding(messages.badName(where, name, '3 to 63 lower-case letters, digits, hyphens and underscores'), name);
}
