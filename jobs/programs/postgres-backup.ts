import { jobSettings } from '../../model/job-settings';
import { BackupRun, readBackupSettings } from '../backup-run';
import { JobError } from '../exit';
import type { LogFields } from '../log';
import type { Companion } from '../manifest';
import { clientEnvironment, type PostgresConnection, readConnection } from '../postgres/connection';
import { dump, dumpGlobals, dumpSchema } from '../postgres/dump';
import { Session } from '../postgres/session';
import { holdSnapshot } from '../postgres/snapshot';
import { countRows } from '../postgres/tables';
import { checkSameMajor, clientVersion, serverVersion } from '../postgres/versions';
import type { JobContext } from '../program';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/** Share of its time that a run waits for a lock: a migration that holds a table for longer is to be seen. Without a limit, 300 s. */
const lockShare = 0.1;
const longestLockSeconds = 300;

/** Dumps a PostgreSQL database with the roles of its server, all tables and their counts at one moment. */
export async function postgresBackup(context: JobContext): Promise<LogFields> {
  const reader = new SettingsReader(context.environment);
  const settings = readBackupSettings(reader);
  const connection = readConnection(reader);
  const major = reader.count(jobSettings.postgresMajor);
  const schemaObject = reader.flag(jobSettings.schemaObject);
  const timeLimit = reader.optionalCount(jobSettings.timeLimit) ?? Number.POSITIVE_INFINITY;
  reader.settled();

  const run = await BackupRun.begin(settings, (bucket) => openStore(bucket, context.environment), context);
  const session = await Session.open(connection, 'opskeep', context.signal);
  try {
    const options = { environment: clientEnvironment(context.environment), signal: context.signal };
    const client = await clientVersion('pg_dump', options);
    const server = await serverVersion(session);
    checkSameMajor(major, client, server);
    const lockSeconds = Math.max(1, Math.min(longestLockSeconds, Math.floor(timeLimit * lockShare)));
    const { id: snapshot, tables } = await holdSnapshot(session, lockSeconds);
    context.log.info('snapshot', { server: server.text, tables: tables.length });

    const companions = [await companion(run, 'globals', dumpGlobals(connection.database, options))];
    const dumping = { ...options, snapshot, lockSeconds };
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
      source: place(connection),
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

const place = ({ host, port, database }: PostgresConnection): string => `database ${database} on ${host}:${port}`;

async function companion(run: BackupRun, role: Companion['role'], content: Parameters<BackupRun['upload']>[1]): Promise<Companion> {
  const key = run.key(`${role}.sql`);
  return { role, key, ...(await run.upload(key, content)) };
}

function checkSize(bytes: number, minimumBytes: number): void {
  if (bytes >= minimumBytes) return;
  throw new JobError('notCredible', `the dump has ${bytes} bytes, a credible one has at least ${minimumBytes}: nothing was stored`);
}
