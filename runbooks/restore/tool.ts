import type { Backup } from '../../model/backup';
import type { RunbookContext } from '../context';
import { code, link } from '../markdown';
import { codes, unique } from '../section';
import { typed } from './steps';

/** Section on the same work without the tool. */
export const byHandAnchor = 'restore-by-hand';

/** `opskeep restore` on the host of a person, from the job image or from a clone. */
export const takeTool = (context: RunbookContext): readonly string[] => [
  typed(
    `Take ${code('opskeep')} from the job image, which brings the clients of the right PostgreSQL. It gets the credentials of the role and the variables of PostgreSQL, and writes into the working folder alone.`,
    'sh',
    'opskeep() {',
    '  docker run --rm --network host --user "$(id --user):$(id --group)" --volume "$PWD:/work" --workdir /work \\',
    `    --env AWS_REGION="${context.value('aws.region')}" \\`,
    "    --env-file <(aws configure export-credentials --format env-no-export; env | sed --quiet '/^PG/p') \\",
    `    "${context.value('aws.jobImage')}" opskeep "$@"`,
    '}',
  ),
  typed(
    'Without Docker, take it from a clone of this repository, on a host with Node and the clients of the same PostgreSQL.',
    'sh',
    'npm --prefix "$REPOSITORY" run --silent build',
    'opskeep() (',
    '  eval "$(aws configure export-credentials --format env)"',
    '  unset AWS_PROFILE',
    `  AWS_REGION="${context.value('aws.region')}" exec node "$REPOSITORY/dist/jobs/main.js" "$@"`,
    ')',
  ),
];

/** Where the copies of a backup are, as the tool asks for it. */
const place = (bucket: string, { name }: Backup): string => `--bucket=${bucket} --backup=${name}`;

export const listCopies = (bucket: string, backup: Backup): string =>
  typed(
    `List the copies and what is known of each, the newest first. Tiers: ${codes(unique(backup.runs.map(({ tier }) => tier.prefix)))}. Without ${code('opskeep')}: ${link('by hand', `#${byHandAnchor}`)}, with ${code(`BACKUP=${backup.name}`)}.`,
    'sh',
    `opskeep restore list ${place(bucket, backup)}`,
  );

const older = `It takes the newest verified copy. Where the damage is older, add a time before it, such as ${code('--at=2027-01-31T10:20Z')}.`;

export const fetchCopy = (bucket: string, backup: Backup, file: string): string =>
  typed(
    `Fetch a copy. ${older} The file appears only when size and checksum are those of the manifest.`,
    'sh',
    `opskeep restore fetch ${place(bucket, backup)} --to=${file}`,
  );

export const restoreDatabase = (bucket: string, backup: Backup, port: number): string =>
  typed(
    `Restore beside the damaged database, as a superuser. ${older} The restored database has its name only when it is whole and its counts are those of the manifest; no other database is touched.`,
    'sh',
    `export PGHOST="$DATABASE_HOST" PGPORT=${port} PGUSER="$DATABASE_SUPERUSER"`,
    `opskeep restore database ${place(bucket, backup)} --folder=.`,
  );
