import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, readTree, runCommand, scratchFolder, synthesize } from '../support/command';

describe('the output', () => {
  const folder = scratchFolder();

  const required = (name: string): string => `--require ${JSON.stringify(join(__dirname, '..', 'support', name))}`;

  it('has the same bytes in every time zone, locale and working folder, on any day, and without what Node.js knows of zones and languages', () => {
    const places: readonly { name: string; env: Record<string, string> }[] = [
      { name: 'here', env: {} },
      { name: 'far', env: { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } },
      { name: 'west', env: { TZ: 'America/Anchorage', LANG: 'C' } },
      { name: 'later', env: { CLOCK_STANDS_AT: '2031-05-06T07:08:09Z', NODE_OPTIONS: required('shifted-clock.cjs') } },
      { name: 'without', env: { NODE_OPTIONS: required('no-intl.cjs') } },
    ];
    const [first, ...others] = places.map(({ name, env }) => {
      const cwd = join(folder, `${name}-work`);
      mkdirSync(cwd);
      const outdir = join(folder, name);
      const { stdout, ...ended } = synthesize(outdir, env, cwd);
      expect({ name, ...ended }).toEqual({ name, status: 0, stderr: '' });
      return { ...readTree(outdir), stdout };
    });
    for (const other of others) expect(other).toEqual(first);
  });

  it('forgets the folder of a stack that is gone and keeps what terraform put beside the others', () => {
    const outdir = join(folder, 'stale');
    mkdirSync(join(outdir, 'stacks', 'gone-production-backup'), { recursive: true });
    mkdirSync(join(outdir, 'stacks', 'carenow-on-call', '.terraform'), { recursive: true });
    expect(synthesize(outdir).status).toBe(0);
    const listed = runCommand(['ls', '-A', join(outdir, 'stacks'), join(outdir, 'stacks', 'carenow-on-call')]).stdout;
    expect(listed).not.toContain('gone-production-backup');
    expect(listed).toContain('.terraform');
    rmSync(outdir, { recursive: true });
  });

  it('loads no barrel of a provider', () => {
    const probe = `process.env.CDKTF_OUTDIR = ${JSON.stringify(join(folder, 'probe'))}; process.stdout.write = () => true; require(${JSON.stringify(join(projectRoot, 'dist', 'main.js'))}); console.error(Object.keys(require.cache).filter((file) => /provider-[a-z]+\\/lib\\/index\\.js$/.test(file)).length);`;
    expect(runCommand(['node', '-e', probe]).stderr.trim()).toBe('0');
  });
});
