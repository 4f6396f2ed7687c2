import { JobError } from '../exit';
import type { GoogleApi } from '../google/google-api';

/** Parameters by which passwords were hashed. They are the same for every account and stand in none of them. */
export interface HashConfig {
  readonly algorithm: string;
  /** Base64. */
  readonly signerKey: string;
  /** Base64. */
  readonly saltSeparator?: string;
  readonly rounds?: number;
  readonly memoryCost?: number;
}

/** An account, as far as we look at it; all that the service says of it is copied (Identity Toolkit, UserInfo). */
export interface Account {
  readonly localId: string;
  readonly passwordHash?: string;
  readonly disabled?: boolean;
  readonly mfaInfo?: readonly unknown[];
}

interface ProjectConfig {
  readonly signIn?: { readonly hashConfig?: Partial<HashConfig> };
  readonly multiTenant?: { readonly allowTenants?: boolean };
}

/** What the service puts where a hash or a key would stand and the account of the job may not see it: "REDACTED" in Base64. */
const redacted = 'UkVEQUNURUQ';

const isRedacted = (value: string): boolean => value.replace(/=+$/, '') === redacted;

/** What is missing where the service hides hashes. */
const permission = 'firebaseauth.configs.getHashConfig';

/** Most accounts of one page (Identity Toolkit, accounts.batchGet). */
const mostInOnePage = 1000;

/**
 * The hash parameters of a project. Ends with `refused` where they are hidden: nobody could sign in by password after a restore; and where
 * the project has tenants, whose accounts no list of the project holds.
 */
export async function hashConfigOf(project: string, identityToolkit: GoogleApi): Promise<HashConfig> {
  const { signIn, multiTenant } = await identityToolkit.get<ProjectConfig>(`admin/v2/projects/${project}/config`);
  if (multiTenant?.allowTenants === true) {
    throw new JobError('refused', `${project} has tenants, and the accounts of tenants are not copied: copy each tenant by itself`);
  }
  const { algorithm = '', signerKey = '', ...others } = signIn?.hashConfig ?? {};
  if (algorithm === '' || signerKey === '' || isRedacted(signerKey)) {
    throw new JobError('refused', `the hash parameters of ${project} are hidden: does the account of this job hold ${permission}?`);
  }
  return { algorithm, signerKey, ...others };
}

/** Every account of a project, page by page. Ends with `refused` at the first one whose password hash is hidden. */
export async function* accountsOf(project: string, identityToolkit: GoogleApi): AsyncGenerator<readonly Account[]> {
  interface Page {
    readonly users?: readonly Account[];
    readonly nextPageToken?: string;
  }
  const path = `v1/projects/${project}/accounts:batchGet`;
  for await (const { users = [] } of identityToolkit.pages<Page>(path, { maxResults: mostInOnePage }, 'nextPageToken')) {
    const hidden = users.find(({ passwordHash }) => passwordHash !== undefined && isRedacted(passwordHash));
    if (hidden !== undefined) {
      throw new JobError(
        'refused',
        `the password hash of account ${hidden.localId} is hidden: does the account of this job hold ${permission}?`,
      );
    }
    yield users;
  }
}
