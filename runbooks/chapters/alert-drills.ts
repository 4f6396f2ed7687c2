import type { Drill } from '../../model/backup';
import { type BackupGauge, backupGauges } from '../../model/backup-metrics';
import type { SignalSubject } from '../../model/signal-subject';
import { baseCopiesOf } from '../../model/watched-copies';
import type { RunbookContext } from '../context';
import { link } from '../markdown';
import { restoreAnchor } from '../restore';
import type { SubjectText, Work } from './alert-text';
import { drillSection, linkTo, scheduleIsOn } from './jobs';
import { sectionsThatMend } from './written';

/** Of an alert on a drill, which a machine or people do. */
export function ofDrill(
  context: RunbookContext,
  { backup, drill: name, gauge }: Extract<SignalSubject, { kind: 'drill' }>,
  id: string,
): SubjectText | undefined {
  const { backups, archives } = context.main.environment;
  const copies = [...backups, ...archives.map(baseCopiesOf)].find((one) => one.name === backup);
  const drill: Omit<Drill, 'tier'> | undefined = copies?.drills.find((one) => one.name === name);
  if (copies === undefined || drill === undefined) return undefined;
  const text = drill.schedule === undefined ? recorded(context, drill, gauge, id) : scheduled(copies, drill, gauge);
  return { ...text, owner: copies.owner };
}

/** A machine does it. */
function scheduled(
  { name, store }: { readonly name: string; readonly store: string },
  drill: Pick<Drill, 'name' | 'title' | 'atMost'>,
  gauge: BackupGauge,
): Work {
  const section = linkTo(drillSection(name, drill));
  const again = (ending: string): string => `Then do the drill again: ${section}, **Start**. The alert ends with its next ${ending}.`;
  const results = `See which check failed, and of which copy: ${section}, **Results**.`;
  const log = `Read the log of the newest drill: ${section}, **Log**.`;
  switch (gauge) {
    case backupGauges.drillFailed:
      return {
        checks: [results, 'Read the log of the newest drill: same section, **Log**.'],
        fix: [
          'The drill itself broke (rights, room, its scratch place): mend that.',
          `The copy is bad: until it passes, count on an earlier copy for ${link(`restoring ${store}`, `#${restoreAnchor(store)}`)}, and find why it was written so.`,
          again('good result'),
        ],
      };
    case backupGauges.drillDuration:
      return {
        checks: [
          `Compare how long the newest drills took, and their rate: ${section}, **Results**. Slower with the data, or all at once?`,
          'Find the step that took the time: same section, **Log**.',
        ],
        fix: [
          `${drill.atMost === undefined ? '' : `It may take ${drill.atMost}. `}Where the data has grown, tell the owner: a faster restore, or another objective, is a change of the declaration. Where something was in the way, mend it.`,
          again('result that is fast enough'),
        ],
      };
    default:
      return {
        checks: [`${log} ${scheduleIsOn}`, 'See when the newest good result was: same section, **Results**.'],
        fix: ['Mend what kept it from running or from passing.', again('good result')],
      };
  }
}

/** People do it, and record it. */
function recorded(
  context: RunbookContext,
  { name, title, atMost }: Pick<Drill, 'name' | 'title' | 'atMost'>,
  gauge: BackupGauge,
  id: string,
): Work {
  const how = sectionsThatMend(context, id);
  const doIt = how.length === 0 ? `"${title}"` : how.join(', ');
  const record = link(`Record: ${title}`, `#record-${name}`);
  const again = `Do it again by ${doIt}, then record it: ${record}. The alert ends with a good record.`;
  switch (gauge) {
    case backupGauges.drillFailed:
      return { checks: [`See why the newest one failed: ${record}, **Results**. Ask who did it.`], fix: ['Mend what failed.', again] };
    case backupGauges.drillDuration:
      return {
        checks: [`See how long the newest ones took: ${record}, **Results**. Ask who did it which step took the time.`],
        fix: [
          `${atMost === undefined ? '' : `It may take ${atMost}. `}Take away what was slow, or tell the owner that the objective does not hold.`,
          again,
        ],
      };
    default:
      return {
        checks: [`See when the newest good one was: ${record}, **Results**. Ask the owner whether one was done and not recorded.`],
        fix: [
          `It was done: record it, ${record}. It was not: do it by ${doIt} in the next working hours, then record it. The alert ends with a good record.`,
        ],
      };
  }
}
