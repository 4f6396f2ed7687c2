import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { typeBlocks } from '../runbooks/typed-blocks';
import { hasPostgres, PostgresServer, serverPrograms } from './postgres-server';
import { hasS3Emulator, S3Emulator } from './s3-emulator';

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

export const runbookTools = 'PostgreSQL, ministack, the AWS CLI and jq';
export const hasRunbookTools = (): boolean => hasPostgres() && hasS3Emulator() && has('aws') && has('jq');

/** A host of a person on call, from which a database and a bucket can be reached. */
export class RunbookHost {
  readonly server = new PostgresServer();
  readonly emulator = new S3Emulator();
  readonly folder = mkdtempSync(join(tmpdir(), 'opskeep-runbook-'));

  async start(): Promise<void> {
    await Promise.all([this.server.start(), this.emulator.start()]);
  }

  async stop(): Promise<void> {
    rmSync(this.folder, { recursive: true });
    this.server.stop();
    await this.emulator.stop();
  }

  /** Types blocks as they stand, but for the port: that is of the declaration, and the server here has one of its own. */
  type(blocks: readonly string[], variables: Readonly<Record<string, string>> = {}): string {
    const typed = blocks.map((block) => block.replace(/PGPORT=\d+/, `PGPORT=${this.server.port}`));
    const PATH = `${serverPrograms()}:${process.env.PATH}`;
    return typeBlocks(typed, this.folder, { PATH, ...this.emulator.environment, ...this.server.environment(), ...variables });
  }
}
