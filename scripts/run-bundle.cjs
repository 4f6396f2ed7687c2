// Runs dist/opskeep.js with V8's compiled code beside it, which saves a fifth of a synth. The code is kept by the first run
// after a build; another version of Node.js or another bundle rejects it, and the bundle is compiled as usual.
const { existsSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

const bundle = join(__dirname, '..', 'dist', 'opskeep.js');
const cache = `${bundle}.cache`;
// A build leaves an older cache behind, and V8 checks no more of the source than its length.
const usable = existsSync(cache) && statSync(cache).mtimeMs > statSync(bundle).mtimeMs;
const script = new Script(wrap(readFileSync(bundle, 'utf8')), { filename: bundle, ...(usable ? { cachedData: readFileSync(cache) } : {}) });
const loaded = { exports: {} };
script.runInThisContext().call(loaded.exports, loaded.exports, createRequire(bundle), loaded, bundle, dirname(bundle));

if (!usable || script.cachedDataRejected) {
  process.on('exit', () => {
    try {
      const unfinished = `${cache}.${process.pid}.tmp`;
      writeFileSync(unfinished, script.createCachedData());
      renameSync(unfinished, cache);
    } catch {
      // A folder that cannot be written costs time, not a synth.
    }
  });
}
