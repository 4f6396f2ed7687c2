import { gigabytes, megabytes } from '../../model/bytes';
import { type DrillResult, drillResultFormat } from '../../model/drill-result';
import { Duration } from '../../model/duration';
import type { RecoveryObjective } from '../../model/objective';

/** A good drill of the sample product, at 50 MB/s. */
export const goodDrill: DrillResult = {
  format: drillResultFormat,
  backup: 'database',
  drill: 'weekly-restore',
  tier: 'daily',
  started: '2027-01-04T18:00:00Z',
  finished: '2027-01-04T18:30:00Z',
  durationSeconds: 1800,
  restoredBytes: gigabytes(20),
  bytesPerSecond: megabytes(50),
  ok: true,
  failures: [],
};

/** An objective whose restore that drill measures: 90 GB, declared at 150 MB/s. */
export const measuredObjective: RecoveryObjective = {
  name: 'database',
  store: 'database',
  rto: Duration.hours(1),
  restore: {
    by: 'physical restore',
    size: gigabytes(90),
    bytesPerSecond: megabytes(150),
    provisioning: Duration.minutes(3),
    verification: Duration.minutes(5),
    clientSwitch: Duration.minutes(2),
    measuredBy: { backup: 'database', drill: 'weekly-restore' },
  },
  assumed: false,
  meets: [],
};
