import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudMonitoring } from '../../../jobs/metrics/cloud-monitoring';
import { metricDatum } from '../../../jobs/metrics/cloud-watch';
import { type Gauge, inGroups } from '../../../jobs/metrics/gauge';
import { expositionText, Pushgateway } from '../../../jobs/metrics/pushgateway';

const scope = { product: 'shop', environment: 'production' };
const age: Gauge = { metric: 'age_seconds', labels: { backup: 'database', tier: 'daily' }, value: 1.5 };
const { signal } = new AbortController();

interface Told {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A server that notes what it is told. It stands for the metadata server of Google Cloud as well, which gives out tokens. */
class Listener {
  readonly told: Told[] = [];
  /** Requests that are still to be refused. */
  refusals = 0;
  private server: Server | undefined;
  address = '';

  async start(): Promise<void> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { url = '', method = '', headers } = request;
        response.setHeader('metadata-flavor', 'Google');
        response.setHeader('content-type', 'application/json');
        if (url.startsWith('/computeMetadata/')) {
          response.end(url.includes('/token') ? '{"access_token":"of-the-task","expires_in":3600,"token_type":"Bearer"}' : '"text"');
          return;
        }
        this.told.push({ method, path: url, authorization: headers.authorization, body: Buffer.concat(chunks).toString() });
        response.writeHead(this.refusals > 0 ? 400 : 200).end('{}');
        this.refusals -= 1;
      });
    }).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.address = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}

describe('publishers', () => {
  const listener = new Listener();
  const before = { ...process.env };
  beforeAll(async () => {
    await listener.start();
    Object.assign(process.env, { GCE_METADATA_HOST: listener.address, METADATA_SERVER_DETECTION: 'assume-present' });
  });
  beforeEach(() => {
    listener.told.length = 0;
    listener.refusals = 0;
  });
  afterAll(() => {
    listener.stop();
    process.env = before;
  });

  const monitoring = () => new CloudMonitoring('shop-project', scope, `http://${listener.address}`);
  const gateway = () => new Pushgateway(`http://${listener.address}/`, scope);

  it('hand CloudWatch a datum with all dimensions and no unit', () => {
    expect(metricDatum(scope, age)).toEqual({
      MetricName: 'age_seconds',
      Dimensions: [
        { Name: 'product', Value: 'shop' },
        { Name: 'environment', Value: 'production' },
        { Name: 'backup', Value: 'database' },
        { Name: 'tier', Value: 'daily' },
      ],
      Value: 1.5,
    });
  });

  it('write the name of a table so that CloudWatch takes it, in whatever script it is', () => {
    const rows: Gauge = { metric: 'drill_rows', labels: { table: '"Khách"' }, value: 7 };
    expect(metricDatum(scope, rows).Dimensions).toContainEqual({ Name: 'table', Value: '"Kh%C3%A1ch"' });
  });

  it('hand Cloud Monitoring a point of a custom metric, as the account of the task', async () => {
    await monitoring().publish([age], signal);
    const [request] = listener.told;
    expect([request?.method, request?.path, request?.authorization]).toEqual([
      'POST',
      '/v3/projects/shop-project/timeSeries',
      'Bearer of-the-task',
    ]);
    const { timeSeries } = JSON.parse(request?.body ?? '') as { timeSeries: { points: { interval: { endTime: string } }[] }[] };
    const endTime = timeSeries[0]?.points[0]?.interval.endTime ?? '';
    expect(Math.abs(Date.parse(endTime) - Date.now())).toBeLessThan(60_000);
    expect(timeSeries).toEqual([
      {
        metric: {
          type: 'custom.googleapis.com/opskeep_backup_age_seconds',
          labels: { product: 'shop', environment: 'production', backup: 'database', tier: 'daily' },
        },
        resource: {
          type: 'generic_task',
          labels: { project_id: 'shop-project', location: 'global', namespace: 'shop-production', job: 'store-watcher', task_id: 'look' },
        },
        metricKind: 'GAUGE',
        valueType: 'DOUBLE',
        points: [{ interval: { endTime }, value: { doubleValue: 1.5 } }],
      },
    ]);
  });

  it('hand Cloud Monitoring at most 200 series in a call', async () => {
    const many = Array.from({ length: 401 }, (_, value) => ({ ...age, labels: { backup: `b${value}` }, value }));
    await monitoring().publish(many, signal);
    expect(listener.told.map(({ body }) => (JSON.parse(body) as { timeSeries: unknown[] }).timeSeries.length)).toEqual([200, 200, 1]);
  });

  it('give Cloud Monitoring no second point of a series within 5 s', async () => {
    const publisher = monitoring();
    await publisher.publish([age], signal);
    await publisher.publish([age], signal);
    const [first = 0, second = 0] = listener.told.map(({ body }) => {
      const { timeSeries } = JSON.parse(body) as { timeSeries: { points: { interval: { endTime: string } }[] }[] };
      return Date.parse(timeSeries[0]?.points[0]?.interval.endTime ?? '');
    });
    expect(second - first).toBeGreaterThanOrEqual(5000);
  });

  it('replace the group of the product environment at a Pushgateway', async () => {
    await gateway().publish([age], signal);
    expect(listener.told).toEqual([
      {
        method: 'PUT',
        path: '/metrics/job/opskeep-store-watcher/product/shop/environment/production',
        authorization: undefined,
        body: '# TYPE opskeep_backup_age_seconds gauge\nopskeep_backup_age_seconds{backup="database",tier="daily"} 1.5\n',
      },
    ]);
  });

  it('come back to Cloud Monitoring when another look has just written the same series', async () => {
    listener.refusals = 1;
    await monitoring().publish([age], signal);
    expect(listener.told).toHaveLength(2);
  });

  it.each([
    ['Cloud Monitoring', monitoring],
    ['the Pushgateway', gateway],
  ])('say that %s refused', async (name, made) => {
    listener.refusals = 3;
    await expect(made().publish([age], signal)).rejects.toMatchObject({
      reason: 'metrics',
      message: expect.stringContaining(`${name} did not take the gauges`),
    });
  });

  it('write each metric once with its type, and escape what a label may hold', () => {
    const odd: Gauge = { ...age, labels: { backup: 'a"b\\c\nd' }, value: 2 };
    expect(expositionText([age, { metric: 'watcher_heartbeat', labels: {}, value: 1 }, odd])).toBe(
      [
        '# TYPE opskeep_backup_age_seconds gauge',
        'opskeep_backup_age_seconds{backup="database",tier="daily"} 1.5',
        'opskeep_backup_age_seconds{backup="a\\"b\\\\c\\nd"} 2',
        '# TYPE opskeep_backup_watcher_heartbeat gauge',
        'opskeep_backup_watcher_heartbeat 1',
        '',
      ].join('\n'),
    );
  });

  it('split what is too much for one call, in order', () => {
    expect(inGroups([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(inGroups([], 2)).toEqual([]);
  });
});
