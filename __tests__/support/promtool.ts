import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * promtool of Prometheus: named by the environment variable PROMTOOL, on the PATH, or unpacked from its Debian package:
 * `apt-get download prometheus && dpkg -x prometheus_*.deb node_modules/.cache/promtool`.
 */
const candidates = [process.env.PROMTOOL, 'promtool', join(__dirname, '../../node_modules/.cache/promtool/usr/bin/promtool')];

let found: string | null | undefined;

function promtool(): string | null {
  found ??=
    candidates.find(
      (candidate) =>
        candidate !== undefined && (candidate === 'promtool' || existsSync(candidate)) && spawnSync(candidate, ['--version']).status === 0,
    ) ?? null;
  return found;
}

export const promtoolAvailable = (): boolean => promtool() !== null;

export interface PrometheusRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
}

/** One test of promtool; the points of its series are a minute apart. */
export interface RuleTest {
  readonly name: string;
  readonly interval: '1m';
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly promql_expr_test: readonly {
    readonly expr: string;
    readonly eval_time: string;
    readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
  }[];
}

/** Rules and the tests that they must pass. promtool runs every rule in every test, so a suite is best small. */
export interface RuleSuite {
  readonly name: string;
  /** How often the rules are evaluated; a week by the minute takes promtool ten seconds. @default 1m */
  readonly evaluationInterval?: string;
  readonly rules: readonly PrometheusRule[];
  readonly tests: readonly RuleTest[];
}

/** What promtool says of each suite that fails, by the name of the suite; empty when all pass. JSON is YAML to it. */
export function failingSuites(suites: readonly RuleSuite[]): Readonly<Record<string, string>> {
  return inWorkspace((folder) => {
    const files = suites.map(({ name, rules, tests, evaluationInterval = '1m' }, index) => {
      const ruleFile = join(folder, `${index}-rules.json`);
      const testFile = join(folder, `${index}-tests.json`);
      writeFileSync(ruleFile, JSON.stringify({ groups: rules.length === 0 ? [] : [{ name, rules }] }));
      writeFileSync(testFile, JSON.stringify({ rule_files: [ruleFile], evaluation_interval: evaluationInterval, tests }));
      return { name, testFile };
    });
    const failures: Record<string, string> = {};
    if (runTests(files.map(({ testFile }) => testFile)).status === 0) return failures;
    for (const { name, testFile } of files) {
      const { status, output } = runTests([testFile]);
      if (status !== 0) failures[name] = output;
    }
    return failures;
  });
}

function runTests(files: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(promtool() ?? 'promtool', ['test', 'rules', ...files], { encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

/** Throws what promtool says of expressions that are not PromQL. */
export function checkRules(rules: readonly PrometheusRule[]): void {
  inWorkspace((folder) => {
    const file = join(folder, 'rules.json');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'rules', rules }] }));
    execFileSync(promtool() ?? 'promtool', ['check', 'rules', file], { encoding: 'utf8', stdio: 'pipe' });
  });
}

function inWorkspace<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
