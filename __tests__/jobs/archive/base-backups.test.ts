import { stanzaIn } from '../../../jobs/archive/base-backups';

const full = {
  archive: { start: '000000010000000000000002', stop: '000000010000000000000003' },
  backrest: { format: 5, version: '2.45' },
  database: { id: 1, 'repo-key': 1 },
  error: false,
  info: { delta: 22_992_573, repository: { delta: 3_043_508, size: 3_043_508 }, size: 22_992_573 },
  label: '20261121-054854F',
  lsn: { start: '0/2000028', stop: '0/2000138' },
  prior: null,
  reference: null,
  timestamp: { start: 1_795_240_134, stop: 1_795_240_139 },
  type: 'full',
};
const info = (...backup: object[]): string =>
  JSON.stringify([
    { name: 'other', backup: [full] },
    {
      name: 'database',
      backup,
      db: [{ version: '14' }, { version: '15' }],
      archive: [{ max: '0000000100000000000000FF' }, { max: '000000020000000000000005' }],
    },
  ]);
const baseBackups = (stanza: string, json: string) => stanzaIn(json, stanza).backups;

describe('the base backups of a stanza', () => {
  it('are told with times, sizes and the write-ahead log that they need', () => {
    expect(baseBackups('database', info(full))).toEqual([
      {
        label: '20261121-054854F',
        type: 'full',
        bytes: 22_992_573,
        copiedBytes: 22_992_573,
        repositoryBytes: 3_043_508,
        started: new Date('2026-11-21T05:48:54Z'),
        finished: new Date('2026-11-21T05:48:59Z'),
        firstSegment: '000000010000000000000002',
        lastSegment: '000000010000000000000003',
        damaged: false,
      },
    ]);
  });

  it('are known as damaged where pgBackRest found pages with a wrong checksum', () => {
    expect(baseBackups('database', info({ ...full, error: true })).map(({ damaged }) => damaged)).toEqual([true]);
  });

  it('are none where the stanza is not there yet, or has none', () => {
    expect(baseBackups('new', info(full))).toEqual([]);
    expect(baseBackups('database', info())).toEqual([]);
    expect(baseBackups('database', '[{"name":"database"}]')).toEqual([]);
  });

  it('stand beside the newest segment and the version of the server that is archived now', () => {
    expect(stanzaIn(info(), 'database')).toEqual({ backups: [], newestSegment: '000000020000000000000005', major: 15 });
    expect(stanzaIn('[]', 'database')).toEqual({ backups: [], newestSegment: undefined, major: undefined });
  });

  it.each(['', 'WARN: something', '{}'])('are not guessed from what is no list: %j', (text) => {
    expect(() => baseBackups('database', text)).toThrow('pgbackrest info wrote no JSON list');
  });
});
