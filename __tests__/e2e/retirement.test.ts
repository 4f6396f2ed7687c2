import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { product } from '../../model/product';
import { products } from '../../products';
import { assemble } from '../../stacks/assembly';
import { render, withoutCreationTraces, write } from '../../stacks/synthesis';
import { describeWithTool } from '../support/optional-tools';
import { awsProviderMirror } from '../support/provider-mirror';
import { completeSettings } from '../support/rendered';
import { terraformAvailable } from '../support/terraform';
import { validateStacks } from '../support/validate-stacks';

describeWithTool(
  'terraform with the AWS provider',
  () => terraformAvailable() && awsProviderMirror() !== undefined,
  () => {
    it.each(['retired', 'emptied'] as const)('accepts the stacks of every product that is %s', async (state) => {
      const folder = mkdtempSync(join(tmpdir(), 'opskeep-retired-'));
      try {
        withoutCreationTraces(() => {
          const chosen = products.map(({ name, evaluate }) => {
            const { declaration } = evaluate();
            if (declaration === undefined) throw new Error(`${name} cannot be evaluated`);
            return product(name, () => ({ ...declaration, state }));
          });
          const { app, stacks } = assemble(chosen, completeSettings(), folder);
          write(folder, render(app, stacks));
        });
        const stacks = readdirSync(join(folder, 'stacks')).filter((name) => /-(backup|on-call|dead-man-switch)$/.test(name));
        expect(stacks.length).toBeGreaterThan(10);
        const errors = await validateStacks(stacks.map((name) => join(folder, 'stacks', name)));
        expect(errors).toEqual(Object.fromEntries(stacks.map((name) => [name, []])));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  },
);
