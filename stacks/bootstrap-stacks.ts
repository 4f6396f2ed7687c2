import { App } from 'cdktf';
import type { ProductEnvironment } from '../model/product-environment';
import { Settings } from '../settings/settings';
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

/** The bootstrap of both clouds whatever the settings ask for, every value on its placeholder. */
export function bothBootstraps(environments: readonly ProductEnvironment[]): readonly BaseStack[] {
  const { settings } = Settings.check({ bootstrapAws: {}, bootstrapGoogle: {} }, []);
  return bootstrapStacks(new App({ outdir: 'cdktf.out' }), environments, settings, []);
}
