import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot, scratchFolder } from '../support/command';
import { describeWithTool } from '../support/optional-tools';
import { serveSavedProviders } from '../support/schema-provider';
import { terraformAvailable } from '../support/terraform';

const run = promisify(execFile);

/** What a checkout holds: everything but what is made or installed. */
const made = ['node_modules', 'dist', 'cdktf.out', '.state', '.git'];

describeWithTool('terraform', terraformAvailable, () => {
  const copy = join(scratchFolder(), 'checkout');
  let providers: Awaited<ReturnType<typeof serveSavedProviders>>;

  beforeAll(async () => {
    mkdirSync(copy);
    cpSync(projectRoot, copy, { recursive: true, filter: (source) => !made.some((name) => source === join(projectRoot, name)) });
    symlinkSync(join(projectRoot, 'node_modules'), join(copy, 'node_modules'));
    providers = await serveSavedProviders();
  });

  afterAll(() => providers?.stop());

  /** The commands of the guide. Providers are attached by the test, so there is nothing to lock. */
  async function cdktf(...parameters: string[]): Promise<string> {
    const { PATH = '', HOME = '' } = process.env;
    const { stdout, stderr } = await run('npx', ['cdktf', ...parameters, '--skip-provider-lock'], {
      cwd: copy,
      env: {
        PATH,
        HOME,
        CI: 'true',
        CHECKPOINT_DISABLE: '1',
        DISABLE_VERSION_CHECK: '1',
        OPSKEEP_SETTINGS: join(projectRoot, '__tests__', 'support', 'complete-settings.json'),
        TF_REATTACH_PROVIDERS: JSON.stringify(providers.reattach),
      },
      maxBuffer: 64 * 2 ** 20,
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: terraform colours its output
    return (stdout + stderr).replace(/\u001b\[[0-9;]*m/g, '');
  }

  it('shows what a deployment would change, from the cdktf.json of the project', async () => {
    expect(await cdktf('diff', 'allodoc-on-call')).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
  }, 240_000);

  it('deploys, keeps the state outside of cdktf.out, and has nothing to change afterwards', async () => {
    await cdktf('deploy', 'allodoc-on-call', '--auto-approve');
    expect(existsSync(join(copy, '.state', 'allodoc-on-call.tfstate'))).toBe(true);
    expect(await cdktf('diff', 'allodoc-on-call')).toContain('No changes');
  }, 240_000);
});
