import { PagerdutyProvider } from '@cdktf/provider-pagerduty/lib/provider';
import type { TerraformStack } from 'cdktf';
import { OnCall, type OnCallProps } from '../../../constructs/on-call/on-call';
import { Duration } from '../../../model/duration';
import type { Escalation, OnCall as OnCallDeclaration, Person, Rota } from '../../../model/on-call';
import type { StackJson } from '../../support/schema-provider';
import { dataOf, resourcesOf } from '../../support/synth';

/** A clinic with a rota at all hours, one in business hours and a manager; tests replace what they look at. */

export const engineer: Person = { role: 'engineer', title: 'Engineer', email: 'engineer@clinic.example', meets: ['PERSON-1'] };
export const deputy: Person = { role: 'deputy', title: 'Deputy', email: undefined, meets: [] };
export const manager: Person = {
  role: 'engineering-manager',
  title: 'Engineering manager',
  email: 'manager@clinic.example',
  managesTeam: true,
  meets: ['PERSON-2'],
};

export const primary: Rota = {
  name: 'primary',
  title: 'Primary, at all hours',
  zone: 'UTC',
  members: [engineer, deputy],
  turn: Duration.weeks(1),
  external: false,
  meets: ['ROTA-1'],
};

export const secondary: Rota = {
  name: 'secondary',
  title: 'Secondary, business hours',
  zone: 'Europe/Paris',
  members: [deputy],
  turn: Duration.weeks(1),
  hours: { days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '09:00', to: '18:00' },
  external: false,
  meets: ['ROTA-2'],
};

/** On-call and manager at once, the secondary after 5 minutes, the manager again after 15. */
export const critical: Escalation = {
  steps: [
    { after: Duration.zero, notify: [primary, manager], meets: ['STEP-1'] },
    { after: Duration.minutes(5), notify: [secondary], meets: ['STEP-2'] },
    { after: Duration.minutes(15), notify: [manager], meets: [] },
  ],
  loops: 2,
  meets: ['CHAIN-1'],
};

export const error: Escalation = {
  steps: [
    { after: Duration.zero, notify: [primary], meets: [] },
    { after: Duration.minutes(15), notify: [manager], meets: [] },
  ],
  loops: 1,
  meets: [],
};

export const warning: Escalation = { steps: [{ after: Duration.zero, notify: [secondary], meets: [] }], loops: 0, meets: ['CHAIN-3'] };

export const sampleChains: OnCallDeclaration = {
  team: 'Clinic operations',
  people: [engineer, deputy, manager],
  rotas: [primary, secondary],
  escalations: { critical, error, warning },
  catchAll: 'api',
};

export function sampleOnCall(stack: TerraformStack, changes: Partial<OnCallProps> = {}): OnCall {
  new PagerdutyProvider(stack, 'pagerduty', { token: 'fake', skipCredentialsValidation: true });
  return new OnCall(stack, 'on-call', {
    product: { id: 'clinic', title: 'Clinic' },
    components: [
      { name: 'api', title: 'API', meets: ['COMPONENT-1'] },
      { name: 'database', title: 'PostgreSQL', meets: [] },
    ],
    onCall: sampleChains,
    incidentClasses: [
      { name: 'Sev1', severity: 'critical', response: 'immediate', phases: [], causes: [], source: 'runbook', meets: ['CLASS-1'] },
      { name: 'Sev2', severity: 'error', response: '1 h', phases: [], causes: [], source: 'runbook', meets: ['CLASS-2'] },
      { name: 'Sev3', severity: 'warning', response: '4 h', phases: [], causes: [], source: 'runbook', meets: ['CLASS-3'] },
      { name: 'Sev4', severity: 'info', response: 'next business day', phases: [], causes: [], source: 'runbook', meets: ['CLASS-4'] },
    ],
    environments: ['production'],
    pointOfContact: 'Engineering manager',
    email: (person) => person.email ?? `\${var.${person.role}_email}`,
    externalScheduleId: (rota) => `\${var.${rota.name}_schedule_id}`,
    meets: ['PAGING-1'],
    ...changes,
  });
}

/** The only resource of a type whose name (or e-mail address) is the given one: its reference to the id, and its rendered block. */
export function find(
  stack: StackJson,
  type: string,
  name: string,
): { readonly id: string; readonly block: Readonly<Record<string, unknown>> } {
  const isData = type === 'pagerduty_user';
  const found = Object.entries((isData ? dataOf : resourcesOf)(stack, type)).filter(
    ([, block]) => (block.name ?? block.email ?? block.label) === name,
  );
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) throw new Error(`${found.length} of ${type} are called ${name}`);
  return { id: `\${${isData ? 'data.' : ''}${type}.${only[0]}.id}`, block: only[1] };
}
