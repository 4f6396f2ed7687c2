import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinImages } from '../../life/pin-images';
import { products } from '../../products';
import { scratchFolder } from '../support/command';
import { FakeTerminal } from './fake-pager';
import { digestOf, FakeRegistry } from './fake-registry';

describe('npm run pin-images', () => {
  const registry = new FakeRegistry();
  const file = join(scratchFolder(), 'images.json');
  const node = '{"schemaVersion":2,"manifests":["node"]}';
  const postgres = '{"schemaVersion":2,"manifests":["postgres"]}';
  let mirror: string;
  let name: string;

  beforeAll(async () => {
    await registry.start();
    mirror = `${registry.url}/docker`;
    name = mirror.replace('http://', '');
  });
  afterAll(() => registry.stop());
  beforeEach(() => {
    registry.manifests.clear();
    registry.manifests.set('docker/library/node:22-bookworm-slim', node);
    registry.manifests.set('docker/library/postgres:15-bookworm', postgres);
    registry.asked.length = 0;
    registry.lies = false;
    rmSync(file, { force: true });
  });

  async function pin(...words: readonly string[]): Promise<{ readonly code: number; readonly terminal: FakeTerminal }> {
    const terminal = new FakeTerminal();
    return { code: await pinImages(words, products, file, terminal), terminal };
  }

  const pins = {
    node: () => `${name}/library/node:22-bookworm-slim@${digestOf(node)}`,
    'postgres-15': () => `${name}/library/postgres:15-bookworm@${digestOf(postgres)}`,
  };

  it('writes Node.js, and PostgreSQL in each major version that products declare, by the digest of the bytes of their manifests', async () => {
    const { code, terminal } = await pin(`--mirror=${mirror}`);
    expect(terminal.complaints).toEqual([]);
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ node: pins.node(), 'postgres-15': pins['postgres-15']() });
    expect(terminal.told).toEqual([`new  ${pins.node()}`, `new  ${pins['postgres-15']()}`, `Written to ${file}: commit it.`]);
  });

  it('says which of them have changed since', async () => {
    await pin(`--mirror=${mirror}`);
    registry.manifests.set('docker/library/postgres:15-bookworm', `${postgres} `);
    const { terminal } = await pin(`--mirror=${mirror}`);
    expect(terminal.told.map((line) => line.split('  ')[0])).toEqual(['as before', 'new', `Written to ${file}: commit it.`]);
  });

  it('writes the same bytes for the same digests', async () => {
    await pin(`--mirror=${mirror}`);
    const first = readFileSync(file, 'utf8');
    await pin(`--mirror=${mirror}`);
    expect(readFileSync(file, 'utf8')).toBe(first);
  });

  it('asks for the manifest of all processors, as anybody, with a token for this repository alone', async () => {
    await pin(`--mirror=${mirror}`);
    const last = registry.asked.filter(({ path }) => path.includes('/node/manifests/')).at(-1);
    expect(last?.headers.authorization).toBe('Bearer for registry.test repository:docker/library/node:pull');
    expect(last?.headers.accept?.split(', ')).toContain('application/vnd.oci.image.index.v1+json');
  });

  it('takes no digest that is not that of the bytes, and then writes nothing', async () => {
    registry.lies = true;
    writeFileSync(file, 'as it was');
    const { code, terminal } = await pin(`--mirror=${mirror}`);
    expect(code).toBe(1);
    expect(terminal.complaints.join()).toMatch(/tells the digest sha256:[0-9a-f]{64}, and its bytes have sha256:[0-9a-f]{64}/);
    expect(readFileSync(file, 'utf8')).toBe('as it was');
  });

  it('names every image that it cannot read, and writes nothing', async () => {
    registry.manifests.clear();
    const { code, terminal } = await pin(`--mirror=${mirror}`);
    expect(code).toBe(1);
    expect(terminal.complaints.join('\n').split('\n')).toEqual([
      `library/node:22-bookworm-slim: ${registry.url}/v2/docker/library/node/manifests/22-bookworm-slim answers 404`,
      `library/postgres:15-bookworm: ${registry.url}/v2/docker/library/postgres/manifests/15-bookworm answers 404`,
      `Nothing was written: ${file} is as it was.`,
    ]);
    expect(existsSync(file)).toBe(false);
  });

  it('says why a registry cannot be reached', async () => {
    const { code, terminal } = await pin('--mirror=http://127.0.0.1:9/docker');
    expect(code).toBe(1);
    expect(terminal.complaints.join()).toMatch(/library\/node:22-bookworm-slim: fetch failed: /);
  });

  it.each([['--mirror=ftp://x'], ['node'], ['--mirror=http://x', 'more']])('refuses words that it does not know: %s', async (...words) => {
    const { code, terminal } = await pin(...words);
    expect(code).toBe(1);
    expect(terminal.complaints.join()).toMatch(/^usage: npm run pin-images/);
  });
});
