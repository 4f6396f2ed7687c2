import { DeclarationError } from '../../model/finding';
import type { RunbookVariable } from '../../model/runbook';
import { section, shell, steps } from '../../model/vocabulary';
import { products } from '../../products';
import { RunbookContext } from '../../runbooks/context';
import { chaptersOf, renderRunbook } from '../../runbooks/runbook';
import { variablesRead } from '../../runbooks/shell-variables';
import { Settings } from '../../settings/settings';
import { sampleProduct } from '../support/sample-product';
import { pages } from './generated';
import { blocksIn } from './markdown-links';

const runbooks = [...pages()].filter(([path]) => path.startsWith('runbooks/'));

const namesIn = (text: string, pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map(([, name = '']) => name);

/** Names in the first column of the two tables of variables. */
function explained(page: string): readonly string[] {
  const tables = page.match(/(?<=^\| Variable \|.*\n\| --- .*\n)(?:\|.*\n)+/gm) ?? [];
  return namesIn(tables.join(''), /^\| `([A-Z0-9_]+)` \|/gm);
}

/** Names that blocks read, and none before them in their section sets; found by simpler means than the generator's. */
function readInBlocks(page: string): readonly string[] {
  const found = new Set<string>();
  for (const part of page.split(/\n(?=#{2,4} )/)) {
    const set = new Set(['HOME', 'PWD']);
    for (const block of blocksIn(part, 'sh')) {
      for (const line of block.split('\n')) {
        for (const name of namesIn(line, /\$\{?([A-Z][A-Z0-9_]*)/g)) if (!set.has(name)) found.add(name);
        for (const name of namesIn(line, /(?:^|[\s;(])([A-Z][A-Z0-9_]*)=/g)) set.add(name);
        for (const name of namesIn(line, /\b(?:for|read|read -r) ([A-Z][A-Z0-9_]*)/g)) set.add(name);
      }
    }
  }
  return [...found];
}

describe.each(runbooks)('%s', (_, page) => {
  const names = explained(page);

  it('explains every shell variable that a block reads and does not set', () => {
    expect(names.length).toBeGreaterThan(10);
    expect(readInBlocks(page).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('explains none that nothing reads, and none twice', () => {
    expect(names.filter((name) => !new RegExp(`\\$\\{?${name}\\b`).test(page))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('says of the image of the jobs where it comes from, before the tool is taken from it', () => {
    const [block = ''] = blocksIn(page, 'sh').filter((each) => each.includes('docker run') && each.includes('opskeep "$@"'));
    expect(block).toMatch(/^JOB_IMAGE=\$\((aws ecs describe-task-definition|gcloud run jobs describe) /);
    expect(block.indexOf('docker pull "$JOB_IMAGE"')).toBeLessThan(block.indexOf('docker run'));
  });
});

describe('variables of a declaration', () => {
  it('are each read in its runbook', () => {
    const unread = products.flatMap((product) => {
      const page = pages().get(`runbooks/${product.name}.md`) ?? '';
      const variables = product.evaluate().declaration?.runbook?.().variables ?? [];
      return variables.filter(({ name }) => !explained(page).includes(name)).map(({ name }) => `${product.name} ${name}`);
    });
    expect(unread).toEqual([]);
  });

  const pageWith = (code: string, variables: readonly RunbookVariable[] = []): string => {
    const sections = [section('procedure', 'empty', { title: 'Empty the cache', meets: [] }, steps(shell('Do it.', code)))];
    const context = new RunbookContext(sampleProduct({ runbook: () => ({ header: [], sections, variables }) }), Settings.none, undefined);
    return renderRunbook(context, chaptersOf(context));
  };

  it('stand in the table with the sections that read them', () => {
    const page = pageWith('redis-cli -h "$CACHE_HOST" FLUSHALL', [{ name: 'CACHE_HOST', meaning: 'address of the cache' }]);
    expect(page).toContain('| `CACHE_HOST` | address of the cache | [Empty the cache](#empty) |');
  });

  it('are left out where nothing reads them', () => {
    expect(pageWith('true', [{ name: 'CACHE_HOST', meaning: 'address of the cache' }])).not.toContain('CACHE_HOST');
  });

  it('are missed where a command reads what nobody explains', () => {
    expect(() => pageWith('redis-cli -h "$CACHE_HOST" FLUSHALL')).toThrow(DeclarationError);
    expect(() => pageWith('redis-cli -h "$CACHE_HOST" FLUSHALL')).toThrow(/shop \/ runbook \/ empty: unknown shell variable/);
  });
});

describe('the image of the jobs', () => {
  it('is that of the settings where they give one', () => {
    const digest = `registry.example.com/jobs@sha256:${'0'.repeat(64)}`;
    const { settings } = Settings.check({ products: { shop: { production: { aws: { jobImage: digest } } } } }, [
      { name: 'shop', environments: ['production'], inputs: [] },
    ]);
    const context = new RunbookContext(sampleProduct(), settings, undefined);
    // A long word is printed over several lines, which a shell reads as one.
    const page = renderRunbook(context, chaptersOf(context)).replace(/\\\n */g, '');
    expect(page).toContain(`JOB_IMAGE="${digest}"\n`);
  });
});

describe('what a text reads', () => {
  it.each([
    ['echo "$KEY"', ['KEY']],
    ['echo "${KEY%%/*}"', ['KEY']],
    ['KEY=$(find)\necho "$KEY"', []],
    ['echo "$KEY"\nKEY=$(find)', ['KEY']],
    ['AWS_REGION="$AWS_REGION" exec node', ['AWS_REGION']],
    ['run --env AWS_REGION="$AWS_REGION"', ['AWS_REGION']],
    ['for PART in *; do rm "$PART"; done', []],
    ['read -r NAME && echo "$NAME"', []],
    ['cd "$HOME" && ls "$PWD"', []],
    ['ls --query=$OTHER_KEY', ['OTHER_KEY']],
    ["jq '$hash | .x'", []],
  ])('of %j is %j', (text, names) => {
    expect(variablesRead(text)).toEqual(names);
  });
});
