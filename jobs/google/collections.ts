import { countDocuments } from './count-documents';
import type { GoogleApi } from './google-api';

/** Root collections of a Firestore database, counted now or at an earlier minute. */
export class Collections {
  private readonly documents: string;

  constructor(
    private readonly firestore: GoogleApi,
    project: string,
    database: string,
  ) {
    this.documents = `v1/projects/${project}/databases/${database}/documents`;
  }

  /** Names of the root collections at a whole minute of the last hour, or of the recovery window where the database keeps one. */
  async names(readTime: Date): Promise<readonly string[]> {
    const names: string[] = [];
    let pageToken: string | undefined;
    do {
      const page: { collectionIds?: readonly string[]; nextPageToken?: string } = await this.firestore.post(
        `${this.documents}:listCollectionIds`,
        { readTime: readTime.toISOString(), ...(pageToken === undefined ? {} : { pageToken }) },
        { repeatable: true },
      );
      names.push(...(page.collectionIds ?? []));
      pageToken = page.nextPageToken === '' ? undefined : page.nextPageToken;
    } while (pageToken !== undefined);
    return names.sort();
  }

  async count(collection: string, readTime: Date): Promise<number> {
    return await countDocuments(this.firestore, this.documents, collection, { readTime });
  }
}
