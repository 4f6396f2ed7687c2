import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, readTree, runCommand, scratchFolder, synthesize } from '../support/command';

/** What a user's mistake looks like from outside: one message, an exit code, and an output folder as it was. */
describe('a mistake of a user', () => {
  const folder = scratchFolder();
  const outdir = join(folder, 'cdktf.out');
  const settings = join(folder, 'settings.json');

  beforeAll(() => {
    expect(synthesize(outdir).status).toBe(0);
  });

  it.each([
    ['settings that are no JSON', '{"state": ', 'settings-not-json'],
    ['a malformed setting', '{"defaults": {"aws": {"accountId": "12"}}}', 'bad-setting'],
    ['an unknown product', '{"products": {"carenau": {}}}', 'unknown-product'],
    ['an unknown environment', '{"products": {"carenow": {"prod": {}}}}', 'unknown-environment'],
    [
      'a location outside of the allowed ones',
      '{"products": {"carenow": {"production": {"google": {"location": "us-central1"}}}}}',
      'location-not-allowed',
    ],
    [
      'a bucket of the states under the name of one of backups',
      '{"bootstrapAws": {"stateBucket": "acme-allodoc-production-backups"}, "defaults": {"aws": {"bucketPrefix": "acme-"}}}',
      'shared-name',
    ],
    ['two copies in one region', '{"defaults": {"aws": {"region": "eu-west-1", "copyRegion": "eu-west-1"}}}', 'copies-share-fate'],
  ])('%s ends in a message with place, given, allowed and mend, and leaves the output as it was', (_, content, rule) => {
    const before = readTree(outdir);
    writeFileSync(settings, content);
    const { status, stdout, stderr } = synthesize(outdir, { OPSKEEP_SETTINGS: settings });
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`[${rule}]`);
    for (const label of ['given', 'allowed', 'to mend']) expect(stderr).toMatch(new RegExp(`^ {2}${label} +\\S`, 'm'));
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(readTree(outdir)).toEqual(before);
  });

  it('in a command is told before anything is written: a product that nobody declared', () => {
    const before = readTree(outdir);
    const { status, stderr } = runCommand(['node', join(projectRoot, 'scripts', 'run-bundle.cjs'), 'carenau'], {
      env: { CDKTF_OUTDIR: outdir },
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/carenau.*did you mean "carenow"/s);
    expect(readTree(outdir)).toEqual(before);
  });

  it('that is none, but shows in the stacks as they are written, is told with the rest, and what meets each requirement is written', () => {
    const { stdout } = synthesize(outdir);
    expect(stdout).toContain('[one-account]');
    const coverage = JSON.parse(readFileSync(join(outdir, 'coverage.json'), 'utf8')) as Readonly<Record<string, readonly string[]>>;
    expect(coverage['AD-OBJ-01']).toContain('allodoc: objectives');
  });

  it('is written for code hosts too, when the synth fails', () => {
    const [file, other] = [join(folder, 'ci', 'findings.sarif'), join(folder, 'ci', 'findings.json')];
    writeFileSync(settings, '{"defaults": {"aws": {"region": "eu-west-1", "copyRegion": "eu-west-1"}}}');
    const command = ['node', join(projectRoot, 'scripts', 'run-bundle.cjs'), `--findings=${file}`, `--findings=${other}`] as const;
    const { status, stderr } = runCommand([...command], { env: { CDKTF_OUTDIR: outdir, OPSKEEP_SETTINGS: settings } });
    expect(status).toBe(1);
    const { runs } = JSON.parse(readFileSync(file, 'utf8')) as {
      runs: readonly { results: readonly { level: string; message: { text: string } }[] }[];
    };
    const errors = runs.flatMap(({ results }) => results).filter(({ level }) => level === 'error');
    expect(errors.length).toBeGreaterThan(1);
    for (const { message } of errors) expect(stderr).toContain(message.text);
    const { findings } = JSON.parse(readFileSync(other, 'utf8')) as {
      findings: readonly { level: string; where: string; file: string }[];
    };
    // The stacks of a product carry its id, and its file its name.
    const ofStack = findings.filter(({ where }) => where.startsWith('reference-'));
    expect([...new Set(ofStack.map((finding) => finding.file))]).toEqual(['products/operations-manual.ts']);
    expect(findings.filter(({ level }) => level === 'error')).toHaveLength(errors.length);
    expect(Object.keys(readTree(join(folder, 'ci'))).sort()).toEqual(['findings.json', 'findings.sarif']);
  });

  it('in one product does not hide those in another, and all are told in one run', () => {
    const copy = join(folder, 'copy');
    mkdirSync(copy);
    for (const part of ['dist', 'package.json', 'cdktf.json']) cpSync(join(projectRoot, part), join(copy, part), { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules'), join(copy, 'node_modules'));
    const broken = (name: string, body: string): void =>
      writeFileSync(
        join(copy, 'dist', 'products', `${name}.js`),
        `const { product } = require('../model/product');\nconst { Schedule } = require('../model/schedule');\nexports.${name} = product('${name}', () => { ${body} });\n`,
      );
    broken(
      'carenow',
      "Schedule.cron('61 * * * *', 'UTC'); Schedule.daily('25:00', 'Asia/Saigonn'); throw new (require('../model/finding').DeclarationError)([]);",
    );
    broken('allodoc', "Schedule.daily('02:00', 'Europe/Pari'); throw new (require('../model/finding').DeclarationError)([]);");
    const { status, stderr } = runCommand(['node', join(copy, 'dist', 'main.js')], { cwd: copy });
    expect(status).toBe(1);
    expect([...stderr.matchAll(/^(\w+) \/ schedule: .*\[([a-z-]+)\]$/gm)].map(([, product, rule]) => [product, rule])).toEqual([
      ['carenow', 'bad-cron'],
      ['carenow', 'bad-time-of-day'],
      ['carenow', 'bad-time-zone'],
      ['allodoc', 'bad-time-zone'],
    ]);
    rmSync(copy, { recursive: true });
  });
});
