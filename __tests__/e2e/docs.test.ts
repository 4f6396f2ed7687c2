import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, runCommand, scratchFolder } from '../support/command';
import { completeSettingsFile } from '../support/rendered';

const main = join(projectRoot, 'dist', 'runbooks', 'main.js');
const settings = { OPSKEEP_SETTINGS: completeSettingsFile };
const read = (folder: string, page: string): string => readFileSync(join(folder, page), 'utf8');

describe('npm run docs', () => {
  const folder = scratchFolder();

  it('writes the same with settings as without, so that a check passes on every machine', () => {
    // Nor does it ask Node.js for zones and languages, which differ with its version.
    const NODE_OPTIONS = `--require ${JSON.stringify(join(__dirname, '..', 'support', 'no-intl.cjs'))}`;
    expect(runCommand(['node', main], { env: { ...settings, NODE_OPTIONS, OPSKEEP_DOCS: folder } })).toMatchObject({ status: 0 });
    for (const page of ['runbooks/allodoc.md', 'runbooks/carenow.md', 'compliance.md', 'traceability.md'])
      expect(read(folder, page)).toBe(read(join(projectRoot, 'docs'), page));
  });

  it('writes with the values of the settings where a folder for that is named', () => {
    const printed = join(folder, 'printed');
    expect(runCommand(['node', main, `--filled=${printed}`], { env: settings })).toMatchObject({ status: 0 });
    const page = read(printed, 'runbooks/allodoc.md');
    expect(page).toContain('allodoc.example.com');
    expect(page).not.toBe(read(folder, 'runbooks/allodoc.md'));
  });
});
