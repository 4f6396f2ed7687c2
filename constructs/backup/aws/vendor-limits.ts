import { startWindows } from '../../../model/alert-timing';
import { type Bytes, formatBytes, mebibytes } from '../../../model/bytes';
import { Duration } from '../../../model/duration';
import { reportFinding } from '../../../model/finding';
import { messages } from '../../../model/messages';
import { isToken, limitedName } from '../checks';

/** Processor shares of a Fargate task, in vCPU. */
export type FargateCpu = 0.25 | 0.5 | 1 | 2 | 4 | 8 | 16;

/** Size of a Fargate task. Only some pairs exist. */
export interface TaskSize {
  readonly vcpu: FargateCpu;
  readonly memory: Bytes;
}

const range = (from: number, to: number, step: number): readonly number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);

/** Memory in MiB that Fargate offers with each processor share (Amazon ECS, task size). */
const memoryByCpu: Readonly<Record<FargateCpu, readonly number[]>> = {
  0.25: [512, 1024, 2048],
  0.5: range(1024, 4096, 1024),
  1: range(2048, 8192, 1024),
  2: range(4096, 16_384, 1024),
  4: range(8192, 30_720, 1024),
  8: range(16_384, 61_440, 4096),
  16: range(32_768, 122_880, 8192),
};

/** ECS counts 1024 CPU units to a vCPU. */
const unitsPerCpu = 1024;

/** The size as a task definition writes it; a pair that Fargate lacks is a finding. */
export function fargateSize(where: string, { vcpu, memory }: TaskSize): { cpu: string; memory: string } {
  const mib = memory / mebibytes(1);
  const offered = memoryByCpu[vcpu];
  if (!offered.includes(mib)) {
    const given = `${vcpu} vCPU with ${mib} MiB`;
    const allowed = `with ${vcpu} vCPU: ${offered.join(', ')} MiB (AWS Fargate)`;
    reportFinding(messages.vendorLimit(where, 'a task size that does not exist', given, allowed, 'choose one of the pairs'), undefined);
  }
  return { cpu: String(vcpu * unitsPerCpu), memory: String(mib) };
}

/** Ephemeral storage of a Fargate task in GiB (Amazon ECS). */
const ephemeral = { least: 21, most: 200 };

/** Room for files of the task in whole GiB, at least the 21 that can be asked for; above 200 it is a finding. */
export function ephemeralGib(where: string, scratch: Bytes): number {
  const gib = Math.max(ephemeral.least, Math.ceil(scratch / mebibytes(1024)));
  if (gib <= ephemeral.most) return gib;
  const allowed = `${ephemeral.most} GiB (AWS Fargate)`;
  const mend = 'split the backup, or run this job where it has a volume of its own';
  return reportFinding(
    messages.vendorLimit(where, 'more scratch space than a task can have', formatBytes(scratch), allowed, mend),
    ephemeral.most,
  );
}

/** Longest life of the credentials of a task (Amazon ECS, task IAM roles). */
export const taskCredentialsLast = Duration.hours(6);

/** Multipart uploads to Amazon S3: at most 10,000 parts of 5 MiB to 5 GiB, objects of at most 5 TiB. */
const multipart = { parts: 10_000, least: mebibytes(8), object: mebibytes(1024) * 5 * 1024 };
/** A store that doubles between two looks at its declaration must still fit. */
const headroom = 2;

/** Bytes of one part, in whole MiB, so that twice the expected size fits into one upload. */
export function partSize(where: string, expected: Bytes): Bytes {
  const needed = expected * headroom;
  if (needed > multipart.object) {
    const ceiling = `${formatBytes(multipart.object / headroom)}: half of the largest object (Amazon S3)`;
    return reportFinding(messages.multipartCeiling(where, formatBytes(expected), ceiling), multipart.least);
  }
  return Math.max(multipart.least, Math.ceil(needed / multipart.parts / mebibytes(1)) * mebibytes(1));
}

/** Days for which CloudWatch Logs can keep events. */
const logDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

export function logRetentionDays(where: string, keep: Duration): number {
  if (logDays.includes(keep.days)) return keep.days;
  const mend = 'choose the next longer one';
  return reportFinding(
    messages.vendorLimit(where, 'a log retention that does not exist', `${keep}`, `${logDays.join(', ')} d (CloudWatch Logs)`, mend),
    365,
  );
}

/** A duration that S3 counts in days: whole and at least one. */
export function wholeDays(where: string, what: string, duration: Duration): number {
  const days = duration.days;
  if (Number.isInteger(days) && days >= 1) return days;
  return reportFinding(
    messages.vendorLimit(where, what, `${duration}`, 'whole days, at least 1 (Amazon S3)', 'round it up to days'),
    Math.ceil(days) || 1,
  );
}

/** How late EventBridge Scheduler may start a run: no later than the proof of the recovery point counts on. */
export function flexibleWindow(where: string, window: Duration): { mode: 'OFF' } | { mode: 'FLEXIBLE'; maximumWindowInMinutes: number } {
  if (window.seconds === 0) return { mode: 'OFF' };
  if (Number.isInteger(window.minutes) && !window.isLongerThan(startWindows.aws))
    return { mode: 'FLEXIBLE', maximumWindowInMinutes: window.minutes };
  const allowed = `whole minutes up to ${startWindows.aws}, which the proof of the recovery point counts on`;
  return reportFinding(messages.vendorLimit(where, 'a start window that is too wide', `${window}`, allowed, 'narrow the window'), {
    mode: 'OFF',
  });
}

/** Amazon S3: 3 to 63 characters. Dots are left out, because names with dots break TLS host names. */
const bucketPattern = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** A literal bucket name is checked here, because neither validate nor plan does it. */
export function bucketName(where: string, name: string): string {
  const limited = limitedName(where, 's3Bucket', name);
  if (isToken(name) || name.length > 63 || bucketPattern.test(name)) return limited;
  return reportFinding(messages.badName(where, name, '3 to 63 lower-case letters, digits and hyphens'), name);
}

/** A secret that is a literal would stand in the synthesized files for everybody to read. */
export function secretToken(where: string, what: string, value: string): string {
  if (isToken(value)) return value;
  return reportFinding(
    messages.vendorLimit(where, `${what} in clear text`, 'a literal', 'a sensitive input variable', 'ask for it with Inputs.secret'),
    'invalid',
  );
}
