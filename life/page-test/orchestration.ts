import { type Escalation, isRota } from '../../model/on-call';
import { testMark } from '../../model/page-test';
import type { ProductEnvironment } from '../../model/product-environment';
import { mayBeGivenSecrets, send } from '../http-attempts';
import { noWay, type TestContext, type TestRoute, type TestWay } from './route';

/** Where the routing key comes from: never from the command line, where others on the machine can read it. */
const keyVariable = 'PAGERDUTY_ROUTING_KEY';
const addressVariable = 'PAGERDUTY_EVENTS_URL';

/** PagerDuty's Events API v2, unless the environment says otherwise. */
const defaultAddress = 'https://events.pagerduty.com';

/** A severity that opens an incident. */
type PagedSeverity = 'critical' | 'error' | 'warning';

/** One way of an alert: what the router of PagerDuty and the service behind it decide by. */
interface PageRoute {
  readonly component: string;
  readonly severity: PagedSeverity;
  /** Who must be told first, by title. */
  readonly toldFirst: readonly string[];
}

/** The event orchestration of PagerDuty, for each component and severity that opens an incident: which service, and who is told first. */
export function orchestrationWay({ environment, variables, pause }: TestContext): TestWay {
  if (!environment.posture.pages) return noWay;
  const key = variables[keyVariable] ?? '';
  const address = variables[addressVariable] ?? defaultAddress;
  const url = `${address.replace(/\/+$/, '')}/v2/enqueue`;
  const deliver = async (event: object): Promise<string | undefined> => {
    const secret = { forms: [key], name: '<routing key>' };
    const problem = await send({ method: 'POST', url, headers: {}, body: { routing_key: key, ...event }, done: [202], secret, pause });
    return problem === undefined ? undefined : `PagerDuty did not take the event: ${problem}`;
  };
  return {
    routes: pageRoutes(environment).map((route): TestRoute => {
      const [trigger, resolve] = [triggerEvent(environment, route), resolveEvent(environment, route)];
      const withoutKey = (event: object) => ({ routing_key: `$${keyVariable}`, ...event });
      return {
        name: `${route.component}, ${route.severity}`,
        arrives: `told first: ${route.toldFirst.join(', ')}`,
        plan: { sends: withoutKey(trigger), takesBack: withoutKey(resolve) },
        end: 'resolved',
        send: () => deliver(trigger),
        takeBack: () => deliver(resolve),
      };
    }),
    missing: [
      ...(key === '' ? [missingKey(environment)] : []),
      ...(mayBeGivenSecrets(address) ? [] : [`${addressVariable} must begin with https://.`]),
    ],
  };
}

function pageRoutes({ product }: ProductEnvironment): readonly PageRoute[] {
  const { critical, error, warning } = product.onCall.escalations;
  const escalations: readonly (readonly [PagedSeverity, Escalation])[] = [
    ['critical', critical],
    ['error', error],
    ...(warning === undefined ? [] : ([['warning', warning]] as const)),
  ];
  return product.components.flatMap(({ name: component }) =>
    escalations.map(([severity, escalation]) => ({ component, severity, toldFirst: firstTold(escalation) })),
  );
}

const triggerEvent = (environment: ProductEnvironment, route: PageRoute) => {
  const { component, severity, toldFirst } = route;
  return {
    event_action: 'trigger',
    dedup_key: testKey(environment, route),
    payload: {
      summary: `${testMark} ${environment.product.title} ${environment.environment}: ${component}, ${severity}. Nothing is wrong`,
      source: 'opskeep page-test',
      severity,
      component,
      group: environment.id,
      class: 'page-test',
      custom_details: {
        test: 'Sent by npm run page-test, which resolves it again. Acknowledge it to show that it arrived.',
        told_first: toldFirst.join(', '),
      },
    },
  };
};

const resolveEvent = (environment: ProductEnvironment, route: PageRoute) => ({
  event_action: 'resolve',
  dedup_key: testKey(environment, route),
});

/** The same in every run, so that another run takes back what an interrupted one left open. */
const testKey = ({ id }: ProductEnvironment, { component, severity }: PageRoute): string =>
  `opskeep-page-test/${id}/${component}/${severity}`;

const firstTold = ({ steps: [first] }: Escalation): readonly string[] =>
  first.notify.map((responder) => (isRota(responder) ? `rota ${responder.title}` : responder.title));

function missingKey({ product, environment }: ProductEnvironment): string {
  return [
    `${keyVariable} is not set: the key of the event orchestration of ${product.name} ${environment}.`,
    `  it stands in the state of the stack ${product.id}-on-call, as output ${environment}_routing_key:`,
    `  cd cdktf.out/stacks/${product.id}-on-call && export ${keyVariable}="$(terraform output -raw ${environment}_routing_key)"`,
  ].join('\n');
}
