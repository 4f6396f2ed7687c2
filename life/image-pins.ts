import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Base images by name, each `<image>:<tag>@sha256:<digest>`. The file is committed, so that every build takes the same. */
export type ImagePins = Readonly<Record<string, string>>;

export const pinFile = 'jobs/images.json';

const pinned = /^[^@\s]+@sha256:[0-9a-f]{64}$/;

/** The pins; undefined where there is no file, or it holds something that is no image by digest. */
export function readPins(file: string): ImagePins | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const isPins = typeof value === 'object' && value !== null && Object.values(value).every((pin) => pinned.test(String(pin)));
    return isPins ? (value as ImagePins) : undefined;
  } catch {
    return undefined;
  }
}

export function writePins(file: string, pins: ImagePins): void {
  writeFileSync(file, `${JSON.stringify(pins, undefined, 2)}\n`);
}
