import type { App } from 'cdktf';
import type { ProductEnvironment } from '../model/product-environment';
import type { Settings } from '../settings/settings';
import type { BaseStack } from './base-stack';
import { BootstrapAwsStack } from './bootstrap-aws-stack';
import { BootstrapGoogleStack, letCiDeploy } from './bootstrap-google-stack';

/** The stacks that the settings ask for, so that CI can deploy the stacks of products. Without `bootstrapAws` and `bootstrapGoogle`: none. */
export function bootstrapStacks(
  app: App,
  environments: readonly ProductEnvironment[],
  settings: Settings,
  stacks: readonly BaseStack[],
): readonly BaseStack[] {
  const google = settings.asksFor('bootstrapGoogle');
  if (google) {
    for (const environment of environments) {
      for (const stack of stacks.filter((candidate) => candidate.belongsTo(environment))) letCiDeploy(stack, environment, settings);
    }
  }
  return [
    ...(settings.asksFor('bootstrapAws') ? [new BootstrapAwsStack(app, settings, environments)] : []),
    ...(google ? [new BootstrapGoogleStack(app, settings, environments)] : []),
  ];
}
