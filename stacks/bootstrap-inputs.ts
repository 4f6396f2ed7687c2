import type { CiRepository } from '../constructs/bootstrap/github';
import type { ProductEnvironment } from '../model/product-environment';
import type { Settings } from '../settings/settings';
import type { BaseStack } from './base-stack';
import { globalInput } from './environment-inputs';

/** Tags of what belongs to no product. */
export const bootstrapTags: Record<string, string> = { product: 'opskeep', 'managed-by': 'opskeep' };

/** The repository that CI runs for, from the settings. */
export function ciRepository(stack: BaseStack, settings: Settings): CiRepository {
  return {
    repository: globalInput(stack, settings, 'ci.repository'),
    branch: globalInput(stack, settings, 'ci.branch'),
  };
}

/** States that a deployment of a product environment writes. Where it pages, that of the people who are paged is among them. */
export function statesOf({ id, product, posture }: ProductEnvironment): readonly string[] {
  return [`${id}-*`, ...(posture.pages ? [`${product.id}-on-call`] : [])];
}
