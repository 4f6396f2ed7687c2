import { Duration } from '../../../model/duration';
import type { Duty } from '../../../model/duty';
import type { ProductDeclaration } from '../../../model/product';
import { checkDuties } from '../../../model/proofs/duties';
import { checkProductNames } from '../../../model/proofs/names';
import { checkZones } from '../../../model/proofs/places';
import { Schedule } from '../../../model/schedule';
import { UTC } from '../../../model/time-zone';
import { databaseBackup, sampleEnvironment, sampleProduct } from '../../support/sample-product';

/** The backup of the sample starts at 02:00 and runs for 45 min at most. */
const cleanUp: Duty = {
  name: 'clean-up',
  title: 'Clean-up of old data',
  doneBy: 'the application',
  owner: 'lead',
  schedule: Schedule.daily('04:00', UTC),
  after: 'database',
  overdueAfter: Duration.hours(26),
  severity: 'warning',
  meets: [],
};

const found = (changes: Partial<Duty>, product: Partial<ProductDeclaration> = {}): readonly string[] =>
  checkDuties(sampleEnvironment({ duties: [{ ...cleanUp, ...changes }], ...product })).map(({ rule, given }) => `${rule}: ${given}`);

describe('a duty that changes data', () => {
  it.each(['02:46', '04:00', '23:00', '01:59'])('may start at %s, when the last backup has ended', (at) => {
    expect(found({ schedule: Schedule.daily(at, UTC) })).toEqual([]);
  });

  it.each(['02:00', '02:30', '02:45'])('may not start at %s, while the backup may still run', (at) => {
    expect(found({ schedule: Schedule.daily(at, UTC) })).toEqual([expect.stringContaining('starts-before-backup-ends: starts ')]);
  });

  it('may not rely on a backup that is not made every day', () => {
    const [{ tier }] = databaseBackup.runs;
    const weekly = { ...databaseBackup, runs: [{ schedule: Schedule.weekly('sunday', '02:00', UTC), tier, meets: [] }] as const };
    expect(found({}, { backups: [weekly] })).toEqual([expect.stringContaining('starts-before-backup-ends')]);
  });

  it('may start exactly a day after the backup that holds it, and no later', () => {
    const [{ tier }] = databaseBackup.runs;
    const weekly = { ...databaseBackup, runs: [{ schedule: Schedule.weekly('monday', '02:00', UTC), tier, meets: [] }] as const };
    expect(found({ schedule: Schedule.weekly('tuesday', '02:00', UTC) }, { backups: [weekly] })).toEqual([]);
    expect(found({ schedule: Schedule.weekly('tuesday', '02:01', UTC) }, { backups: [weekly] })).toHaveLength(1);
  });

  it('is found by its place', () => {
    const places = (changes: Partial<Duty>) =>
      checkDuties(sampleEnvironment({ duties: [{ ...cleanUp, ...changes }] })).map(({ where }) => where);
    expect(places({ after: 'databse' })).toEqual(['shop / production / clean-up']);
    expect(places({ schedule: Schedule.daily('02:30', UTC) })).toEqual(['shop / production / clean-up']);
  });

  it('names a backup that exists', () => {
    expect(found({ after: 'databse' })).toEqual(['unknown-backup: "databse"']);
  });

  it('may start at any time where it waits for no backup', () => {
    const { after: _, ...free } = cleanUp;
    const { schedule: _none, ...atAnyTime } = cleanUp;
    expect(checkDuties(sampleEnvironment({ duties: [atAnyTime] }))).toEqual([]);
    expect(checkDuties(sampleEnvironment({ duties: [{ ...free, schedule: Schedule.daily('02:30', UTC) }] }))).toEqual([]);
  });

  it('stands in the zone of the product and has a name of its own', () => {
    const elsewhere = { ...cleanUp, schedule: Schedule.daily('04:00', 'Europe/Paris') };
    expect(checkZones(sampleEnvironment({ duties: [elsewhere] })).map(({ where }) => where)).toEqual(['shop / production / clean-up']);
    expect(checkProductNames(sampleProduct({ duties: [{ ...cleanUp, name: 'database' }] })).map(({ rule }) => rule)).toEqual([
      'duplicate-name',
    ]);
  });
});
