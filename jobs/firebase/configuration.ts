import { JobError } from '../exit';
import { jsonFile, type NamedFile } from '../files/named-files';
import type { Connect } from '../google/google-api';
import { firestoreIndexes } from './indexes';
import { securityRules } from './rules';

/** Where configuration is read from. */
export interface ConfigurationSources {
  readonly project: string;
  readonly database: string | undefined;
  readonly connect: Connect;
  readonly signal: AbortSignal;
  /** The files of a folder of the repository, with their paths in it; none where there is no such folder. */
  readonly folder: (name: string) => Promise<readonly NamedFile[]>;
}

type ReadPart = (sources: ConfigurationSources) => Promise<readonly NamedFile[]>;

/** The parts that a declaration may name, beside folders of the repository. */
const parts: Readonly<Record<string, ReadPart>> = {
  'remote config': async ({ project, connect, signal }) => {
    const template = await connect('remoteConfig', signal).get<object>(`v1/projects/${project}/remoteConfig`);
    if (Object.keys(template).length === 0) throw new JobError('source', `${project} has no Remote Config template`);
    return [jsonFile('remoteconfig.template.json', template)];
  },
  'security rules': ({ project, connect, signal }) => securityRules(project, connect('rules', signal)),
  indexes: async ({ project, database, connect, signal }) => {
    if (database === undefined) throw new JobError('settings', 'the indexes of no database can be copied: DATABASE is not set');
    return [jsonFile('firestore.indexes.json', await firestoreIndexes(project, database, connect('firestore', signal)))];
  },
};

/** `config folder` is the folder `config` of the repository. */
const folderPart = /^(\S+) folder$/;

/**
 * Every declared part of the configuration as files, with the `firebase.json` that deploys them. Ends with
 * `settings` for a part that nobody knows, and with `source` for one that is not there: neither may be missing in silence.
 */
export async function configurationFiles(names: readonly string[], sources: ConfigurationSources): Promise<readonly NamedFile[]> {
  const unknown = names.filter((name) => !(name in parts) && !folderPart.test(name));
  if (names.length === 0 || unknown.length > 0) {
    const known = [...Object.keys(parts), '<name> folder'].join(', ');
    throw new JobError('settings', `unknown parts: ${unknown.join(', ') || 'none is named'}; known are ${known}`);
  }
  const files: NamedFile[] = [];
  for (const name of names) files.push(...(await filesOf(name, sources)));
  const deployed = firebaseJson(files.map((file) => file.name));
  return deployed === undefined ? files : [...files, jsonFile('firebase.json', deployed)];
}

/** The files of one part. */
export async function filesOf(part: string, sources: ConfigurationSources): Promise<readonly NamedFile[]> {
  const read = parts[part];
  if (read !== undefined) return await read(sources);
  const [, folder = ''] = folderPart.exec(part) ?? [];
  const files = await sources.folder(folder);
  if (files.length === 0) throw new JobError('source', `the repository has no files in its folder ${folder}`);
  return files;
}

/** What `firebase deploy` reads, for the files that there are. */
function firebaseJson(names: readonly string[]): object | undefined {
  const has = (name: string): string | undefined => (names.includes(name) ? name : undefined);
  const sections = {
    firestore: section({ rules: has('firestore.rules'), indexes: has('firestore.indexes.json') }),
    storage: section({ rules: has('storage.rules') }),
    remoteconfig: section({ template: has('remoteconfig.template.json') }),
  };
  return section(sections);
}

function section(entries: Readonly<Record<string, unknown>>): object | undefined {
  const present = Object.entries(entries).filter(([, value]) => value !== undefined);
  return present.length === 0 ? undefined : Object.fromEntries(present);
}
