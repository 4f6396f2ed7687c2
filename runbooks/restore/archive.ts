import type { ContinuousArchive } from '../../model/backup';
import { archiveBucketName, copyBucketName } from '../../model/bucket-names';
import { isActive } from '../../model/product';
import type { RunbookContext } from '../context';
import { code, link } from '../markdown';
import type { Section } from '../section';
import { startArchiveCommand } from '../start-command';
import { checks, steps, typed } from './steps';

/** The role of the host reads both, so that only the place changes. */
const fromSecondRegion = (context: RunbookContext, bucket: string): string =>
  context.main.environment.posture.copies
    ? ` Where the region of the archive is lost, the same role restores from the copy: give pgBackRest the bucket ${code(copyBucketName(bucket))}, and the region and endpoint of the setting ${code('aws.copyRegion')}, in the place of its own. Archive nothing into it.`
    : '';

/** People wrote how this server is restored: one procedure, and here what it needs to know. */
function elsewhere(context: RunbookContext, { store, drill, meets }: ContinuousArchive, section: string, bucket: string): Section {
  return {
    title: 'From the continuous archive, to a moment',
    anchor: `restore-from-archive-${store}`,
    meets,
    body: [
      `This loses least: follow ${link('the steps for this server', `#${section}`)}. They read the archive in ${code(bucket)}, stanza ${code(store)}, and are rehearsed by the drill "${drill.title}".${fromSecondRegion(context, bucket)}`,
    ],
  };
}

/** Restore to a moment by pgBackRest, on the host of the database. */
export function restoreArchive(context: RunbookContext, archive: ContinuousArchive): Section {
  const bucket = context.bucket(archiveBucketName(context.main.environment.id, archive.store));
  const region = context.value('aws.region');
  const stanza = `--stanza=${archive.store}`;
  const { restoreSection } = archive;
  // Of a product that has retired, neither its own server is left nor the task that makes base backups.
  const active = isActive(context.product);
  if (restoreSection !== undefined && active) return elsewhere(context, archive, restoreSection, bucket);
  return {
    title: 'From the continuous archive, to a moment',
    anchor: `restore-from-archive-${archive.store}`,
    meets: archive.meets,
    body: steps(
      'Work on the host of the database, or on a new one with the same version of PostgreSQL, as the user of the database server. Its role may read the archive. `PGDATA` is the data folder of the server, and `PATH` leads to its programs: `pg_config --bindir` prints their folder.',
      typed(
        `Tell pgBackRest where the archive is, and see what it holds.${fromSecondRegion(context, bucket)}`,
        'sh',
        'export PGBACKREST_REPO1_TYPE=s3 PGBACKREST_REPO1_PATH=/pgbackrest PGBACKREST_REPO1_S3_KEY_TYPE=auto',
        `export PGBACKREST_REPO1_S3_BUCKET=${bucket} PGBACKREST_REPO1_S3_REGION="${region}" PGBACKREST_REPO1_S3_ENDPOINT="s3.${region}.amazonaws.com"`,
        `pgbackrest ${stanza} info`,
      ),
      typed(
        'Stop the server and keep what is there: a snapshot of the volume takes seconds, a copy of the folder takes its size.',
        'sh',
        'pg_ctl stop --pgdata="$PGDATA" --mode=fast',
        'cp --archive "$PGDATA" "$PGDATA.damaged"',
      ),
      typed(
        'Restore to the moment just before the damage: set `LAST_GOOD_MOMENT` to it, such as `2027-01-31 10:19:00+00`.',
        'sh',
        `pgbackrest ${stanza} --pg1-path="$PGDATA" --delta --type=time --target="$LAST_GOOD_MOMENT" --target-action=promote restore`,
        // A log of its own, since this server is none that the system started; an hour, since a day of write-ahead log takes longer than a minute.
        'pg_ctl start --pgdata="$PGDATA" --options="-c config_file=$CONFIG_FILE" --log="$PGDATA.log" --timeout=3600',
      ),
      typed(
        'Wait until recovery has ended; `$PGDATA.log` tells how far it is, and says so where the archive ends before the moment.',
        'sh',
        `export PGPORT=${archive.source.port} PGDATABASE=${archive.source.database}`,
        'until [ "$(psql --no-align --tuples-only --command=\'SELECT pg_is_in_recovery()\')" = f ]; do sleep 5; done',
      ),
      checks([archive.drill], archive.source.database),
      // Not on the host: its role may not delete, which the end of a backup does.
      ...(active
        ? [
            typed(
              'With your own AWS profile again, `export AWS_PROFILE="$OWN_PROFILE"`: take a new base backup at once, since the restored server writes a new timeline.',
              'sh',
              startArchiveCommand(context, archive),
            ),
          ]
        : []),
    ),
  };
}
