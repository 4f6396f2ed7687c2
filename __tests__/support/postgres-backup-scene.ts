import type { Manifest } from '../../jobs/manifest';
import { awkwardDatabase, backupRole, makeAwkwardDatabase } from './awkward-database';
import { ChildCommands, descendants } from './child-commands';
import { JobProcess } from './job-process';
import { PostgresServer, serverPrograms } from './postgres-server';
import { S3Emulator } from './s3-emulator';
import { StoreProxy } from './store-proxy';

type Changes = Readonly<Record<string, string>>;

/** What a run left behind, in a form that two runs share: times in keys are written `<time>`. */
export interface Trace {
  readonly code: number | null;
  /** Event, reason and message of its last line. */
  readonly end: string;
  /** Keys that were not there before. */
  readonly put: readonly string[];
  readonly openUploads: readonly string[];
  /** Versions that were there before and are not any more. */
  readonly lost: readonly string[];
  /** Secrets that were found in its output or in the command line of a process that it started. */
  readonly leaked: readonly string[];
}

/** The mark that every run leaves. */
export const attempt = 'attempts/database/daily_<time>';

/** Megabytes that no compression makes smaller, so that the dump is an upload of several parts. */
const heavy = `INSERT INTO tệp SELECT 'heavy ' || n, (SELECT decode(string_agg(md5((i * n)::text), ''), 'hex') FROM generate_series(1, 65536) AS i)
  FROM generate_series(2, 14) AS n;`;

/** The awkward database, a store behind a proxy, and the backup of the one into the other as its task would run it. */
export class PostgresBackupScene {
  readonly server = new PostgresServer();
  readonly store = new S3Emulator();
  readonly proxy = new StoreProxy(this.store);
  readonly bucket = 'shop-production-backups';
  /** Command lines of the processes that the last traced run started, as far as they lived long enough to be seen. */
  commands: readonly string[] = [];
  private running: JobProcess | undefined;

  async start(): Promise<void> {
    await Promise.all([this.server.start(), this.store.start()]);
    await this.proxy.start();
    makeAwkwardDatabase(this.server);
    this.server.sql(heavy, awkwardDatabase);
    await this.store.makeBucket(this.bucket);
  }

  async stop(): Promise<void> {
    this.proxy.stop();
    this.server.stop();
    await this.store.stop();
  }

  /** What the task gets from its declaration, its secrets and its role. */
  environment(changes: Changes = {}): Readonly<Record<string, string>> {
    return {
      ...this.store.environment,
      AWS_ENDPOINT_URL: this.proxy.url,
      PATH: `${serverPrograms() ?? ''}:${process.env.PATH}`,
      PRODUCT: 'shop',
      ENVIRONMENT: 'production',
      BACKUP: 'database',
      BUCKET: this.bucket,
      TIER: 'daily',
      PREFIX: 'daily/',
      OBJECT_NAME: 'shop_backup',
      MINIMUM_BYTES: '100000',
      PART_BYTES: String(5 * 2 ** 20),
      TIME_LIMIT_SECONDS: '60',
      STORE_PATIENCE_SECONDS: '2',
      POSTGRES_MAJOR: '15',
      SCHEMA_OBJECT: 'true',
      ...this.server.environment(awkwardDatabase),
      PGUSER: backupRole.name,
      PGPASSWORD: backupRole.password,
      ...changes,
    };
  }

  run(changes: Changes = {}): JobProcess {
    return new JobProcess(['postgres-backup'], this.environment(changes));
  }

  /** Kills a process that the traced run has started, as the kernel does when memory is short. */
  killChild(command: RegExp): void {
    const found = descendants(this.running?.pid ?? 0).find((child) => command.test(child.command));
    if (found === undefined) throw new Error(`no process ${command}`);
    process.kill(found.pid, 'SIGKILL');
  }

  /** Runs it to its end and tells what it left. The judge of the proxy is that of this run alone. */
  async trace(
    changes: Changes = {},
    judge: StoreProxy['judge'] = () => 'pass',
    during: (run: JobProcess) => void = () => {},
  ): Promise<Trace> {
    const before = await this.store.versions(this.bucket);
    this.proxy.judge = judge;
    const run = this.run(changes);
    this.running = run;
    const children = new ChildCommands(run.pid);
    during(run);
    const { code, lines, output } = await run.ended;
    this.proxy.judge = () => 'pass';
    const after = await this.store.versions(this.bucket);
    const { event, reason, message } = lines.at(-1) ?? {};
    this.commands = children.stop();
    const secrets = [this.environment(changes)['PGPASSWORD'] ?? '', 'emulated-secret'];
    const places = [output, ...this.commands];
    return {
      code,
      end: [event, reason, message].filter((part) => part !== undefined).join(' '),
      put: after
        .filter(({ version }) => !before.some((old) => old.version === version))
        .map(({ key }) => key.replace(/\d{8}_\d{6}/, '<time>')),
      openUploads: await this.store.openUploads(this.bucket),
      lost: before.filter(({ version }) => !after.some((now) => now.version === version)).map(({ key }) => key),
      leaked: secrets.filter((secret) => places.some((place) => place.includes(secret))),
    };
  }

  async manifest(key: string): Promise<Manifest> {
    return JSON.parse(Buffer.from(await this.store.bytes(this.bucket, key)).toString('utf8')) as Manifest;
  }
}
