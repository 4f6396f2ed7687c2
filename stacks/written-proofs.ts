import type { Finding } from '../model/finding';
import type { Assembly } from './assembly';
import { proveDestruction } from './destruction/proof';
import { checkLastGood } from './last-good';
import { checkQuotas } from './quotas';
import type { RenderedStack } from './rendered-stack';
import { checkSingletons } from './singletons';
import { checkSizes } from './size-limits';

/**
 * The proofs over the stacks as they are written. Where some could not be made, because a product is broken, the others are judged all the
 * same; of the broken product only what needs no other stack: a copy that it lacks now would be there once it is mended.
 */
export function proveWritten(
  rendered: readonly RenderedStack[],
  { environments, stacks }: Pick<Assembly, 'environments' | 'stacks'>,
): Finding[] {
  const written = new Set(rendered.map(({ stack }) => stack));
  const whole = new Set(
    environments
      .map(({ product }) => product)
      .filter((product) => {
        const own = environments.filter((environment) => environment.product === product);
        const needed = stacks.filter((stack) => own.some((environment) => stack.belongsTo(environment)));
        return needed.length > 0 && needed.every((stack) => written.has(stack));
      }),
  );
  return [
    ...proveDestruction(
      rendered,
      environments.filter(({ product }) => whole.has(product)),
    ),
    ...checkLastGood(rendered),
    ...checkSingletons(rendered),
    ...checkSizes(rendered),
    ...checkQuotas(rendered),
  ];
}
