import { products } from '../../products';
import { type Documentation, documentation } from '../../runbooks/documents';
import { Settings } from '../../settings/settings';
import { assemble } from '../../stacks/assembly';
import { render, withoutCreationTraces } from '../../stacks/synthesis';

let generated: Documentation | undefined;
let synthesized: ReadonlyMap<string, unknown> | undefined;

/** The documentation of this project's products, made once a test file. */
export function generatedDocumentation(): Documentation {
  generated ??= withoutCreationTraces(() => documentation(products, Settings.none));
  return generated;
}

/** The text of each generated file by its path. */
export const pages = (): ReadonlyMap<string, string> =>
  new Map(generatedDocumentation().documents.map(({ path, content }) => [path, content]));

/** The JSON of each synthesized stack. */
export function stackJson(): ReadonlyMap<string, unknown> {
  if (synthesized === undefined) {
    const files = withoutCreationTraces(() => {
      const { app, stacks } = assemble(products, Settings.none, 'unused');
      return render(app, stacks).filter(({ path }) => path.endsWith('cdk.tf.json'));
    });
    synthesized = new Map(files.map(({ path, content }) => [path, JSON.parse(content)]));
  }
  return synthesized;
}

/** Every string of a tree. */
export function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
