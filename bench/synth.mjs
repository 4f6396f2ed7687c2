// How long a synth takes as a whole process, as a ratio to a bare Node.js that loads cdktf's bundle and writes the same bytes.
// Runs of both alternate, because machines drift. Prints medians; decides nothing.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const scratch = mkdtempSync(join(tmpdir(), 'opskeep-bench-'));
const runs = Number(process.argv[2] ?? 9);

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());

function run(program, outdir) {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, [program], {
    cwd: scratch,
    env: { ...process.env, CDKTF_OUTDIR: outdir },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const synth = join(root, 'scripts', 'run-bundle.cjs');
const output = join(scratch, 'synth');
run(synth, output);
const bytes = filesBelow(output).map((file) => [relative(output, file), readFileSync(file, 'utf8')]);
writeFileSync(join(scratch, 'bytes.json'), JSON.stringify(bytes));
await build({
  entryPoints: [join(root, 'node_modules', 'cdktf', 'lib', 'index.js')],
  bundle: true,
  platform: 'node',
  target: 'node20',
  outfile: join(scratch, 'cdktf.js'),
  logLevel: 'error',
});
writeFileSync(
  join(scratch, 'bare.cjs'),
  `const fs = require('node:fs'), path = require('node:path');
require('./cdktf.js');
for (const [name, content] of JSON.parse(fs.readFileSync(path.join(__dirname, 'bytes.json'), 'utf8'))) {
  const file = path.join(process.env.CDKTF_OUTDIR, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}
`,
);

const times = { synth: [], bare: [] };
for (let index = 0; index < runs; index++) {
  times.synth.push(run(synth, output));
  times.bare.push(run(join(scratch, 'bare.cjs'), join(scratch, 'bare')));
}
rmSync(scratch, { recursive: true });
const ratios = times.synth.map((time, index) => time / times.bare[index]);
console.error(
  `${bytes.length} files, ${(bytes.reduce((sum, [, content]) => sum + content.length, 0) / 1e6).toFixed(1)} MB, ${runs} runs each`,
);
console.error(
  `synth ${median(times.synth).toFixed(0)} ms, bare ${median(times.bare).toFixed(0)} ms, ratio ${median(ratios).toFixed(2)} (median of pairs)`,
);
