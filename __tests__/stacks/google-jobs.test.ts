import { type Block, renderProducts, resources } from '../support/rendered';

interface Container {
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly resources: { readonly limits: { readonly cpu: string; readonly memory: string } };
}

describe('jobs of CareNow on Google Cloud', () => {
  let containers: Readonly<Record<string, Container>> = {};

  beforeAll(() => {
    const jobs = resources(renderProducts(), 'google_cloud_run_v2_job').map(({ block }) => block);
    containers = Object.fromEntries(jobs.map((block) => [String(block['name']), containerIn(block)]));
  });

  const containerIn = (block: Block): Container =>
    (block['template'] as { template: { containers: readonly [Container] } }).template.containers[0];
  const told = (job: string, name: string): string | undefined =>
    containers[`carenow-production-${job}`]?.env.find((variable) => variable.name === name)?.value;

  it.each([
    ['uploads-user-data', 'SOURCE_BUCKET', '${google_storage_bucket.uploads_bucket_556152F0.name}'],
    ['full-system-weekly', 'SOURCE_BUCKET', '${google_storage_bucket.uploads_bucket_556152F0.name}'],
    ['full-system-weekly', 'DATABASE', '(default)'],
    ['configuration-config', 'DATABASE', '(default)'],
    ['integrity-check', 'DATABASE', '(default)'],
    ['integrity-check', 'FIGURES', undefined],
    ['lighthouse', 'DATABASE', undefined],
  ])('tell %s by %s what it reads, and nothing to those that do not ask', (job, name, value) => {
    expect(told(job, name)).toBe(value);
  });

  it('give a browser two cores and four gigabytes, and a job that writes no file the default', () => {
    expect(containers['carenow-production-lighthouse']?.resources.limits).toEqual({ cpu: '2', memory: '4096Mi' });
    expect(containers['carenow-production-auth-user-data']?.resources.limits).toEqual({ cpu: '1', memory: '1024Mi' });
  });
});
