import { Duration } from '../duration';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { DeclaredProduct } from '../product';

/** The phase of a critical incident that brings service back begins while the tightest recovery time can still be kept. */
export function checkPhases({ name, incidentClasses, objectives }: DeclaredProduct): Finding[] {
  return incidentClasses
    .filter(({ severity }) => severity === 'critical')
    .flatMap((incidentClass) => {
      const begins = incidentClass.phases.flatMap(({ restoresFrom }) => (restoresFrom === undefined ? [] : [restoresFrom]));
      const [first, ...others] = begins;
      if (first === undefined) return [];
      const earliest = Duration.shortest(first, ...others);
      return objectives
        .filter(({ rto }) => rto !== undefined && !rto.isLongerThan(earliest))
        .map((objective) =>
          messages.recoveryBeginsTooLate(
            `${name} / incident class ${incidentClass.name}`,
            objective.name,
            `from minute ${earliest.minutes}`,
            `${objective.rto}`,
          ),
        );
    });
}
