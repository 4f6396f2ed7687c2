import type { Section } from '../section';
import { steps, typed } from './steps';
import { byHandAnchor } from './tool';

/** The same work with the tools of a vendor. */
interface VendorCommands {
  /** List the manifests in the order of their age, and fetch one of them as `manifest.json`. */
  readonly manifests: readonly string[];
  /** Fetches the copy at `KEY` as `fetched.copy`. */
  readonly download: string;
  /** What is said of the download besides. @default nothing */
  readonly note?: string;
}

const manifestsText =
  'List the manifests of the verified copies of `BACKUP`, newest last, and fetch the newest. Set `MANIFEST` to another one where the damage is older.';

/** Restore on a host that has nothing of ours; `more` are its steps once the copy is there. */
export const byHandSection = ({ manifests, download, note }: VendorCommands, ...more: readonly string[]): Section => ({
  title: 'Restore by hand',
  anchor: byHandAnchor,
  meets: [],
  body: steps(
    typed(manifestsText, 'sh', ...manifests),
    typed(
      ['Download the copy that the manifest names and compare its checksum.', ...(note === undefined ? [] : [note])].join(' '),
      'sh',
      'KEY=$(jq --raw-output .key manifest.json)',
      download,
      'echo "$(jq --raw-output .sha256 manifest.json)  fetched.copy" | sha256sum --check',
    ),
    ...more,
  ),
});
