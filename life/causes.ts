/** What went wrong, with its causes: `fetch` says only that it failed, and why stands in the cause, or in the errors of each address. */
export function inOneLine(error: unknown): string {
  const { message, cause, errors = [] } = Object(error) as { message?: string; cause?: unknown; errors?: readonly unknown[] };
  const inner = cause === undefined ? errors : [cause];
  return [message ?? String(error), ...inner.map(inOneLine)].filter((text) => text !== '').join(': ');
}
