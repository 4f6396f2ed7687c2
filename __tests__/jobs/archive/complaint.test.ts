import { reasonOf } from '../../../jobs/archive/complaint';

/** Words of pgBackRest 2.45, as it wrote them. */
const unreachable = "unable to connect to 'db.internal:8432': [111] Connection refused";
const nobodyThere = '[056]: unable to find primary cluster - cannot proceed';

describe('an end of pgBackRest', () => {
  it.each([
    [28, '[028]: backup and archive info files exist but do not match the database', 'refused'],
    [51, '[051]: PostgreSQL version 15, system-id 1 do not match stanza version 15, system-id 2', 'refused'],
    [39, '[039]: HTTP request failed with 403 (Forbidden)', 'store'],
    [56, `unable to check pg1: [HostConnectError] ${unreachable}\n${nobodyThere}`, 'source'],
    [56, `unable to check pg1: [AccessError] raised from remote-0 tls protocol: access denied\n${nobodyThere}`, 'source'],
    [68, "[068]: archive_command '/bin/true' must contain pgbackrest", 'source'],
    [82, '[082]: WAL segment 000000010000000000000017 was not archived before the 5000ms timeout', 'source'],
    [37, '[037]: backup command requires option: repo1-s3-bucket', 'settings'],
    [39, '[039]: raised from local-3 protocol: HTTP request failed with 416 (Range Not Satisfiable)', 'notCredible'],
    [26, '[026]: error restoring file: actual checksum does not match', 'notCredible'],
  ])('with %i says where to look', (code, complaint, reason) => {
    expect(reasonOf(code, complaint, 'db.internal')).toBe(reason);
  });

  it('tells a connection to the host from one to the store, which have one code', () => {
    expect(reasonOf(49, `[049]: ${unreachable}`, 'db.internal')).toBe('source');
    expect(reasonOf(49, "[049]: unable to connect to 's3.eu-west-1.amazonaws.com:443': [111] Connection refused", 'db.internal')).toBe(
      'store',
    );
  });

  it('sees in the warning before it that another run holds the lock', () => {
    const held = "unable to check pg1: [LockAcquireError] unable to acquire lock on file '/tmp/pgbackrest/database-backup.lock'";
    expect(reasonOf(56, `${held}\n${nobodyThere}`, 'db.internal')).toBe('refused');
  });

  it('sees a full disk, also where pgBackRest names no reason', () => {
    expect(reasonOf(64, "[064]: raised from local-1 protocol: unable to write '/scratch/data/base/5/1'", undefined)).toBe('noRoom');
    expect(reasonOf(47, "[047]: unable to create path '/scratch/data/base': [28] No space left on device", undefined)).toBe('noRoom');
  });

  it('is a defect where nobody foresaw it', () => {
    expect(reasonOf(25, '[025]: assertion', undefined)).toBe('unexpected');
    expect(reasonOf(undefined, '', undefined)).toBe('unexpected');
  });
});
