// Installs the locked dependencies when they are missing or older than package-lock.json, and says nothing otherwise.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const marker = join(root, 'node_modules', '.opskeep-lock');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (!existsSync(marker) || readFileSync(marker, 'utf8') !== lock) {
  console.error('Installing dependencies, about a minute ...');
  // The lock file cannot name the binaries of platforms that the registry at hand does not carry, and `npm ci` refuses a lock file
  // without them; `npm install` takes every version from the lock and adds the binary of this platform. NODE_ENV=production would leave
  // out the compiler.
  const options = ['--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', ['install', ...options], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    console.error('npm install failed. Check that the npm registry can be reached, then run the command again.');
    process.exit(1);
  }
  writeFileSync(marker, lock);
}
