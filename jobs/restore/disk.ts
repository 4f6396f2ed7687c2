/** How programs say that there is no room: in the words of the system, or in the hint of PostgreSQL after a write that was cut short. */
const full = /No space left on device|Disk quota exceeded|File too large|Check free disk space/;

/** Whether a program's words say that the disk is full. */
export const isFull = (words: string): boolean => full.test(words);

/** Whether the system refused to write for want of room. */
export const isFullError = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(codeOf(error)));

/** Code of an error of the system, e.g. `ENOENT`. */
export const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
