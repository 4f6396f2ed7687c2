import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { products } from '../../products';
import { type CommandResult, projectRoot, readTree, runCommand, scratchFolder } from '../support/command';
import { describeWithTool } from '../support/optional-tools';

/** An installation takes a minute where packages are near, and many where they are far. */
const INSTALL_TIMEOUT_MS = 600_000;
const TIMEOUT_MS = 120_000;

/** How this machine reaches the registry of packages; a person's own shell has these too. */
const network = Object.fromEntries(
  ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS', 'npm_config_registry'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  }),
);

/** All that the commands may need of a machine. There is no terraform among it. */
const programs = ['env', 'git', 'node', 'npm', 'npx', 'sh'];

const onPath = (program: string): string => spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();

/** What a person does in the first five minutes, in a clone of the last commit and with an empty home. */
describeWithTool(
  'git',
  () => onPath('git') !== '',
  () => {
    const folder = scratchFolder();
    const clone = join(folder, 'opskeep');
    const outdir = join(clone, 'cdktf.out');
    const bare = join(folder, 'bin');
    const run = (command: readonly [string, ...string[]], env: Record<string, string> = {}): CommandResult =>
      runCommand(command, { cwd: clone, env: { HOME: join(folder, 'home'), PATH: bare, ...network, ...env } });

    /** What the first synth wrote, to compare later ones with. */
    let first: Record<string, string>;

    beforeAll(() => {
      mkdirSync(join(folder, 'home'));
      mkdirSync(bare);
      for (const program of programs) symlinkSync(onPath(program), join(bare, program));
      expect(runCommand(['git', 'clone', '--quiet', '--no-hardlinks', projectRoot, clone])).toMatchObject({ status: 0 });
      const started = run(['npm', 'start'], { PATH: process.env.PATH ?? '' });
      expect(started).toMatchObject({ status: 0, stdout: expect.stringMatching(/./) });
      first = readTree(outdir);
      for (const { name } of products) expect(started.stdout).toMatch(new RegExp(`^${name} +production +`, 'm'));
      expect(started.stdout).toMatch(/^product +environment +stacks +resources +backups +alerts +dashboards$/m);
      expect(started.stdout).toMatch(/^Next\n(?: {2}\S.*\n)+/m);
    }, INSTALL_TIMEOUT_MS);

    it('npm start in a fresh clone installs, synthesizes every stack and names the next step', () => {
      const { stacks } = JSON.parse(first['manifest.json'] ?? '{}') as { stacks: Record<string, { synthesizedStackPath: string }> };
      expect(Object.keys(stacks).length).toBeGreaterThan(20);
      for (const { synthesizedStackPath: path } of Object.values(stacks)) expect(first).toHaveProperty([path]);
    });

    it(
      'the next steps lead to files and stacks that exist',
      () => {
        const { stdout } = run(['npm', 'start']);
        const steps = stdout.slice(stdout.indexOf('\nNext\n'));
        const files = [...steps.matchAll(/\bdocs\/[\w/.-]+/g)].map(([file]) => file);
        expect(files.length).toBeGreaterThan(0);
        expect(files.filter((file) => !existsSync(join(clone, file)))).toEqual([]);
        for (const [, stack] of steps.matchAll(/cdktf diff (\S+)/g)) expect(first).toHaveProperty([`stacks/${stack}/cdk.tf.json`]);
      },
      TIMEOUT_MS,
    );

    it(
      'npm start needs no terraform, installs nothing twice and writes the same bytes again',
      () => {
        expect(onPath('terraform') === '' || !existsSync(join(bare, 'terraform'))).toBe(true);
        rmSync(outdir, { recursive: true });
        expect(run(['npm', 'start', '--silent'])).toMatchObject({ status: 0, stderr: '' });
        expect(readTree(outdir)).toEqual(first);
      },
      TIMEOUT_MS,
    );

    it(
      'npm start with a product, or a product and an environment, shows that alone',
      () => {
        const { stdout, status } = run(['npm', 'start', '--', 'allodoc', 'staging']);
        expect(status).toBe(0);
        const [table = ''] = stdout.split('\n\nFindings: ');
        expect(table).toMatch(/^allodoc +staging /m);
        expect(table).not.toMatch(/^(carenow|allodoc +production) /m);
        expect(readTree(outdir)).toEqual(first);
      },
      TIMEOUT_MS,
    );

    it(
      'npm start -- --findings=findings.sarif writes the findings beside what it prints',
      () => {
        const { stdout, status } = run(['npm', 'start', '--', '--findings=findings.sarif']);
        expect(status).toBe(0);
        const { runs } = JSON.parse(readFileSync(join(clone, 'findings.sarif'), 'utf8')) as {
          runs: readonly { results: readonly { level: string; ruleId: string; suppressions?: unknown }[] }[];
        };
        const warnings = runs.flatMap(({ results }) => results).filter(({ level }) => level === 'warning');
        const waived = runs.flatMap(({ results }) => results).filter(({ suppressions }) => suppressions !== undefined);
        expect(stdout).toContain(`Findings: 0 errors, ${waived.length} waived, ${warnings.length} warnings, `);
        for (const { ruleId } of warnings) expect(stdout).toContain(`[${ruleId}]`);
        rmSync(join(clone, 'findings.sarif'));
      },
      TIMEOUT_MS,
    );

    it.each([
      ['alodoc', /^command line: unknown product \[unknown-product\]$/m, /did you mean "allodoc"\?/],
      ['allodoc stagin', /^command line \/ allodoc: unknown environment \[unknown-environment\]$/m, /did you mean "staging"\?/],
    ])(
      'npm start -- %s tells what is known, ends with 1 and writes nothing',
      (names, what, mend) => {
        rmSync(outdir, { recursive: true, force: true });
        const { status, stderr, stdout } = run(['npm', 'start', '--silent', '--', ...names.split(' ')]);
        expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
        expect(stderr).toMatch(what);
        expect(stderr).toMatch(mend);
        expect(stderr).not.toMatch(/^ {4}at /m);
        expect(existsSync(outdir) ? readTree(outdir) : {}).toEqual({});
      },
      TIMEOUT_MS,
    );

    it('npx cdktf synth works without terraform, and sees what was just edited', () => {
      const source = join(clone, 'products', 'allodoc.ts');
      const original = readFileSync(source, 'utf8');
      const edited = original.replace(/title: '[^']+'/, "title: 'A title of just now'");
      expect(edited).not.toBe(original);
      const synth = (): string => {
        expect(run(['npx', 'cdktf', 'synth'], { CHECKPOINT_DISABLE: '1', CI: '1' })).toMatchObject({ status: 0 });
        return readTree(outdir)['stacks/allodoc-on-call/cdk.tf.json'] ?? '';
      };
      writeFileSync(source, edited);
      expect(synth()).toContain('A title of just now');
      writeFileSync(source, original);
      expect(synth()).toBe(first['stacks/allodoc-on-call/cdk.tf.json']);
    }, 300_000);
  },
);
