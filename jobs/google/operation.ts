import { setTimeout as wait } from 'node:timers/promises';
import { JobError } from '../exit';
import type { GoogleApi } from './google-api';

/** A long-running operation (Firestore Admin, Operation). */
export interface Operation {
  readonly name: string;
  readonly done?: boolean;
  readonly error?: { readonly code?: number; readonly message?: string };
  readonly metadata?: { readonly progressDocuments?: { readonly completedWork?: string } };
}

/** Milliseconds between two looks at an operation. */
const usualPause = 5000;

/** Waits for the end of an operation; ends with `notCredible` where it failed. */
export async function finished(
  firestore: GoogleApi,
  operation: Operation,
  signal: AbortSignal,
  pause = usualPause,
): Promise<{ readonly documents: number }> {
  let now = operation;
  while (now.done !== true) {
    await wait(pause, undefined, { signal });
    now = await firestore.get<Operation>(`v1/${operation.name}`);
  }
  if (now.error !== undefined) throw new JobError('notCredible', `${operation.name}: ${now.error.message ?? `code ${now.error.code}`}`);
  return { documents: Number(now.metadata?.progressDocuments?.completedWork ?? 0) };
}
