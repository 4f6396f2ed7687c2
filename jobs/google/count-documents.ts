import { JobError } from '../exit';
import type { GoogleApi } from './google-api';

interface CountOptions {
  /** Counts no further. @default to the end */
  readonly upTo?: number;
  /** A whole minute of the recovery window. @default now */
  readonly readTime?: Date;
}

/** One row of an answer (Firestore, runAggregationQuery). */
interface Row {
  readonly result?: { readonly aggregateFields?: { readonly documents?: { readonly integerValue?: string } } };
}

/**
 * Documents of a collection.
 * @param documents path of the database's documents: `v1/projects/<project>/databases/<database>/documents`
 * @param collection its name, or its path below a document
 */
export async function countDocuments(
  firestore: GoogleApi,
  documents: string,
  collection: string,
  { upTo, readTime }: CountOptions = {},
): Promise<number> {
  const segments = collection.split('/');
  const collectionId = segments.pop() ?? collection;
  const query = {
    structuredAggregationQuery: {
      aggregations: [{ alias: 'documents', count: upTo === undefined ? {} : { upTo: String(upTo) } }],
      structuredQuery: { from: [{ collectionId }] },
    },
    ...(readTime === undefined ? {} : { readTime: readTime.toISOString() }),
  };
  const parent = [documents, ...segments].join('/');
  const rows = await firestore.post<readonly Row[]>(`${parent}:runAggregationQuery`, query, { repeatable: true });
  const counted = rows.find(({ result }) => result !== undefined)?.result?.aggregateFields?.documents?.integerValue;
  if (counted === undefined) throw new JobError('source', `Firestore counted no documents of ${collection}`);
  return Number(counted);
}
