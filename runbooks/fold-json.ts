import { codeWidth } from './fold-shell';

/** Of the line of code, without the name of the option that takes the JSON. */
const besideOption = codeWidth - 16;

/** A whole object that holds no other, a string, or any other character. */
const token = /\{(?:"(?:\\.|[^"\\])*"|[^"{}[\]])*\}|"(?:\\.|[^"\\])*"|./g;

/** JSON that goes on below, between two entries, before a line is wider than a page. */
export function foldJson(json: string, width = besideOption): string {
  const rows = [''];
  for (const [text] of json.matchAll(token)) {
    const row = rows.at(-1) ?? '';
    if (row.length + text.length > width && /[,[]$/.test(row)) rows.push(`    ${text}`);
    else rows[rows.length - 1] = `${row}${text}`;
  }
  return rows.join('\n');
}
