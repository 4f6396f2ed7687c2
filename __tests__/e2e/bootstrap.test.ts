import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrapSettings } from '../support/bootstrap-settings';
import { scratchFolder, synthesize } from '../support/command';
import { describeWithTool } from '../support/optional-tools';
import { awsProviderMirror } from '../support/provider-mirror';
import { terraformAvailable } from '../support/terraform';
import { validateStacks } from '../support/validate-stacks';

describeWithTool(
  'terraform with the AWS provider',
  () => terraformAvailable() && awsProviderMirror() !== undefined,
  () => {
    const folder = scratchFolder();

    it('accepts the bootstrap stacks as they are emitted, and the stacks of products that gain a grant by them', async () => {
      const settings = join(folder, 'settings.json');
      writeFileSync(settings, JSON.stringify(bootstrapSettings));
      const outdir = join(folder, 'cdktf.out');
      expect(synthesize(outdir, { OPSKEEP_SETTINGS: settings })).toMatchObject({ status: 0, stderr: '' });
      const stacks = ['bootstrap-aws', 'bootstrap-google', 'carenow-production-backup'];
      const folders = stacks.map((stack) => join(outdir, 'stacks', stack));
      expect(await validateStacks(folders)).toEqual(Object.fromEntries(stacks.map((stack) => [stack, []])));
    }, 300_000);
  },
);
