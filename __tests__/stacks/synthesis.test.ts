import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { products } from '../../products';
import { Settings } from '../../settings/settings';
import { assemble } from '../../stacks/assembly';
import { type OutputFile, render, withoutCreationTraces, write } from '../../stacks/synthesis';
import { readTree } from '../support/command';

const file = (path: string, content: string): OutputFile => ({ path, content });
const asTree = (files: readonly OutputFile[]): Record<string, string> =>
  Object.fromEntries(files.map(({ path, content }) => [path, content]));

let outdir: string;

beforeEach(() => {
  outdir = join(mkdtempSync(join(tmpdir(), 'opskeep-synthesis-')), 'not', 'there', 'yet');
});

afterEach(() => {
  rmSync(join(outdir, '..', '..', '..'), { recursive: true, force: true });
});

describe('writing the output', () => {
  const first = [file('stacks/a/cdk.tf.json', '{}\n'), file('stacks/b/cdk.tf.json', '{}\n'), file('manifest.json', '{"stacks": 2}\n')];

  it('makes the folder with the given bytes and nothing else', () => {
    write(outdir, first);
    expect(readTree(outdir)).toEqual(asTree(first));
  });

  it('removes the folders of stacks that are gone', () => {
    write(outdir, first);
    mkdirSync(join(outdir, 'stacks', 'b', '.terraform'));
    write(outdir, [file('stacks/a/cdk.tf.json', '{}\n'), file('manifest.json', '{"stacks": 1}\n')]);
    expect(readdirSync(join(outdir, 'stacks'))).toEqual(['a']);
  });

  it('keeps what terraform put beside a stack that stays', () => {
    write(outdir, first);
    writeFileSync(join(outdir, 'stacks', 'a', '.terraform.lock.hcl'), 'locked');
    mkdirSync(join(outdir, 'stacks', 'a', '.terraform'));
    write(outdir, [file('stacks/a/cdk.tf.json', '{"new": true}\n'), file('manifest.json', '{"stacks": 1}\n')]);
    expect(readdirSync(join(outdir, 'stacks', 'a')).sort()).toEqual(['.terraform', '.terraform.lock.hcl', 'cdk.tf.json']);
    expect(readTree(join(outdir, 'stacks'))['a/cdk.tf.json']).toBe('{"new": true}\n');
  });

  it('leaves files alone that say the same already, so that nothing is rebuilt for them', () => {
    write(outdir, first);
    const long = new Date('2020-01-01T00:00:00Z');
    for (const { path } of first) utimesSync(join(outdir, path), long, long);
    write(outdir, [...first.slice(0, 2), file('manifest.json', '{"stacks": "two"}\n')]);
    expect(first.map(({ path }) => statSync(join(outdir, path)).mtime.getTime() === long.getTime())).toEqual([true, true, false]);
  });

  it('touches nothing outside of the stacks that it does not know', () => {
    mkdirSync(outdir, { recursive: true });
    writeFileSync(join(outdir, 'notes.txt'), 'mine');
    write(outdir, first);
    expect(readTree(outdir)).toEqual({ ...asTree(first), 'notes.txt': 'mine' });
  });
});

describe('rendering', () => {
  it('writes no file: a mistake that shows only then leaves the output as it was', () => {
    const files = withoutCreationTraces(() => {
      const { app, stacks } = assemble(products, Settings.none, outdir);
      return render(app, stacks);
    });
    expect(files.length).toBeGreaterThan(20);
    expect(readTree(outdir)).toEqual({});
  });

  it('gives the manifest that the cdktf command line reads: every stack with its folder and what it depends on', () => {
    const { manifest, names } = withoutCreationTraces(() => {
      const { app, stacks } = assemble(products, Settings.none, outdir);
      const found = render(app, stacks).find(({ path }) => path === 'manifest.json');
      return { manifest: JSON.parse(found?.content ?? ''), names: stacks.map((stack) => stack.node.id) };
    });
    expect(Object.keys(manifest.stacks).sort()).toEqual([...names].sort());
    expect(manifest.stacks['allodoc-production-monitoring']).toMatchObject({
      workingDirectory: 'stacks/allodoc-production-monitoring',
      synthesizedStackPath: 'stacks/allodoc-production-monitoring/cdk.tf.json',
      dependencies: ['allodoc-on-call', 'allodoc-production-backup'],
    });
    expect(manifest.stacks['carenow-production-monitoring'].dependencies).toEqual([
      'carenow-on-call',
      'carenow-production-dead-man-switch',
    ]);
    expect(manifest.stacks['carenow-production-dead-man-switch'].dependencies).toEqual(['carenow-on-call']);
    expect(manifest.stacks['carenow-production-backup'].dependencies).toEqual(['carenow-on-call']);
    expect(manifest.stacks['allodoc-staging-monitoring'].dependencies).toEqual([]);
  });

  it('of the same declarations gives the same bytes again in the same process', () => {
    const once = (): readonly OutputFile[] =>
      withoutCreationTraces(() => {
        const { app, stacks } = assemble(products, Settings.none, outdir);
        return render(app, stacks);
      });
    expect(asTree(once())).toEqual(asTree(once()));
  });
});

describe('the synth without creation traces', () => {
  it('gives back what the function gives, and the way errors are captured as it was', () => {
    const { captureStackTrace } = Error;
    expect(withoutCreationTraces(() => 7)).toBe(7);
    expect(() =>
      withoutCreationTraces(() => {
        throw new RangeError('told');
      }),
    ).toThrow('told');
    expect(Error.captureStackTrace).toBe(captureStackTrace);
  });
});
