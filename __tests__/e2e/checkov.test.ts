import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrapSettings } from '../support/bootstrap-settings';
import { runCommand, scratchFolder, synthesize } from '../support/command';
import { describeWithTool } from '../support/optional-tools';

interface Report {
  readonly check_type?: string;
  readonly summary: { readonly passed: number; readonly failed: number; readonly parsing_errors: number };
  readonly results: { readonly failed_checks: readonly { readonly check_id: string; readonly resource: string }[] };
}

interface Exception {
  readonly check: string;
  /** Regular expression on the address of the resource. */
  readonly resource: string;
  readonly reason: string;
}

const exceptionsFile = join(__dirname, '..', 'support', 'checkov-exceptions.json');

/** checkov takes a list at the top level for a syntax error and judges nothing; import blocks hold no settings to judge. */
function withoutImports(file: string, copy: string): string {
  const { import: _imports, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(copy, JSON.stringify(rest));
  return copy;
}

describeWithTool(
  'checkov',
  () => spawnSync('checkov', ['--version']).status === 0,
  () => {
    const folder = scratchFolder();
    const outdir = join(folder, 'cdktf.out');
    const exceptions: readonly Exception[] = JSON.parse(readFileSync(exceptionsFile, 'utf8'));
    const used = new Set<Exception>();

    it('finds nothing in any cloud stack but what is on the short list of recorded reasons', () => {
      const settings = join(folder, 'settings.json');
      writeFileSync(settings, JSON.stringify(bootstrapSettings));
      expect(synthesize(outdir, { OPSKEEP_SETTINGS: settings }).status).toBe(0);
      const unexplained: string[] = [];
      let judged = 0;
      const stacks = readdirSync(join(outdir, 'stacks')).filter((name) => /-(backup|copy|dead-man-switch)$|^bootstrap-/.test(name));
      for (const stack of stacks) {
        const file = withoutImports(join(outdir, 'stacks', stack, 'cdk.tf.json'), join(outdir, `${stack}.tf.json`));
        const { stdout } = runCommand([
          'checkov',
          '-f',
          file,
          '--framework',
          'terraform_json',
          '--skip-download',
          '--output',
          'json',
          '--quiet',
          '--compact',
        ]);
        const report: Report = JSON.parse(stdout);
        // A run that judged nothing exits 0 and looks like a pass.
        expect(report.summary.passed).toBeGreaterThan(0);
        expect(report.summary.parsing_errors).toBe(0);
        judged += report.summary.passed;
        for (const { check_id: check, resource } of report.results.failed_checks) {
          const exception = exceptions.find((candidate) => candidate.check === check && new RegExp(candidate.resource).test(resource));
          if (exception === undefined) unexplained.push(`${stack}: ${check} ${resource}`);
          else used.add(exception);
        }
      }
      expect(unexplained).toEqual([]);
      expect(stacks).toEqual(expect.arrayContaining(['bootstrap-aws', 'bootstrap-google', 'carenow-production-dead-man-switch']));
      expect(judged).toBeGreaterThan(500);
    }, 900_000);

    it('has no exception on the list that nothing needs', () => {
      expect(exceptions.filter((exception) => !used.has(exception))).toEqual([]);
      expect(exceptions.every(({ reason }) => reason.length > 20)).toBe(true);
    });
  },
);
