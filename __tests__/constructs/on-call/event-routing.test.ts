// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of Terraform, not of JavaScript
import { TerraformOutput } from 'cdktf';
import { eventMatches } from '../../../constructs/on-call/event-condition';
import { renderStack, resourcesOf } from '../../support/synth';
import { critical, error, find, sampleChains, sampleOnCall } from './sample-on-call';

describe('event routing', () => {
  const stack = renderStack((test) => void sampleOnCall(test));
  const service = (component: string): string => find(stack, 'pagerduty_service', `clinic-production-${component}`).id;
  const policy = (severity: string): string => find(stack, 'pagerduty_escalation_policy', `clinic-production-${severity}`).id;
  const orchestration = find(stack, 'pagerduty_event_orchestration', 'clinic-production');

  it('has one door for the product environment, which belongs to the team', () => {
    expect(orchestration.block).toEqual({
      name: 'clinic-production',
      description: 'Alerts of Clinic, production, by component',
      team: find(stack, 'pagerduty_team', 'Clinic operations').id,
    });
    expect(Object.values(resourcesOf(stack, 'pagerduty_event_orchestration_integration'))).toEqual([
      { event_orchestration: orchestration.id, label: 'grafana' },
    ]);
  });

  it('sends each component to its service, and every other event to the catch-all service instead of nobody', () => {
    expect(Object.values(resourcesOf(stack, 'pagerduty_event_orchestration_router'))).toEqual([
      {
        event_orchestration: orchestration.id,
        set: {
          id: 'start',
          rule: ['api', 'database'].map((component) => ({
            label: component,
            condition: [{ expression: `event.component matches '${component}'` }],
            actions: { route_to: service(component) },
          })),
        },
        catch_all: { actions: { route_to: service('api') } },
      },
    ]);
  });

  it('leaves no rule of another hand where unrouted events would go', () => {
    expect(Object.values(resourcesOf(stack, 'pagerduty_event_orchestration_unrouted'))).toEqual([
      { event_orchestration: orchestration.id, set: [{ id: 'start' }], catch_all: { actions: { severity: 'critical' } } },
    ]);
  });

  it('takes only known milder severities off the strict path of a service', () => {
    const rule = (severity: string, label: string, actions: object): object => ({
      label,
      condition: [{ expression: `event.severity matches '${severity}'` }],
      actions,
    });
    expect(Object.values(resourcesOf(stack, 'pagerduty_event_orchestration_service'))).toEqual(
      ['api', 'database'].map((component) => ({
        service: service(component),
        enable_event_orchestration_for_service: true,
        set: [
          {
            id: 'start',
            rule: [
              rule('info', 'info opens no incident', { suppress: true }),
              rule('warning', 'warning is of low urgency', { escalation_policy: policy('warning') }),
              rule('error', 'error has its own policy', { escalation_policy: policy('error') }),
            ],
          },
        ],
        catch_all: { actions: {} },
      })),
    );
  });

  it('opens no incident for warnings of a product without a chain for them', () => {
    const quiet = renderStack((test) => void sampleOnCall(test, { onCall: { ...sampleChains, escalations: { critical, error } } }));
    const [routing] = Object.values(resourcesOf(quiet, 'pagerduty_event_orchestration_service'));
    const rules = (routing?.set as readonly { readonly rule: readonly unknown[] }[] | undefined)?.[0]?.rule;
    expect(rules?.[1]).toEqual({
      label: 'warning opens no incident',
      condition: [{ expression: "event.severity matches 'warning'" }],
      actions: { suppress: true },
    });
  });

  it('gives its keys away only where they stay secret', () => {
    const outputs = renderStack((test) => {
      const production = sampleOnCall(test).paging.get('production');
      if (production === undefined) throw new Error('production does not page');
      const { routingKey, cloudWatchEndpoint, eventsKey } = production;
      for (const [name, value] of Object.entries({ routingKey, cloudWatchEndpoint, eventsKey }))
        new TerraformOutput(test, name, { value, sensitive: true });
    }).output;
    const at = 'pagerduty_event_orchestration_integration.on-call_production_routing_grafana_0973C3DC';
    const integration = (kind: string, hash: string): string =>
      `pagerduty_service_integration.on-call_production_${kind}_integration_${hash}`;
    expect(outputs).toEqual({
      routingKey: { sensitive: true, value: `\${sensitive(${at}.parameters[0].routing_key)}` },
      cloudWatchEndpoint: {
        sensitive: true,
        value: `\${sensitive("https://events.pagerduty.com/integration/\${${integration('cloudwatch', 'E5FA4DAB')}.integration_key}/enqueue")}`,
      },
      eventsKey: { sensitive: true, value: `\${sensitive(${integration('events', '450FFD42')}.integration_key)}` },
    });
  });

  it('has a second way in, past Grafana, for CloudWatch and for senders of the Events API v2', () => {
    expect(Object.values(resourcesOf(stack, 'pagerduty_service_integration'))).toEqual([
      { name: 'CloudWatch alarms', type: 'aws_cloudwatch_inbound_integration', service: service('api') },
      { name: 'Events API v2', type: 'events_api_v2_inbound_integration', service: service('api') },
    ]);
  });
});

describe('event condition', () => {
  it.each(["it's", 'a"b', 'a\\b', 'a\nb'])('refuses %j, which would break out of its quotes', (value) => {
    renderStack((test) => {
      expect(() => eventMatches(test, 'event.component', value)).toThrow(`given     ${JSON.stringify(value)}`);
    });
  });
});
