import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { staleDocuments, writeDocuments } from '../../runbooks/documents';
import { projectRoot, scratchFolder } from '../support/command';
import { generatedDocumentation } from './generated';

describe('docs', () => {
  it('say what the declarations say: run "npm run docs" where this fails', () => {
    const { documents, findings } = generatedDocumentation();
    expect(findings).toEqual([]);
    expect(documents.map(({ path }) => path)).toEqual([
      'runbooks/carenow.md',
      'runbooks/life-manager.md',
      'runbooks/allodoc.md',
      'runbooks/mobile-matrix.md',
      'runbooks/operations-manual.md',
      'addresses/carenow.md',
      'addresses/life-manager.md',
      'addresses/allodoc.md',
      'addresses/mobile-matrix.md',
      'addresses/operations-manual.md',
      'addresses/bootstrap.md',
      'postgres-exporter.yaml',
      'compliance.md',
      'traceability.md',
    ]);
    expect(staleDocuments(join(projectRoot, 'docs'), documents)).toEqual([]);
  });

  it('say in their first line that they are generated, and by what', () => {
    for (const { content } of generatedDocumentation().documents)
      expect(content.split('\n')[0]).toMatch(/^(<!--|#) Generated from .+ by "npm run docs"\. Change that, not this\.( -->)?$/);
  });
});

describe('the check of a folder', () => {
  const folder = scratchFolder();
  const documents = [
    { path: 'runbooks/shop.md', content: '# Shop\n' },
    { path: 'traceability.md', content: '# Traceability\n' },
  ];

  it('names what is missing, changed by hand or left of a product that is gone, and writing mends it', () => {
    expect(staleDocuments(folder, documents)).toEqual(['runbooks/shop.md', 'traceability.md']);
    expect(writeDocuments(folder, documents)).toEqual(['runbooks/shop.md', 'traceability.md']);
    expect(staleDocuments(folder, documents)).toEqual([]);
    writeFileSync(join(folder, 'traceability.md'), '# Traceability, by hand\n');
    mkdirSync(join(folder, 'guide'));
    writeFileSync(join(folder, 'guide', 'own.md'), '# Not generated\n');
    writeFileSync(join(folder, 'runbooks', 'gone.md'), '# Gone\n');
    expect(staleDocuments(folder, documents)).toEqual(['runbooks/gone.md', 'traceability.md']);
    writeDocuments(folder, documents);
    expect(staleDocuments(folder, documents)).toEqual([]);
  });
});
