/** A word as a shell reads it back. A variable such as `$AWS_REGION`, which the reader sets, stays one. */
export function shellWord(word: string): string {
  const [, option = '', value = word] = /^(--[a-z-]+=)([\s\S]*)/.exec(word) ?? [];
  return `${option}${quoted(value)}`;
}

function quoted(text: string): string {
  if (/^[A-Za-z0-9_.,:/=@-]+$/.test(text)) return text;
  return /\$[A-Z]/.test(text) ? `"${text.replaceAll('"', '\\"')}"` : `'${text.replaceAll("'", `'\\''`)}'`;
}
