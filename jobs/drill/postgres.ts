import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../manifest';
import type { VerifiedCopy } from '../restore/copies';
import { rowDifferences } from '../restore/count-rows';
import { globalsOf, requireSameMajor, restoreDump, restoreRoles } from '../restore/dump';
import { fetchInto } from '../restore/fetch';
import { Psql } from '../restore/psql';
import { rolesIn } from '../restore/roles';
import { type Environment, SettingsReader } from '../settings';
import { applicationAnswers, productCommand, rowsAtLeast } from './checks';
import type { Check, DrillTools, FoundCopy, Restored, Verdict } from './drill';
import { roleDifferences } from './role-differences';
import { ScratchServer } from './scratch-server';

/** A dump and the roles of its server, restored into a scratch server. */
export function postgresCopy({ manifest, madeAt }: VerifiedCopy, tools: DrillTools): FoundCopy {
  const settings = new SettingsReader(tools.environment);
  const database = settings.text('PGDATABASE');
  const major = settings.optionalCount('POSTGRES_MAJOR');
  settings.settled();
  const { copies, folder, programs, signal } = tools;
  const server = new ScratchServer(join(folder, 'server'), programs);
  const environment = server.environment(database);
  return {
    key: manifest.key,
    madeAt,
    bytes: manifest.bytes,
    async restore() {
      await requireSameMajor(manifest, major, { environment: programs, signal });
      const globals = globalsOf(manifest);
      const dumpFile = join(folder, 'copy.dump');
      const globalsFile = join(folder, 'globals.sql');
      await fetchInto(copies, globals, globalsFile, signal);
      await fetchInto(copies, manifest, dumpFile, signal);
      await server.create(signal);
      const roles = await readFile(globalsFile, 'utf8');
      await server.filling(async () => {
        await restoreRoles(roles, { environment, signal });
        await restoreDump({ file: dumpFile, environment, create: true, signal });
      });
      return new RestoredDatabase(environment, manifest, rolesIn(roles), tools);
    },
    stop: () => server.stop(),
  };
}

/** A database that was restored into a scratch server, and what a drill asks it. */
export class AskedDatabase {
  protected readonly sql: Psql;

  constructor(
    private readonly connection: Environment,
    private readonly tools: Pick<DrillTools, 'environment' | 'productFolder' | 'signal'>,
  ) {
    this.sql = new Psql(connection, tools.signal);
  }

  async check(check: Check): Promise<Verdict> {
    switch (check.kind) {
      case 'rows':
        return await rowsAtLeast(this.sql, check.table, check.atLeast);
      case 'http':
        return await applicationAnswers(check, this.tools);
      case 'command':
        return await this.productCommand(check.command);
      case 'documents':
        return { failed: `a database holds no documents: the check of "${check.collection}" belongs to another drill` };
    }
  }

  /** The command finds the restored database in the variables that libpq reads. */
  private async productCommand(command: readonly string[]): Promise<Verdict> {
    const { productFolder, signal } = this.tools;
    return await productCommand(command, await productFolder(), { environment: this.connection, signal });
  }
}

class RestoredDatabase extends AskedDatabase implements Restored {
  constructor(
    connection: Environment,
    private readonly manifest: Manifest,
    private readonly roles: readonly string[],
    tools: DrillTools,
  ) {
    super(connection, tools);
  }

  async differences(): Promise<readonly string[]> {
    return [...(await rowDifferences(this.sql, this.manifest)), ...(await roleDifferences(this.sql, this.roles))];
  }
}
