/** A number of bytes, as stored or transferred. */
export type Bytes = number;

export const kilobytes = (count: number): Bytes => count * 1e3;
export const megabytes = (count: number): Bytes => count * 1e6;
export const gigabytes = (count: number): Bytes => count * 1e9;
export const mebibytes = (count: number): Bytes => count * 2 ** 20;

/** As a person reads it, in decimal units: `20 GB`, `512 MB`. */
export function formatBytes(bytes: Bytes): string {
  for (const [unit, size] of [
    ['TB', 1e12],
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ] as const) {
    if (bytes >= size) return `${Number((bytes / size).toFixed(1))} ${unit}`;
  }
  return `${bytes} B`;
}
