import { type Escalation, isRota } from '../model/on-call';
import type { ProductEnvironment } from '../model/product-environment';

/** A severity that opens an incident. */
export type PagedSeverity = 'critical' | 'error' | 'warning';

/** One way of an alert: what the router of PagerDuty and the service behind it decide by. */
export interface PageRoute {
  readonly component: string;
  readonly severity: PagedSeverity;
  /** Who must be told first, by title. */
  readonly toldFirst: readonly string[];
}

/** Body of a request to the Events API v2, without the key that it is sent with. */
export interface PagerEvent {
  readonly event_action: 'trigger' | 'resolve';
  readonly dedup_key: string;
  readonly payload?: {
    readonly summary: string;
    readonly source: string;
    readonly severity: PagedSeverity;
    readonly component: string;
    readonly group: string;
    readonly class: string;
    readonly custom_details: Readonly<Record<string, string>>;
  };
}

/** Every way by which an alert of the product environment reaches a person: a component and a severity that has an escalation. */
export function pageRoutes({ product }: ProductEnvironment): readonly PageRoute[] {
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

/** A test says so at the beginning of its title, where a person who is woken reads first. */
export const testMark = '[TEST]';

/** The event that tests a route. */
export function triggerEvent(environment: ProductEnvironment, route: PageRoute): PagerEvent {
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
}

/** The event that takes a test back. */
export const resolveEvent = (environment: ProductEnvironment, route: PageRoute): PagerEvent => ({
  event_action: 'resolve',
  dedup_key: testKey(environment, route),
});

/** The same in every run, so that another run takes back what an interrupted one left open. */
const testKey = ({ id }: ProductEnvironment, { component, severity }: PageRoute): string =>
  `opskeep-page-test/${id}/${component}/${severity}`;

const firstTold = ({ steps: [first] }: Escalation): readonly string[] =>
  first.notify.map((responder) => (isRota(responder) ? `rota ${responder.title}` : responder.title));
