import { dayOf } from '../calendar-day';
import { type DrillResults, newestMeasured } from '../drill-result';
import { Duration } from '../duration';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { DeclaredProduct } from '../product';
import { environmentsOf, type ProductEnvironment } from '../product-environment';
import { simulatedYear } from '../schedule';

/** The simulated year ends a month late, for monthly runs at its edge. */
const edge = Duration.days(31);

/** A quarter and its holidays. */
const longestDrillAge = Duration.days(100);

/**
 * What a synth must not judge, because its output never depends on today: ages of waivers and reviews, and constants that time passes by.
 *
 * @param today midnight in UTC of the day, as epoch seconds
 */
export function checkDates(products: readonly DeclaredProduct[], results: DrillResults, today: number): Finding[] {
  const over = simulatedYear.end - edge.seconds;
  return [
    ...(today >= over ? [messages.simulatedYearPast(`over since ${dayText(over)}`)] : []),
    ...products.flatMap((product) => [...expiredWaivers(product, today), ...overdueReviews(product, today)]),
    ...products.flatMap((product) => environmentsOf(product, results)).flatMap((environment) => oldDrills(environment, today)),
  ];
}

function expiredWaivers({ name, waivers = [] }: DeclaredProduct, today: number): Finding[] {
  return waivers.flatMap(({ rule, where, reason, expires }) => {
    const last = dayOf(expires);
    return last !== undefined && today > last ? [messages.waiverExpired(`${name} / waivers / ${rule} at ${where}`, expires, reason)] : [];
  });
}

/** Rates that recovery times rest on. That a drill is overdue, its own alarm tells; here it is what was committed of it. */
function oldDrills({ product, place, posture, drillResults }: ProductEnvironment, today: number): Finding[] {
  if (!posture.promisesObjectives) return [];
  return product.objectives.flatMap(({ name, restore }) => {
    const measuredBy = restore?.measuredBy;
    const result = measuredBy === undefined ? undefined : newestMeasured(drillResults, measuredBy.backup, measuredBy.drill);
    if (result === undefined || today - Date.parse(result.finished) / 1000 <= longestDrillAge.seconds) return [];
    return [
      messages.drillTooOld(
        `${place} / ${name}`,
        `${result.drill} of ${result.backup} on ${result.finished.slice(0, 10)}`,
        `at most ${longestDrillAge}`,
      ),
    ];
  });
}

function overdueReviews({ name, vendors = [] }: DeclaredProduct, today: number): Finding[] {
  return vendors.flatMap(({ title, certification }) => {
    if (certification?.reviewed === undefined) return [];
    const { standard, reviewed, reviewEvery } = certification;
    const where = `${name} / vendors / ${title}`;
    const day = dayOf(reviewed);
    if (day === undefined) return [messages.badDay(where, reviewed)];
    const isOverdue = today - day > reviewEvery.seconds;
    return isOverdue ? [messages.reviewOverdue(where, standard, `last read on ${reviewed}`, `at least every ${reviewEvery}`)] : [];
  });
}

const dayText = (epochSeconds: number): string => new Date(epochSeconds * 1000).toISOString().slice(0, 10);
