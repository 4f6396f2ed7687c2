import { error, warning } from './facts';

/** Whether what is lost comes back as promised. */
export const recoveryMessages = {
  rpoNotMet: (where: string, scenario: string, given: string, worst: string, because: string, mend: string) =>
    error('rpo-not-met', where, `recovery point objective not met for: ${scenario}`, given, `worst case ${worst}: ${because}`, mend),

  rpoWithoutSlack: (where: string, scenarios: string, given: string, worst: string) =>
    warning(
      'rpo-without-slack',
      where,
      `recovery point objective met only when nothing fails, for: ${scenarios}`,
      given,
      `with one failed run ${worst}`,
      'back up at least twice as often, or add a continuous archive, so that one failed run costs no objective',
    ),

  toldTooLate: (where: string, what: string, given: string, told: string, because: string, mend: string) =>
    error(
      'told-too-late',
      where,
      `${what} is told after the recovery point objective is lost`,
      given,
      `told after ${told}: ${because}`,
      mend,
    ),

  objectiveUnwatched: (where: string, given: string, store: string) =>
    error(
      'objective-unwatched',
      where,
      'a recovery point objective whose loss no alarm tells',
      given,
      `a backup of ${store} with carriesRpo, or a continuous archive`,
      'set carriesRpo on the backup that the objective rests on',
    ),

  rtoNotMet: (where: string, given: string, needed: string, because: string) =>
    error(
      'rto-not-met',
      where,
      'recovery time objective not met',
      given,
      `at least ${needed}: ${because}`,
      'restore by a faster path, keep less data in the store, or declare a longer rto',
    ),

  recoveryBeginsTooLate: (where: string, objective: string, given: string, rto: string) =>
    error(
      'recovery-begins-too-late',
      where,
      `the work that brings service back begins when the recovery time of ${objective} is spent`,
      given,
      `before the rto of ${rto} is over`,
      'roll back in the first minutes, and look for the cause afterwards',
    ),

  budgetSpentOnPlannedWork: (where: string, given: string, planned: string, because: string) =>
    error(
      'budget-spent-on-planned-work',
      where,
      'planned work alone takes longer than the objective lets the service be away',
      given,
      `planned work takes ${planned} a month: ${because}`,
      'roll the work out without downtime, shorten the windows, or declare a lower objective',
    ),

  badDrillResult: (where: string) =>
    error(
      'bad-drill-result',
      where,
      'the result of a drill that cannot be read',
      'cut off, of another format, or contradicting itself',
      'the result as the job of the drill wrote it',
      'copy it again from verified/drills/<backup>/ in the backup bucket, whole and unchanged',
    ),

  drillTooOld: (where: string, given: string, allowed: string) =>
    error(
      'drill-too-old',
      where,
      'the recovery time rests on a rate that was measured long ago',
      given,
      allowed,
      'add the newest good result of the drill to drills/results.json; run the drill if there is none',
    ),

  checkThatNobodyMakes: (where: string, check: string, store: string) =>
    error(
      'check-that-nobody-makes',
      where,
      'a check of a drill that its task cannot make',
      check,
      `a check that a drill which people record makes as well, of a backup of "${store}"`,
      'declare it for a recorded drill of the store too, or leave it out',
    ),
};
