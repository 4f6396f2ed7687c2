import type { App } from 'cdktf';
import { recordMeets } from '../constructs/coverage';
import type { ProductEnvironment } from '../model/product-environment';
import type { Settings } from '../settings/settings';
import { BaseStack } from './base-stack';
import { EnvironmentInputs } from './environment-inputs';
import type { OnCallStack } from './on-call-stack';
import { addPagePath } from './page-path';
import { addAwsProvider } from './providers';

/**
 * Stack `<product>-<environment>-dead-man-switch`: what pages when Grafana falls silent, for environments whose backups stand elsewhere than on
 * AWS. Grafana sends heartbeats to SNS alone, so it stands there whichever cloud the product is on; it holds no data of the product.
 * A state of its own, so that backups need no credentials of a second cloud.
 */
export class DeadManSwitchStack extends BaseStack {
  constructor(app: App, environment: ProductEnvironment, settings: Settings, onCall: OnCallStack) {
    const { product, id } = environment;
    super(app, `${id}-dead-man-switch`, { state: settings.state, product, environment: environment.environment });
    const values = new EnvironmentInputs(this, settings, product, environment.environment);
    const place = { accountId: values.text('aws.accountId'), region: values.text('aws.region') };
    addAwsProvider(this, environment, values, { id: 'aws', region: place.region });
    addPagePath(this, { environment, settings, values, place, onCall });
    recordMeets(this, product.meets.environments);
  }
}
