/** The heartbeat that every paging environment on AWS sends out of Grafana. Products do not declare it: the stacks add it. */
import { Duration } from '../model/duration';
import { above, type Signal } from '../model/signal';
import type { CatalogueOptions } from './catalogue';
import { heartbeat } from './monitoring';

/** Channel of the heartbeat that a dead-man's switch waits for; no product declares it. */
export const heartbeatChannel = 'heartbeat';

/** How often that heartbeat is sent. */
export const heartbeatInterval = Duration.minutes(5);

/** The heartbeat of a product environment to its dead-man's switch. It reaches no person: a person is told when it stops. */
export const deadManSwitch = (options: Pick<CatalogueOptions, 'component' | 'meets'>): Signal => {
  const { component, meets = [] } = options;
  return heartbeat({
    component,
    id: 'dead-man-switch',
    title: "Heartbeat to the dead-man's switch",
    meaning: 'Not a fault: it always fires, and an alarm outside of Grafana pages when it stops.',
    tiers: {
      info: above(0)
        .to(heartbeatChannel)
        .meets(...meets),
    },
    firstChecks: [
      'Nothing to do while it arrives',
      'When the alarm <product>-<environment>-alerting-silent pages: look whether Grafana runs and evaluates its rules',
      'Look at the contact point of the heartbeat, and whether its identity may still write to the topic',
      'Until it is mended, look at the dashboards by hand: no alert of Grafana may arrive',
    ],
  });
};
