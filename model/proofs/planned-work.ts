import { Duration } from '../duration';
import type { Finding } from '../finding';
import type { MaintenanceWindow } from '../maintenance';
import { messages } from '../messages';
import type { DeclaredProduct } from '../product';

/** A month of a year of 365.25 days. */
const month = Duration.days(365.25 / 12);

/** Windows in which a service is away leave its objective something to lose besides: planned work is downtime as well. */
export function checkPlannedWork({ name, slos, maintenance }: DeclaredProduct): Finding[] {
  const away = maintenance.filter(({ takesDown }) => takesDown).map((window) => ({ title: window.title, seconds: secondsAMonth(window) }));
  const planned = Duration.seconds(Math.round(away.reduce((sum, { seconds }) => sum + seconds, 0)));
  const because = away.map(({ title }) => title).join('; ');
  return slos.flatMap((slo) => {
    const budget = Duration.seconds(Math.round((1 - slo.objective) * month.seconds));
    if (!planned.isLongerThan(budget)) return [];
    const given = `${Number((slo.objective * 100).toFixed(4))} %, ${budget} a month`;
    return [messages.budgetSpentOnPlannedWork(`${name} / objective ${slo.name}`, given, planned.toString(), because)];
  });
}

function secondsAMonth({ duration, firstOfMonth }: MaintenanceWindow): number {
  return firstOfMonth ? duration.seconds : (duration.seconds * month.seconds) / Duration.weeks(1).seconds;
}
