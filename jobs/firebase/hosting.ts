import { JobError } from '../exit';
import { jsonFile, type NamedFile } from '../files/named-files';
import type { GoogleApi } from '../google/google-api';

interface Site {
  /** `projects/<project>/sites/<site>`. */
  readonly name: string;
}

interface Release {
  readonly name: string;
  readonly version?: { readonly name: string };
}

/**
 * The live release of each site of Firebase Hosting with the list of its files and their hashes, as one file a site. The service gives no
 * content back: that is built from the repository, and the hashes tell whether it is the same. Ends with `source` where nothing is live.
 */
export async function liveReleases(project: string, hosting: GoogleApi): Promise<readonly NamedFile[]> {
  const files: NamedFile[] = [];
  for await (const page of hosting.pages<{ sites?: readonly Site[]; nextPageToken?: string }>(`v1beta1/projects/${project}/sites`)) {
    for (const { name } of page.sites ?? []) {
      const site = name.slice(name.lastIndexOf('/') + 1);
      const { release } = await hosting.get<{ release?: Release }>(`v1beta1/sites/${site}/channels/live`);
      if (release?.version === undefined) continue;
      files.push(jsonFile(`${site}.json`, { release, files: await filesOf(release.version.name, hosting) }));
    }
  }
  if (files.length === 0) throw new JobError('source', `${project} has no live release of Firebase Hosting`);
  return files;
}

async function filesOf(version: string, hosting: GoogleApi): Promise<readonly object[]> {
  const files: object[] = [];
  for await (const page of hosting.pages<{ files?: readonly object[]; nextPageToken?: string }>(`v1beta1/${version}/files`)) {
    files.push(...(page.files ?? []));
  }
  return files;
}
