import { Duration } from '../../../model/duration';
import { checkMaintenance } from '../../../model/proofs/maintenance';
import { checkEnvironmentNames, checkProductNames } from '../../../model/proofs/names';
import { checkCopies, checkLocations, checkZones } from '../../../model/proofs/places';
import { checkRetention } from '../../../model/proofs/retention';
import { Retention } from '../../../model/retention';
import { Schedule, timeOfDay } from '../../../model/schedule';
import { daily, databaseBackup, sampleEnvironment, sampleProduct } from '../../support/sample-product';

const rules = (findings: readonly { rule: string }[]) => findings.map((finding) => finding.rule);

describe('the retention proof', () => {
  it('accepts tiers that are filled and refuses a monthly tier that no job fills', () => {
    expect(checkRetention(sampleEnvironment())).toEqual([]);
    expect(rules(checkRetention(sampleEnvironment({ tiers: [daily, Retention.cycle('monthly', 12)] })))).toEqual(['tier-without-producer']);
  });

  it('refuses a run into a tier that is not declared', () => {
    expect(rules(checkRetention(sampleEnvironment({ tiers: [Retention.cycle('weekly', 12)] })))).toEqual([
      'tier-without-producer',
      'unknown-retention-tier',
    ]);
  });

  it('refuses a tier that expires while it is locked, and accepts equal ages', () => {
    const short = Retention.tier('daily', Duration.days(29));
    const backups = [{ ...databaseBackup, runs: [{ ...databaseBackup.runs[0], tier: short }] as const }];
    expect(rules(checkRetention(sampleEnvironment({ tiers: [short], backups })))).toEqual(['bad-retention']);
  });

  it.each([
    [84, 30, 'GLACIER_IR', 1],
    [120, 30, 'GLACIER_IR', 0],
    [119, 30, 'GLACIER_IR', 1],
    [60, 30, 'STANDARD_IA', 0],
  ] as const)(
    'counts the billed minimum of cold storage from the move: %i d kept, moved at %i d to %s',
    (keep, after, storageClass, count) => {
      const tier = Retention.tier('daily', Duration.days(keep), { coldStorage: { after: Duration.days(after), storageClass } });
      const backups = [{ ...databaseBackup, runs: [{ ...databaseBackup.runs[0], tier }] as const }];
      expect(checkRetention(sampleEnvironment({ tiers: [tier], backups }))).toHaveLength(count);
    },
  );
});

describe('the proofs of place', () => {
  it('refuses a schedule in another zone than the product', () => {
    expect(checkZones(sampleEnvironment())).toEqual([]);
    expect(rules(checkZones(sampleEnvironment({ zone: 'Asia/Ho_Chi_Minh' })))).toEqual(['foreign-time-zone', 'foreign-time-zone']);
  });

  it('refuses a location outside of the list', () => {
    const environment = sampleEnvironment({ locations: { allowed: ['asia-southeast1', 'asia-southeast2'], meets: [] } });
    expect(checkLocations(environment, ['ASIA-SOUTHEAST1'])).toEqual([]);
    expect(rules(checkLocations(environment, ['us-central1']))).toEqual(['location-not-allowed']);
  });

  it('refuses copies that all share one region, where the posture asks for two', () => {
    expect(checkCopies(sampleEnvironment(), { first: 'eu-west-1', second: 'eu-central-1' })).toEqual([]);
    expect(rules(checkCopies(sampleEnvironment(), { first: 'eu-west-1', second: 'eu-west-1' }))).toEqual(['copies-share-fate']);
    expect(checkCopies(sampleEnvironment({}, 'staging'), { first: 'eu-west-1', second: 'eu-west-1' })).toEqual([]);
  });

  it('refuses a store whose only copy is on the disk of its host', () => {
    const local = { ...databaseBackup, name: 'local', target: 'local-disk' as const };
    expect(rules(checkCopies(sampleEnvironment({ backups: [local] }), { first: 'a', second: 'b' }))).toEqual(['no-off-host-copy']);
    expect(checkCopies(sampleEnvironment({ backups: [local, databaseBackup] }), { first: 'a', second: 'b' })).toEqual([]);
  });
});

describe('the maintenance proof', () => {
  const window = (start: string, stops: string[]) => [
    {
      name: 'weekly',
      title: 'Sunday work',
      weekday: 'sunday' as const,
      start: timeOfDay(start),
      duration: Duration.hours(2),
      zone: 'UTC',
      firstOfMonth: false,
      stops,
      meets: [],
    },
  ];

  it('lets a window cover a backup that it does not stop', () => {
    expect(checkMaintenance(sampleEnvironment({ maintenance: window('02:00', []) }))).toEqual([]);
  });

  it('refuses a window that stops a backup which starts in it, up to its last minute', () => {
    expect(checkMaintenance(sampleEnvironment({ maintenance: window('02:00', ['database']) }))[0]).toMatchObject({
      rule: 'window-stops-backup',
      given: 'starts Sunday 6 December 2026 at 02:00 UTC',
    });
    expect(checkMaintenance(sampleEnvironment({ maintenance: window('00:00', ['database']) }))).toEqual([]);
    expect(rules(checkMaintenance(sampleEnvironment({ maintenance: window('00:01', ['database']) })))).toEqual(['window-stops-backup']);
  });

  it('refuses to stop what does not exist, with the nearest name', () => {
    expect(checkMaintenance(sampleEnvironment({ maintenance: window('02:00', ['databse']) }))[0]?.mend).toMatch(
      /did you mean "database"\?/,
    );
  });
});

describe('the proofs of names', () => {
  it('refuses two things of one kind with the same name', () => {
    expect(checkProductNames(sampleProduct())).toEqual([]);
    expect(rules(checkProductNames(sampleProduct({ backups: [databaseBackup, databaseBackup] })))).toEqual(['duplicate-name']);
  });

  it('refuses a bucket name of 64 characters and accepts one of 63', () => {
    expect(checkEnvironmentNames(sampleEnvironment({ bucketName: 'b'.repeat(63) }))).toEqual([]);
    expect(rules(checkEnvironmentNames(sampleEnvironment({ bucketName: 'b'.repeat(64) })))).toEqual(['name-too-long']);
  });
});

describe('a new schedule', () => {
  it('keeps its zone in words', () => {
    expect(String(Schedule.daily('02:00', 'UTC'))).toBe('0 2 * * * UTC');
  });
});
