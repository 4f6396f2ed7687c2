import { pages } from './generated';

/** Cells of the rows of a table under a heading, without its head. */
function rowsUnder(product: string, heading: string): readonly (readonly string[])[] {
  const page = pages().get(`runbooks/${product}.md`) ?? '';
  const from = page.indexOf(`\n${heading}\n`);
  expect(from).toBeGreaterThan(0);
  const [section = ''] = page.slice(from + heading.length + 2).split(/\n#{1,4} /);
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the incident classes of mobile-matrix', () => {
  it('say which times are those of the manual, and that of P0 is not: it pages at once', () => {
    expect(rowsUnder('mobile-matrix', '## 2. Incident classes').map(([name, response, , , , source]) => [name, response, source])).toEqual([
      ['P0', 'acknowledged within 5 min', 'assumed'],
      ['P1', '1 h', 'assumed, inherited from the operations manual'],
      ['P2', '4 h', 'assumed, inherited from the operations manual'],
      ['P3', 'next business day', 'assumed, inherited from the operations manual'],
    ]);
  });

  it('stand beside each word of the list of alerts', () => {
    expect(rowsUnder('mobile-matrix', '### Severities and classes').map(([severity, name, words]) => [severity, name, words])).toEqual([
      ['`critical`', 'P0', '"P0"'],
      ['`error`', 'P1', '"P2"'],
      ['`warning`', 'P2', '"P1"'],
      ['`info`', 'P3', '"P2"'],
    ]);
  });
});
