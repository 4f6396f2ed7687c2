/** Parsed JSON whose shape is not known yet. */
export type Tree = { readonly [key: string]: unknown };

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function at(tree: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((branch, key) => (isTree(branch) && Object.hasOwn(branch, key) ? branch[key] : undefined), tree);
}
