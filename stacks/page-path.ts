import { OperationsKey } from '../constructs/backup/aws/customer-key';
import { DeadManSwitch } from '../constructs/backup/aws/dead-man-switch';
import { PageTopic } from '../constructs/backup/aws/page-topic';
import type { AwsPlace } from '../constructs/backup/aws/place';
import type { ProductEnvironment } from '../model/product-environment';
import type { Settings } from '../settings/settings';
import { heartbeatInterval, heartbeatSection } from '../signals/dead-man-switch';
import type { BaseStack } from './base-stack';
import type { EnvironmentInputs } from './environment-inputs';
import { hasDeadManSwitch } from './monitoring-plan';
import { type OnCallStack, onCallOutputs } from './on-call-stack';
import { handOver, takeOver } from './outputs';

/** Name of the output that the monitoring stack reads: the topic that heartbeats of alerting go to. */
export const heartbeatTopicOutput = 'heartbeat_topic_arn';

export interface PagePathProps {
  readonly environment: ProductEnvironment;
  readonly settings: Settings;
  readonly values: EnvironmentInputs;
  readonly place: AwsPlace;
  /** Stack of those who are paged. @default nobody is */
  readonly onCall?: OnCallStack | undefined;
}

/** What alarms of CloudWatch need, so that they reach a person. */
export interface PagePath {
  readonly key: OperationsKey;
  /** Undefined where nobody is paged. */
  readonly topic?: PageTopic;
}

/**
 * The way from alarms of CloudWatch to a person without Grafana, with the switch that watches Grafana. It stands in the stack itself and
 * not in a construct of its own, since every backup stack has it there.
 */
export function addPagePath(stack: BaseStack, { environment, settings, values, place, onCall }: PagePathProps): PagePath {
  const named = { place, prefix: environment.id };
  const switched = hasDeadManSwitch(environment);
  const key = new OperationsKey(stack, 'operations-key', {
    ...named,
    deletionProtection: environment.posture.deletionProtection,
    ...(switched ? { publisherArn: values.text('heartbeat.publisherArn') } : {}),
  });
  if (onCall === undefined) return { key };
  stack.addDependency(onCall);
  const endpoint = takeOver(stack, onCall.node.id, onCallOutputs.cloudWatchEndpoint(environment.environment), settings.state);
  const topic = new PageTopic(stack, 'page', { ...named, key, endpoint });
  if (switched) addDeadManSwitch(stack, { environment, values, key, topic });
  return { key, topic };
}

function addDeadManSwitch(
  stack: BaseStack,
  { environment, values, key, topic }: Required<PagePath> & Pick<PagePathProps, 'environment' | 'values'>,
): void {
  const { product, id } = environment;
  const deadManSwitch = new DeadManSwitch(stack, 'dead-man-switch', {
    prefix: id,
    key,
    publisherArn: values.text('heartbeat.publisherArn'),
    interval: heartbeatInterval,
    runbook: `${values.global('runbooks.baseUrl')}/${product.name}.md#${heartbeatSection}`,
    topic,
    enrolled: values.flag('heartbeat.enrolled'),
    meets: product.meets.paging,
  });
  handOver(stack, heartbeatTopicOutput, deadManSwitch.topicArn, {
    sensitive: false,
    description: 'Topic that heartbeats of alerting go to',
  });
}
