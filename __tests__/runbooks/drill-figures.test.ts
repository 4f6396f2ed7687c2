import { products } from '../../products';
import { pages } from './generated';

const sectionOf = (product: string, heading: string): string => {
  const [, section = ''] = (pages().get(`runbooks/${product}.md`) ?? '').split(`\n### ${heading}\n`);
  return section.split(/\n#{2,3} /)[0] ?? '';
};

const declared = products.flatMap((product) => product.evaluate().declaration ?? []);

describe('what people read of a drill', () => {
  it.each(declared.map((product) => [product.name, product] as const))(
    'has the figures of its rules: the weekly restore of %s',
    (name, product) => {
      const drill = product.backups.flatMap(({ drills }) => drills).find((each) => each.name === 'weekly-restore');
      const text = sectionOf(name, 'Weekly restore');
      expect(text).toContain(`overdue after ${drill?.overdueAfter}`);
      const [, within] = /within (.*?)(?: and|,|\.)/.exec(text) ?? [];
      // Life Manager states no limit of its own in words.
      expect(within ?? 'no limit').toBe(name === 'life-manager' ? 'no limit' : String(drill?.atMost));
    },
  );

  it('leaves a check that its task cannot make to those who can', () => {
    const text = sectionOf('allodoc', 'Weekly restore');
    expect(text).toContain('within 1 h 30 min');
    expect(text).not.toContain('asks `/health`');
    expect(text).toContain('`/health` answers 200 on a restored copy is seen in the [monthly drills](#monthly-drills)');
    expect(sectionOf('allodoc', 'Monthly drills: full system and single tables')).toContain('/health');
  });

  it('has no figure that was asked for and not found', () => {
    for (const [path, page] of pages()) expect([path, page.match(/\{(limit|overdue)-of-[^}]*\}/g)]).toEqual([path, null]);
  });
});
