import { parseArgs } from 'node:util';
import { jobSettings } from '../../model/job-settings';
import { inWords, JobError } from '../exit';
import type { Environment } from '../settings';
import type { ObjectStore } from '../store/object-store';
import { openStore } from '../store/open';

export const usage = `usage: opskeep restore <what> --bucket=<bucket> --backup=<backup> [options]

  list       copies of the backup and what is known of each, the newest first
  inspect    manifest of a copy, as JSON
  fetch      a copy and what belongs to it, into files
  database   restores a dump beside the damaged database, as <database>_restored
  drills     newest results of the drills of the backup

Which copy (inspect, fetch, database): the newest that was verified, unless
  --at=<time>         the newest that is not younger, e.g. 2026-11-20T03:00Z
  --tier=<tier>       the newest of this tier
  --key=<key>         this one
  --unverified        with --key: also one that nobody has read back

Where:
  --records=<bucket>  bucket of the records, where it is another one (Google Cloud)
  --project=<project> project of the buckets (Google Cloud); without it they are in Amazon S3

fetch:
  --to=<file>         where it goes (default: the name of the copy, in the working folder)

database: PGHOST, PGPORT, PGUSER, PGPASSWORD and the other variables of libpq name the server
  --as=<name>         name of the restored database
  --folder=<folder>   has room for the copy while it is restored (default: TMPDIR)
  --roles             also makes the roles that the server lacks; a copy holds no passwords: give them theirs

list:
  --limit=<count>     most copies (default: 20)

drills:
  --into=<file>       adds good results to the committed ones, drills/results.json
  --environment=<id>  with --into: whose they are, e.g. shop-production
`;

const options = {
  bucket: { type: 'string' },
  records: { type: 'string' },
  project: { type: 'string' },
  backup: { type: 'string' },
  tier: { type: 'string' },
  at: { type: 'string' },
  key: { type: 'string' },
  unverified: { type: 'boolean' },
  to: { type: 'string' },
  as: { type: 'string' },
  folder: { type: 'string' },
  roles: { type: 'boolean' },
  limit: { type: 'string' },
  into: { type: 'string' },
  environment: { type: 'string' },
} as const;

type OptionName = keyof typeof options;
type Given = { readonly [Name in OptionName]?: (typeof options)[Name]['type'] extends 'boolean' ? boolean : string };

/** Options beside those that say where the copies are. */
const choice = ['tier', 'at', 'key', 'unverified'] as const satisfies readonly OptionName[];
const taken: Readonly<Record<string, readonly OptionName[]>> = {
  list: ['tier', 'limit'],
  inspect: choice,
  fetch: [...choice, 'to'],
  database: [...choice, 'as', 'folder', 'roles'],
  drills: ['into', 'environment'],
};
const everywhere: readonly OptionName[] = ['bucket', 'records', 'project', 'backup'];

/** What a person asks for. */
export interface Request extends Omit<Given, 'at' | 'limit' | OptionalStores> {
  readonly what: string;
  readonly backup: string;
  readonly at?: Date;
  readonly limit: number;
  readonly copies: ObjectStore;
  readonly records: ObjectStore;
}
type OptionalStores = 'bucket' | 'records' | 'project' | 'backup';

/** Reads a command line; ends with `settings` and all that is wrong with it. */
export function readRequest(words: readonly string[], environment: Environment): Request {
  const [what = '', ...rest] = words;
  const allowed = taken[what];
  if (allowed === undefined) throw new JobError('settings', `"${what}" is nothing to do. Allowed: ${Object.keys(taken).join(', ')}`);
  const given = parsed(rest);
  const { bucket, records, project, backup, at, limit = '20', ...others } = given;
  const problems = [
    ...Object.keys(given).flatMap((name) =>
      [...everywhere, ...allowed].some((known) => known === name) ? [] : [`"${what}" takes no --${name}`],
    ),
    ...(bucket === undefined ? ['--bucket is missing'] : []),
    ...(backup === undefined ? ['--backup is missing'] : []),
    ...(at !== undefined && !isTime(at) ? [`--at=${at} is no time; allowed is e.g. 2026-11-20T03:00Z`] : []),
    ...(/^[1-9]\d{0,5}$/.test(limit) ? [] : [`--limit=${limit} is no count`]),
    ...(given.key !== undefined && (given.at ?? given.tier) !== undefined ? ['--key names one copy: leave out --at and --tier'] : []),
    ...((given.into === undefined) === (given.environment === undefined) ? [] : ['--into and --environment belong together']),
    ...(given.unverified === true && given.key === undefined ? ['--unverified needs --key'] : []),
  ];
  if (problems.length > 0 || bucket === undefined || backup === undefined) throw new JobError('settings', problems.join('\n'));
  const place = project === undefined ? environment : { ...environment, [jobSettings.project]: project };
  const copies = openStore(bucket, place);
  return {
    ...others,
    what,
    backup,
    ...(at === undefined ? {} : { at: new Date(at) }),
    limit: Number(limit),
    copies,
    records: records === undefined ? copies : openStore(records, place),
  };
}

/** A moment with its zone: without one, it would mean another in each country. */
const isTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));

function parsed(words: readonly string[]): Given {
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new JobError('settings', inWords(error));
  }
}
