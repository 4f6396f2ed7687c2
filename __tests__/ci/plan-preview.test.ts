import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { render } from '../../stacks/synthesis';
import { projectRoot, scratchFolder } from '../support/command';
import { renderProducts } from '../support/rendered';

const outdir = scratchFolder();
const bin = scratchFolder();

/** A terraform that only knows what a plan of each stack would say. */
const terraform = `#!/usr/bin/env bash
stack=$(basename "\${1#-chdir=}")
echo "$@" >> "$CALLS"
[ "$2" = init ] && exit 0
case "$stack" in
  allodoc-on-call) echo 'No changes.'; exit 0 ;;
  allodoc-production-backup) printf 'resource ~~~ x\\nPlan: 1 to add, 0 to change, 0 to destroy.\\n'; exit 2 ;;
  allodoc-production-monitoring) head -c 200000 /dev/zero | tr '\\0' x; printf '\\nPlan: 2 to add, 0 to change, 3 to destroy.\\n'; exit 2 ;;
  *) echo 'Error: no outputs' >&2; exit 1 ;;
esac
`;

beforeAll(() => {
  const { app, stacks } = renderProducts().assembly;
  const manifest = render(app, stacks).find(({ path }) => path === 'manifest.json');
  writeFileSync(join(outdir, 'manifest.json'), manifest?.content ?? '');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'terraform'), terraform);
  chmodSync(join(bin, 'terraform'), 0o755);
});

function run(script: string, ...words: readonly string[]) {
  const calls = join(outdir, 'calls');
  writeFileSync(calls, '');
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, 'scripts', script), ...words], {
    encoding: 'utf8',
    env: { ...process.env, CDKTF_OUTDIR: outdir, CALLS: calls, PATH: [bin, process.env['PATH'] ?? ''].join(delimiter) },
  });
  return { status, stdout, stderr, calls: readFileSync(calls, 'utf8') };
}

describe('the stacks of a product environment', () => {
  it.each([
    ['allodoc-production', ['allodoc-on-call', 'allodoc-production-backup', 'allodoc-production-monitoring']],
    ['allodoc-staging', ['allodoc-staging-backup', 'allodoc-staging-monitoring']],
    [
      'carenow-production',
      ['carenow-on-call', 'carenow-production-backup', 'carenow-production-dead-man-switch', 'carenow-production-monitoring'],
    ],
    [
      'reference-production',
      ['reference-on-call', 'reference-production-backup', 'reference-production-backup-copy', 'reference-production-monitoring'],
    ],
  ])('%s come in the order of their deployment', (environment, stacks) => {
    expect(run('stacks-of.mjs', environment).stdout.trim().split('\n')).toEqual(stacks);
  });

  it('that does not exist are an error in one sentence', () => {
    expect(run('stacks-of.mjs', 'shop-production')).toMatchObject({
      status: 1,
      stderr: 'no stack belongs to "shop-production"; give <product>-<environment>\n',
    });
  });
});

describe('the preview of a plan', () => {
  const file = join(outdir, 'preview.md');

  it('says for each stack what would change, within what a comment holds', () => {
    const { status, calls } = run('plan-preview.mjs', '["allodoc-production"]', file);
    expect(status).toBe(0);
    const preview = readFileSync(file, 'utf8');
    expect(preview).toContain('| allodoc-on-call | no change |');
    expect(preview).toContain('| allodoc-production-backup | Plan: 1 to add, 0 to change, 0 to destroy. |');
    expect(preview).toContain('| allodoc-production-monitoring | Plan: 2 to add, 0 to change, 3 to destroy. |');
    expect(preview).toContain('resource ~ ~ ~ x');
    expect(preview.length).toBeLessThan(65_536);
    // Locks nothing and keeps no plan.
    expect(calls.split('\n').filter((call) => call.includes(' plan '))).toHaveLength(3);
    expect(calls.split('\n').filter((call) => call.includes(' plan ') && !call.includes('-lock=false'))).toEqual([]);
    expect(calls).not.toContain('-out');
  });

  it('fails where a stack cannot be planned, and says why', () => {
    expect(run('plan-preview.mjs', '["life-manager-production"]', file).status).toBe(1);
    expect(readFileSync(file, 'utf8')).toContain('Error: no outputs');
  });

  it('of something else than a list fails in one sentence', () => {
    expect(run('plan-preview.mjs', 'allodoc-production', file)).toMatchObject({ status: 1, stdout: '' });
  });
});
