import type { Backup } from '../../model/backup';
import { type Bytes, formatBytes, gigabytes } from '../../model/bytes';
import type { RetentionTier } from '../../model/retention';
import { Schedule, simulatedYear } from '../../model/schedule';
import type { RunbookContext } from '../context';
import { code, table } from '../markdown';
import { type Section, unique } from '../section';

/**
 * US dollars a GB and month, rounded up: list prices of the standard class of Amazon S3 and Cloud Storage in their common regions.
 * For the order of magnitude only; transfers and requests come on top.
 */
const pricePerGigabyte = { aws: 0.025, google: 0.023 } as const;

/** What copies take when every tier is full, and what that costs. */
export function storage({ product, main }: RunbookContext): readonly Section[] {
  const { backups, posture } = main.environment;
  if (backups.length === 0) return [];
  const places = posture.copies ? 2 : 1;
  const lines = backups.flatMap((backup) =>
    unique(backup.runs.map((run) => run.tier)).map((tier) => {
      const count = copiesHeld(backup, tier);
      return { backup, tier, count, bytes: count * backup.expectedSize };
    }),
  );
  const total = lines.reduce((sum, { bytes }) => sum + bytes, 0);
  const price = (bytes: Bytes): string => `${grouped(Math.ceil((bytes / gigabytes(1)) * pricePerGigabyte[product.cloud]))} USD`;
  return [
    {
      title: 'Storage of copies',
      meets: [],
      body: [
        'An upper bound: every tier full, every copy of its expected size, all in the standard class, at about the list price of the provider.',
        ...table(
          ['Backup', 'Tier', 'Copies held', 'Size', 'A month'],
          [
            ...lines.map(({ backup, tier, count, bytes }) => [
              backup.title,
              code(tier.name),
              String(count),
              formatBytes(bytes),
              price(bytes),
            ]),
            ['**All**', '', '', formatBytes(total), price(total)],
            ...(places === 1
              ? []
              : [['**With the copy in the second place**', '', '', formatBytes(total * places), price(total * places)]]),
          ],
        ),
      ],
    },
  ];
}

/** Digits in threes, by no language of the machine: 1,234. */
const grouped = (whole: number): string => String(whole).replace(/\B(?=(\d{3})+$)/g, ',');

/** Starts into a tier within the time that it keeps a copy, at the beginning of the simulated year. */
function copiesHeld(backup: Backup, tier: RetentionTier): number {
  const schedules: readonly Schedule[] = backup.runs.filter((run) => run.tier === tier).map(({ schedule }) => schedule);
  const until = simulatedYear.start + tier.keep.seconds;
  return Schedule.startsInYear(schedules).filter((start) => start < until).length;
}
