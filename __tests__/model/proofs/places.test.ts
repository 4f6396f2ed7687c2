import { Duration } from '../../../model/duration';
import { checkCopies, checkLocations, checkZones } from '../../../model/proofs/places';
import { Schedule } from '../../../model/schedule';
import {
  databaseArchive,
  databaseBackup,
  integrityCheck,
  sampleEnvironment,
  sundayNight,
  weeklyRestore,
} from '../../support/sample-product';

const rules = (findings: readonly { rule: string }[]) => findings.map((finding) => finding.rule);

describe('the proofs of place', () => {
  it('refuses a schedule in another zone than the product', () => {
    expect(checkZones(sampleEnvironment())).toEqual([]);
    expect(rules(checkZones(sampleEnvironment({ zone: 'Asia/Ho_Chi_Minh' })))).toEqual(['foreign-time-zone', 'foreign-time-zone']);
  });

  it('refuses a window in another zone, and each job of another zone by its own name', () => {
    const tokyo = { ...sundayNight, name: 'night', zone: 'Asia/Tokyo' };
    const judged = (changes: Parameters<typeof sampleEnvironment>[0]) =>
      checkZones(sampleEnvironment(changes)).map(({ where, given }) => `${where}: ${given}`);
    expect(judged({ maintenance: [sundayNight, tokyo] })).toEqual(['shop / production / night: Asia/Tokyo']);
    const duty = {
      name: 'rotation',
      title: 'Rotation',
      overdueAfter: Duration.days(100),
      owner: 'lead',
      doneBy: 'people',
      severity: 'info',
      meets: [],
    } as const;
    expect(
      judged({
        archives: [{ ...databaseArchive, fullBackup: Schedule.daily('01:00', 'Asia/Tokyo') }],
        routines: [{ ...integrityCheck, schedule: Schedule.daily('03:00', 'Asia/Tokyo') }],
        duties: [duty, { ...duty, name: 'clean-up', schedule: Schedule.daily('04:00', 'Asia/Tokyo') }],
      }),
    ).toEqual([
      'shop / production / database archive: 0 1 * * * Asia/Tokyo',
      'shop / production / integrity-check: 0 3 * * * Asia/Tokyo',
      'shop / production / clean-up: 0 4 * * * Asia/Tokyo',
    ]);
  });

  it('asks nothing of a drill that people do when they can', () => {
    const { schedule: _none, ...recorded } = weeklyRestore;
    expect(checkZones(sampleEnvironment({ backups: [{ ...databaseBackup, drills: [recorded] }] }))).toEqual([]);
  });

  it('refuses a location outside of the list', () => {
    const environment = sampleEnvironment({ locations: { allowed: ['asia-southeast1', 'asia-southeast2'], meets: [] } });
    expect(checkLocations(environment, ['ASIA-SOUTHEAST1'])).toEqual([]);
    expect(rules(checkLocations(environment, ['us-central1']))).toEqual(['location-not-allowed']);
    expect(checkLocations(sampleEnvironment(), ['us-central1'])).toEqual([]);
  });

  it('refuses copies that all share one region, where the posture asks for two', () => {
    expect(checkCopies(sampleEnvironment(), { first: 'eu-west-1', second: 'eu-central-1' })).toEqual([]);
    expect(checkCopies(sampleEnvironment(), { first: 'eu-west-1', second: 'eu-west-1' })).toMatchObject([
      { rule: 'copies-share-fate', where: 'shop / production / shop-production-backups' },
    ]);
    expect(checkCopies(sampleEnvironment(), { first: undefined, second: undefined })).toEqual([]);
    expect(checkCopies(sampleEnvironment({ backups: [] }), { first: 'eu-west-1', second: 'eu-west-1' })).toEqual([]);
    expect(checkCopies(sampleEnvironment({}, 'staging'), { first: 'eu-west-1', second: 'eu-west-1' })).toEqual([]);
  });

  it('refuses a store whose only copy is on the disk of its host', () => {
    const local = { ...databaseBackup, name: 'local', target: 'local-disk' as const };
    const elsewhere = { ...databaseBackup, name: 'files', store: 'files' };
    for (const backups of [[local], [local, elsewhere], [elsewhere, local]])
      expect(checkCopies(sampleEnvironment({ backups }), { first: 'a', second: 'b' })).toMatchObject([
        { rule: 'no-off-host-copy', where: 'shop / production / local', given: 'target local-disk' },
      ]);
    expect(checkCopies(sampleEnvironment({ backups: [local, databaseBackup] }), { first: 'a', second: 'b' })).toEqual([]);
  });
});
