import type { DeclaredProduct } from '../../model/product';
import { section, steps } from '../../model/vocabulary';
import { products } from '../../products';
import { RunbookContext } from '../../runbooks/context';
import { chaptersOf, renderRunbook } from '../../runbooks/runbook';
import { Settings } from '../../settings/settings';
import { sampleProduct } from '../support/sample-product';
import { pages } from './generated';

const declared: readonly DeclaredProduct[] = products.flatMap((product) => product.evaluate().declaration ?? []);
const manual = declared.find(({ name }) => name === 'operations-manual');

/** Text of the sections of a page that name the deadline, by their anchors. */
function deadlines(page: string): ReadonlyMap<string, string> {
  const parts = page.split(/\n(?=#{1,3} )/);
  const found = parts.flatMap((part, index): readonly (readonly [string, string])[] => {
    if (!part.includes('**Deadline.** The authorities have the notice within 72 h of detection.')) return [];
    const [, title = ''] = /^### (.*)/.exec(part) ?? [];
    const [, mark] = /<a id="([^"]+)"><\/a>\s*$/.exec(parts[index - 1] ?? '') ?? [];
    return [[mark ?? title.toLowerCase().replaceAll(' ', '-'), part]];
  });
  return new Map(found);
}

describe('the notice of a breach', () => {
  it.each(declared.map(({ name }) => name))('of %s has a clock of 72 h, a log and legal advice, one step from the alert', (name) => {
    const page = pages().get(`runbooks/${name}.md`) ?? '';
    const [[anchor, text], ...others] = [...deadlines(page)] as [[string, string]];
    expect(others).toEqual([]);
    expect(text).toMatch(/legal/);
    expect(text).toMatch(/\b(log|record|Keep evidence, timeline)\b/);
    const alert = page.slice(page.indexOf('\n### security-breach-critical\n')).split('\n### ')[1] ?? '';
    expect(alert.match(/\*\*Fix\.\*\*[\s\S]*?(?=\*\*Escalate)/)?.[0]).toContain(`](#${anchor})`);
  });

  it('comes from the manual where a product names no deadline, and says so', () => {
    const page = pages().get('runbooks/mobile-matrix.md') ?? '';
    expect(deadlines(page).get('breach-clock')).toContain('Inherited from the [operations manual](operations-manual.md#breach-clock).');
    expect(page).toContain('<!-- OM-CMP-01 -->\n\n### Breach clock\n');
  });

  const pageOf = (runbook: DeclaredProduct['runbook']): string => {
    const context = new RunbookContext(sampleProduct(runbook === undefined ? {} : { runbook }), Settings.none, manual);
    return renderRunbook(context, chaptersOf(context));
  };
  const own = section('compliance', 'own', { title: 'Own clock', meets: [] }, steps('Call.'));

  it('is inherited by a product for which nobody wrote anything, or nothing about it', () => {
    expect([...deadlines(pageOf(undefined)).keys()]).toEqual(['breach-clock']);
    expect([...deadlines(pageOf(() => ({ header: [], sections: [own] }))).keys()]).toEqual(['breach-clock']);
  });

  it('is not inherited by a product that names a deadline', () => {
    const sections = manual?.runbook?.().sections.filter(({ noticeWithin }) => noticeWithin !== undefined) ?? [];
    const named = sections.map(({ noticeWithin }) => ({ ...own, ...(noticeWithin === undefined ? {} : { noticeWithin }) }));
    expect([...deadlines(pageOf(() => ({ header: [], sections: named }))).keys()]).toEqual(['own']);
  });
});
