import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { Environment, SettingsReader } from '../settings';

const sslModes = ['disable', 'prefer', 'require', 'verify-full'] as const;

/** How a program reaches a PostgreSQL server: the variables of libpq, which the programs that it starts read as well. */
export interface PostgresConnection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** As libpq means it: `prefer` takes TLS where the server offers it, `require` goes no other way, `verify-full` checks who answers. */
  readonly sslMode: (typeof sslModes)[number];
  /** File with the certificates that `verify-full` trusts. */
  readonly rootCertificate: string | undefined;
}

/** Reads the variables of libpq. Port and TLS mode have the defaults of libpq. */
export function readConnection(reader: SettingsReader): PostgresConnection {
  return {
    host: reader.text('PGHOST'),
    port: reader.optionalCount('PGPORT') ?? 5432,
    database: reader.text('PGDATABASE'),
    user: reader.text('PGUSER'),
    password: reader.text('PGPASSWORD'),
    sslMode: reader.oneOf('PGSSLMODE', sslModes, 'prefer'),
    rootCertificate: reader.optional('PGSSLROOTCERT'),
  };
}

/** TLS as the driver is told it. */
export function tlsOptions({ sslMode, rootCertificate }: PostgresConnection): ConnectionOptions | false {
  if (sslMode === 'disable') return false;
  if (sslMode !== 'verify-full') return { rejectUnauthorized: false };
  return rootCertificate === undefined ? {} : { ca: readFileSync(rootCertificate) };
}

/** Seconds after which an attempt to connect is given up. */
export const connectSeconds = 20;

/** What a program of PostgreSQL needs to run and to connect, and nothing else: no credential of the store. */
export function clientEnvironment(environment: Environment): Environment {
  const ours = Object.entries(environment).filter(([name]) => name.startsWith('PG') || ['PATH', 'HOME', 'TMPDIR'].includes(name));
  return { ...Object.fromEntries(ours), PGCONNECT_TIMEOUT: String(connectSeconds), LC_ALL: 'C.UTF-8' };
}
