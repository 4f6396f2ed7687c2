import type { EnvironmentPosture } from '../../model/environment';
import type { DeclaredProduct } from '../../model/product';
import type { RunbookContext } from '../context';
import { table } from '../markdown';
import type { Section } from '../section';

const yes = (value: boolean): string => (value ? 'yes' : 'no');

/** Each line of the posture, and why environments differ in it. */
const lines: readonly {
  readonly what: string;
  readonly why: string;
  readonly value: (posture: EnvironmentPosture) => string;
  /** Products that it is of use to. @default all */
  readonly where?: (product: DeclaredProduct) => boolean;
}[] = [
  {
    what: 'Wakes people',
    why: 'only where users are harmed; elsewhere all alerts end at the warning channel',
    value: (posture) => yes(posture.pages),
  },
  {
    what: 'Promises the objectives',
    why: 'the figures are proven where they are promised',
    value: (posture) => yes(posture.promisesObjectives),
  },
  {
    what: 'Backups',
    why: 'staging rehearses the jobs of production; development runs what it names',
    value: (posture) => (posture.backups === 'all' ? 'all' : 'those that are named for it'),
  },
  {
    what: 'Longest time that a copy is kept',
    why: 'test data need not be kept',
    value: (posture) => posture.retentionAtMost?.toString() ?? 'as declared',
  },
  {
    what: 'Nobody can delete a copy for at least',
    why: 'a thief or a mistake must not reach the newest copies',
    value: (posture) => posture.lockAtLeast?.toString() ?? 'no lock',
  },
  { what: 'Copies in a second place', why: 'a lost region costs production, not a rehearsal', value: (posture) => yes(posture.copies) },
  {
    what: 'Watches what people and other programs record',
    why: 'secrets, clean-up and reviews are due where users and their data are',
    value: (posture) => yes(posture.promisesObjectives),
    where: ({ duties }) => duties.length > 0,
  },
  { what: 'Restore drills', why: 'a drill that fails should fail in staging first', value: (posture) => yes(posture.drills) },
  { what: 'Point-in-time recovery and archives', why: 'they carry objectives', value: (posture) => yes(posture.continuousArchive) },
  {
    what: 'Stores and keys refuse to be destroyed',
    why: 'destroying them takes a deliberate second step',
    value: (posture) => yes(posture.deletionProtection),
  },
];

/** What each environment of the product gets. */
export function environments({ product, watched }: RunbookContext): Section {
  const names = watched.map(({ environment }) => environment.environment);
  return {
    title: 'Environments',
    meets: [...product.meets.environments, ...product.meets.schedules, ...(product.locations?.meets ?? [])],
    body: [
      ...table(
        ['What it gets', ...names, 'Why'],
        lines
          .filter(({ where }) => where === undefined || where(product))
          .map(({ what, why, value }) => [what, ...watched.map(({ environment }) => value(environment.posture)), why]),
      ),
      ...(product.locations === undefined
        ? []
        : [
            `Data may be in ${product.locations.allowed.join(' and ')} only; a synth refuses other locations. Legal has to confirm the list.`,
          ]),
    ],
  };
}
