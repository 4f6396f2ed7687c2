// Plans every stack of the given product environments (a JSON list) and writes what would change as Markdown, for a pull request.
// Nothing is locked and no plan is kept: a saved plan holds secrets in clear text.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stacksOf } from './stacks-of.mjs';

/** GitHub refuses a comment above 65,536 characters; every stack gets its share, and its end says what counts. */
const commentLimit = 60_000;

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const outdir = process.env.CDKTF_OUTDIR ?? join(root, 'cdktf.out');

function terraform(stack, ...words) {
  const { status, stdout, stderr } = spawnSync('terraform', [`-chdir=${join(outdir, 'stacks', stack)}`, ...words], {
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    env: { ...process.env, TF_IN_AUTOMATION: '1' },
  });
  return { status, output: `${stdout ?? ''}${stderr ?? ''}`.trim() };
}

/** `terraform plan -detailed-exitcode` ends with 0 for no change, 2 for changes, 1 for an error. */
function plan(stack) {
  const ready = terraform(stack, 'init', '-input=false', '-no-color');
  if (ready.status !== 0) return { stack, result: 'cannot be planned', output: ready.output };
  const { status, output } = terraform(stack, 'plan', '-input=false', '-no-color', '-lock=false', '-detailed-exitcode');
  if (status === 0) return { stack, result: 'no change', output: '' };
  if (status !== 2) return { stack, result: 'cannot be planned', output };
  return { stack, result: /^Plan: .+$/m.exec(output)?.[0] ?? 'outputs change', output };
}

function markdown(plans) {
  const told = plans.filter(({ output }) => output !== '');
  const share = Math.floor((commentLimit - 200 * plans.length) / Math.max(1, told.length));
  const shown = (output) => (output.length <= share ? output : `... cut off: see the log of the job ...\n${output.slice(-share)}`);
  return [
    '## What a deployment would change',
    ['| Stack | Plan |', '| --- | --- |', ...plans.map(({ stack, result }) => `| ${stack} | ${result} |`)].join('\n'),
    ...told.map(
      ({ stack, output }) =>
        `<details><summary>${stack}</summary>\n\n~~~text\n${shown(output).replaceAll('~~~', '~ ~ ~')}\n~~~\n\n</details>`,
    ),
  ].join('\n\n');
}

const [environments, file] = process.argv.slice(2);
if (environments === undefined || file === undefined) {
  console.error('usage: node scripts/plan-preview.mjs \'["<product>-<environment>"]\' <file>');
  process.exit(1);
}
try {
  const stacks = [...new Set(JSON.parse(environments).flatMap(stacksOf))];
  const plans = stacks.map(plan);
  writeFileSync(file, `${markdown(plans)}\n`);
  for (const { stack, result, output } of plans) process.stdout.write(`${stack}: ${result}\n${output}\n`);
  process.exitCode = plans.some(({ result }) => result === 'cannot be planned') ? 1 : 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
