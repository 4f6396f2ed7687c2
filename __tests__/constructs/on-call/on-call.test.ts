import { App, TerraformStack } from 'cdktf';
import { recordedMeets } from '../../../constructs/coverage';
import { offlineWorkspace } from '../../support/offline-workspace';
import { describeWithTool } from '../../support/optional-tools';
import { renderStack, resourcesOf } from '../../support/synth';
import { terraformAvailable } from '../../support/terraform';
import { errorsOf } from '../../support/workspace';
import { find, primary, sampleChains, sampleOnCall } from './sample-on-call';

describe('on call', () => {
  it('keeps its addresses in Terraform', () => {
    const stack = renderStack((test) => void sampleOnCall(test));
    const addresses = [...Object.entries(stack.resource ?? {}), ...Object.entries(stack.data ?? {})].flatMap(([type, blocks]) =>
      Object.keys(blocks as object).map((id) => `${type}.${id}`),
    );
    expect(addresses.sort()).toEqual([
      'pagerduty_business_service.on-call_business-service_21C6DF92',
      'pagerduty_escalation_policy.on-call_production_policy-critical_policy_90A6DDCE',
      'pagerduty_escalation_policy.on-call_production_policy-error_policy_98A1F4B0',
      'pagerduty_escalation_policy.on-call_production_policy-warning_policy_7FB8A0DD',
      'pagerduty_event_orchestration.on-call_production_routing_orchestration_34F0B11D',
      'pagerduty_event_orchestration_integration.on-call_production_routing_grafana_0973C3DC',
      'pagerduty_event_orchestration_router.on-call_production_routing_router_5B92A719',
      'pagerduty_event_orchestration_service.on-call_production_severity-api_orchestration_13FC1B0C',
      'pagerduty_event_orchestration_service.on-call_production_severity-database_orchestration_EE685DF5',
      'pagerduty_event_orchestration_unrouted.on-call_production_routing_unrouted_18A559AC',
      'pagerduty_schedule.on-call_rota-primary_schedule_076F1B12',
      'pagerduty_schedule.on-call_rota-secondary_schedule_7FEF7B59',
      'pagerduty_service.on-call_production_service-api_service_3E00D1BB',
      'pagerduty_service.on-call_production_service-database_service_BF2E40E3',
      'pagerduty_service_dependency.on-call_business-service_needs-production-api_D06BCC22',
      'pagerduty_service_dependency.on-call_business-service_needs-production-database_E8630556',
      'pagerduty_service_integration.on-call_production_cloudwatch_integration_E5FA4DAB',
      'pagerduty_service_integration.on-call_production_events_integration_450FFD42',
      'pagerduty_team.on-call_team_709DB8DF',
      'pagerduty_team_membership.on-call_people_deputy-membership_2ACE06EA',
      'pagerduty_team_membership.on-call_people_engineer-membership_CFC98BDB',
      'pagerduty_team_membership.on-call_people_engineering-manager-membership_FB1C7878',
      'pagerduty_user.on-call_people_deputy_CDD98E80',
      'pagerduty_user.on-call_people_engineer_5B3C5B4F',
      'pagerduty_user.on-call_people_engineering-manager_7710CCF5',
    ]);
  });

  it('shares team, people, rotas and the business service between environments, and nothing else', () => {
    const stack = renderStack((test) => void sampleOnCall(test, { environments: ['production', 'staging'] }));
    const counts = Object.keys(stack.resource ?? {}).map((type) => [type, Object.keys(resourcesOf(stack, type)).length]);
    expect(Object.fromEntries(counts)).toEqual({
      pagerduty_team: 1,
      pagerduty_team_membership: 3,
      pagerduty_schedule: 2,
      pagerduty_business_service: 1,
      pagerduty_service_dependency: 4,
      pagerduty_escalation_policy: 6,
      pagerduty_service: 4,
      pagerduty_event_orchestration: 2,
      pagerduty_event_orchestration_integration: 2,
      pagerduty_event_orchestration_router: 2,
      pagerduty_event_orchestration_unrouted: 2,
      pagerduty_event_orchestration_service: 4,
      pagerduty_service_integration: 4,
    });
  });

  it('asks for the schedule of an external rota once, and for no address of its members', () => {
    const asked: string[] = [];
    const rotas = [{ ...primary, external: true }];
    renderStack(
      (test) =>
        void sampleOnCall(test, {
          environments: ['production', 'staging'],
          onCall: { ...sampleChains, rotas: [...rotas, ...sampleChains.rotas.slice(1)] },
          email: ({ role }) => {
            asked.push(role);
            return `${role}@clinic.example`;
          },
          externalScheduleId: ({ name }) => {
            asked.push(name);
            return 'P123456';
          },
        }),
    );
    expect(asked).toEqual(['deputy', 'engineering-manager', 'primary']);
  });

  it('refuses a catch-all that is no component', () => {
    expect(() => renderStack((test) => void sampleOnCall(test, { onCall: { ...sampleChains, catchAll: 'apii' } }))).toThrow(
      'test/on-call/production: unknown component [unknown-component]\n  given     "apii"\n  allowed   api, database\n  to mend   did you mean "api"?',
    );
  });

  it('says on which resource each requirement is met', () => {
    const stack = new TerraformStack(new App(), 'test');
    sampleOnCall(stack);
    const places: Record<string, string[]> = {};
    for (const construct of stack.node.findAll()) {
      for (const id of recordedMeets(construct))
        places[id] = [...(places[id] ?? []), construct.node.path.replace('test/on-call/', '')].sort();
    }
    expect(places).toEqual({
      'PERSON-1': ['people/engineer'],
      'PERSON-2': ['people/engineering-manager'],
      'ROTA-1': ['rota-primary/schedule'],
      'ROTA-2': ['rota-secondary/schedule'],
      'COMPONENT-1': ['business-service/needs-production-api', 'production/routing/router', 'production/service-api/service'],
      'CHAIN-1': ['production/policy-critical/policy'],
      'STEP-1': ['production/policy-critical/policy'],
      'STEP-2': ['production/policy-critical/policy'],
      'CHAIN-3': ['production/policy-warning/policy'],
      'CLASS-1': [
        'production/policy-critical/policy',
        'production/service-api/service',
        'production/service-database/service',
        'production/severity-api/orchestration',
        'production/severity-database/orchestration',
      ],
      'CLASS-2': [
        'production/policy-error/policy',
        'production/service-api/service',
        'production/service-database/service',
        'production/severity-api/orchestration',
        'production/severity-database/orchestration',
      ],
      'CLASS-3': [
        'production/policy-warning/policy',
        'production/severity-api/orchestration',
        'production/severity-database/orchestration',
      ],
      'PAGING-1': ['production/cloudwatch/integration', 'production/events/integration', 'production/routing/grafana'],
    });
  });

  it('records the requirements of an external rota on the policies that call it', () => {
    const stack = new TerraformStack(new App(), 'test');
    const external = { ...primary, external: true };
    const chain = {
      steps: [{ after: sampleChains.escalations.error.steps[0].after, notify: [external], meets: [] }],
      loops: 0,
      meets: [],
    } as const;
    sampleOnCall(stack, { onCall: { ...sampleChains, rotas: [external], escalations: { critical: chain, error: chain } } });
    const places = stack.node.findAll().filter((construct) => recordedMeets(construct).includes('ROTA-1'));
    expect(places.map((construct) => construct.node.path)).toEqual([
      'test/on-call/production/policy-critical/policy',
      'test/on-call/production/policy-error/policy',
    ]);
  });

  describeWithTool('terraform', terraformAvailable, () => {
    const workspace = offlineWorkspace();

    it('is a valid configuration for the provider of PagerDuty', async () => {
      const json = renderStack((test) => void sampleOnCall(test, { email: () => 'somebody@clinic.example' }));
      expect(find(json, 'pagerduty_event_orchestration', 'clinic-production').block.name).toBe('clinic-production');
      const stack = workspace().stackFromJson('on-call', json);
      await stack.init({ backend: false });
      expect(errorsOf(await stack.validate())).toEqual([]);
    }, 60_000);
  });
});
