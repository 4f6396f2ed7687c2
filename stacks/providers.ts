import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { GoogleProvider } from '@cdktf/provider-google/lib/provider';
import type { ProductEnvironment } from '../model/product-environment';
import type { BaseStack } from './base-stack';
import type { EnvironmentInputs } from './environment-inputs';

/** Tags and labels of everything that a cloud lets carry them. */
export function tagsOf({ product, environment }: ProductEnvironment): Record<string, string> {
  return { product: product.id, environment, owner: product.owner, 'managed-by': 'opskeep', 'data-class': product.dataClass };
}

/** Versions that the resources are written for: those of the bindings deploy, 5.100 still accepts all that opskeep sets. */
const awsVersions = '>= 5.100.0, < 7.0.0';

interface ProviderPlace {
  readonly id: string;
  readonly region: string;
  readonly alias?: string;
}

/** A provider that refuses any other account than the one in the settings. */
export function addAwsProvider(
  stack: BaseStack,
  environment: ProductEnvironment,
  inputs: EnvironmentInputs,
  options: ProviderPlace,
): AwsProvider {
  return addTaggedAwsProvider(stack, { ...options, accountId: inputs.text('aws.accountId'), tags: tagsOf(environment) });
}

/** A provider for one account, whose tags every resource carries. */
export function addTaggedAwsProvider(
  stack: BaseStack,
  { id, alias, region, accountId, tags }: ProviderPlace & { readonly accountId: string; readonly tags: Record<string, string> },
): AwsProvider {
  stack.addOverride('terraform.required_providers.aws.version', awsVersions);
  return new AwsProvider(stack, id, {
    ...(alias === undefined ? {} : { alias }),
    region,
    allowedAccountIds: [accountId],
    defaultTags: [{ tags }],
  });
}

/** A provider that works in one project unless a resource names another. Labels stand at each resource that can carry them. */
export function addGoogleProvider(stack: BaseStack, place: { readonly project: string; readonly location: string }): GoogleProvider {
  return new GoogleProvider(stack, 'google', { project: place.project, region: place.location });
}
