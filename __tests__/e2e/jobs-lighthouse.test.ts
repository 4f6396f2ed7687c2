/**
 * The measurement of a page by Lighthouse itself in a real Chromium. Cloud Storage is gcp-storage-emulator; Cloud Monitoring is a stand-in that
 * takes what it is given.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lighthouse } from '../../jobs/programs/lighthouse';
import { runHere } from '../support/google-job';
import { GoogleScene } from '../support/google-scene';
import { type Answer, type Asked, refusal } from '../support/google-services';
import { hasGoogleStorageEmulator } from '../support/google-storage-emulator';
import { describeWithTool } from '../support/optional-tools';

const chromium = spawnSync('sh', ['-c', 'command -v chromium']).stdout.toString().trim();
const page = '<!doctype html><html lang="vi"><head><title>CareNow</title></head><body><h1>Chào</h1></body></html>';

describeWithTool(
  'Chromium and gcp-storage-emulator',
  () => chromium !== '' && hasGoogleStorageEmulator(),
  () => {
    const scene = new GoogleScene(['records']);
    const scratch = mkdtempSync(join(tmpdir(), 'opskeep-lighthouse-'));
    const site = createServer((request, response) => {
      response.writeHead(request.url === '/' ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    });

    beforeAll(async () => {
      await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    });
    afterAll(async () => {
      rmSync(scratch, { recursive: true });
      site.closeAllConnections();
      site.close();
    });

    async function measure(path: string, answer: (asked: Asked) => Answer = () => ({ body: {} })) {
      const connect = await scene.answering(answer);
      const environment = {
        PATH: process.env['PATH'] ?? '',
        CHROME_PATH: chromium,
        PRODUCT: 'carenow',
        ENVIRONMENT: 'production',
        PROJECT: 'carenow-prod',
        ROUTINE: 'lighthouse',
        RECORDS_BUCKET: scene.bucket('records'),
        SCRATCH: scratch,
      };
      const words = path === '' ? [] : [`http://127.0.0.1:${(site.address() as AddressInfo).port}${path}`];
      const ended = await runHere(lighthouse(connect), environment, words);
      return { ...ended, markers: Object.keys(await scene.objects('records')) };
    }

    it('publishes every vital and score under the names that the dashboards read, and leaves its marker', async () => {
      const { code, last, markers } = await measure('/');
      expect(last).toMatchObject({ event: 'finished', lighthouse: '12.8.2' });
      expect(code).toBe(0);
      const [asked, ...more] = scene.asked;
      expect(more).toEqual([]);
      const { timeSeries } = (asked as Asked).body as {
        timeSeries: { metric: { type: string; labels: Record<string, string> }; points: [{ value: { doubleValue: number } }] }[];
      };
      const vital = (name: string): number | undefined =>
        timeSeries.find(({ metric }) => metric.type === `custom.googleapis.com/web_vitals_${name}` && metric.labels['page'] === '/')
          ?.points[0].value.doubleValue;
      // A page of one line on this machine: seconds, not milliseconds, and nothing that moves.
      for (const name of ['fcp_seconds', 'lcp_seconds', 'inp_seconds', 'ttfb_seconds', 'load_seconds']) {
        expect(vital(name)).toBeGreaterThan(0);
        expect(vital(name)).toBeLessThan(60);
      }
      expect(vital('cls')).toBe(0);
      const scores = timeSeries.filter(({ metric }) => metric.type === 'custom.googleapis.com/lighthouse_score');
      expect(scores.map(({ metric }) => metric.labels['category']).sort()).toEqual([
        'accessibility',
        'best-practices',
        'performance',
        'seo',
      ]);
      expect(markers).toEqual([expect.stringMatching(/^verified\/routines\/lighthouse\/lighthouse_\d{8}_\d{6}\.json$/)]);
      expect(readdirSync(scratch)).toEqual([]);
    });

    it('leaves no marker where the page is not there, and says so', async () => {
      const { code, last, markers } = await measure('/gone');
      expect(code).toBe(3);
      expect(last).toMatchObject({ reason: 'source', message: expect.stringContaining('Status code: 404') });
      expect(markers).toEqual([]);
    });

    it('leaves no marker where nobody takes the figures', async () => {
      const { code, markers } = await measure('/', () => refusal(403, 'denied'));
      expect(code).toBe(9);
      expect(markers).toEqual([]);
    });

    it('says how to start it without an address', async () => {
      const { code, last } = await measure('');
      expect(code).toBe(2);
      expect(last).toMatchObject({ message: 'say `lighthouse <address of the page>`' });
    });
  },
);
