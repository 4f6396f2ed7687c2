import { jobSettings } from '../../model/job-settings';
import type { JobContext } from '../program';
import type { SettingsReader } from '../settings';
import { clientEnvironment, type PostgresConnection, readConnection } from './connection';
import type { DumpOptions } from './dump';
import { Session } from './session';
import { holdSnapshot } from './snapshot';
import type { Table } from './tables';
import { checkSameMajor, clientVersion, serverVersion, type Version } from './versions';

/** Share of its time that a run waits for a lock: a migration that holds a table for longer is to be seen. Without a limit, 300 s. */
const lockShare = 0.1;
const longestLockSeconds = 300;

/** A database, and how it is to be dumped. */
export interface DatabaseSettings {
  readonly connection: PostgresConnection;
  /** The declared major version, which client and server must have. */
  readonly major: number;
  readonly timeLimitSeconds: number | undefined;
}

export const readDatabaseSettings = (reader: SettingsReader): DatabaseSettings => ({
  connection: readConnection(reader),
  major: reader.count(jobSettings.postgresMajor),
  timeLimitSeconds: reader.optionalCount(jobSettings.timeLimit),
});

/** One moment of a database, held for as long as its session stays open. */
export interface DatabaseMoment {
  readonly session: Session;
  readonly dumping: DumpOptions;
  readonly tables: readonly Table[];
  readonly server: Version;
  readonly client: Version;
  /** The database as a person finds it. */
  readonly place: string;
}

/** Opens a session whose moment dumps and counts share; refuses another major version, a pooler, and rows that may not be read. */
export async function openMoment(settings: DatabaseSettings, { environment, log, signal }: JobContext): Promise<DatabaseMoment> {
  const { connection, major, timeLimitSeconds = Number.POSITIVE_INFINITY } = settings;
  const session = await Session.open(connection, 'opskeep', signal);
  try {
    const options = { environment: clientEnvironment(environment), signal };
    const client = await clientVersion('pg_dump', options);
    const server = await serverVersion(session);
    checkSameMajor(major, client, server);
    const lockSeconds = Math.max(1, Math.min(longestLockSeconds, Math.floor(timeLimitSeconds * lockShare)));
    const { id: snapshot, tables } = await holdSnapshot(session, lockSeconds);
    log.info('snapshot', { server: server.text, tables: tables.length });
    const { host, port, database } = connection;
    return {
      session,
      dumping: { ...options, snapshot, lockSeconds },
      tables,
      server,
      client,
      place: `database ${database} on ${host}:${port}`,
    };
  } catch (error) {
    session.close();
    throw error;
  }
}
