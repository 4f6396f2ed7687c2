import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partsIn } from '../../../jobs/files/parts';

describe('the parts of a copied tree', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opskeep-parts-'));
  mkdirSync(join(folder, 'generated-documents'));
  writeFileSync(join(folder, 'compose-file'), '');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are folders and files of their names', () => {
    expect(partsIn(folder, ['Generated documents', 'compose file'])).toEqual([
      { name: 'generated-documents', from: join(folder, 'generated-documents') },
      { name: 'compose-file', from: join(folder, 'compose-file') },
    ]);
  });

  it('are not copied without one of them, and every missing one is told', () => {
    expect(() => partsIn(folder, ['uploads', 'compose file', 'nginx settings (live)'])).toThrow(
      expect.objectContaining({
        reason: 'source',
        message: 'the mounted folder lacks "uploads" (looked for uploads), "nginx settings (live)" (looked for nginx-settings-live)',
      }),
    );
  });
});
