export const percentage = (part, whole) => `${((100 * part) / whole).toFixed(1)} %`;

/** A table with a row for each group of a list, and one for all: its name, how many there are, and what `cellsOf` says of them. */
export function tally(head, list, groupsOf, cellsOf) {
  const row = (title, some) => [title, some.length, ...cellsOf(some)];
  const groups = groupsOf.flatMap((groupOf) =>
    [...new Set(list.map(groupOf))].map((group) =>
      row(
        group,
        list.filter((one) => groupOf(one) === group),
      ),
    ),
  );
  const width = Math.max(...head.slice(1).map((title) => title.length)) + 2;
  return [['', ...head], ...groups, row('all', list)]
    .map(([title, ...cells]) => [title.padEnd(40), ...cells.map((cell) => String(cell).padStart(width))].join(''))
    .join('\n');
}
