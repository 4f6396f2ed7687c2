/** Validates many synthesized stacks with the best provider at hand: AWS by itself, the others from their schemas. */
import { basename } from 'node:path';
import { startAwsProvider } from './aws-provider';
import { serveSavedProviders } from './schema-provider';
import { errorsOf, readStack, Workspace } from './workspace';

/** Terraform and the provider take turns, so a second stack at the same time is nearly free and a third is not. */
const AT_ONCE = 2;

/**
 * Runs `terraform init -backend=false` and `terraform validate` on each stack. All share one process of the real AWS
 * provider, started only where a stack asks for it.
 * @param folders folders that hold a cdk.tf.json each, with different names
 * @returns the errors by folder name, none for a valid stack
 * @throws TerraformError where init fails
 */
export async function validateStacks(folders: readonly string[]): Promise<Record<string, readonly string[]>> {
  const needsAws = folders.some((folder) => 'aws' in (readStack(folder).terraform?.required_providers ?? {}));
  const saved = await serveSavedProviders();
  const aws = needsAws ? await startAwsProvider() : undefined;
  const workspace = new Workspace({ reattach: { ...saved.reattach, ...aws?.reattach } });
  try {
    const queue = folders.map((folder) => ({ name: basename(folder), stack: workspace.stack(folder) }));
    const errors: Record<string, readonly string[]> = Object.fromEntries(queue.map(({ name }) => [name, []]));
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        await next.stack.init({ backend: false });
        errors[next.name] = errorsOf(await next.stack.validate());
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return errors;
  } finally {
    workspace.dispose();
    aws?.stop();
    saved.stop();
  }
}
