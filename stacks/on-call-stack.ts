import { PagerdutyProvider } from '@cdktf/provider-pagerduty/lib/provider';
import type { App } from 'cdktf';
import { OnCall } from '../constructs/on-call/on-call';
import type { EnvironmentName } from '../model/environment';
import type { DeclaredProduct } from '../model/product';
import { environmentsOf } from '../model/product-environment';
import type { Settings } from '../settings/settings';
import { BaseStack } from './base-stack';
import { EnvironmentInputs } from './environment-inputs';
import { handOver } from './outputs';

/** Names of the outputs that monitoring and backup stacks read, by environment. */
export const onCallOutputs = {
  routingKey: (environment: EnvironmentName): string => `${environment}_routing_key`,
  cloudWatchEndpoint: (environment: EnvironmentName): string => `${environment}_cloudwatch_endpoint`,
  eventsKey: (environment: EnvironmentName): string => `${environment}_events_key`,
} as const;

/** Stack `<product>-on-call`: who is paged for a product. */
export class OnCallStack extends BaseStack {
  constructor(app: App, product: DeclaredProduct, settings: Settings) {
    super(app, `${product.id}-on-call`, { state: settings.state, product });
    const environments = environmentsOf(product).filter((environment) => environment.posture.pages);
    const inputs = new EnvironmentInputs(this, settings, product, 'all');
    // The token comes from the environment (PAGERDUTY_TOKEN), so that it is in no state and no plan.
    new PagerdutyProvider(this, 'pagerduty', {});
    const onCall = new OnCall(this, 'on-call', {
      product,
      components: product.components,
      onCall: product.onCall,
      incidentClasses: product.incidentClasses,
      environments: environments.map((environment) => environment.environment),
      pointOfContact: product.onCall.team,
      email: (person) => inputs.email(person),
      externalScheduleId: (rota) => inputs.externalSchedule(rota),
      meets: product.meets.paging,
    });
    for (const [environment, paging] of onCall.paging) {
      const sensitive = { sensitive: true } as const;
      handOver(this, onCallOutputs.routingKey(environment), paging.routingKey, {
        ...sensitive,
        description: 'Key of the event orchestration, for the contact points of Grafana',
      });
      handOver(this, onCallOutputs.cloudWatchEndpoint(environment), paging.cloudWatchEndpoint, {
        ...sensitive,
        description: 'Address for the topic of the CloudWatch alarms',
      });
      handOver(this, onCallOutputs.eventsKey(environment), paging.eventsKey, {
        ...sensitive,
        description: 'Key for the notification channel of Cloud Monitoring',
      });
    }
  }
}
