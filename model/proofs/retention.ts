import { filledTiers } from '../backup';
import { Duration } from '../duration';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { ProductEnvironment } from '../product-environment';
import { checkTier, type RetentionTier } from '../retention';
import { Schedule, simulatedYear } from '../schedule';
import { formatInstant } from '../time-zone';

/**
 * Every tier is filled by a run or by people on demand, holds as many copies as it promises, and is kept for as long as it may be; every run
 * writes into a declared tier, and the ages fit each other.
 */
export function checkRetention(environment: ProductEnvironment): Finding[] {
  const filled = new Set(environment.backups.flatMap((backup) => filledTiers(backup).map((tier) => tier.name)));
  const declared = environment.tiers.map((tier) => tier.name);
  const where = `${environment.place} / retention`;
  return [
    ...environment.tiers.filter((tier) => !filled.has(tier.name)).map((tier) => messages.tierWithoutProducer(where, tier.name)),
    ...[...filled].filter((name) => !declared.includes(name)).map((name) => messages.unknownName(where, 'retention tier', name, declared)),
    ...environment.tiers.flatMap((tier) => checkTier(where, tier, environment.posture.lockAtLeast)),
    ...environment.tiers.flatMap((tier) => checkCopies(environment, tier)),
    ...environment.tiers.flatMap((tier) => checkBounds(environment, `${where} / ${tier.name}`, tier)),
  ];
}

/** Each backup that runs into the tier has its copies there, at every moment of the simulated year. */
function checkCopies({ place, backups }: ProductEnvironment, { name, keep, copies }: RetentionTier): Finding[] {
  if (copies === undefined) return [];
  return backups.flatMap((backup) => {
    const schedules = backup.runs.filter(({ tier }) => tier.name === name).map(({ schedule }) => schedule);
    const [first] = schedules;
    if (first === undefined) return [];
    const fewest = fewestCopies(startsOver(schedules, keep), keep.seconds);
    if (fewest === undefined || fewest.count >= copies) return [];
    const moment = formatInstant(fewest.before, first.zone);
    return [messages.tierTooThin(`${place} / ${backup.name}`, name, copies, `${fewest.count} copies, kept for ${keep}, before ${moment}`)];
  });
}

/**
 * Spans of this length and less, laid within the simulated year, cover all of it and end in more than half of it: then its starts are enough,
 * which other proofs have reckoned already. Of longer ones too few fit.
 */
const fitsYear = Duration.days(180);

/** The starts of the simulated year, and for what is kept longer those of the time before it. */
function startsOver(schedules: readonly Schedule[], keep: Duration): readonly number[] {
  if (!keep.isLongerThan(fitsYear)) return Schedule.startsInYear(schedules);
  const from = simulatedYear.start - keep.seconds;
  return schedules.flatMap((schedule) => schedule.startsBetween(from, simulatedYear.end)).sort((a, b) => a - b);
}

/**
 * How few copies there are at the worst moment, once the first of the starts has expired: just before the next one is made. A copy that expires in
 * the moment in which the next one is made counts until then.
 * @param starts ascending, in seconds
 */
export function fewestCopies(starts: readonly number[], keep: number): { readonly count: number; readonly before: number } | undefined {
  let oldest = 0;
  let fewest: { readonly count: number; readonly before: number } | undefined;
  for (const [index, start] of starts.entries()) {
    while ((starts[oldest] ?? start) < start - keep) oldest++;
    const full = start >= (starts[0] ?? start) + keep;
    if (full && (fewest === undefined || index - oldest < fewest.count)) fewest = { count: index - oldest, before: start };
  }
  return fewest;
}

/** The minimum binds where objectives are promised; the maximum binds wherever there are copies. */
function checkBounds({ product, posture }: ProductEnvironment, where: string, { keep }: RetentionTier): Finding[] {
  const { atLeast, atMost } = product.retentionBounds ?? {};
  const short = posture.promisesObjectives && atLeast?.isLongerThan(keep) === true;
  const long = atMost !== undefined && keep.isLongerThan(atMost);
  if (!short && !long) return [];
  const bounds = [...(atLeast === undefined ? [] : [`at least ${atLeast}`]), ...(atMost === undefined ? [] : [`at most ${atMost}`])];
  return [messages.keptOutOfBounds(where, `kept for ${keep}`, bounds.join(', '))];
}
