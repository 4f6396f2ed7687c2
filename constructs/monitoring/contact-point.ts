import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import {
  type ContactPointEmail,
  type ContactPointPagerduty,
  ContactPoint as ContactPointResource,
  type ContactPointSlack,
} from '../../.gen/providers/grafana/contact-point';
import type { Duration } from '../../model/duration';
import { reportFinding } from '../../model/finding';
import { messages } from '../../model/messages';
import type { Channel, Receiver } from '../../model/on-call';
import type { ProductEnvironment } from '../../model/product-environment';
import { recordMeets } from '../coverage';
import { fillInputs } from '../input-text';
import type { AlertDestination } from './alert-destination';
import type { AlertMessage } from './alert-message';

/** Secrets of receivers. Each is asked for only when a receiver needs it, so that no stack has a variable without use. */
export interface ReceiverSecrets {
  /** Routing key of the event orchestration of the product environment. */
  pagerDutyRoutingKey(): string;
  /** Token of the Slack bot; incoming webhooks ignore the channel. */
  slackBotToken(): string;
}

export interface ContactPointProps {
  readonly environment: ProductEnvironment;
  readonly channel: Channel;
  readonly message: AlertMessage;
  readonly secrets: ReceiverSecrets;
  /** Values of the product's inputs that addresses and channels name, e.g. `ops@{domain}`. @default none */
  readonly inputs?: Readonly<Record<string, string>>;
}

/**
 * The contact point of a channel: `<product>-<environment>-<channel>`. Where the environment does not page, it has no pager,
 * whatever the channel says; a channel that then reaches nobody is an error at synth.
 */
export class ContactPoint extends Construct implements AlertDestination {
  readonly name: string;
  readonly repeat: Duration;
  readonly resource: ITerraformDependable;

  constructor(scope: Construct, id: string, props: ContactPointProps) {
    super(scope, id);
    const { environment, channel, message, secrets, inputs = {} } = props;
    const where = `${environment.place} / channel ${channel.name}`;
    const receivers = channel.receivers.filter(({ kind }) => environment.posture.pages || kind !== 'pagerduty');
    if (receivers.length === 0) {
      reportFinding(
        messages.alertReachesNobody(
          where,
          'no receiver but PagerDuty',
          'chat or e-mail where the environment does not page',
          'add a Slack or e-mail receiver to the channel',
        ),
        undefined,
      );
    }
    const fill = (text: string): string => fillInputs(text, inputs, where);
    const chats = receivers.filter((receiver) => receiver.kind === 'slack');
    const addresses = receivers.filter((receiver) => receiver.kind === 'email').map(({ address }) => fill(address));

    this.name = `${environment.id}-${channel.name}`;
    this.repeat = channel.repeat;
    const resource = new ContactPointResource(this, 'contact-point', {
      name: this.name,
      ...blocks('pagerduty', receivers.some(isPager) ? [pager(secrets.pagerDutyRoutingKey())] : []),
      ...blocks(
        'slack',
        chats.map((chat) => slack(secrets.slackBotToken(), fill(chat.channel), message)),
      ),
      ...blocks('email', addresses.length === 0 ? [] : [email(addresses, message)]),
      dependsOn: [message.resource],
      // Rules hold on to the old name until they have been changed to the new one.
      lifecycle: { createBeforeDestroy: true },
    });
    this.resource = resource;
    recordMeets(resource, [...new Set([...channel.meets, ...receivers.flatMap(({ meets }) => meets)])]);
  }
}

const isPager = ({ kind }: Receiver): boolean => kind === 'pagerduty';

function blocks<Name extends string, Block>(name: Name, list: readonly Block[]): { [key in Name]?: Block[] } {
  return (list.length === 0 ? {} : { [name]: [...list] }) as { [key in Name]?: Block[] };
}

/** Common labels and annotations only: an error in a template of `details` drops the page. */
function pager(integrationKey: string): ContactPointPagerduty {
  return {
    integrationKey,
    severity: '{{ .CommonLabels.severity }}',
    component: '{{ .CommonLabels.component }}',
    group: '{{ .CommonLabels.product }}-{{ .CommonLabels.environment }}',
    class: '{{ .CommonLabels.alertname }}',
    source: 'grafana',
    summary: '{{ .CommonLabels.alertname }}',
    details: {
      runbook: '{{ .CommonAnnotations.runbook_url }}',
      component: '{{ .CommonLabels.component }}',
      requirement: '{{ .CommonAnnotations.requirement }}',
    },
  };
}

function slack(token: string, recipient: string, message: AlertMessage): ContactPointSlack {
  return { token, recipient, title: message.title, text: message.text };
}

function email(addresses: string[], message: AlertMessage): ContactPointEmail {
  return { addresses, singleEmail: true, subject: message.title, message: message.text };
}
