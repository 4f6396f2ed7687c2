import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsSchema } from '../support/aws-provider';
import { type CommandResult, projectRoot, runCommand, scratchFolder, synthesize } from '../support/command';
import { type ObjectStore, objectStore } from '../support/object-store';
import { describeWithTool } from '../support/optional-tools';
import { awsProviderMirror } from '../support/provider-mirror';
import { type ServedProviders, schemaForStacks, serveSavedProviders } from '../support/schema-provider';
import { terraformAvailable } from '../support/terraform';
import { readStack } from '../support/workspace';

const guide = readFileSync(join(projectRoot, 'docs', 'guide', 'first-deployment.md'), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block.trim());

/** What a person does who has the guide and nothing else, up to the plan of the first stack of a product. */
describeWithTool(
  'terraform with the AWS provider',
  () => terraformAvailable() && awsProviderMirror() !== undefined,
  () => {
    const folder = scratchFolder();
    const settingsFile = join(folder, 'settings.json');
    const [ask = '', bootstrap = '', move = '', deploy = ''] = blocks('sh');
    const [begin = '', state = ''] = blocks('json');
    let served: ServedProviders;
    let store: ObjectStore;

    const doctor = (...stacks: readonly string[]): CommandResult =>
      runCommand(['node', join(projectRoot, 'dist', 'doctor', 'main.js'), ...stacks], {
        cwd: folder,
        env: { TF_VAR_slack_bot_token: 'aSecret' },
      });

    /** A line of the guide in the folder of the installation, with the answer "yes" where terraform asks. */
    const run = (line: string): Promise<CommandResult> =>
      new Promise((resolve) => {
        const child = spawn('sh', ['-c', line], {
          cwd: folder,
          env: {
            PATH: process.env.PATH,
            HOME: folder,
            CHECKPOINT_DISABLE: '1',
            TF_CLI_CONFIG_FILE: join(folder, 'terraform.rc'),
            TF_REATTACH_PROVIDERS: JSON.stringify(served.reattach),
            AWS_ACCESS_KEY_ID: 'of-nobody',
            AWS_SECRET_ACCESS_KEY: 'of-nobody',
            AWS_ENDPOINT_URL: store.url,
          },
        });
        let [stdout, stderr] = ['', ''];
        child.stdout.on('data', (part) => (stdout += part));
        child.stderr.on('data', (part) => (stderr += part));
        child.stdin.on('error', () => undefined);
        child.stdin.end('yes\n');
        child.on('close', (status) => resolve({ status, stdout, stderr }));
      });

    /** Every line of a block; `npm start` is the build of this project, run in the folder. */
    async function follow(block: string): Promise<readonly CommandResult[]> {
      const results: CommandResult[] = [];
      for (const line of block.split('\n')) {
        const result = line === 'npm start' ? synthesize(join(folder, 'cdktf.out'), {}, folder) : await run(`${line} -no-color`);
        expect({ line, ...result }).toMatchObject({ line, status: 0 });
        results.push(result);
      }
      return results;
    }

    beforeAll(async () => {
      mkdirSync(join(folder, 'no-providers'));
      const mirror = JSON.stringify(join(folder, 'no-providers'));
      writeFileSync(join(folder, 'terraform.rc'), `provider_installation {\n  filesystem_mirror {\n    path = ${mirror}\n  }\n}\n`);
      writeFileSync(settingsFile, begin);
      expect(synthesize(join(folder, 'cdktf.out'), {}, folder)).toMatchObject({ status: 0, stderr: '' });
      const stack = readStack(join(folder, 'cdktf.out', 'stacks', 'bootstrap-aws'));
      served = await serveSavedProviders([schemaForStacks(await awsSchema(), [stack])]);
      store = await objectStore('123456789012');
    }, 300_000);

    afterAll(() => {
      served?.stop();
      store?.stop();
    });

    it('the doctor says what is still missing, of all stacks and of one, and prints no secret', () => {
      expect(ask).toBe('npm run doctor\nnpm run doctor -- allodoc-on-call\nnpm run doctor -- allodoc production');
      const all = doctor();
      expect(all.status).toBe(1);
      expect(all.stdout).toMatch(/^missing +setting defaults\.aws\.subnetIds: /m);
      expect(all.stdout).toMatch(/^ok +TF_VAR_slack_bot_token: set, for /m);
      expect(all.stdout).not.toContain('aSecret');
      const one = doctor('allodoc-on-call');
      expect(one.stdout).toMatch(/^ok +settings: no placeholder left in allodoc-on-call$/m);
      expect(one.stdout).toMatch(/^missing +PAGERDUTY_TOKEN: not in the environment, for allodoc-on-call$/m);
      const environment = doctor('allodoc', 'production');
      expect(environment.stdout).toMatch(/^missing +setting products\.allodoc\.production\.aws\.subnetIds: /m);
    });

    it('the bootstrap is planned and applied with its state in a file', async () => {
      const results = await follow(bootstrap);
      expect(results.at(-1)?.stdout).toMatch(/Apply complete! Resources: \d+ added, 0 changed, 0 destroyed/);
      expect(readFileSync(join(folder, '.state', 'bootstrap-aws.tfstate'), 'utf8')).toContain('aws_iam_openid_connect_provider');
      expect(store.changes).toEqual([]);
    }, 120_000);

    it('the state moves into the bucket, where nothing is left to change, locked and under the key of the bucket', async () => {
      writeFileSync(settingsFile, JSON.stringify({ ...JSON.parse(begin), ...JSON.parse(state) }));
      const results = await follow(move);
      expect(results.at(-1)?.stdout).toContain('No changes.');
      const key = '/acme-opskeep-state/bootstrap-aws.tfstate';
      expect(store.keys()).toEqual([key]);
      expect([...new Set(store.changes)].sort()).toEqual([
        `DELETE ${key}.tflock default encryption`,
        `PUT ${key} default encryption`,
        `PUT ${key}.tflock default encryption`,
      ]);
    }, 120_000);

    it('the first stack of the product can be planned', async () => {
      expect(deploy.split('\n')[0]).toBe('npx cdktf diff allodoc-on-call');
      const stack = 'terraform -chdir=cdktf.out/stacks/allodoc-on-call';
      const [, planned] = await follow(`${stack} init\n${stack} plan`);
      expect(planned?.stdout).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy\./);
    }, 120_000);
  },
);
