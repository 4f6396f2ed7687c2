import type { Finding } from '../finding';
import { messages } from '../messages';

/** A bucket that holds copies. */
export interface CopyPlace {
  /** `<stack>: <address>`. */
  readonly address: string;
  /** The account or project that it belongs to, as the stack names it. */
  readonly account: string;
  /** Stores whose copies are there; none for records about copies. */
  readonly stores: readonly string[];
  /** Whether it must stand in another account than all other places of the environment. */
  readonly foreign: boolean;
}

/** A right by which copies in a place can be removed, at once or in the end. */
export interface Removal {
  /** Address of the place. */
  readonly place: string;
  /** The action of the cloud, e.g. `s3:DeleteObjectVersion`. */
  readonly by: string;
  /** Why the right has to be given; undefined for one that nobody answers for. */
  readonly because?: string;
}

/** Who can act: a role, a service account, a service of the cloud. */
export interface Principal {
  readonly name: string;
  readonly removals: readonly Removal[];
}

/** What is judged together: the places of a product environment, and everybody who has a right in the synthesized tree. */
export interface DestructionCase {
  /** For messages: `allodoc / production`. */
  readonly where: string;
  readonly places: readonly CopyPlace[];
  readonly principals: readonly Principal[];
  /** Whether the environment promises to survive more than a mistake, so that one account for all copies is told. */
  readonly copies: boolean;
}

/**
 * Nobody whom the tree names can remove every copy of a store, and nobody can remove any copy without a recorded reason. Whoever administers
 * an account can remove what is in it, whatever a policy says, because they can change the policy: that is told where no copy stands elsewhere.
 */
export function checkDestruction({ where, places, principals, copies }: DestructionCase): Finding[] {
  const stores = [...new Set(places.flatMap((place) => place.stores))].map((name) => ({
    name,
    places: places.filter((place) => place.stores.includes(name)),
  }));
  return [
    ...principals.flatMap((principal) => checkPrincipal(where, places, stores, principal)),
    ...places.filter((place) => place.foreign).flatMap((place) => checkForeign(where, place, places)),
    ...(copies ? checkAccounts(where, stores) : []),
  ];
}

interface StoreCopies {
  readonly name: string;
  readonly places: readonly CopyPlace[];
}

function checkPrincipal(where: string, places: readonly CopyPlace[], stores: readonly StoreCopies[], principal: Principal): Finding[] {
  const here = principal.removals.filter(({ place }) => places.some(({ address }) => address === place));
  const reached = new Set(here.map(({ place }) => place));
  const lost = stores.filter((store) => store.places.every(({ address }) => reached.has(address)));
  const unexplained = here.filter(({ because }) => because === undefined);
  return [
    ...(lost.length === 0
      ? []
      : [
          messages.endsEveryCopy(
            where,
            principal.name,
            lost.map((store) => store.name),
            describe(here.filter(({ place }) => lost.some((store) => store.places.some(({ address }) => address === place)))),
          ),
        ]),
    ...(unexplained.length === 0 ? [] : [messages.mayRemoveCopies(where, principal.name, describe(unexplained))]),
  ];
}

/** `s3:DeleteObject, s3:DeleteObjectVersion in a; ...`, each place once. */
function describe(removals: readonly Removal[]): string {
  const places = [...new Set(removals.map(({ place }) => place))];
  return places
    .map((place) => `${[...new Set(removals.filter((removal) => removal.place === place).map(({ by }) => by))].join(', ')} in ${place}`)
    .join('; ');
}

function checkForeign(where: string, foreign: CopyPlace, places: readonly CopyPlace[]): Finding[] {
  const shared = places.find((place) => !place.foreign && place.account === foreign.account);
  return shared === undefined ? [] : [messages.foreignCopyAtHome(where, foreign.address, foreign.account)];
}

function checkAccounts(where: string, stores: readonly StoreCopies[]): Finding[] {
  const single = stores.filter((store) => new Set(store.places.map(({ account }) => account)).size === 1);
  const names = single.map((store) => store.name);
  return single.length === 0
    ? []
    : [messages.oneAccount(where, names, [...new Set(single.flatMap((store) => store.places.map(({ account }) => account)))])];
}
