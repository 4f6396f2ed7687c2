/**
 * The drill of a Firestore export. Cloud Storage is gcp-storage-emulator. Firestore's administration is a stand-in that keeps counts of documents
 * and speaks the documented operations: the emulator of Firestore knows neither imports from a bucket nor bulk deletes.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firestoreCopy } from '../../jobs/drill/firestore';
import { runDrill } from '../../jobs/drill/run-drill';
import { exitCodes } from '../../jobs/exit';
import { findCopy } from '../../jobs/restore/copies';
import { parseDrillResult } from '../../model/drill-result';
import { verifiedKey } from '../../model/store-layout';
import { GitServer } from '../support/git-server';
import { putObject, runHere } from '../support/google-job';
import { permissionsFor } from '../support/google-permissions';
import { grantedInCareNow } from '../support/google-roles';
import { GoogleScene } from '../support/google-scene';
import type { Answer, Asked } from '../support/google-services';
import { hasGoogleStorageEmulator } from '../support/google-storage-emulator';
import { describeWithTool } from '../support/optional-tools';

const key = 'daily/20261121';
const manifest = {
  format: 1,
  kind: 'firestore',
  backup: 'firestore',
  tier: 'daily',
  key,
  bytes: 5_000_000,
  startedAt: '2026-11-20T20:00:00.000Z',
  finishedAt: '2026-11-20T20:05:00.000Z',
  durationSeconds: 300,
  tools: {},
};

const task = {
  PROJECT: 'carenow-prod',
  DATABASE: '(default)',
  SCRATCH_DATABASE: 'carenow-production-drill',
  BACKUP: 'firestore',
  TIER: 'daily',
  DRILL: 'weekly-restore',
  CHECKS:
    '[{"kind":"documents","collection":"users","atLeast":1},{"kind":"command","command":["node","scripts/verify-data-integrity.js"]}]',
};

const database = '/v1/projects/carenow-prod/databases/carenow-production-drill';

/** A database as far as a drill sees it: its documents by collection, and operations that end at the second look. */
class ScratchStandIn {
  readonly done: string[] = [];
  private looks = 0;

  constructor(
    private readonly exported: Readonly<Record<string, number>>,
    public documents: Record<string, number> = {},
    private readonly importError?: { readonly code: number; readonly message: string },
  ) {}

  readonly answer = ({ method, path, body }: Asked): Answer | undefined => {
    if (path === `${database}/documents:listCollectionIds`) {
      const [first] = Object.keys(this.documents);
      return { body: first === undefined ? {} : { collectionIds: [first] } };
    }
    if (path === `${database}:bulkDeleteDocuments`) {
      expect(body).toEqual({ namespaceIds: [''] });
      this.documents = {};
      return this.began('delete');
    }
    if (path === `${database}:importDocuments`) {
      expect(body).toEqual({ inputUriPrefix: expect.stringMatching(/^gs:\/\/copies-\d+\/daily\/20261121$/) });
      this.documents = { ...this.documents, ...this.exported };
      return this.began('import');
    }
    if (method === 'GET' && path.startsWith(`${database}/operations/`)) return this.look(path.replace(/^\/v1\//, ''));
    if (path === `${database}/documents:runAggregationQuery`) return this.counted(body);
    return undefined;
  };

  private began(what: string): Answer {
    this.done.push(what);
    this.looks = 0;
    return { body: { name: `${database.slice(4)}/operations/${what}` } };
  }

  private look(name: string): Answer {
    this.looks += 1;
    if (this.looks < 2) return { body: { name, metadata: {} } };
    if (this.importError !== undefined && name.endsWith('import')) return { body: { name, done: true, error: this.importError } };
    const completedWork = String(Object.values(this.exported).reduce((sum, count) => sum + count, 0));
    return { body: { name, done: true, metadata: { progressDocuments: { completedWork } }, response: {} } };
  }

  private counted(body: unknown): Answer {
    const { structuredAggregationQuery: query } = body as {
      structuredAggregationQuery: {
        structuredQuery: { from: [{ collectionId: string }] };
        aggregations: [{ alias: string; count: { upTo: string } }];
      };
    };
    const documents = this.documents[query.structuredQuery.from[0].collectionId] ?? 0;
    const integerValue = String(Math.min(documents, Number(query.aggregations[0].count.upTo)));
    return {
      body: [{ result: { aggregateFields: { [query.aggregations[0].alias]: { integerValue } } }, readTime: '2026-11-21T02:00:00Z' }],
    };
  }
}

describeWithTool('gcp-storage-emulator', hasGoogleStorageEmulator, () => {
  const scene = new GoogleScene(['copies', 'records']);
  const scratch = mkdtempSync(join(tmpdir(), 'opskeep-firestore-'));
  const repository = new GitServer();
  const repositoryVariables = () => ({ REPOSITORY_URL: repository.urlOf('carenow.git'), REPOSITORY_TOKEN: repository.token });

  beforeAll(async () => {
    await repository.start();
    const { PROJECT, SCRATCH_DATABASE } = task;
    const told = `const { GOOGLE_CLOUD_PROJECT: project, FIRESTORE_DATABASE: database, REPOSITORY_TOKEN: token } = process.env;
      process.exitCode = project === '${PROJECT}' && database === '${SCRATCH_DATABASE}' && token === undefined ? 0 : 1;`;
    const orphans = "console.error('7 visits of nobody'); process.exitCode = 3;";
    repository.make('carenow.git', { files: { 'scripts/verify-data-integrity.js': told, 'scripts/orphans.js': orphans } });
  });
  afterAll(async () => {
    rmSync(scratch, { recursive: true });
    repository.stop();
  });
  beforeEach(async () => {
    await putObject(scene.bucket('records'), verifiedKey('firestore', key), JSON.stringify(manifest));
  });

  async function drill(standIn: ScratchStandIn, more: Readonly<Record<string, string>> = {}) {
    const connect = await scene.answering(standIn.answer);
    const restore = firestoreCopy(connect, 10);
    const ended = await runHere(
      (context) =>
        runDrill(context, async (tools) =>
          restore(await findCopy(tools.records, { backup: tools.backup, tier: 'daily' }, tools.signal), tools),
        ),
      {
        ...task,
        BUCKET: scene.bucket('copies'),
        RECORDS_BUCKET: scene.bucket('records'),
        SCRATCH: scratch,
        ...more,
      },
    );
    const objects = await scene.objects('records');
    const [result = ''] = Object.keys(objects).filter((name) => name.startsWith('verified/drills/firestore/weekly-restore_'));
    return { ...ended, result: parseDrillResult(objects[result]?.toString() ?? '') };
  }

  it('imports the newest verified export, counts, records the result and empties the database', async () => {
    const standIn = new ScratchStandIn({ users: 12, visits: 40 });
    const { code, result } = await drill(standIn);
    expect(code).toBe(0);
    expect(result).toMatchObject({ ok: true, key, copyTime: manifest.startedAt, restoredBytes: 5_000_000, failures: [] });
    expect(standIn.done).toEqual(['import', 'delete']);
    expect(standIn.documents).toEqual({});
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('is granted exactly what its calls need', async () => {
    await drill(new ScratchStandIn({ users: 12 }, { old: 1 }));
    // What programs of the product write while they test, in the scratch database alone.
    const written = ['datastore.entities.create', 'datastore.entities.delete', 'datastore.entities.update'];
    expect([...grantedInCareNow('FirestoreWeeklyRestoreRestore')].sort()).toEqual([...permissionsFor(scene.asked), ...written].sort());
  });

  it('runs the commands of the product in a checkout of its repository, and tells them where the documents are', async () => {
    const { code, result, output } = await drill(new ScratchStandIn({ users: 12 }), repositoryVariables());
    expect([code, result?.ok, result?.unchecked]).toEqual([0, true, undefined]);
    expect(output).not.toContain(repository.token);
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('fails with what a command of the product says', async () => {
    const CHECKS = '[{"kind":"command","command":["node","scripts/orphans.js"]}]';
    const { code, result } = await drill(new ScratchStandIn({ users: 12 }), { ...repositoryVariables(), CHECKS });
    expect(code).toBe(7);
    expect(result?.failures).toEqual(['"node scripts/orphans.js": node ended with 3: 7 visits of nobody']);
  });

  it('fails where the repository cannot be cloned: nobody knows what its commands would have said', async () => {
    const standIn = new ScratchStandIn({ users: 12 });
    const { code, result } = await drill(standIn, { REPOSITORY_URL: repository.urlOf('carenow.git'), REPOSITORY_TOKEN: 'expired' });
    expect(code).toBe(exitCodes.source);
    expect(result?.failures).toEqual([expect.stringContaining('cannot clone the repository')]);
    expect(standIn.documents).toEqual({});
  });

  it('says which checks its task cannot make, and counts none of them as passed', async () => {
    const { result } = await drill(new ScratchStandIn({ users: 12 }));
    expect(result?.unchecked).toEqual([
      '"node scripts/verify-data-integrity.js" was not run: the programs of the product are not here (REPOSITORY_URL)',
    ]);
  });

  it('empties what a drill before it left, so that no old document passes for a restored one', async () => {
    const standIn = new ScratchStandIn({ visits: 40 }, { users: 3 });
    const { code, result } = await drill(standIn);
    expect(code).toBe(7);
    expect(result).toMatchObject({ ok: false, failures: ['users has 0 documents, at least 1 must be there'] });
    expect(standIn.done).toEqual(['delete', 'import', 'delete']);
  });

  it('fails where nothing came', async () => {
    const { code, result } = await drill(new ScratchStandIn({}), { CHECKS: '[]' });
    expect(code).toBe(7);
    expect(result?.failures).toEqual(['no document was imported']);
  });

  it('fails with what Firestore says of an export that cannot be imported, and still empties the database', async () => {
    const standIn = new ScratchStandIn({ users: 12 }, {}, { code: 3, message: 'export metadata is corrupt' });
    const { code, result } = await drill(standIn);
    expect(code).toBe(6);
    expect(result?.failures).toEqual([expect.stringContaining('export metadata is corrupt')]);
    expect(standIn.documents).toEqual({});
  });

  it('never touches the database that it is to protect', async () => {
    const standIn = new ScratchStandIn({ users: 12 });
    const { code, result } = await drill(standIn, { SCRATCH_DATABASE: '(default)' });
    expect(code).toBe(4);
    expect(result?.ok).toBe(false);
    expect(scene.asked).toEqual([]);
  });
});
