import { createHash } from 'node:crypto';
import type { Finding } from './finding';
import { reportFinding } from './finding';
import { messages } from './messages';

const slug = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Checks a name that becomes part of ids, file names and Terraform addresses. */
export function slugName(kind: string, name: string): string {
  return slug.test(name) ? name : reportFinding(messages.badName(kind, name, 'lower-case letters, digits and single hyphens'), 'invalid');
}

/** Documented limits of the vendors on names that opskeep makes, in characters. */
export const nameLimits = {
  s3Bucket: { limit: 63, vendor: 'Amazon S3' },
  gcsBucket: { limit: 63, vendor: 'Google Cloud Storage' },
  iamRole: { limit: 64, vendor: 'AWS IAM' },
  serviceAccount: { limit: 30, vendor: 'Google IAM' },
  schedule: { limit: 64, vendor: 'EventBridge Scheduler' },
  grafanaUid: { limit: 40, vendor: 'Grafana' },
  eventRule: { limit: 64, vendor: 'EventBridge' },
  sqsQueue: { limit: 80, vendor: 'Amazon SQS' },
  cloudRunJob: { limit: 49, vendor: 'Cloud Run' },
} as const;

export type LimitedName = keyof typeof nameLimits;

/** A finding when the name is longer than its vendor allows. */
export function checkNameLength(where: string, kind: LimitedName, name: string): Finding[] {
  const { limit, vendor } = nameLimits[kind];
  return name.length > limit ? [messages.nameTooLong(where, kind, name, limit, vendor)] : [];
}

/** One finding for each name that occurs more than once. */
export function checkUnique(where: string, kind: string, names: readonly string[]): Finding[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (seen.has(name) ? twice : seen).add(name);
  return [...twice].map((name) => messages.duplicate(where, kind, name));
}

const hashLength = 4;

/**
 * A name that fits its vendor's limit. One that is too long keeps its beginning and ends in a hash of the whole, so that the
 * same duty always gets the same name and two duties never share one by being cut.
 */
export function fittedName(kind: LimitedName, name: string): string {
  const { limit } = nameLimits[kind];
  if (name.length <= limit) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, hashLength);
  return `${name.slice(0, limit - hashLength - 1).replace(/-+$/, '')}-${hash}`;
}
