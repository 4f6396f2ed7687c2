import type { Backup } from '../backup';
import type { Finding } from '../finding';
import type { MaintenanceWindow } from '../maintenance';
import { messages } from '../messages';
import type { ProductEnvironment } from '../product-environment';
import { Schedule, simulatedYear, weekdays } from '../schedule';
import { formatInstant, instantsOf } from '../time-zone';

/** No backup and no drill starts inside a window that is declared to stop it. */
export function checkMaintenance(environment: ProductEnvironment): Finding[] {
  const jobs = jobsOf(environment.backups);
  // A backup that does not run in this environment is none that nobody knows.
  const known = jobsOf(environment.product.backups).map(([name]) => name);
  return environment.product.maintenance.flatMap((window) =>
    window.stops.flatMap((name) => {
      if (!known.includes(name)) return [messages.unknownName(`${environment.place} / ${window.name}`, 'backup or drill', name, known)];
      return jobs.filter(([job]) => job === name).flatMap(([, schedule]) => firstMeeting(environment, window, name, schedule));
    }),
  );
}

const jobsOf = (backups: readonly Backup[]): readonly (readonly [string, Schedule])[] =>
  backups.flatMap((backup) => [
    ...backup.runs.map((run) => [backup.name, run.schedule] as const),
    ...backup.drills.flatMap((drill) => (drill.schedule === undefined ? [] : [[drill.name, drill.schedule] as const])),
  ]);

function firstMeeting(environment: ProductEnvironment, window: MaintenanceWindow, name: string, schedule: Schedule): Finding[] {
  const stopped = stoppedBy([window]);
  const met = Schedule.startsInYear([schedule]).find(stopped);
  if (met === undefined) return [];
  return [messages.windowStopsBackup(`${environment.place} / ${name}`, `starts ${formatInstant(met, schedule.zone)}`, window.title)];
}

/** Whether an instant of the simulated year lies in one of the windows. */
export function stoppedBy(windows: readonly MaintenanceWindow[]): (instant: number) => boolean {
  const spans = windows.flatMap((window) =>
    windowStarts(window, simulatedYear.start - window.duration.seconds, simulatedYear.end).map(
      (start) => [start, start + window.duration.seconds] as const,
    ),
  );
  return (instant) => spans.some(([from, until]) => instant >= from && instant < until);
}

/** The instants at which a window opens, from one up to but not including another. */
export function windowStarts(window: MaintenanceWindow, from: number, until: number): number[] {
  const starts: number[] = [];
  // A local day begins up to 14 hours before or after that of UTC with the same date.
  const day = new Date((from - 86_400) * 1000);
  day.setUTCHours(0, 0, 0, 0);
  for (; day.getTime() / 1000 < until + 86_400; day.setUTCDate(day.getUTCDate() + 1)) {
    const dayOfMonth = day.getUTCDate();
    if (weekdays[day.getUTCDay()] !== window.weekday || (window.firstOfMonth && dayOfMonth > 7)) continue;
    const local = { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: dayOfMonth, ...window.start };
    starts.push(...instantsOf(local, window.zone).slice(0, 1));
  }
  return starts.filter((start) => start >= from && start < until);
}
