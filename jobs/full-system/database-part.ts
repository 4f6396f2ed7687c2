import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArchivePart } from '../files/archive';
import type { Manifest } from '../manifest';
import { dump, dumpGlobals } from '../postgres/dump';
import { type DatabaseSettings, openMoment } from '../postgres/moment';
import { countRows } from '../postgres/tables';
import type { JobContext } from '../program';

/** A database as files of an archive, which must know their size before their content. */
export interface DatabasePart {
  readonly files: readonly ArchivePart[];
  readonly tables: NonNullable<Manifest['tables']>;
  readonly sourceVersion: string;
  readonly place: string;
  readonly pgDump: string;
}

/** Dumps a database and the roles of its server into a folder. */
export async function databasePart(database: DatabaseSettings, folder: string, context: JobContext): Promise<DatabasePart> {
  const { session, dumping, tables, server, client, place } = await openMoment(database, context);
  const counting = countRows(session, tables);
  counting.catch(() => undefined);
  const accept = async (): Promise<void> => {
    await counting;
  };
  try {
    const globals = await written('globals.sql', dumpGlobals(database.connection.database, dumping), folder, context.signal);
    const whole = await written('database.dump', dump(dumping, accept), folder, context.signal);
    return { files: [whole, globals], tables: await counting, sourceVersion: server.text, place, pgDump: client.text };
  } finally {
    session.close();
  }
}

async function written(name: string, content: Readable, folder: string, signal: AbortSignal): Promise<ArchivePart> {
  const from = join(folder, name);
  await pipeline(content, createWriteStream(from, { mode: 0o600 }), { signal });
  return { name, from };
}
