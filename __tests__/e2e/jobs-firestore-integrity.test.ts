/**
 * The integrity check of Firestore. Cloud Storage is gcp-storage-emulator; Firestore and Cloud Monitoring are a stand-in that speaks their
 * documented answers: the emulator of Firestore keeps no past to compare with.
 */
import { firestoreIntegrity } from '../../jobs/integrity/firestore';
import { runHere } from '../support/google-job';
import { permissionsFor } from '../support/google-permissions';
import { GoogleScene } from '../support/google-scene';
import { type Answer, type Asked, refusal } from '../support/google-services';
import { hasGoogleStorageEmulator } from '../support/google-storage-emulator';
import { describeWithTool } from '../support/optional-tools';

type Counts = Readonly<Record<string, number>>;

const documents = '/v1/projects/carenow-prod/databases/(default)/documents';

/** A database with a past: what was asked for longer than an hour ago is answered with `before`. */
const database =
  (before: Counts, now: Counts) =>
  ({ path, body }: Asked): Answer | undefined => {
    if (path === '/v3/projects/carenow-prod/timeSeries') return { body: {} };
    const { readTime = '', structuredAggregationQuery } = body as {
      readTime: string;
      structuredAggregationQuery?: { structuredQuery: { from: [{ collectionId: string }] } };
    };
    expect(readTime).toMatch(/:00\.000Z$/);
    const then = Date.now() - Date.parse(readTime) > 3600_000 ? before : now;
    if (path === `${documents}:listCollectionIds`) return { body: { collectionIds: Object.keys(then) } };
    const [{ collectionId }] = structuredAggregationQuery?.structuredQuery.from ?? [{ collectionId: '' }];
    return { body: [{ result: { aggregateFields: { documents: { integerValue: String(then[collectionId] ?? 0) } } }, readTime }] };
  };

describeWithTool('gcp-storage-emulator', hasGoogleStorageEmulator, () => {
  const scene = new GoogleScene(['records']);

  async function check(answer: (asked: Asked) => Answer | undefined) {
    const connect = await scene.answering(answer);
    const ended = await runHere(firestoreIntegrity(connect), {
      PRODUCT: 'carenow',
      ENVIRONMENT: 'production',
      PROJECT: 'carenow-prod',
      DATABASE: '(default)',
      ROUTINE: 'integrity-check',
      RECORDS_BUCKET: scene.bucket('records'),
    });
    const published = scene.asked.filter(({ path }) => path.endsWith('/timeSeries')).flatMap(({ body }) => (body as Written).timeSeries);
    const values = Object.fromEntries(published.map(({ metric, points }) => [metric.labels['check'], points[0]?.value.doubleValue]));
    return { ...ended, published, values, markers: Object.keys(await scene.objects('records')) };
  }

  interface Written {
    readonly timeSeries: readonly {
      readonly metric: { readonly type: string; readonly labels: Readonly<Record<string, string>> };
      readonly resource: { readonly type: string };
      readonly points: readonly { readonly value: { readonly doubleValue: number } }[];
    }[];
  }

  it('publishes 0 for each check that found nothing, under the name that the alert reads, and leaves its marker', async () => {
    const { code, last, published, values, markers } = await check(database({ users: 1000, visits: 500 }, { users: 1010, visits: 480 }));
    expect(code).toBe(0);
    expect(values).toEqual({ 'database-empty': 0, 'documents-lost': 0 });
    expect(published[0]).toMatchObject({
      metric: {
        type: 'custom.googleapis.com/data_integrity_check_failed',
        labels: { product: 'carenow', environment: 'production', check: 'database-empty' },
      },
      resource: { type: 'generic_task' },
    });
    expect(last).toMatchObject({ collections: 2, documents: 1490, faults: 0 });
    expect(markers).toEqual([expect.stringMatching(/^verified\/routines\/integrity-check\/integrity-check_\d{8}_\d{6}\.json$/)]);
  });

  it('tells of a collection that lost half of its documents within a day, or all of them', async () => {
    const { values, output, markers } = await check(database({ users: 1000, visits: 500 }, { users: 499 }));
    expect(values).toEqual({ 'database-empty': 0, 'documents-lost': 1 });
    expect(output).toContain('users has 499 documents, a day ago it had 1000');
    expect(output).toContain('visits has 0 documents, a day ago it had 500');
    expect(markers).toHaveLength(1);
  });

  it('takes no half and no small collection for a loss', async () => {
    const { values } = await check(database({ users: 1000, drafts: 99 }, { users: 500, drafts: 1 }));
    expect(values).toEqual({ 'database-empty': 0, 'documents-lost': 0 });
  });

  it('tells of a database that is empty', async () => {
    const { values } = await check(database({}, {}));
    expect(values).toEqual({ 'database-empty': 1, 'documents-lost': 0 });
  });

  it.each([
    ['the database does not answer', `${documents}:listCollectionIds`, 3, 'source'],
    ['nobody takes the figures', '/v3/projects/carenow-prod/timeSeries', 9, 'metrics'],
  ])('leaves no marker when %s', async (_, path, exit, reason) => {
    const whole = database({ users: 1 }, { users: 1 });
    const { code, last, markers } = await check((asked) => (asked.path === path ? refusal(403, 'denied') : whole(asked)));
    expect(code).toBe(exit);
    expect(last).toMatchObject({ event: 'failed', reason });
    expect(markers).toEqual([]);
  });

  it('needs no more than its roles hold: viewer of documents, writer of metrics', async () => {
    await check(database({ users: 1 }, { users: 1 }));
    expect(permissionsFor(scene.asked)).toEqual(['datastore.entities.get', 'datastore.entities.list', 'monitoring.timeSeries.create']);
  });
});
