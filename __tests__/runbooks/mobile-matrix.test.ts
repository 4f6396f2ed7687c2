import { pages } from './generated';
import { blocksUnder } from './typed-blocks';

const page = pages().get('runbooks/mobile-matrix.md') ?? '';
const section = (title: string): string => page.split(/\n(?=#{2,4} )/).find((part) => part.startsWith(`### ${title}\n`)) ?? '';

/** Number of items in each list of a section, by the heading of the list. */
const items = (title: string): readonly (readonly [string, number])[] =>
  section(title)
    .split(/\n(?=\*\*(?!When\.))/)
    .slice(1)
    .map((list) => [/^\*\*(.+)\*\*/.exec(list)?.[1] ?? '', list.match(/^\d+\. /gm)?.length ?? 0]);

describe('the runbook of Mobile Matrix', () => {
  it('plans maintenance in three lists of four, once the backup of the night is there', () => {
    expect(items('Planned maintenance')).toEqual([
      ['Before', 4],
      ['When the window opens', 1],
      ['During', 4],
      ['After', 4],
    ]);
    expect(section('Planned maintenance')).toMatch(/^1\. Notify users [\s\S]+^2\. Back up the database on demand/m);
  });

  it('rotates logs every hour, also where the timer of the distribution runs once a day', () => {
    const [look, makeHourly = ''] = blocksUnder('mobile-matrix', '### Log rotation');
    expect(look).toContain('hourly" /etc/logrotate.d/mobile-matrix');
    const [, unit = ''] = /printf '([^']+)'/.exec(makeHourly) ?? [];
    expect(unit.replaceAll('\\n', '\n')).toBe('[Timer]\nOnCalendar=\nOnCalendar=hourly\nAccuracySec=1m\n');
    expect(makeHourly).toMatch(/daemon-reload\nsudo systemctl restart logrotate\.timer\s*$/);
  });
});
