import type { ProductState } from '../../model/product';
import { products } from '../../products';
import { RunbookContext } from '../../runbooks/context';
import { chaptersOf, renderRunbook } from '../../runbooks/runbook';
import { Settings } from '../../settings/settings';
import { anchorsIn, linksIn } from './markdown-links';

function runbookOf(name: string, state: ProductState): string {
  const declared = products.flatMap((one) => one.evaluate().declaration ?? []);
  const declaration = declared.find((one) => one.name === name);
  if (declaration === undefined) throw new Error(`no product ${name}`);
  const manual = declared.find((one) => one.name === 'operations-manual');
  const context = new RunbookContext({ ...declaration, state }, Settings.none, manual);
  return renderRunbook(context, chaptersOf(context));
}

const chapters = (page: string): readonly string[] => [...page.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title);

describe('the runbook of a retired product', () => {
  const page = runbookOf('allodoc', 'retired');

  it('says what is left, how the rest goes, and how a copy comes back, and nothing of alerts and people', () => {
    expect(chapters(page)).toEqual(['1. What is left', '2. The second step: destroy what held the copies', '3. Restore']);
    expect(page).toContain('| State | **retired**: see [What is left](#what-is-left) |');
    expect(page).not.toMatch(/PagerDuty tells|## .*Alerts|Incident classes/);
  });

  it('says of each tier until when its copies stay, and of what no rule removes who removes it', () => {
    expect(page).toContain('| production | `allodoc-production-backups` | `daily/` | 30 d after it was made | 37 d after retirement |');
    expect(page).toContain('| production | `allodoc-production-backups` | `last-good/` | never | when a person deletes it |');
    expect(page).toMatch(/\| production \| `[^`]+` \| the whole archive \| never: pgBackRest/);
    // Staging keeps for 14 days what production keeps for months; development holds nothing.
    expect(page).toContain('| staging | `allodoc-staging-backups` | `daily/` | 14 d after it was made | 21 d after retirement |');
    expect(page).not.toContain('| development |');
  });

  it('says when the second step may be taken, and with which commands', () => {
    const longest = Math.max(...[...page.matchAll(/\| (\d+) d after retirement \|/g)].map(([, days]) => Number(days)));
    expect(page).toContain(`Not before ${longest} d after retirement, and with the word of`);
    expect(page).toContain('npx cdktf destroy allodoc-production-backup');
    expect(page).toContain("`state: 'emptied'`");
  });

  it('names no task that is gone', () => {
    expect(page).toContain('--target-action=promote restore');
    expect(page).not.toMatch(/aws ecs run-task/);
  });

  it.each(['allodoc', 'carenow'])('of %s links to nothing that is gone', (name) => {
    const text = runbookOf(name, 'retired');
    const anchors = anchorsIn(text);
    const within = linksIn(text).filter((target) => target.startsWith('#'));
    expect(within.filter((target) => !anchors.includes(target.slice(1)))).toEqual([]);
  });
});
