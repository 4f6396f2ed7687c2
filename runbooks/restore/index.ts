import type { RunbookContext } from '../context';
import { type Section, unique } from '../section';
import { restoreArchive } from './archive';
import { restoreAccess, restoreBackupOnAws, restoreByHandOnAws } from './aws';
import { readingAccess, restoreBackupOnGoogle, restoreByHandOnGoogle, restoreToMinute } from './google';

export const restoreAnchor = (store: string): string => `restore-${store}`;

/** How each store comes back, with the real names. One section a store, the way that loses least first. */
export function restore(context: RunbookContext): Section {
  const { product, main } = context;
  const { backups, archives, pointInTimeRecovery } = main.environment;
  const aws = product.cloud === 'aws';
  const stores = unique([...backups, ...archives, ...pointInTimeRecovery].map(({ store }) => store));
  return {
    title: 'Restore',
    meets: [],
    body: [
      'Restore beside what is damaged, never over it: what looks lost may hold what the copy lacks. Switch the application only after the checks.',
      'Write down the time of each step: whoever reviews the incident compares it with the objective.',
    ],
    sections: [
      aws ? restoreAccess(context) : readingAccess(context),
      ...stores.map((store): Section => {
        const ways = [
          ...pointInTimeRecovery.filter((recovery) => recovery.store === store).map((recovery) => restoreToMinute(context, recovery)),
          ...archives.filter((archive) => archive.store === store).map((archive) => restoreArchive(context, archive)),
          ...backups
            .filter((backup) => backup.store === store)
            .map((backup) => (aws ? restoreBackupOnAws(context, backup) : restoreBackupOnGoogle(context, backup))),
        ];
        const objectives = product.objectives.filter((objective) => objective.store === store);
        const within = objectives.flatMap(({ name, rto }) => (rto === undefined ? [] : [`${name}: back within ${rto}`]));
        return {
          title: `Restore ${store}`,
          anchor: restoreAnchor(store),
          meets: objectives.flatMap(({ meets }) => meets),
          body: within.length === 0 ? [] : [`Objective: ${within.join('; ')}.`],
          sections: ways,
        };
      }),
      aws ? restoreByHandOnAws(context) : restoreByHandOnGoogle(context),
    ],
  };
}
