import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { FakePager } from '../life/fake-pager';
import { projectRoot, runCommand, scratchFolder, synthesize } from '../support/command';
import { completeSettingsFile } from '../support/rendered';

/** The commands of docs/guide/operate.md and adopt-what-exists.md, as a person types them. */
describe('between deployments', () => {
  const folder = scratchFolder();
  const key = 'R0ABCDEFGHIJKLMNOPQRSTUVWXYZ0123';
  let pager: FakePager;
  let pages: Record<string, string>;

  beforeAll(async () => {
    pager = new FakePager();
    await pager.start();
    pages = { PAGERDUTY_ROUTING_KEY: key, PAGERDUTY_EVENTS_URL: pager.url };
  });
  afterAll(() => pager.stop());

  const typed = (words: string): readonly [string, ...string[]] => words.split(' ') as [string, ...string[]];

  it('npm run page-test prints what it would send', () => {
    const { status, stdout } = runCommand(typed('npm run --silent page-test -- allodoc production --dry-run'));
    expect(status).toBe(0);
    const routes = (JSON.parse(stdout) as readonly { readonly route: string }[]).map(({ route }) => route);
    expect(routes).toEqual(
      expect.arrayContaining([
        'backend, critical',
        'contact point allodoc-production-stakeholders',
        'CloudWatch alarm allodoc-production-page-test',
      ]),
    );
  });

  it('npm run page-test sends every route, waits for people, and --resolve takes back what an interruption left open', async () => {
    const child = start('npm run --silent page-test -- allodoc production --way=pagerduty', pages);
    const said = await until(child, /Open for 180 s/);
    stop(child);
    const sent = pager.taken.map(({ body }) => `${body['event_action']} ${body['dedup_key']}`);
    expect(sent.length).toBeGreaterThan(5);
    expect(sent.every((event) => event.startsWith('trigger opskeep-page-test/allodoc-production/'))).toBe(true);
    expect(said).not.toContain(key);

    pager.taken.length = 0;
    const resolving = start('npm run --silent page-test -- allodoc production --way=pagerduty --resolve', pages);
    expect(await ended(resolving)).toBe(0);
    const taken = pager.taken.map(({ body }) => `${body['event_action']} ${body['dedup_key']}`);
    expect(taken).toEqual(sent.map((event) => event.replace('trigger', 'resolve')));
  }, 120_000);

  it('npm run backup prints the command, and with --run says what is missing to run it', () => {
    const printed = runCommand(typed('npm run --silent backup -- allodoc production database'), {
      env: { OPSKEEP_SETTINGS: completeSettingsFile },
    });
    expect(printed).toMatchObject({ status: 0, stdout: expect.stringMatching(/^aws ecs run-task --cluster allodoc-production-jobs /) });
    const all = runCommand(typed('npm run --silent backup -- allodoc production --all'), {
      env: { OPSKEEP_SETTINGS: completeSettingsFile },
    });
    expect(all.stdout.split('\n')).toContain(printed.stdout.trim());
    const run = runCommand(typed('npm run --silent backup -- allodoc production full-system --tier=monthly --run'), {
      env: { OPSKEEP_SETTINGS: join(folder, 'none.json') },
    });
    expect(run).toMatchObject({ status: 1, stderr: expect.stringMatching(/^Set products\.allodoc\.production\.aws\.region, /) });
  });

  it('the paths that adopt takes can be read from the output', () => {
    const outdir = join(folder, 'cdktf.out');
    expect(synthesize(outdir)).toMatchObject({ status: 0 });
    const command = 'grep -o \'"path": "[^"]*"\' cdktf.out/stacks/allodoc-on-call/cdk.tf.json';
    const { stdout } = runCommand(['sh', '-c', command], { cwd: folder });
    expect(stdout).toContain('"path": "allodoc-on-call/on-call/rota-primary/schedule"');
  });
});

/** A command in a process group of its own, so that it can be stopped whole as Ctrl-C does. */
function start(command: string, environment: Record<string, string>): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const [program = '', ...words] = command.split(' ');
  return spawn(program, words, { cwd: projectRoot, detached: true, env: { PATH, HOME, ...environment } });
}

const ended = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.on('close', resolve));

function stop(child: ChildProcess): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
}

/** What the command has printed once it says what is waited for; an early end is an error. */
function until(child: ChildProcess, line: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (part: Buffer): void => {
      said += String(part);
      if (line.test(said)) resolve(said);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.on('close', (code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
}
