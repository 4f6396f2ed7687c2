import { JobError } from '../exit';
import { countDocuments } from './count-documents';
import type { GoogleApi } from './google-api';
import { finished, type Operation } from './operation';

/** A Firestore database that drills fill and empty. */
export class ScratchFirestore {
  private readonly path: string;

  constructor(
    private readonly firestore: GoogleApi,
    project: string,
    database: string,
    private readonly signal: AbortSignal,
    private readonly pause?: number,
  ) {
    this.path = `v1/projects/${project}/databases/${database}`;
  }

  /** Deletes every document. Ends with `source` where some are left. */
  async empty(): Promise<void> {
    if (await this.isEmpty()) return;
    // A request that names neither collections nor namespaces is refused; the empty name is the one namespace that the database has.
    await this.done(':bulkDeleteDocuments', { namespaceIds: [''] });
    if (!(await this.isEmpty())) throw new JobError('source', `${this.path} still holds documents after all were deleted`);
  }

  /** Imports an export and gives the number of documents that came. Documents of the same name are overwritten, others stay. */
  async fill(from: string): Promise<number> {
    const { documents } = await this.done(':importDocuments', { inputUriPrefix: from });
    return documents;
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

  private async done(method: string, body: object): Promise<{ readonly documents: number }> {
    const operation = await this.firestore.post<Operation>(`${this.path}${method}`, body);
    return await finished(this.firestore, operation, this.signal, this.pause);
  }
}
