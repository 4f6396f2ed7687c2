import { once } from 'node:events';
import type { ConnectionOptions } from 'node:tls';
import { Client, type QueryResultRow } from 'pg';
import { inWords, JobError } from '../exit';
import { connectSeconds, type PostgresConnection, tlsOptions } from './connection';

/** What the driver says where the server has no TLS. */
const withoutTls = 'The server does not support SSL connections';

/** One session of a PostgreSQL server. Every failure is a `JobError` with the reason `source`. */
export class Session {
  private constructor(
    private readonly client: Client,
    readonly address: string,
  ) {}

  /** Connects as libpq would. The session ends when the signal is aborted. */
  static async open(connection: PostgresConnection, name: string, signal: AbortSignal): Promise<Session> {
    const { host, port, database, user } = connection;
    const address = `${host}:${port}`;
    try {
      const session = new Session(await connected(connection, name, signal), address);
      signal.addEventListener('abort', () => session.close(), { once: true });
      return session;
    } catch (error) {
      throw new JobError('source', `cannot connect to database ${database} on ${address} as ${user}: ${inWords(error)}`);
    }
  }

  async rows<T extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<readonly T[]> {
    try {
      return (await this.client.query<T>(text, [...values])).rows;
    } catch (error) {
      throw new JobError('source', `the server on ${this.address} failed: ${inWords(error)}`);
    }
  }

  /** The one row that a query gives. */
  async row<T extends QueryResultRow>(text: string): Promise<T> {
    const [row] = await this.rows<T>(text);
    if (row === undefined) throw new JobError('source', `the server on ${this.address} gave no row`);
    return row;
  }

  /** Number of the server process that the one who answered the connection claims to be. */
  get announcedProcess(): number | null {
    return (this.client as Client & { readonly processID: number | null }).processID;
  }

  /** Lets go of the session. A server that no longer answers is not waited for. */
  close(): void {
    void this.client.end();
  }
}

async function connected(connection: PostgresConnection, name: string, signal: AbortSignal): Promise<Client> {
  const { host, port, database, user, password } = connection;
  const attempt = async (ssl: ConnectionOptions | false): Promise<Client> => {
    const common = { host, port, database, user, password, application_name: name, keepAlive: true };
    const client = new Client({ ...common, ssl, connectionTimeoutMillis: connectSeconds * 1000 });
    // A server that dies between two queries is noticed by the next one.
    client.on('error', () => undefined);
    await Promise.race([client.connect(), aborted(signal)]);
    return client;
  };
  try {
    return await attempt(tlsOptions(connection));
  } catch (error) {
    if (connection.sslMode === 'prefer' && inWords(error) === withoutTls) return await attempt(false);
    throw error;
  }
}

/** Rejects when the signal is aborted. */
async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}
