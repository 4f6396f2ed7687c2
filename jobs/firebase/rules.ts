import { JobError } from '../exit';
import { jsonFile, type NamedFile } from '../files/named-files';
import type { GoogleApi } from '../google/google-api';

interface Release {
  /** `projects/<project>/releases/<service>`. */
  readonly name: string;
  readonly rulesetName: string;
}

interface Ruleset {
  readonly source?: { readonly files?: readonly { readonly name: string; readonly content: string }[] };
}

/** Releases by the service that enforces them, and the files that the Firebase CLI deploys them from. */
const firestoreRelease = 'cloud.firestore';
const storageRelease = /^firebase\.storage\/(.+)$/;

/** The security rules that are in force, each under the name that the Firebase CLI deploys it from. Ends with `source` where there are none. */
export async function securityRules(project: string, rules: GoogleApi): Promise<readonly NamedFile[]> {
  const releases: Release[] = [];
  for await (const page of rules.pages<{ releases?: readonly Release[]; nextPageToken?: string }>(`v1/projects/${project}/releases`)) {
    releases.push(...(page.releases ?? []));
  }
  if (releases.length === 0) throw new JobError('source', `${project} has no released security rules`);
  const named = releases.map((release) => ({ ...release, service: release.name.replace(/^.*\/releases\//, '') }));
  const buckets = named.filter(({ service }) => storageRelease.test(service)).length;
  const files: NamedFile[] = [];
  for (const { service, rulesetName } of named) {
    const { source } = await rules.get<Ruleset>(`v1/${rulesetName}`);
    const content = source?.files ?? [];
    if (content.length === 0) throw new JobError('source', `${rulesetName}, which ${service} enforces, has no content`);
    files.push({ name: fileOf(service, buckets), content: content.map((file) => file.content).join('\n') });
  }
  return [
    ...files,
    jsonFile(
      'releases.json',
      named.map(({ service, rulesetName }) => ({ service, rulesetName })),
    ),
  ];
}

/** One bucket is the rule; rules of several need a name each. */
function fileOf(service: string, buckets: number): string {
  if (service === firestoreRelease) return 'firestore.rules';
  if (storageRelease.test(service) && buckets === 1) return 'storage.rules';
  return `${service.replace(/[^A-Za-z0-9.-]+/g, '-')}.rules`;
}
