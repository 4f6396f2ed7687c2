/** The heartbeat that every paging environment sends out of Grafana. Products do not declare it: the stacks add it. */
import { Duration } from '../model/duration';
import { runbookAnchor } from '../model/runbook-anchor';
import { above, type Signal } from '../model/signal';
import type { CatalogueOptions, CloudOptions } from './catalogue';
import { heartbeat } from './monitoring';

/** Channel of the heartbeat that a dead-man's switch waits for; no product declares it. */
export const heartbeatChannel = 'heartbeat';

/** How often that heartbeat is sent. */
export const heartbeatInterval = Duration.minutes(5);

const id = 'dead-man-switch';

/** Where the runbook of a product says what to do when the heartbeat stops. */
export const heartbeatSection = runbookAnchor(id, 'info');

/** Name of the alarm that pages when the heartbeat stops. */
export const silenceAlarm = (environmentId: string): string => `${environmentId}-alerting-silent`;

export interface DeadManSwitchOptions extends Pick<CatalogueOptions, 'component' | 'meets'>, CloudOptions {
  /** `<product>-<environment>`. */
  readonly environmentId: string;
}

/** The heartbeat of a product environment to its dead-man's switch. It reaches no person: a person is told when it stops. */
export const deadManSwitch = (options: DeadManSwitchOptions): Signal => {
  const { environmentId, meets = [], ...common } = options;
  return heartbeat({
    ...common,
    id,
    title: "Heartbeat to the dead-man's switch",
    meaning: 'Not a fault: it always fires, and an alarm outside of Grafana pages when it stops.',
    tiers: {
      info: above(0)
        .to(heartbeatChannel)
        .meets(...meets),
    },
    firstChecks: [
      'Nothing to do while it arrives',
      `When CloudWatch pages with the alarm \`${silenceAlarm(environmentId)}\`, no alert of Grafana may arrive: look whether Grafana runs and evaluates its rules`,
      `Where it does, look at the contact point \`${environmentId}-${heartbeatChannel}\`, and whether its identity may still write to the topic on AWS: then the heartbeat alone is lost`,
      'Until it is mended, look at the dashboards by hand. Alarms on backups still page: they come from the cloud itself',
    ],
    fix: 'Mend the cause that the checks show, smallest change first; the alarm ends with the next heartbeat.',
  });
};
