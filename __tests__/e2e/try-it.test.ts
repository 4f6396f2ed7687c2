import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksIn } from '../runbooks/markdown-links';
import { AwsEmulator, hasAwsEmulator } from '../support/aws-emulator';
import { type CommandResult, projectRoot, runCommand, scratchFolder, synthesize } from '../support/command';
import { describeWithTool } from '../support/optional-tools';
import { awsProviderMirror } from '../support/provider-mirror';
import { terraformAvailable } from '../support/terraform';

const guide = readFileSync(join(projectRoot, 'docs', 'guide', 'try-it.md'), 'utf8');
const [, plan = ''] = blocksIn(guide, 'sh');
const [settings = ''] = blocksIn(guide, 'json');

/** What a person does who has the guide, a clone and no account. */
describeWithTool(
  'terraform with the AWS provider, the AWS CLI and ministack',
  () => terraformAvailable() && awsProviderMirror() !== undefined && hasAwsEmulator(),
  () => {
    const emulator = new AwsEmulator();
    const folder = scratchFolder();
    const outdir = join(folder, 'cdktf.out');
    const results = new Map<string, CommandResult>();
    const stack = 'life-manager-staging-backup';

    beforeAll(async () => {
      await emulator.start();
      writeFileSync(join(folder, 'settings.json'), settings);
      const mirror = JSON.stringify(awsProviderMirror());
      writeFileSync(join(folder, 'terraform.rc'), `provider_installation {\n  filesystem_mirror {\n    path = ${mirror}\n  }\n}\n`);
      const [exported = '', ...commands] = plan.trim().split('\n');
      const pointed = exported.replace('http://127.0.0.1:4566', emulator.url);
      const env = {
        HOME: folder,
        CHECKPOINT_DISABLE: '1',
        TF_CLI_ARGS_plan: '-no-color',
        TF_CLI_CONFIG_FILE: join(folder, 'terraform.rc'),
      };
      for (const line of commands) {
        // Both are the build of this project, run in the folder.
        const command = line.startsWith('npm run doctor') ? `node ${join(projectRoot, 'dist', 'doctor', 'main.js')} ${stack}` : line;
        const shell = ['sh', '-c', `${pointed}\n${command}`] as const;
        results.set(line, line === 'npm start' ? synthesize(outdir, {}, folder) : runCommand([...shell], { cwd: folder, env }));
      }
    }, 300_000);
    afterAll(() => emulator.stop());

    const resultOf = (words: string): CommandResult => {
      const [, result] = [...results].find(([line]) => line.includes(words)) ?? [];
      if (result === undefined) throw new Error(`the guide has no command with "${words}"`);
      return result;
    };

    it('gets a clean synth, and of the doctor all but the image of the jobs', () => {
      expect(resultOf('npm start').status).toBe(0);
      const { stdout } = resultOf('npm run doctor');
      expect(stdout).toMatch(/^ok +AWS credentials: account 000000000000 as .+, for life-manager-staging-backup$/m);
      expect(stdout.match(/^(missing|wrong|not checked) +[^:]+/gm)).toEqual([expect.stringMatching(/^missing +image of the jobs$/)]);
    });

    it('names the emulator by the version that the tests run', () => {
      const [pinned] = readFileSync(join(projectRoot, '.ci', 'requirements.txt'), 'utf8').match(/^ministack==.+$/m) ?? [];
      expect(blocksIn(guide, 'sh')[0]).toContain(`pip install ${pinned}\n`);
    });

    it('plans every resource of the stack, as many as the guide says', () => {
      expect(resultOf(' init')).toMatchObject({ status: 0 });
      const [said] = /Plan: \d+ to add, 0 to change, 0 to destroy\./.exec(guide) ?? [];
      const { status, stdout } = resultOf(' plan');
      expect({ status, said: said !== undefined && stdout.includes(said) }).toEqual({ status: 0, said: true });
      expect(guide).toContain(`${/Plan: (\d+) /.exec(stdout)?.[1]} resources, no account`);
    });
  },
);
