import { setTimeout as wait } from 'node:timers/promises';
import { JobError } from '../exit';
import { countDocuments } from './count-documents';
import type { GoogleApi } from './google-api';

/** A long-running operation (Firestore Admin, Operation). */
interface Operation {
  readonly name: string;
  readonly done?: boolean;
  readonly error?: { readonly code?: number; readonly message?: string };
  readonly metadata?: { readonly progressDocuments?: { readonly completedWork?: string } };
}

/** Milliseconds between two looks at an operation. */
const usualPause = 5000;

/** A Firestore database that drills fill and empty. */
export class ScratchFirestore {
  private readonly path: string;

  constructor(
    private readonly firestore: GoogleApi,
    project: string,
    database: string,
    private readonly signal: AbortSignal,
    private readonly pause = usualPause,
  ) {
    this.path = `v1/projects/${project}/databases/${database}`;
  }

  /** Deletes every document. Ends with `source` where some are left. */
  async empty(): Promise<void> {
    if (await this.isEmpty()) return;
    // A request that names neither collections nor namespaces is refused; the empty name is the one namespace that the database has.
    await this.finished(await this.firestore.post<Operation>(`${this.path}:bulkDeleteDocuments`, { namespaceIds: [''] }));
    if (!(await this.isEmpty())) throw new JobError('source', `${this.path} still holds documents after all were deleted`);
  }

  /** Imports an export and gives the number of documents that came. Documents of the same name are overwritten, others stay. */
  async fill(from: string): Promise<number> {
    const { metadata } = await this.finished(
      await this.firestore.post<Operation>(`${this.path}:importDocuments`, { inputUriPrefix: from }),
    );
    return Number(metadata?.progressDocuments?.completedWork ?? 0);
  }

  /** Documents of a collection, counted no further than `most`. */
  async count(collection: string, most: number): Promise<number> {
    return await countDocuments(this.firestore, `${this.path}/documents`, collection, { upTo: most });
  }

  private async isEmpty(): Promise<boolean> {
    const found = await this.firestore.post<{ collectionIds?: readonly string[] }>(
      `${this.path}/documents:listCollectionIds`,
      { pageSize: 1 },
      { repeatable: true },
    );
    return (found.collectionIds ?? []).length === 0;
  }

  private async finished(operation: Operation): Promise<Operation> {
    let now = operation;
    while (now.done !== true) {
      await wait(this.pause, undefined, { signal: this.signal });
      now = await this.firestore.get<Operation>(`v1/${operation.name}`);
    }
    if (now.error !== undefined) throw new JobError('notCredible', `${operation.name}: ${now.error.message ?? `code ${now.error.code}`}`);
    return now;
  }
}
