import { createHash } from 'node:crypto';
import type { Finding } from './finding';
import { reportFinding } from './finding';
import { messages } from './messages';

const slug = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Checks a name that becomes part of ids, file names and Terraform addresses. */
export function slugName(kind: string, name: string): string {
  return slug.test(name) ? name : reportFinding(messages.badName(kind, name, 'lower-case letters, digits and single hyphens'), 'invalid');
}

interface NameLimit {
  /** Most characters. */
  readonly limit: number;
  readonly vendor: string;
  /** Hexadecimal digits of the hash that a name which is too long ends in. @default 4 */
  readonly hashDigits?: number;
  /** What stands before that hash. @default a hyphen */
  readonly joint?: string;
}

/** Documented limits of the vendors on names that opskeep makes, and how one that is too long is cut. What comes of it is contract. */
export const nameLimits = {
  s3Bucket: { limit: 63, vendor: 'Amazon S3' },
  gcsBucket: { limit: 63, vendor: 'Google Cloud Storage' },
  iamRole: { limit: 64, vendor: 'AWS IAM' },
  serviceAccount: { limit: 30, vendor: 'Google IAM' },
  // Role ids know no hyphens.
  customRole: { limit: 64, vendor: 'Google IAM', joint: '_' },
  schedule: { limit: 64, vendor: 'EventBridge Scheduler' },
  // Many rules of one product share their beginning.
  grafanaUid: { limit: 40, vendor: 'Grafana', hashDigits: 8 },
  eventRule: { limit: 64, vendor: 'EventBridge' },
  sqsQueue: { limit: 80, vendor: 'Amazon SQS' },
  cloudRunJob: { limit: 49, vendor: 'Cloud Run' },
} as const satisfies Readonly<Record<string, NameLimit>>;

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

/** The first hexadecimal digits of the SHA-256 of a text. */
export const shortHash = (text: string, digits: number): string => createHash('sha256').update(text).digest('hex').slice(0, digits);

/**
 * A name that fits its vendor's limit. One that is too long keeps its beginning and ends in a hash of the whole, so that the
 * same duty always gets the same name and two duties never share one by being cut.
 */
export function fittedName(kind: LimitedName, name: string): string {
  const { limit, hashDigits = 4, joint = '-' }: NameLimit = nameLimits[kind];
  if (name.length <= limit) return name;
  const start = name.slice(0, limit - hashDigits - joint.length).replace(/-+$/, '');
  return `${start}${joint}${shortHash(name, hashDigits)}`;
}
