/** Names of the buckets beside the backup bucket, without the prefix that makes them unique in the world. */

/** Base backups and write-ahead log of a store. */
export const archiveBucketName = (environmentId: string, store: string): string => `${environmentId}-${store}-wal`;

/** The copy in a second region. */
export const copyBucketName = (bucket: string): string => `${bucket}-copy`;

/** Attempts, manifests and results, where they do not stand in the backup bucket (Google Cloud). */
export const recordsBucketName = (bucket: string): string => `${bucket}-records`;

/** Copies in a project of their own (Google Cloud). */
export const offProjectBucketName = (bucket: string): string => `${bucket}-off-project`;

/** The copy with another cloud provider. */
export const secondProviderBucketName = (environmentId: string): string => `${environmentId}-backups-second-provider`;
