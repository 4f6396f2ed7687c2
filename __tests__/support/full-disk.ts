import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unprivileged } from './job-process';

/** A file system of a few megabytes, to be filled: the errors of a full disk are those of the system. Needs root. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'opskeep-disk-'));

  constructor(megabytes: number) {
    const owner = unprivileged === undefined ? '' : `,uid=${unprivileged.uid},gid=${unprivileged.gid}`;
    const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700${owner}`, 'tmpfs', this.folder]);
    if (status === 0) return;
    rmdirSync(this.folder);
    throw new Error(`mount ended with ${status}: ${stderr}`);
  }

  remove(): void {
    spawnSync('umount', [this.folder]);
    rmdirSync(this.folder);
  }
}

export function canMountDisks(): boolean {
  try {
    new SmallDisk(1).remove();
    return true;
  } catch {
    return false;
  }
}
