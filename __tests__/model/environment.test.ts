import { Duration } from '../../model/duration';
import { environmentNames, postures } from '../../model/environment';

describe('the environments', () => {
  it('are told from the gravest to the mildest', () => {
    expect(environmentNames).toEqual(['production', 'staging', 'development']);
  });

  it('page, promise and copy in production alone, rehearse in staging too, and keep little in development', () => {
    expect(postures).toEqual({
      production: {
        pages: true,
        promisesObjectives: true,
        backups: 'all',
        retentionAtMost: undefined,
        lockAtLeast: Duration.days(30),
        copies: true,
        drills: true,
        continuousArchive: true,
        deletionProtection: true,
      },
      staging: {
        pages: false,
        promisesObjectives: false,
        backups: 'all',
        retentionAtMost: Duration.days(14),
        lockAtLeast: Duration.days(1),
        copies: false,
        drills: true,
        continuousArchive: false,
        deletionProtection: false,
      },
      development: {
        pages: false,
        promisesObjectives: false,
        backups: 'named',
        retentionAtMost: Duration.days(7),
        lockAtLeast: undefined,
        copies: false,
        drills: false,
        continuousArchive: false,
        deletionProtection: false,
      },
    });
  });
});
