import { type Finding, formatFinding } from './model/finding';
import { products } from './products';
import { Settings } from './settings/settings';
import { assemble, knownProducts } from './stacks/assembly';
import { type CommandLine, readCommandLine } from './stacks/command-line';
import { complianceCoverage } from './stacks/compliance';
import { coverageMap } from './stacks/coverage-map';
import { writeFindings } from './stacks/findings-file';
import { checkFilter, summarize } from './stacks/summary';
import { filesOf, resolveStacks, resolveWhatCanBe, withoutCreationTraces, write } from './stacks/synthesis';
import { proveWritten } from './stacks/written-proofs';

const isError = ({ level }: Finding): boolean => level === 'error';

/** Every product in each of its environments becomes stacks in cdktf.out, or nothing is written and the reasons are told. */
function main({ filter, findingsFiles, findings: misunderstood }: CommandLine): number {
  const outdir = process.env['CDKTF_OUTDIR'] ?? 'cdktf.out';
  const known = knownProducts(products);
  const { settings, findings: settingFindings } = Settings.read(process.env['OPSKEEP_SETTINGS'] ?? 'settings.json', known);
  const assembly = assemble(products, settings, outdir);
  const { environments, stacks } = assembly;
  const declared = [...new Set(environments.map((candidate) => candidate.product))];
  const declaredFindings = [...misunderstood, ...checkFilter(filter, known), ...settingFindings, ...assembly.findings];
  const rendered = declaredFindings.some(isError) ? resolveWhatCanBe(stacks) : resolveStacks(stacks);
  const found = [...declaredFindings, ...proveWritten(rendered, assembly)];
  const findings = [...found, ...writeFindings(findingsFiles, found, [...known, ...declared])];
  const errors = findings.filter(isError);
  if (errors.length > 0) {
    console.error(
      [...errors.map(formatFinding), `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}; ${outdir} is as it was.`].join('\n\n'),
    );
    return 1;
  }
  const coverage = coverageMap(stacks, declared, complianceCoverage(environments, stacks));
  write(outdir, [...filesOf(assembly.app, rendered), { path: 'coverage.json', content: `${JSON.stringify(coverage, null, 2)}\n` }]);
  // cdktf prints all that its app says; there a person has asked for a plan and not for this.
  if (process.env['CDKTF_CONTEXT_JSON'] === undefined) process.stdout.write(`${summarize({ ...assembly, findings }, filter)}\n`);
  return 0;
}

try {
  process.exitCode = withoutCreationTraces(() => main(readCommandLine(process.argv.slice(2))));
} catch (error) {
  // Node.js would print the line that threw, and the bundle is one line.
  console.error(`A defect of opskeep, not of your declarations: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
