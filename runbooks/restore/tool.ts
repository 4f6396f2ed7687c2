import type { Backup } from '../../model/backup';
import { isActive } from '../../model/product';
import { bucketOf, recordsBucket } from '../chapters/backup-places';
import type { RunbookContext } from '../context';
import { code, link } from '../markdown';
import { codes, unique } from '../section';
import { typed } from './steps';

/** Section on the same work without the tool. */
export const byHandAnchor = 'restore-by-hand';

/** What the tool needs of a cloud. */
export interface ToolAccess {
  /** What is said of the image and of what the tool gets. */
  readonly image: string;
  /** Options of `docker run` that bring credentials, a line each. */
  readonly options: readonly string[];
  /** Lines that set `JOB_IMAGE` and fetch it. */
  readonly pull: readonly string[];
  /** What a host needs that runs the tool from a clone. */
  readonly clone: string;
  /** The function that runs it there. */
  readonly fromClone: readonly string[];
}

/** Lines that set `JOB_IMAGE`: to what settings say, else to what the command prints. The jobs of a product that has retired are gone. */
export function imageOf(context: RunbookContext, ...command: readonly string[]): readonly string[] {
  const known = context.jobImage;
  if (known !== undefined) return [`JOB_IMAGE="${known}"`];
  return isActive(context.product) ? [`JOB_IMAGE=$(${command.join('\n')})`] : [];
}

/** `opskeep restore` on the host of a person, from the job image or from a clone. */
export const takeTool = ({ image, options, pull, clone, fromClone }: ToolAccess): readonly string[] => [
  typed(
    `Take ${code('opskeep')} from the job image${image}, and writes into the working folder alone.`,
    'sh',
    ...pull,
    'opskeep() {',
    '  docker run --rm --network host --user "$(id --user):$(id --group)" --volume "$PWD:/work" --workdir /work \\',
    ...options.map((line) => `    ${line} \\`),
    '    "$JOB_IMAGE" opskeep "$@"',
    '}',
  ),
  typed(
    `Without Docker, take it from a clone of this repository, on a host with ${clone}.`,
    'sh',
    'npm --prefix "$REPOSITORY" run --silent build',
    ...fromClone,
  ),
];

/** Where the copies of a backup are, as the tool asks for it. */
export function copiesOf(context: RunbookContext, backup: Pick<Backup, 'name' | 'target'>): string {
  const bucket = bucketOf(context, backup);
  const records = recordsBucket(context);
  const { cloud } = context.product;
  return [
    `--bucket=${bucket}`,
    ...(records === bucket ? [] : [`--records=${records}`]),
    ...(cloud === 'google' ? [`--project="${context.value('google.project')}"`] : []),
    `--backup=${backup.name}`,
  ].join(' ');
}

export const listCopies = (context: RunbookContext, backup: Backup): string =>
  typed(
    `List the copies and what is known of each, the newest first. Tiers: ${codes(unique(backup.runs.map(({ tier }) => tier.prefix)))}. Without ${code('opskeep')}: ${link('by hand', `#${byHandAnchor}`)}, with ${code(`BACKUP=${backup.name}`)}.`,
    'sh',
    `opskeep restore list ${copiesOf(context, backup)}`,
  );

const older = `Where the damage is older, add a time before it, such as ${code('--at=2027-01-31T10:20Z')}.`;

export const fetchCopy = (context: RunbookContext, backup: Backup, file: string): string =>
  typed(
    `Fetch the newest verified copy. ${older} The file appears only when size and checksum are those of the manifest.`,
    'sh',
    `opskeep restore fetch ${copiesOf(context, backup)} --to=${file}`,
  );

/** Reads the key of a copy that a service of the cloud takes from the bucket itself. */
export const findCopy = (context: RunbookContext, backup: Backup): string =>
  typed(
    `Find the newest verified copy. ${older}`,
    'sh',
    `KEY=$(opskeep restore inspect ${copiesOf(context, backup)} | jq --raw-output .key)`,
    'echo "$KEY"',
  );

/** Where the database is, and who may make another beside it. */
export const databaseServer = (port: number): string => `export PGHOST="$DATABASE_HOST" PGPORT=${port} PGUSER="$DATABASE_SUPERUSER"`;

export const restoreDatabase = (context: RunbookContext, backup: Backup, port: number): string =>
  typed(
    `Restore the newest verified copy beside the damaged database, as a superuser. ${older} The restored database has its name only when it is whole and its counts are those of the manifest; no other database is touched.`,
    'sh',
    databaseServer(port),
    `opskeep restore database ${copiesOf(context, backup)} --folder=.`,
  );
