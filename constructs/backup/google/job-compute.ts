import type { Backup } from '../../../model/backup';
import { type Bytes, mebibytes } from '../../../model/bytes';
import { reportFinding } from '../../../model/finding';
import { messages } from '../../../model/messages';
import type { JobCompute } from './scheduled-job';

/** What a program needs beside the files that it writes. */
const program = mebibytes(512);

/** A repository stands in memory twice, as a clone and as its bundle; half of it is headroom. */
const shareOfRepository = 2.5;

/** Most memory by virtual CPUs (Cloud Run). */
const steps: readonly JobCompute[] = [
  { cpu: 1, memory: mebibytes(4096) },
  { cpu: 2, memory: mebibytes(8192) },
  { cpu: 4, memory: mebibytes(16_384) },
  { cpu: 8, memory: mebibytes(32_768) },
];

/** What the job of a backup runs with, where files of the declared size decide: on Cloud Run they are memory. Undefined leaves the default. */
export function computeOf(where: string, { source, expectedSize }: Backup): JobCompute | undefined {
  if (source.kind !== 'code-bundle') return undefined;
  const memory: Bytes = program + shareOfRepository * expectedSize;
  const step = steps.find((one) => memory <= one.memory);
  if (step !== undefined) return { cpu: step.cpu, memory };
  const mend = 'declare the size of the repository as it is, or back it up where there are disks';
  return reportFinding(
    messages.vendorLimit(
      where,
      'a repository that is too large for the memory of a job',
      `${expectedSize} bytes`,
      '32 GiB (Cloud Run)',
      mend,
    ),
    undefined,
  );
}
