import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder, synthesize } from '../support/command';
import { describeWithTool } from '../support/optional-tools';
import { awsProviderMirror } from '../support/provider-mirror';
import { terraformAvailable } from '../support/terraform';
import { validateStacks } from '../support/validate-stacks';

describeWithTool(
  'terraform with the AWS provider',
  () => terraformAvailable() && awsProviderMirror() !== undefined,
  () => {
    const outdir = join(scratchFolder(), 'cdktf.out');

    it('accepts every stack as it is emitted: init and validate, AWS by the real provider, the others by their schemas', async () => {
      expect(synthesize(outdir)).toMatchObject({ status: 0, stderr: '' });
      const folders = readdirSync(join(outdir, 'stacks')).map((name) => join(outdir, 'stacks', name));
      expect(folders.length).toBeGreaterThan(15);
      const nothingWrong = Object.fromEntries(folders.map((folder) => [folder.split('/').at(-1), []]));
      expect(await validateStacks(folders)).toEqual(nothingWrong);
    }, 600_000);
  },
);
