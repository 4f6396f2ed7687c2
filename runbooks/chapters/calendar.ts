import { startWindows } from '../../model/alert-timing';
import type { Drill } from '../../model/backup';
import { drillOwner, watchInterval } from '../../model/backup-alarms';
import type { MaintenanceWindow } from '../../model/maintenance';
import type { ProductEnvironment } from '../../model/product-environment';
import { stoppedBy, windowStarts } from '../../model/proofs/maintenance';
import { runbookAnchor } from '../../model/runbook-anchor';
import { Schedule, simulatedYear } from '../../model/schedule';
import type { RunbookContext } from '../context';
import { code, fenced, link, table } from '../markdown';
import { newestDrills } from '../restore/compare';
import { steps, typed } from '../restore/steps';
import { clockTime, scheduleText, windowText } from '../schedule-text';
import { meetsOf, type Section, unique } from '../section';
import { recordDrillCommand, recordDutyCommand, schedulesCommand } from '../start-command';
import { workOnRoutine } from './jobs';

/** The windows of planned work, and what must not meet them. */
export function maintenanceCalendar({ product, main }: RunbookContext): Section {
  const windows = product.maintenance;
  return {
    title: 'Maintenance calendar',
    meets: meetsOf(windows),
    body:
      windows.length === 0
        ? [
            'There is no standing window. Planned work gets a dated mute in Grafana, which never covers a backup, a critical or an error alert.',
          ]
        : [
            ...table(
              ['Window', 'Open', 'Stops'],
              windows.map((window) => [window.title, windowText(window), window.stops.join(', ') || 'nothing: backups run through it']),
            ),
            'A window mutes warnings and information of availability only, never a backup, drill, critical or error alert. Disruptive work starts after the backup of the night is verified.',
            ...backupsInside(main.environment, windows),
          ],
  };
}

/** When the backups that start inside a window have ended, so that people know what is left of it. */
function backupsInside({ backups, product }: ProductEnvironment, windows: readonly MaintenanceWindow[]): readonly string[] {
  const { start, end } = simulatedYear;
  const rows = windows.flatMap((window) => {
    const isInside = stoppedBy([window]);
    const opens = windowStarts(window, start, end);
    return backups.flatMap(({ title, runs, longestRun }) =>
      runs.flatMap(({ schedule, tier }) => {
        const first = Schedule.startsInYear([schedule]).find(isInside);
        const opened = opens.findLast((open) => first !== undefined && open <= first);
        if (first === undefined || opened === undefined) return [];
        // The scheduler may take its time before a run begins.
        const ended = first + startWindows[product.cloud].seconds + longestRun.seconds;
        const closed = ended > opened + window.duration.seconds ? ', after the window has closed' : '';
        return [
          [window.title, `"${title}" to ${code(tier.prefix)}`, clockTime(first, window.zone), `${clockTime(ended, window.zone)}${closed}`],
        ];
      }),
    );
  });
  if (rows.length === 0) return [];
  const interval = watchInterval(backups, product.objectives);
  return [
    `A copy is verified by a look of the store watcher, every ${interval} by the clock, or at once by one that is started by hand.`,
    ...table(['Window', 'Backup that starts in it', 'Starts', 'Has ended at the latest'], rows),
  ];
}

/** Everything that starts by the clock. */
export function whatRunsWhen(context: RunbookContext): Section {
  const { product, main } = context;
  const { backups, archives } = main.environment;
  const starts: readonly { readonly what: string; readonly schedule: Schedule; readonly meets: readonly string[] }[] = [
    ...backups.flatMap((backup) =>
      backup.runs.map(({ schedule, tier, meets }) => ({ what: `backup "${backup.title}" to ${code(tier.prefix)}`, schedule, meets })),
    ),
    ...archives.map((archive) => ({
      what: `full backup of the archive of ${archive.store}`,
      schedule: archive.fullBackup,
      meets: archive.meets,
    })),
    ...archives.map(({ drill }) => ({ what: `drill "${drill.title}"`, schedule: drill.schedule, meets: drill.meets })),
    ...backups.flatMap((backup) =>
      backup.drills.flatMap(({ title, schedule, meets }) =>
        schedule === undefined ? [] : [{ what: `drill "${title}"`, schedule, meets }],
      ),
    ),
    ...product.routines.map(({ title, schedule, meets }) => ({ what: `routine "${title}"`, schedule, meets })),
    ...main.environment.duties.flatMap(({ title, schedule, meets }) =>
      schedule === undefined ? [] : [{ what: `"${title}", outside of this project`, schedule, meets }],
    ),
  ];
  return {
    title: 'What runs when',
    meets: meetsOf(starts),
    body: [
      ...table(
        ['When', 'What'],
        starts.map(({ what, schedule }) => [scheduleText(schedule), what]),
      ),
      'Which of these schedules are on:',
      fenced('sh', schedulesCommand(context)),
    ],
  };
}

/** What people or the application do again and again; each record sets its alarm back. */
export function duties(context: RunbookContext): readonly Section[] {
  const all = context.main.environment.duties;
  if (all.length === 0) return [];
  return [
    {
      title: 'What is recorded',
      meets: meetsOf(all),
      body: [
        'Done outside of this project, and watched by the age of its newest record. Record each at once; the date of the record is the date that counts.',
        ...table(
          ['What', 'Done by', 'When', 'Owner', 'Overdue after'],
          all.map((duty) => [
            duty.title,
            duty.doneBy,
            [
              ...(duty.schedule === undefined ? [] : [scheduleText(duty.schedule)]),
              ...(duty.alsoDue === undefined ? [] : [duty.alsoDue]),
            ].join(', ') || '-',
            context.roleTitle(duty.owner),
            `${link(duty.overdueAfter.toString(), `#${runbookAnchor(`routine-${duty.name}-age`, duty.severity)}`)} (${duty.severity})`,
          ]),
        ),
      ],
      sections: all.map((duty) => ({
        title: `Record: ${duty.title}`,
        anchor: `record-${duty.name}`,
        meets: duty.meets,
        body: [fenced('sh', recordDutyCommand(context, duty))],
      })),
    },
  ];
}

/** Minutes in the shown command where the drill declares no longest duration. */
const exampleMinutes = 60;

/** Drills that people do; each record sets the alarms of its backups back. */
function recordedDrills({ main }: RunbookContext): readonly Drill[] {
  const all = main.environment.backups.flatMap(({ drills }) => drills.filter(({ schedule }) => schedule === undefined));
  return [...new Map(all.map((drill) => [drill.name, drill])).values()];
}

/** How each of them is recorded. */
export function recordsOfDrills(context: RunbookContext): readonly Section[] {
  const drills = recordedDrills(context);
  if (drills.length === 0) return [];
  return [
    {
      title: 'Drills that people record',
      meets: unique(drills.flatMap(({ meets }) => meets)),
      body: [
        'When one has ended, record it at once: its duration and, where it failed, why, as `--failed=<why>`. Of several backups that share a drill, `--backup=<name>` records one.',
      ],
      sections: drills.map((drill) => ({
        title: `Record: ${drill.title}`,
        anchor: `record-${drill.name}`,
        meets: [],
        body: steps(
          newestDrills(context, drillOwner(drill, context.main.environment.backups) ?? { name: drill.name, target: 'bucket' }),
          typed(
            '**Record.** Put in how many minutes it took.',
            'sh',
            recordDrillCommand(context, drill, drill.atMost?.minutes ?? exampleMinutes),
          ),
        ),
      })),
    },
  ];
}

/** What machines do again and again; a missed one alerts. */
export function machineRoutines(context: RunbookContext, title: string): Section {
  const { product } = context;
  return {
    title,
    meets: meetsOf(product.routines),
    body:
      product.routines.length === 0
        ? ['Backups, drills and their watcher alone; see [What runs when](#what-runs-when).']
        : table(
            ['Routine', 'When', 'Program', 'Owner', 'Missed after'],
            product.routines.map((routine) => [
              routine.title,
              scheduleText(routine.schedule),
              code(routine.command.join(' ')),
              context.roleTitle(routine.owner),
              link(routine.missedAfter.toString(), `#${runbookAnchor(`routine-${routine.name}-age`, 'warning')}`),
            ]),
          ),
    sections: product.routines.map((routine) => workOnRoutine(context, routine)),
  };
}
