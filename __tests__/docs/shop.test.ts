import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { products } from '../../products';
import { documentation } from '../../runbooks/documents';
import { Settings } from '../../settings/settings';
import { withoutCreationTraces } from '../../stacks/synthesis';
import { projectRoot } from '../support/command';
import { renderProducts, resources } from '../support/rendered';
import { shop } from './shop';

const manual = products.filter(({ name }) => name === 'operations-manual');

describe('the product of the guide', () => {
  it('stands in the guide as it is compiled here', () => {
    const guide = readFileSync(join(projectRoot, 'docs/guide/add-a-product.md'), 'utf8');
    const [, block] = /^```ts\n([\s\S]*?)^```$/m.exec(guide) ?? [];
    const here = readFileSync(join(__dirname, 'shop.ts'), 'utf8');
    expect(block).toBe(here.replaceAll("'../../", "'../"));
  });

  it('passes every proof; it is told of values that nobody has set, and of nothing else', () => {
    const { assembly } = renderProducts([shop, ...manual]);
    const own = assembly.findings.filter(({ where, rule }) => where.startsWith('shop') && rule !== 'placeholder');
    expect(own).toEqual([]);
  });

  it('becomes stacks with a backup, a drill, its watcher, alerts and people', () => {
    const rendered = renderProducts([shop, ...manual]);
    expect(Object.keys(rendered.stacks).filter((name) => name.startsWith('shop'))).toEqual([
      'shop-on-call',
      'shop-production-backup',
      'shop-production-monitoring',
    ]);
    const schedules = resources(rendered, 'aws_scheduler_schedule').filter(({ stack }) => stack === 'shop-production-backup');
    expect(schedules.map(({ block }) => block['name']).sort()).toHaveLength(3);
  });

  it('gets a runbook', () => {
    const { documents, findings } = withoutCreationTraces(() => documentation([shop, ...manual], Settings.none));
    expect(findings).toEqual([]);
    expect(documents.map(({ path }) => path)).toContain('runbooks/shop.md');
  });
});
