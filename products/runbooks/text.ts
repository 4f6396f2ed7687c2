/** Lines of a command or a message. */
export const lines = (...list: readonly string[]): string => list.join('\n');

/** A table in Markdown: the head, then the rows. */
export function table(head: readonly string[], ...rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return lines(line(head), line(head.map(() => '---')), ...rows.map(line));
}
