/** Rendering of constructs to the JSON that Terraform reads, without a synth to disk. */
import { App, TerraformStack } from 'cdktf';
import type { StackJson } from './schema-provider';

/** The JSON of a stack called `test` with what the function puts into it. */
export function renderStack(build: (stack: TerraformStack) => void): StackJson {
  const stack = new TerraformStack(new App(), 'test');
  build(stack);
  stack.prepareStack();
  return JSON.parse(JSON.stringify(stack.toTerraform())) as StackJson;
}

type Block = Readonly<Record<string, unknown>>;

/** Resources of a type by logical id, without cdktf's own metadata, for exact comparison. */
export function resourcesOf(stack: StackJson, type: string): Record<string, Block> {
  return blocksOf(stack.resource, type);
}

/** Data sources of a type by logical id, without cdktf's own metadata. */
export function dataOf(stack: StackJson, type: string): Record<string, Block> {
  return blocksOf(stack.data, type);
}

function blocksOf(section: Readonly<Record<string, unknown>> | undefined, type: string): Record<string, Block> {
  const blocks = (section?.[type] ?? {}) as Record<string, Block>;
  return Object.fromEntries(
    Object.entries(blocks).map(([id, block]) => [id, Object.fromEntries(Object.entries(block).filter(([key]) => key !== '//'))]),
  );
}
