import type { Product } from '../model/product';

/** An image that the image of the jobs is built on, as Docker Hub has it. */
export interface BaseImage {
  /** What the file of pins calls it. */
  readonly name: string;
  readonly repository: string;
  readonly tag: string;
}

/** Debian 12, whose packages the Dockerfile names. */
const release = 'bookworm';

export const nodeImage: BaseImage = { name: 'node', repository: 'library/node', tag: `22-${release}-slim` };

const postgresImage = (major: number): BaseImage => ({
  name: `postgres-${major}`,
  repository: 'library/postgres',
  tag: `${major}-${release}`,
});

/** Node.js, and PostgreSQL in each major version that a product declares. */
export function baseImages(products: readonly Product[]): readonly BaseImage[] {
  const declared = products.flatMap((product) => product.evaluate().declaration ?? []);
  const sources = declared.flatMap(({ backups, archives }) => [...backups, ...archives].map(({ source }) => source));
  const majors = sources.flatMap((source) => (source.kind === 'postgres' ? [source.major] : []));
  return [nodeImage, ...[...new Set(majors)].sort((a, b) => a - b).map(postgresImage)];
}
