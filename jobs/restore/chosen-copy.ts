import { manifestOf, verifiedKey } from '../../model/store-layout';
import { JobError } from '../exit';
import type { Request } from './command-line';
import { findCopy, readCopy, type VerifiedCopy } from './copies';

/** The copy that a person chose. */
export async function chosenCopy(request: Request, signal: AbortSignal): Promise<VerifiedCopy> {
  const { backup, key, records, copies, tier, at } = request;
  if (key === undefined) {
    return await findCopy(records, { backup, ...(tier === undefined ? {} : { tier }), ...(at === undefined ? {} : { at }) }, signal);
  }
  const record = verifiedKey(backup, key);
  const verified = (await records.list(record, signal)).some((object) => object.key === record);
  if (verified) return await readCopy(records, record, signal);
  if (request.unverified !== true) {
    throw new JobError('notCredible', `${key} was never verified. Choose another one, or add --unverified if there is none`);
  }
  return await readCopy(copies, manifestOf(key), signal);
}
