import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const made = ['node_modules', '.git', 'dist', 'cdktf.out', 'unused', '.state'];

/** A copy of the project that may be changed: what a command makes anew is left behind, and the packages are those of the project. */
export function copyOfProject(root, copy, without = []) {
  const left = [...made, ...without].map((name) => join(root, name));
  cpSync(root, copy, { recursive: true, filter: (path) => !left.includes(path) });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}
