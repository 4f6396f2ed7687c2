import { archiveName } from '../../model/backup';
import { watchOf } from '../../model/backup-alarms';
import { type BackupGauge, backupGauges } from '../../model/backup-metrics';
import { archiveBucketName } from '../../model/bucket-names';
import type { SignalSubject } from '../../model/signal-subject';
import { baseCopiesOf } from '../../model/watched-copies';
import type { RunbookContext } from '../context';
import { code, link } from '../markdown';
import { restoreAnchor } from '../restore';
import type { SubjectText, Work } from './alert-text';
import { bucketOf } from './backup-places';
import { copiesSection, linkTo, scheduleIsOn, watcherSection } from './jobs';

/** What a section on copies needs to know of them, of a backup or an archive. */
interface Copies {
  /** The section with log, copies and start. */
  readonly section: string;
  readonly bucket: string;
  /** Key prefix of the tier, where the copies have one. */
  readonly prefix: string;
  readonly store: string;
  readonly owner: string;
  /** For how long an earlier copy stays. */
  readonly kept: string;
}

function copiesOf(context: RunbookContext, backup: string, tierName: string): Copies | undefined {
  const { environment } = context.main;
  const archive = environment.archives.find((one) => archiveName(one) === backup);
  if (archive !== undefined) {
    const { store, owner, keepFullBackups } = archive;
    const bucket = context.bucket(archiveBucketName(environment.id, store));
    const section = linkTo(copiesSection(baseCopiesOf(archive), tierName));
    return { section, bucket, prefix: 'the archive', store, owner, kept: `until ${keepFullBackups} newer ones are there` };
  }
  const declared = environment.backups.find(({ name }) => name === backup);
  const tier = declared?.runs.map((run) => run.tier).find(({ name }) => name === tierName);
  if (declared === undefined || tier === undefined) return undefined;
  const { store, owner } = declared;
  const section = linkTo(copiesSection(declared, tierName));
  return { section, bucket: bucketOf(context, declared), prefix: code(tier.prefix), store, owner, kept: `for ${tier.keep}` };
}

/** Of an alert on the copies in a tier. */
export function ofCopies(
  context: RunbookContext,
  { backup, tier, gauge }: Extract<SignalSubject, { kind: 'copies' }>,
): SubjectText | undefined {
  const copies = copiesOf(context, backup, tier);
  return copies === undefined ? undefined : { ...textOfCopies(context, copies, gauge), owner: copies.owner };
}

function textOfCopies(context: RunbookContext, copies: Copies, gauge: BackupGauge): Work {
  const { section, bucket, prefix, store, kept } = copies;
  const { product, main } = context;
  const { interval } = watchOf(product.cloud, main.environment.backups, product.objectives);
  const ends = `The alert ends once the watcher, which looks every ${interval}, has read the new copy back`;
  const log = `Read the log of the newest run: ${section}, **Log**.`;
  switch (gauge) {
    case backupGauges.size:
    case backupGauges.sizeRatio:
      return {
        checks: [
          `Compare the newest copy in bucket ${code(bucket)}, ${prefix}, with the one before: ${section}, **Copies**. Which table, folder or count fell?`,
          'Compare with what the source holds now, and ask who deleted, moved or migrated data since the copy before.',
          `Look whether the copy was cut short: the log of its run, same section, **Log**.`,
        ],
        fix: [
          `Data is gone at the source: start no run, and ${link(`restore ${store}`, `#${restoreAnchor(store)}`)} from the copy before, which is kept ${kept}.`,
          `The copy lacks what the source has: mend what the log names, then start a run: same section, **Start**.`,
          'Somebody meant it: write down who, then start a run.',
          `A second run of the same size ends the alert and brings nothing back. ${ends}.`,
        ],
      };
    case backupGauges.duration:
      return {
        checks: [
          `Find the step that took the time: ${section}, **Log**.`,
          'Compare the size with that of the copy before, same section, **Copies**: more data takes longer.',
          'Look at what else ran at that time: load of the source, another job, a slow network.',
        ],
        fix: [
          'Start no second run: it takes as long. Take away what slows it down.',
          `Where the data has grown, tell the owner to raise the longest run in the declaration: the proofs then show whether the objectives of ${store} still hold.`,
          'The alert ends with the next run that is fast enough.',
        ],
      };
    default:
      return {
        checks: [
          `${log} ${scheduleIsOn}`,
          `See what bucket ${code(bucket)} holds in ${prefix}: same section, **Copies**. A copy that is not verified waits for the ${link('store watcher', `#${watcherSection.anchor}`)}; a rejected one is bad.`,
        ],
        fix: [`Mend what the log names, then start a run into ${prefix}: ${section}, **Start**. ${ends}.`],
      };
  }
}
