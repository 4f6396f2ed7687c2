import { renderStack, resourcesOf } from '../../support/synth';
import { find, sampleOnCall } from './sample-on-call';

describe('services', () => {
  const stack = renderStack((test) => void sampleOnCall(test));
  const policy = find(stack, 'pagerduty_escalation_policy', 'clinic-production-critical').id;

  it('let the severity decide the urgency, never resolve by age, and never tell an acknowledged incident again', () => {
    expect(Object.values(resourcesOf(stack, 'pagerduty_service'))).toEqual(
      [
        { name: 'clinic-production-api', description: 'API of Clinic, production' },
        { name: 'clinic-production-database', description: 'PostgreSQL of Clinic, production' },
      ].map((component) => ({
        ...component,
        escalation_policy: policy,
        acknowledgement_timeout: 'null',
        auto_resolve_timeout: 'null',
        incident_urgency_rule: { type: 'constant', urgency: 'severity_based' },
      })),
    );
  });

  it('are what the one business service of the product depends on, one resource each', () => {
    const business = find(stack, 'pagerduty_business_service', 'clinic');
    expect(business.block).toEqual({
      name: 'clinic',
      description: 'Clinic',
      point_of_contact: 'Engineering manager',
      team: find(stack, 'pagerduty_team', 'Clinic operations').id,
    });
    expect(Object.values(resourcesOf(stack, 'pagerduty_service_dependency'))).toEqual(
      ['clinic-production-api', 'clinic-production-database'].map((name) => ({
        dependency: [
          {
            dependent_service: [{ id: business.id, type: 'business_service' }],
            supporting_service: [{ id: find(stack, 'pagerduty_service', name).id, type: 'service' }],
          },
        ],
      })),
    );
  });

  it('refuse names that an escalation policy could not have', () => {
    const product = { id: 'r&d', title: 'Research' };
    expect(() => renderStack((test) => void sampleOnCall(test, { product }))).toThrow(
      'not a name for a PagerDuty schedule [pager-name]\n  given     "r&d-primary"',
    );
  });
});
