import { watchInterval } from '../../model/backup-alarms';
import { environmentsOf } from '../../model/product-environment';
import { products } from '../../products';
import { pages } from './generated';
import { blocksUnder } from './typed-blocks';

/** Rows of a product's table of the backups that meet its windows: window, backup, start and latest end. */
function meetings(product: string): readonly (readonly string[])[] {
  const page = pages().get(`runbooks/${product}.md`) ?? '';
  const [, rows = ''] = /\| Window \| Backup that starts in it \|.*\n\| --- .*\n((?:\|.*\n)+)/.exec(page) ?? [];
  return rows
    .trim()
    .split('\n')
    .map((row) => row.slice(2, -2).split(' | '));
}

/** Hours of a clock time. */
const hours = (time = ''): number => Number(time.slice(0, 2)) + Number(time.slice(3, 5)) / 60;

describe('the calendar of maintenance', () => {
  it.each([
    [
      'mobile-matrix',
      [
        ['Weekly maintenance, Sunday 02:00 to 04:00', '"Database" to `daily/`', '02:00', '03:15'],
        ['Weekly maintenance, Sunday 02:00 to 04:00', '"Full system" to `weekly/`', '03:00', '05:15, after the window has closed'],
      ],
    ],
    [
      'allodoc',
      [
        ['Weekly maintenance, Sunday 02:00 to 04:00', '"Database" to `daily/`', '02:00', '03:45'],
        ['Weekly maintenance, Sunday 02:00 to 04:00', '"Application files" to `files/`', '03:00', '04:15, after the window has closed'],
        ['Weekly maintenance, Sunday 02:00 to 04:00', '"Archived logs" to `logs/`', '03:30', '04:15, after the window has closed'],
        ['Monthly maintenance, first Sunday 02:00 to 06:00', '"Database" to `daily/`', '02:00', '03:45'],
        ['Monthly maintenance, first Sunday 02:00 to 06:00', '"Application files" to `files/`', '03:00', '04:15'],
        ['Monthly maintenance, first Sunday 02:00 to 06:00', '"Archived logs" to `logs/`', '03:30', '04:15'],
      ],
    ],
    [
      'carenow',
      [
        ['Weekly maintenance, Sunday 02:00 to 03:00', '"Firestore, off-project" to `recent/`', '02:15', '02:30'],
        ['Weekly maintenance, Sunday 02:00 to 03:00', '"User accounts" to `user-data/`', '02:15', '02:25'],
      ],
    ],
  ])('of %s tells which backups start inside a window and when they have ended', (product, rows) => {
    expect(meetings(product)).toEqual(rows);
  });
});

describe('work that waits for the copy of the night', () => {
  it.each([
    ['mobile-matrix', '### Planned maintenance'],
    ['mobile-matrix', '### Weekly maintenance'],
    ['allodoc', '### Before maintenance'],
  ])('has it verified by a look that is started by hand: %s, %s', (product, heading) => {
    const id = `${product}-production`;
    const blocks = blocksUnder(product, heading).filter((each) => each.includes(`--family ${id}-database `));
    expect(blocks).toHaveLength(1);
    const [block = ''] = blocks;
    expect(block).toMatch(/^while aws ecs list-tasks /);
    expect(block.indexOf(`--task-definition ${id}-store-watcher `)).toBeGreaterThan(block.indexOf('done'));
  });

  it('would lose the first hour of the window, were it to wait for the clock', () => {
    const [environment] = products.flatMap((product) => {
      const { declaration } = product.evaluate();
      return declaration === undefined || declaration.name !== 'mobile-matrix' ? [] : environmentsOf(declaration);
    });
    expect(environment).toBeDefined();
    if (environment === undefined) return;
    const interval = watchInterval(environment.backups, environment.product.objectives).minutes / 60;
    const [[, , database], [, , system]] = meetings('mobile-matrix') as [readonly string[], readonly string[]];
    expect(hours(database) + interval).toBeGreaterThanOrEqual(hours(system));
  });

  it('expects no age that a copy cannot have when it is first seen', () => {
    for (const [path, page] of pages()) expect([path, /falls to minutes/.test(page)]).toEqual([path, false]);
  });
});
