import { Readable } from 'node:stream';
import type { Account, HashConfig } from './accounts';

/** Accounts of a copy, counted while it was made. */
export interface AccountCounts {
  accounts: number;
  /** Accounts that hold a password. */
  passwords: number;
  disabled: number;
  /** Accounts with a second factor. */
  secondFactors: number;
}

/**
 * The accounts as one JSON document, `{ "hashConfig": ..., "users": [...] }`, one account a line: what the runbook takes apart and imports.
 * Accounts stand in it as the service tells them, so that whatever it may tell some day is in the copy as well.
 */
export function accountCopy(
  hashConfig: HashConfig,
  pages: AsyncIterable<readonly Account[]>,
): { readonly content: Readable; readonly counts: Readonly<AccountCounts> } {
  const counts: AccountCounts = { accounts: 0, passwords: 0, disabled: 0, secondFactors: 0 };
  return { content: Readable.from(written(hashConfig, pages, counts), { objectMode: false }), counts };
}

async function* written(hashConfig: HashConfig, pages: AsyncIterable<readonly Account[]>, counts: AccountCounts): AsyncGenerator<Buffer> {
  yield Buffer.from(`{"hashConfig":${JSON.stringify(hashConfig)},"users":[`);
  for await (const page of pages) {
    const lines = page.map((account, place) => `${counts.accounts + place === 0 ? '' : ','}\n${JSON.stringify(account)}`);
    for (const account of page) count(account, counts);
    yield Buffer.from(lines.join(''));
  }
  yield Buffer.from('\n]}\n');
}

function count({ passwordHash, disabled, mfaInfo = [] }: Account, counts: AccountCounts): void {
  counts.accounts += 1;
  if (passwordHash !== undefined) counts.passwords += 1;
  if (disabled === true) counts.disabled += 1;
  if (mfaInfo.length > 0) counts.secondFactors += 1;
}
