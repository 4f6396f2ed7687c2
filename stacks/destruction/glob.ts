/** Whether a text and a pattern with `*` and `?`, or two such patterns, have a text in common. */
export function overlaps(a: string, b: string): boolean {
  const [wildA, wildB] = [a.search(/[*?]/), b.search(/[*?]/)];
  if (wildA < 0 && wildB < 0) return a === b;
  // Most differ before the first wildcard.
  const plain = Math.min(wildA < 0 ? a.length : wildA, wildB < 0 ? b.length : wildB);
  if (a.slice(0, plain) !== b.slice(0, plain)) return false;
  // Whether what is left of both has a text in common, from the ends to the beginnings.
  let row: boolean[] = [];
  for (let i = a.length; i >= 0; i--) {
    const previous = row;
    row = [];
    for (let j = b.length; j >= 0; j--) {
      row[j] =
        i === a.length && j === b.length
          ? true
          : a[i] === '*'
            ? previous[j] === true || (j < b.length && row[j + 1] === true)
            : b[j] === '*'
              ? row[j + 1] === true || (i < a.length && previous[j] === true)
              : i < a.length && j < b.length && (a[i] === b[j] || a[i] === '?' || b[j] === '?') && previous[j + 1] === true;
    }
  }
  return row[0] === true;
}

/** A text of Terraform as a pattern: what is not known before the apply may be anything. */
export const asPattern = (text: string): string => text.replace(/\$\{[^}]*\}/g, '*');
