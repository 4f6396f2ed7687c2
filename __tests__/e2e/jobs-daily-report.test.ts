/**
 * The daily report of CareNow with the figures that its stack asks for. Cloud Storage is gcp-storage-emulator; Cloud Monitoring is a stand-in that
 * answers queries in the way of Prometheus.
 */
import { dailyReport } from '../../jobs/programs/daily-report';
import type { ReportedFigure } from '../../model/job-settings';
import { runHere } from '../support/google-job';
import { permissionsFor } from '../support/google-permissions';
import { GoogleScene } from '../support/google-scene';
import { type Answer, type Asked, refusal } from '../support/google-services';
import { hasGoogleStorageEmulator } from '../support/google-storage-emulator';
import { describeWithTool } from '../support/optional-tools';
import { renderProducts, resources } from '../support/rendered';

const figures: readonly ReportedFigure[] = [
  { title: 'Error ratio', unit: 'percent', query: 'errors / requests' },
  { title: 'Instances', unit: 'count', query: 'instances' },
];

const path = '/v1/projects/carenow-prod/location/global/prometheus/api/v1/query';
const vector = (...values: readonly [Record<string, string>, string][]): Answer => ({
  body: {
    status: 'success',
    data: { resultType: 'vector', result: values.map(([metric, value]) => ({ metric, value: [1795242581, value] })) },
  },
});

/** The error ratio has two series; nobody tells of instances. */
const answered = ({ query }: Asked): Answer => {
  const text = query['query'] ?? '';
  if (!text.includes('errors / requests')) return vector();
  const value = text.startsWith('min') ? '0.001' : text.startsWith('avg') ? '0.01' : '0.2';
  return vector([{ service_name: 'api' }, value], [{ service_name: 'mail' }, '0']);
};

describeWithTool('gcp-storage-emulator', hasGoogleStorageEmulator, () => {
  const scene = new GoogleScene(['records']);

  async function report(answer: (asked: Asked) => Answer = answered, asked = JSON.stringify(figures)) {
    const connect = await scene.answering(answer);
    const ended = await runHere(dailyReport(connect), {
      PROJECT: 'carenow-prod',
      ROUTINE: 'daily-report',
      RECORDS_BUCKET: scene.bucket('records'),
      FIGURES: asked,
    });
    return { ...ended, markers: await scene.objects('records') };
  }

  it('tells lowest, mean and highest of each series of the day, in the log and in its marker', async () => {
    const { code, last, output, markers } = await report();
    expect(code).toBe(0);
    expect(last).toMatchObject({ figures: 1, without_data: 'Instances' });
    const [key = ''] = Object.keys(markers);
    expect(key).toMatch(/^verified\/routines\/daily-report\/daily-report_\d{8}_\d{6}\.json$/);
    expect(JSON.parse(markers[key]?.toString() ?? '')).toMatchObject({
      report: [
        {
          title: 'Error ratio',
          series: [
            { labels: { service_name: 'api' }, lowest: 0.001, mean: 0.01, highest: 0.2 },
            { labels: { service_name: 'mail' }, lowest: 0, mean: 0, highest: 0 },
          ],
        },
        { title: 'Instances', series: [] },
      ],
    });
    expect(output).toContain('"event":"figure"');
    expect(scene.asked[0]?.query).toEqual({ query: 'min_over_time((errors / requests)[1d:5m])' });
  });

  it.each([
    ['nothing has a figure', () => vector()],
    ['nobody answers', () => refusal(403, 'denied')],
  ])('leaves no marker when %s', async (_, answer) => {
    const { code, markers } = await report(answer);
    expect(code).toBe(3);
    expect(markers).toEqual({});
  });

  it('is asked for the overview of CareNow by its stack, and needs no more than a viewer of monitoring', async () => {
    const jobs = resources(renderProducts(), 'google_cloud_run_v2_job').map(({ block }) => JSON.stringify(block));
    const [job = '{}'] = jobs.filter((text) => text.includes('"FIGURES"'));
    const [, value = ''] = /"name":"FIGURES","value":("(?:[^"\\]|\\.)*")/.exec(job) ?? [];
    const asked = JSON.parse(value) as string;
    const known = (JSON.parse(asked) as ReportedFigure[]).map(({ title }) => title);
    expect(known).toEqual(expect.arrayContaining(['API response time, p95', 'Regions that cannot reach /health']));
    const { code } = await report(() => vector([{}, '1']), asked);
    expect(code).toBe(0);
    expect(permissionsFor(scene.asked)).toEqual(['monitoring.timeSeries.list']);
    expect(scene.asked.every((one) => one.path === path)).toBe(true);
  });
});
