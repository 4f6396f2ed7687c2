import type { Backup, ContinuousArchive, Drill, DrillCheck } from './backup';
import type { DeclaredProduct } from './product';

/** A check of a drill that a machine does, but that its task cannot make: it is told as `unchecked`, and people make it. */
export interface LeftCheck {
  readonly store: string;
  readonly drill: string;
  readonly check: DrillCheck;
}

type Checked = Pick<DeclaredProduct, 'cloud' | 'backups' | 'archives'>;

/** Checks that are left to people, of every drill that a machine does. */
export function checksLeftToPeople({ cloud, backups, archives }: Checked): readonly LeftCheck[] {
  const left = (store: string, { name, checks }: Pick<Drill, 'name' | 'checks'>, hasPrograms: boolean): readonly LeftCheck[] =>
    checks.filter(({ kind }) => kind === 'http' || (kind === 'command' && !hasPrograms)).map((check) => ({ store, drill: name, check }));
  return [
    ...backups.flatMap((backup) =>
      backup.drills
        .filter(({ schedule }) => schedule !== undefined)
        .flatMap((drill) => left(backup.store, drill, cloud === 'google' || runsInItsCopy(backup))),
    ),
    ...archives.flatMap(({ store, drill }: ContinuousArchive) => left(store, drill, false)),
  ];
}

/** A command on what is restored as files runs there. On Google Cloud others run in a checkout of the repository. */
const runsInItsCopy = ({ source }: Backup): boolean => source.kind !== 'postgres';

/** A check without the requirements that it meets, so that two can be compared. */
export const checkText = ({ meets: _requirements, ...check }: DrillCheck): string => JSON.stringify(check);
