import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { jobSettings, pgbackrestOptions } from '../../model/job-settings';
import type { DrillTools, FoundCopy, Restored } from '../drill/drill';
import { AskedDatabase } from '../drill/postgres';
import type { FindCopy } from '../drill/run-drill';
import { JobError } from '../exit';
import type { Log } from '../log';
import { SettingsReader } from '../settings';
import type { BaseBackup, Stanza } from './base-backups';
import { PgBackRest } from './pgbackrest';
import { RecoveredServer } from './recovered-server';
import { segmentsBetween } from './segment';
import { taskCredentials } from './task-credentials';

/** The newest base backup of an archive, to be restored with all write-ahead log after it. */
export const findArchiveCopy =
  (log: Log): FindCopy =>
  async (tools) => {
    const { environment, folder, signal } = tools;
    const read = new SettingsReader(environment);
    const stanza = read.text('PGBACKREST_STANZA');
    const database = read.text('PGDATABASE');
    const major = read.count(jobSettings.postgresMajor);
    read.settled();
    const server = new RecoveredServer(join(folder, 'server'), tools.programs);
    const own = { [pgbackrestOptions.lockPath]: join(folder, 'lock'), PGBACKREST_PG1_PATH: server.data };
    const pgbackrest = new PgBackRest({ environment, log, signal }, own);
    const held = await pgbackrest.look(stanza);
    const newest = held.backups.at(-1);
    if (newest === undefined) throw new JobError('notCredible', `the archive of ${stanza} holds no base backup`);
    if (held.major !== major) throw new JobError('refused', `the archive is of PostgreSQL ${held.major}, this image has ${major}`);
    return new ArchiveCopy(newest, held, { pgbackrest, server, database, tools });
  };

interface Means {
  readonly pgbackrest: PgBackRest;
  readonly server: RecoveredServer;
  readonly database: string;
  readonly tools: DrillTools;
}

class ArchiveCopy implements FoundCopy {
  readonly key: string;
  readonly bytes: number;
  madeAt: Date;

  constructor(
    private readonly newest: BaseBackup,
    private readonly held: Stanza,
    private readonly means: Means,
  ) {
    this.key = newest.label;
    this.bytes = newest.bytes;
    this.madeAt = newest.finished;
  }

  async restore(): Promise<Restored> {
    const { pgbackrest, server, database, tools } = this.means;
    await mkdir(server.data, { recursive: true, mode: 0o700 });
    await pgbackrest.run('restore', [`--set=${this.key}`, '--type=default', `--tablespace-map-all=${join(tools.folder, 'tablespaces')}`]);
    // The server fetches its write-ahead log through pgBackRest, which finds its options in the environment of the server.
    const { variables } = await taskCredentials();
    const { reached, lastCommit } = await server.recover(
      { ...pgbackrest.options, ...variables, PGBACKREST_LOG_LEVEL_CONSOLE: 'warn' },
      tools.signal,
    );
    // Without a commit in its log the server is as it was at the end of the base backup.
    if (lastCommit !== undefined && lastCommit > this.madeAt) this.madeAt = lastCommit;
    const asked = new AskedDatabase(server.environment(database), tools);
    return {
      differences: () => Promise.resolve([...this.damage(), ...this.gap(reached, server.segmentBytes)]),
      check: (check) => asked.check(check),
    };
  }

  stop(): Promise<void> {
    return this.means.server.stop();
  }

  private damage(): readonly string[] {
    return this.newest.damaged ? [`${this.key} holds pages whose checksum was wrong when they were copied`] : [];
  }

  /** A server that lacks a segment ends its recovery there without a word, as if that were all. */
  private gap(reached: string, segmentBytes: number): readonly string[] {
    const { newestSegment } = this.held;
    const missing = newestSegment === undefined ? 0 : segmentsBetween(reached, newestSegment, segmentBytes);
    return missing > 0
      ? [`recovery ended at ${reached}, ${missing} segments before ${newestSegment}: the archive has a gap, and all after it is lost`]
      : [];
  }
}
