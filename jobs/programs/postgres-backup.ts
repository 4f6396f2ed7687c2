import { jobSettings } from '../../model/job-settings';
import { BackupRun, readBackupSettings } from '../backup-run';
import { checkSize } from '../credible';
import type { LogFields } from '../log';
import type { Companion } from '../manifest';
import { dump, dumpGlobals, dumpSchema } from '../postgres/dump';
import { openMoment, readDatabaseSettings } from '../postgres/moment';
import { countRows } from '../postgres/tables';
import type { JobContext } from '../program';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/** Dumps a PostgreSQL database with the roles of its server, all tables and their counts at one moment. */
export async function postgresBackup(context: JobContext): Promise<LogFields> {
  const reader = new SettingsReader(context.environment);
  const settings = readBackupSettings(reader);
  const database = readDatabaseSettings(reader);
  const schemaObject = reader.flag(jobSettings.schemaObject);
  reader.settled();

  const run = await BackupRun.begin(settings, (bucket) => openStore(bucket, context.environment), context);
  const { session, dumping, tables, server, client, place } = await openMoment(database, context);
  try {
    const companions = [await companion(run, 'globals', dumpGlobals(database.connection.database, dumping))];
    if (schemaObject) companions.push(await companion(run, 'schema', dumpSchema(dumping)));

    // Counted while the dump is under way; a count that fails ends the dump before it is stored.
    const counting = countRows(session, tables);
    counting.catch(() => undefined);
    const accept = async (bytes: number): Promise<void> => {
      checkSize(bytes, settings.minimumBytes);
      await counting;
    };
    const key = run.key('dump');
    const uploaded = await run.upload(key, dump(dumping, accept));
    context.log.info('stored', { key, bytes: uploaded.bytes });
    const counted = await counting;
    const fields = await run.finish(key, uploaded, {
      kind: 'postgres',
      source: place,
      sourceVersion: server.text,
      tables: counted,
      companions,
      tools: { pg_dump: client.text, node: process.version },
    });
    return { ...fields, tables: counted.length, rows: counted.reduce((sum, { rows }) => sum + rows, 0) };
  } finally {
    session.close();
  }
}

async function companion(run: BackupRun, role: Companion['role'], content: Parameters<BackupRun['upload']>[1]): Promise<Companion> {
  const key = run.key(`${role}.sql`);
  return { role, key, ...(await run.upload(key, content)) };
}
