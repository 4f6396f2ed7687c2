import fc from 'fast-check';
import { enrol, isDue, parseEnrolments, subjectsOf } from '../../../jobs/watch/enrolment';
import { watchedBackup } from '../../../model/job-settings';
import { databaseBackup } from '../../support/sample-product';

const now = new Date('2026-11-21T12:00:00Z');
const later = new Date('2026-11-21T13:00:00Z');

describe('enrolment', () => {
  it('is of every tier, drill and routine', () => {
    expect(subjectsOf([watchedBackup(databaseBackup)], ['integrity-check'])).toEqual([
      'tier database/daily',
      'drill database/weekly-restore',
      'routine integrity-check',
    ]);
  });

  it('keeps since when something is watched, begins with what is new and forgets what is watched no longer', () => {
    const known = enrol({}, ['a', 'b'], now);
    expect(enrol(known, ['b', 'c'], later)).toEqual({ b: now.toISOString(), c: later.toISOString() });
  });

  it('is written when it says something new', () => {
    const known = enrol({}, ['a'], now);
    expect([isDue({}, known, undefined, now), isDue(known, enrol(known, ['a', 'b'], later), now, later)]).toEqual([true, true]);
    expect(isDue(enrol({}, ['a', 'b'], now), known, now, later)).toBe(true);
  });

  it('is not written again while it says the same, but for once a day, before records expire', () => {
    const known = enrol({}, ['a'], now);
    expect(isDue(known, known, now, later)).toBe(false);
    expect(isDue(known, known, now, new Date('2026-11-22T12:00:01Z'))).toBe(true);
  });

  it('never moves forward', () => {
    const subjects = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
    fc.assert(
      fc.property(subjects, subjects, (first, second) => {
        const known = enrol({}, first, now);
        const next = enrol(known, second, later);
        for (const subject of second) expect(next[subject]).toBe(known[subject] ?? later.toISOString());
      }),
    );
  });

  it.each(['', '{', 'null', '"text"', '{"a":"yesterday"}', '{"a":1}'])('is not read from %s', (text) => {
    expect(parseEnrolments(text)).toBeUndefined();
  });
});
