/** Markdown as GitHub reads it. */

import { foldShell } from './fold-shell';

/** Text for a cell of a table: a bar would end the cell, a line break the row. */
export function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ');
}

/** A table; nothing where there are no rows, so that no chapter shows an empty one. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [[line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n')];
}

/** A list of points, as one block; nothing where there are none. */
export function bullets(points: readonly string[]): readonly string[] {
  return points.length === 0 ? [] : [points.map((point) => `- ${point}`).join('\n')];
}

/** A numbered list, as one block. */
export function numbered(points: readonly string[]): readonly string[] {
  return points.length === 0 ? [] : [points.map((point, index) => `${index + 1}. ${indented(point, 3).trimStart()}`).join('\n')];
}

/** Lines that belong to a point of a list start below its text. */
export function indented(text: string, by: number): string {
  const indent = ' '.repeat(by);
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `${indent}${line}`))
    .join('\n');
}

/** A block of code; `sh` blocks are checked as shell, `sql` blocks as SQL. */
export function fenced(language: 'sh' | 'sql' | 'text', code: string): string {
  const shown = language === 'sh' ? foldShell(code.trim()) : code.trim();
  return `\`\`\`${language}\n${shown}\n\`\`\``;
}

export const link = (text: string, target: string): string => `[${text}](${target})`;

export const code = (text: string): string => `\`${text}\``;

/** The anchor that GitHub gives to a heading. */
export function headingAnchor(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}
