import { dayOf } from '../calendar-day';
import { Duration } from '../duration';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { DeclaredProduct } from '../product';
import { simulatedYear } from '../schedule';

/** The simulated year ends a month late, for monthly runs at its edge. */
const edge = Duration.days(31);

/**
 * What a synth must not judge, because its output never depends on today: ages of waivers and reviews, and constants that time passes by.
 *
 * @param today midnight in UTC of the day, as epoch seconds
 */
export function checkDates(products: readonly DeclaredProduct[], today: number): Finding[] {
  const over = simulatedYear.end - edge.seconds;
  return [
    ...(today >= over ? [messages.simulatedYearPast(`over since ${dayText(over)}`)] : []),
    ...products.flatMap((product) => [...expiredWaivers(product, today), ...overdueReviews(product, today)]),
  ];
}

function expiredWaivers({ name, waivers = [] }: DeclaredProduct, today: number): Finding[] {
  return waivers.flatMap(({ rule, where, reason, expires }) => {
    const last = dayOf(expires);
    return last !== undefined && today > last ? [messages.waiverExpired(`${name} / waivers / ${rule} at ${where}`, expires, reason)] : [];
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
