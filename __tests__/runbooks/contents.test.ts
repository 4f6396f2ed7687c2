/** What a person finds in the runbook of every product, whoever wrote it. */
import { environmentNames } from '../../model/environment';
import { generatedDocumentation, pages } from './generated';
import { blocksIn } from './markdown-links';

const runbooks = [...pages()].filter(([path]) => path.startsWith('runbooks/'));

/** The text of each heading of a level, up to the next of this level or a higher one. */
function parts(page: string, level: number): ReadonlyMap<string, string> {
  const [, ...found] = page.split(new RegExp(`^#{1,${level}} `, 'm'));
  return new Map(found.map((text) => [text.slice(0, text.indexOf('\n')).replace(/^\d+\. /, ''), text]));
}

const chapter = (page: string, title: string): string => parts(page, 2).get(title) ?? '';

/** Cells of the rows of the first table of a text, without its head. */
function rows(text: string): readonly (readonly string[])[] {
  const [table = ''] = /^\|.*\|\n(?:\|.*\|\n?)+/m.exec(text) ?? [];
  return table
    .trim()
    .split('\n')
    .slice(2)
    .map((row) => row.slice(2, -2).split(' | '));
}

describe.each(runbooks)('%s', (path, page) => {
  const context = () => {
    const found = generatedDocumentation().runbooks.find((runbook) => `runbooks/${runbook.context.product.name}.md` === path)?.context;
    if (found === undefined) throw new Error(`no runbook ${path}`);
    return found;
  };

  it('has the chapters that somebody who is woken looks for, in the order of need', () => {
    const wanted = [
      'How to use this runbook',
      'Incident classes',
      'Who is called',
      'Incidents',
      'Restore',
      'Recovery objectives',
      'Backups',
      'Verification',
      'Routines',
      'Maintenance',
      'Capacity',
      'Environments',
      'Services and stores',
      'Baseline alerts',
      'Alerts',
    ];
    expect([...parts(page, 2).keys()].filter((title) => wanted.includes(title))).toEqual(wanted);
  });

  it('says why wherever several rules page for one fault', () => {
    const budget = parts(chapter(page, 'Alerts'), 3).get('Page budget') ?? '';
    const several = rows(budget).filter(([, , rules = '']) => rules.includes(','));
    const explained = several.filter(([fault = '']) => new RegExp(`^\\*\\*${fault}\\.\\*\\* \\S`, 'm').test(budget));
    expect(explained.map(([fault]) => fault)).toEqual(several.map(([fault]) => fault));
    expect(rows(budget).length > 0).toBe(context().main.environment.posture.pages);
  });

  it('says of every alert its impact, what to look at first, how to mend it and whom to tell next', () => {
    const sections = [...parts(chapter(page, 'Alerts'), 3)].filter(([title]) => /^[a-z]/.test(title));
    const alerts = context().watched.flatMap(({ signals }) =>
      signals.flatMap(({ id, tiers }) => tiers.map(({ severity }) => `${id}-${severity}`)),
    );
    expect(sections.map(([title]) => title).sort()).toEqual([...new Set(alerts)].sort());
    const said = /\*\*Impact\.\*\* \S[\s\S]*\*\*First checks\.\*\*\n\n1\. \S[\s\S]*\*\*Fix\.\*\*(?: |\n\n- )\S[\s\S]*\*\*Escalate\.\*\* \S/;
    expect(sections.filter(([, text]) => !said.test(text)).map(([title]) => title)).toEqual([]);
  });

  it('says of each incident class within which time somebody answers', () => {
    const { incidentClasses } = context().product;
    const listed = rows(chapter(page, 'Incident classes')).map(([name, response, told]) => ({ name, response, told: told !== '' }));
    expect(listed.map(({ name }) => name).sort()).toEqual(incidentClasses.map(({ name }) => name).sort());
    expect(listed.filter(({ response = '', told }) => !/\d|immediate|next business day/.test(response) || !told)).toEqual([]);
  });

  it('says who is called when, level by level, and under which address', () => {
    const called = parts(chapter(page, 'Who is called'), 3);
    const { escalations, people } = context().product.onCall;
    for (const [severity, chain] of Object.entries(escalations)) {
      const [, text = ''] = [...called].find(([title]) => title.startsWith('Escalation of ') && title.includes(severity)) ?? [];
      expect(rows(text).map(([, after]) => after)).toEqual(
        chain?.steps.map((step) => (step.after.seconds === 0 ? 'at once' : step.after.toString())),
      );
      // PagerDuty leaves what wakes nobody with the first level.
      expect(text.includes('keeps them with the first level')).toBe(severity === 'warning');
    }
    const contacts = rows(called.get('Contacts') ?? '');
    expect(contacts.map(([who]) => who)).toEqual(expect.arrayContaining(people.map(({ title }) => title)));
    expect(contacts.filter(([, address = '']) => !/@|\*\*not set\*\*|^`/.test(address))).toEqual([]);
    expect(called.get('Notices and status page')).toMatch(/status/);
  });

  it('restores from the buckets that hold the copies, with commands', () => {
    const restore = chapter(page, 'Restore');
    const { backups, bucketName } = context().main.environment;
    for (const { name } of backups.filter(({ target }) => target === 'bucket')) {
      const commands = blocksIn(restore, 'sh').filter((block) => block.includes(bucketName) && block.includes(name));
      expect({ name, commands: commands.length > 0 }).toEqual({ name, commands: true });
    }
  });

  it('has texts for messages, the windows of maintenance, and what recurs by day, week and month', () => {
    expect(blocksIn(page, 'text').length).toBeGreaterThan(0);
    const calendar = parts(chapter(page, 'Maintenance'), 3).get('Maintenance calendar') ?? '';
    const { maintenance } = context().product;
    expect(rows(calendar).map(([title]) => title)).toEqual(maintenance.map(({ title }) => title));
    if (maintenance.length === 0) expect(calendar).toContain('There is no standing window.');
    const { routines } = context().product;
    const byMachine = rows(parts(chapter(page, 'Routines'), 3).get('What machines do') ?? '');
    expect(byMachine.map(([title, , program, owner]) => [title, program, owner])).toEqual(
      routines.map(({ title, command, owner }) => [title, `\`${command.join(' ')}\``, context().roleTitle(owner)]),
    );
    const recurring = `${chapter(page, 'Verification')}${chapter(page, 'Routines')}${chapter(page, 'Maintenance')}`;
    for (const cycle of [/\bdaily\b|every day/i, /weekly|every week|sunday/i, /monthly|every month|each month/i])
      expect(recurring).toMatch(cycle);
    // What comes once a quarter may be the review of the runbook alone, which stands at its head.
    expect(page).toMatch(/quarter/i);
  });

  it('says what each environment gets and why', () => {
    const { environments, duties } = context().product;
    const table = chapter(page, 'Environments');
    expect(table).toContain(`| What it gets | ${environmentNames.filter((name) => environments.includes(name)).join(' | ')} | Why |`);
    expect(rows(table)).toHaveLength(duties.length === 0 ? 9 : 10);
    expect(rows(table).filter((row) => row.length !== environments.length + 2 || row.at(-1) === '')).toEqual([]);
    expect(rows(table)[0]?.slice(1, -1)).toEqual(
      environmentNames.filter((name) => environments.includes(name)).map((name) => (name === 'production' ? 'yes' : 'no')),
    );
  });
});
