import { createHash } from 'node:crypto';

/** Bytes of one name in a folder, on every file system that counts (Linux, NAME_MAX). */
const longestName = 255;

/** Folder of objects whose names no file can have. Their own names stand beside them. */
const renamedFolder = 'renamed';

/** Where an object goes in an archive. */
export interface Place {
  readonly path: string;
  /** Whether the object has another name than its place. */
  readonly renamed: boolean;
}

/**
 * Gives each object its place in a folder tree. Names of objects are free text: "a" and "a/b" may both be there, and "../b" as well. Where no
 * file can have the name, the place is a name that follows from it. Asked in the order of the listing, which is that of the bytes.
 */
export class Places {
  /** Earlier names that the current one begins with. */
  private readonly stems: string[] = [];

  of(name: string): Place {
    while (this.stems.length > 0 && !name.startsWith(this.stems.at(-1) ?? '')) this.stems.pop();
    const inFile = this.stems.some((stem) => !stem.endsWith('/') && name.startsWith(`${stem}/`));
    this.stems.push(name);
    const segments = name.replace(/\/$/, '').split('/');
    const possible = segments.every((segment) => !['', '.', '..'].includes(segment) && Buffer.byteLength(segment) <= longestName);
    if (possible && !inFile && !name.includes('\0') && segments[0] !== renamedFolder) return { path: name, renamed: false };
    return { path: `${renamedFolder}/${createHash('sha256').update(name).digest('hex')}`, renamed: true };
  }
}
