import { TerraformVariable } from 'cdktf';
import { recordedMeets } from '../../../constructs/coverage';
import { AlertMessage } from '../../../constructs/monitoring/alert-message';
import { ContactPoint } from '../../../constructs/monitoring/contact-point';
import { Duration } from '../../../model/duration';
import type { Channel } from '../../../model/on-call';
import type { ProductEnvironment } from '../../../model/product-environment';
import { channelsOf } from '../../../model/product-environment';
import { sampleEnvironment } from '../../support/sample-product';
import { renderStack, resourcesOf } from '../../support/synth';

const channel = (receivers: Channel['receivers'], name = 'error'): Channel => ({
  name,
  owner: 'lead',
  receivers,
  repeat: Duration.hours(4),
  meets: ['S-CHN-01'],
});

interface Rendered {
  readonly resource: unknown;
  readonly variables: readonly string[];
  readonly meets: readonly string[];
}

function render(declared: Channel, environment: ProductEnvironment = sampleEnvironment()): Rendered {
  let meets: readonly string[] = [];
  const stack = renderStack((scope) => {
    const message = new AlertMessage(scope, 'message', { environment });
    const secret = (name: string) => () => new TerraformVariable(scope, name, { type: 'string', sensitive: true }).stringValue;
    const secrets = { pagerDutyRoutingKey: secret('pagerduty_routing_key'), slackBotToken: secret('slack_bot_token') };
    const built = new ContactPoint(scope, 'contact', {
      environment,
      channel: declared,
      message,
      secrets,
      inputs: { domain: 'shop.example' },
    });
    meets = recordedMeets(built.node.findChild('contact-point'));
  });
  const [resource] = Object.values(resourcesOf(stack, 'grafana_contact_point'));
  return { resource, variables: Object.keys((stack.variable ?? {}) as object), meets };
}

const pager = {
  integration_key: '${var.pagerduty_routing_key}',
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

const order = {
  depends_on: [expect.stringMatching(/^grafana_message_template\.message_template_[0-9A-F]{8}$/)],
  lifecycle: { create_before_destroy: true },
};

describe('a contact point', () => {
  it('pages with labels and annotations alone, and takes the key by reference', () => {
    expect(render(channel([{ kind: 'pagerduty', meets: [] }]))).toEqual({
      resource: { name: 'shop-production-error', pagerduty: [pager], ...order },
      variables: ['pagerduty_routing_key'],
      meets: ['S-CHN-01'],
    });
  });

  it('posts to chat by bot token and channel, and writes one e-mail to all addresses', () => {
    const declared = channel(
      [
        { kind: 'slack', channel: '#shop-alerts', meets: ['S-CHN-02'] },
        { kind: 'email', address: 'ops@{domain}', meets: ['S-CHN-03'] },
        { kind: 'email', address: 'lead@shop.example', meets: [] },
      ],
      'warning',
    );
    expect(render(declared)).toEqual({
      resource: {
        name: 'shop-production-warning',
        slack: [
          {
            token: '${var.slack_bot_token}',
            recipient: '#shop-alerts',
            title: '{{ template "shop-production.title" . }}',
            text: '{{ template "shop-production.text" . }}',
          },
        ],
        email: [
          {
            addresses: ['ops@shop.example', 'lead@shop.example'],
            single_email: true,
            subject: '{{ template "shop-production.title" . }}',
            message: '{{ template "shop-production.text" . }}',
          },
        ],
        ...order,
      },
      variables: ['slack_bot_token'],
      meets: ['S-CHN-01', 'S-CHN-02', 'S-CHN-03'],
    });
  });

  it('has no pager where the environment does not page, and asks for no key', () => {
    const declared = channel(
      [
        { kind: 'pagerduty', meets: ['S-CHN-04'] },
        { kind: 'email', address: 'ops@shop.example', meets: [] },
      ],
      'warning',
    );
    const { resource, variables, meets } = render(declared, sampleEnvironment({}, 'staging'));
    expect(Object.keys(resource as object).sort()).toEqual(['depends_on', 'email', 'lifecycle', 'name']);
    expect(variables).toEqual([]);
    expect(meets).toEqual(['S-CHN-01']);
  });

  it('is refused where nobody would be left to tell', () => {
    expect(() => render(channel([{ kind: 'pagerduty', meets: [] }], 'warning'), sampleEnvironment({}, 'staging'))).toThrow(
      /ends at no human being[^]*no receiver but PagerDuty/,
    );
  });

  it('is refused when an address names an input that the product does not have', () => {
    expect(() => render(channel([{ kind: 'email', address: 'ops@{domian}', meets: [] }]))).toThrow(
      /unknown input[^]*"domian"[^]*did you mean "domain"/,
    );
  });
});

describe('the channels of an environment', () => {
  it('are all of them where it pages, and the warning channel alone elsewhere', () => {
    const names = (environment: string): readonly string[] => channelsOf(sampleEnvironment({}, environment)).map(({ name }) => name);
    expect(names('production')).toEqual(['critical', 'error', 'warning', 'info']);
    expect(names('staging')).toEqual(['warning']);
    expect(names('development')).toEqual(['warning']);
  });
});

describe('the message of an alert', () => {
  it('is defined under the name of the product environment, for definitions share one name space', () => {
    const stack = renderStack((scope) => {
      new AlertMessage(scope, 'message', { environment: sampleEnvironment() });
    });
    expect(Object.values(resourcesOf(stack, 'grafana_message_template'))).toEqual([
      {
        name: 'shop-production',
        template: [
          '{{ define "shop-production.title" }}[{{ .Status | toUpper }}, {{ .CommonLabels.severity }}] {{ .CommonLabels.alertname }}: {{ .CommonLabels.product }} {{ .CommonLabels.environment }}{{ end }}',
          '{{ define "shop-production.text" }}{{ range .Alerts }}{{ .Annotations.summary }}',
          '{{ .Annotations.description }}',
          '{{ if .Annotations.action }}{{ .Annotations.action }}\n{{ end }}{{ if .Annotations.runbook_url }}Runbook: {{ .Annotations.runbook_url }}',
          '{{ end }}{{ if .PanelURL }}Panel: {{ .PanelURL }}',
          '{{ end }}{{ end }}{{ end }}',
          '',
        ].join('\n'),
      },
    ]);
  });
});
