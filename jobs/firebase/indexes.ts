import type { GoogleApi } from '../google/google-api';

interface IndexField {
  readonly fieldPath: string;
  readonly order?: string;
}

interface Index {
  /** `projects/<project>/databases/<database>/collectionGroups/<collection>/indexes/<id>`. */
  readonly name: string;
  readonly queryScope: string;
  readonly fields: readonly IndexField[];
}

interface Field {
  /** As the name of an index, with `fields/<path>` at its end. */
  readonly name: string;
  readonly ttlConfig?: unknown;
  readonly indexConfig?: { readonly indexes?: readonly (Omit<Index, 'fields'> & { readonly fields: readonly Record<string, string>[] })[] };
}

/** What the Firebase CLI deploys indexes from (`firestore.indexes.json`). */
export interface IndexFile {
  readonly indexes: readonly object[];
  readonly fieldOverrides: readonly object[];
}

/** Fields whose indexes differ from the default of the database, or whose documents expire (Firestore Admin, fields.list). */
const overridden = 'indexConfig.usesAncestorConfig=false OR ttlConfig:*';

/** The indexes and field settings of a database. An automatic last field is left out, since Firestore adds it again. */
export async function firestoreIndexes(project: string, database: string, firestore: GoogleApi): Promise<IndexFile> {
  const parent = `v1/projects/${project}/databases/${database}/collectionGroups/-`;
  const indexes: object[] = [];
  for await (const page of firestore.pages<{ indexes?: readonly Index[]; nextPageToken?: string }>(`${parent}/indexes`)) {
    for (const { name, queryScope, fields } of page.indexes ?? []) {
      indexes.push({ collectionGroup: collectionIn(name), queryScope, fields: withoutAutomatic(fields) });
    }
  }
  const fieldOverrides: object[] = [];
  for await (const page of firestore.pages<{ fields?: readonly Field[]; nextPageToken?: string }>(`${parent}/fields`, {
    filter: overridden,
  })) {
    fieldOverrides.push(...(page.fields ?? []).filter(({ name }) => !name.includes('__default__')).map(fieldOverride));
  }
  return { indexes: indexes.sort(byText), fieldOverrides: fieldOverrides.sort(byText) };
}

const collectionIn = (name: string): string => /\/collectionGroups\/([^/]+)\//.exec(name)?.[1] ?? name;

function withoutAutomatic(fields: readonly IndexField[]): readonly IndexField[] {
  const [before, last] = fields.slice(-2);
  return last?.fieldPath === '__name__' && last.order === before?.order ? fields.slice(0, -1) : fields;
}

function fieldOverride({ name, ttlConfig, indexConfig }: Field): object {
  return {
    collectionGroup: collectionIn(name),
    fieldPath: name.replace(/^.*\/fields\//, ''),
    ttl: ttlConfig !== undefined,
    indexes: (indexConfig?.indexes ?? []).map(({ queryScope, fields: [field] }) => {
      const { fieldPath: _, ...how } = field ?? {};
      return { ...how, queryScope };
    }),
  };
}

/** An order that follows from the content alone. */
const byText = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
