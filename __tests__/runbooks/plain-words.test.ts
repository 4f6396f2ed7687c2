import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requirements } from '../../requirements';
import { heldByTests } from '../../runbooks/tests';
import { projectRoot } from '../support/command';
import { pages, stackJson, stringsIn } from './generated';

const runbooks = [...pages()].filter(([path]) => path.startsWith('runbooks/'));

describe('what people read', () => {
  it.each(runbooks)('names no requirement by its id alone: %s', (_, page) => {
    const ids = new Set(requirements().map(({ id }) => id));
    // The table of the baseline is about requirements, and tags stand in comments.
    const text = page
      .replace(/<!--.*?-->/g, '')
      .replace(/^\| `OM-ALERT-\d\d` Baseline.*$/gm, '')
      .replace(/^\| `OM-ALERT-\d\d` .*$/gm, '');
    const named = text.split('\n').filter((line) => [...line.matchAll(/\b[A-Z]{2}-[A-Z]+-\d{2}\b/g)].some(([id]) => ids.has(id)));
    expect(named).toEqual([]);
  });

  it('tells where the schema of a dump stands', () => {
    expect(pages().get('runbooks/life-manager.md')).toContain(
      '| `life-manager-production-backups` | `daily/life_manager_backup_<yyyymmdd_hhmmss>.schema.sql` | the schema alone, beside each dump |',
    );
  });
});

it('a requirement that a test holds names one that is there', () => {
  const gone = heldByTests.filter(({ file, test }) => !readFileSync(join(projectRoot, file), 'utf8').includes(`'${test}'`));
  expect(gone).toEqual([]);
  expect(pages().get('traceability.md')).toContain(`test "${heldByTests[0]?.test}" in \`${heldByTests[0]?.file}\``);
});

describe('the security dashboard of carenow', () => {
  const strings = stringsIn(stackJson().get('stacks/carenow-production-monitoring/cdk.tf.json'));
  const [security = ''] = strings.filter(
    (text) => text.includes('"title":"Open security alerts"') || text.includes('Open security alerts'),
  );

  it('lists the alerts on security and no other', () => {
    const [, filter = ''] = /alertname=~\\*"([^"\\]+)/.exec(security) ?? [];
    expect(filter.split('|')).toEqual([
      'Signs of a breach .critical.',
      'Failed sign-ins per minute .warning.',
      'Error ratio of the sign-in service .error.',
    ]);
  });

  it('tells which controls are claimed of each regulation', () => {
    expect(security).toContain('| Vietnamese data protection | Location of data |');
    expect(security).toContain('One that nothing meets stops the synth');
  });
});
