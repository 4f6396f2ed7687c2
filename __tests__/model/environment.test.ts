import { Duration } from '../../model/duration';
import { environmentNames, postures } from '../../model/environment';

const { production, staging, development } = postures;

describe('the environments', () => {
  it('are told from the gravest to the mildest', () => {
    expect(environmentNames).toEqual(['production', 'staging', 'development']);
  });
});

describe('production', () => {
  it('wakes people, and alone does so', () => {
    expect(environmentNames.filter((name) => postures[name].pages)).toEqual(['production']);
  });

  it('alone promises the objectives, and has alone what they rest on: second copies and continuous archives', () => {
    expect(environmentNames.filter((name) => postures[name].promisesObjectives)).toEqual(['production']);
    expect(environmentNames.filter((name) => postures[name].copies)).toEqual(['production']);
    expect(environmentNames.filter((name) => postures[name].continuousArchive)).toEqual(['production']);
  });

  it('alone refuses to have its stores and keys destroyed', () => {
    expect(environmentNames.filter((name) => postures[name].deletionProtection)).toEqual(['production']);
  });

  it('keeps every tier for as long as the runbook says', () => {
    expect(production.retentionAtMost).toBeUndefined();
  });

  it('locks copies for the 30 days for which the runbooks keep daily ones', () => {
    expect(production.lockAtLeast).toEqual(Duration.days(30));
  });
});

describe('staging', () => {
  it('rehearses production: the same backups, and their drills', () => {
    expect([production.backups, staging.backups]).toEqual(['all', 'all']);
    expect(environmentNames.filter((name) => postures[name].drills)).toEqual(['production', 'staging']);
  });

  it('keeps copies for two weeks, and locks them for a day so that locks are rehearsed too', () => {
    expect(staging.retentionAtMost).toEqual(Duration.weeks(2));
    expect(staging.lockAtLeast).toEqual(Duration.days(1));
  });
});

describe('development', () => {
  it('copies nothing but what is asked for, for a week, and locks nothing', () => {
    expect(development.backups).toBe('named');
    expect(development.retentionAtMost).toEqual(Duration.weeks(1));
    expect(development.lockAtLeast).toBeUndefined();
  });
});
