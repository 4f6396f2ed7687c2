import { Duration } from '../../../model/duration';
import { checkMaintenance, stoppedBy, windowStarts } from '../../../model/proofs/maintenance';
import { Schedule, simulatedYear, timeOfDay, weekdays } from '../../../model/schedule';
import { databaseBackup, sampleEnvironment, sundayNight, weeklyRestore } from '../../support/sample-product';

const rules = (findings: readonly { rule: string }[]) => findings.map((finding) => finding.rule);

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

  it('refuses a window that stops a drill which starts in it, up to its last minute, and on the first of its days in a month alone', () => {
    const monday = (start: string, firstOfMonth = false) =>
      window(start, ['weekly-restore']).map((sunday) => ({ ...sunday, weekday: 'monday' as const, firstOfMonth }));
    const met = (maintenance: ReturnType<typeof monday>) =>
      checkMaintenance(sampleEnvironment({ maintenance })).map(({ rule, where, given }) => [rule, where, given]);
    const found = (given: string) => [['window-stops-backup', 'shop / production / weekly-restore', given]];
    expect(met(monday('16:00'))).toEqual([]);
    expect(met(monday('16:01'))).toEqual(found('starts Monday 7 December 2026 at 18:00 UTC'));
    expect(met(monday('18:00'))).toEqual(found('starts Monday 7 December 2026 at 18:00 UTC'));
    expect(met(monday('18:01'))).toEqual([]);
    const drills = [{ ...weeklyRestore, schedule: Schedule.monthly(8, '18:00', 'UTC') }] as const;
    const backups = [{ ...databaseBackup, drills }];
    const monthly = (firstOfMonth: boolean) => checkMaintenance(sampleEnvironment({ backups, maintenance: monday('17:00', firstOfMonth) }));
    expect(monthly(false).map(({ given }) => given)).toEqual(['starts Monday 8 February 2027 at 18:00 UTC']);
    expect(monthly(true)).toEqual([]);
  });

  it('stops the named job alone, and says where that one is declared', () => {
    const files = {
      ...databaseBackup,
      name: 'files',
      drills: [],
      runs: [{ ...databaseBackup.runs[0], schedule: Schedule.daily('05:00', 'UTC') }],
    } as unknown as typeof databaseBackup;
    const stopping = (...stops: string[]) =>
      checkMaintenance(sampleEnvironment({ backups: [databaseBackup, files], maintenance: window('02:00', stops) })).map(
        ({ where }) => where,
      );
    expect(stopping('files')).toEqual([]);
    expect(stopping('database', 'files')).toEqual(['shop / production / database']);
  });

  it('knows a backup that does not run in the environment', () => {
    expect(checkMaintenance(sampleEnvironment({ maintenance: window('02:00', ['database', 'weekly-restore']) }, 'development'))).toEqual(
      [],
    );
  });

  it('refuses to stop what does not exist, with the nearest name', () => {
    expect(checkMaintenance(sampleEnvironment({ maintenance: window('02:00', ['databse']) }))).toMatchObject([
      { where: 'shop / production / weekly', what: 'unknown backup or drill', mend: expect.stringMatching(/did you mean "database"\?/) },
    ]);
  });
});

describe('the starts of a window', () => {
  const at = (text: string) => Date.parse(text) / 1000;
  const startsIn = (zone: string, changes: Partial<typeof sundayNight>, from: string, until: string) =>
    windowStarts({ ...sundayNight, zone, ...changes }, at(from), at(until)).map((start) => new Date(start * 1000).toISOString());

  it('are those from one instant up to but not including another', () => {
    expect(startsIn('UTC', {}, '2027-01-03T02:00:00Z', '2027-01-17T02:00:00Z')).toEqual([
      '2027-01-03T02:00:00.000Z',
      '2027-01-10T02:00:00.000Z',
    ]);
    expect(startsIn('UTC', {}, '2027-01-03T02:00:01Z', '2027-01-17T02:00:01Z')).toEqual([
      '2027-01-10T02:00:00.000Z',
      '2027-01-17T02:00:00.000Z',
    ]);
  });

  it('are found in zones whose local day is another than that of UTC', () => {
    expect(startsIn('Pacific/Kiritimati', {}, '2027-01-02T12:00:00Z', '2027-01-02T12:00:01Z')).toEqual(['2027-01-02T12:00:00.000Z']);
    const late = { weekday: 'saturday' as const, start: { hour: 23, minute: 30 } };
    expect(startsIn('Pacific/Pago_Pago', late, '2027-01-03T10:30:00Z', '2027-01-03T10:30:01Z')).toEqual(['2027-01-03T10:30:00.000Z']);
  });

  it('once a month are on one of its first seven days', () => {
    expect(startsIn('UTC', { firstOfMonth: true }, '2027-01-01T00:00:00Z', '2027-04-01T00:00:00Z')).toEqual([
      '2027-01-03T02:00:00.000Z',
      '2027-02-07T02:00:00.000Z',
      '2027-03-07T02:00:00.000Z',
    ]);
  });

  it('come once where the clock shows their hour twice', () => {
    const summerEnds = { start: { hour: 1, minute: 30 } };
    expect(startsIn('America/New_York', summerEnds, '2026-10-31T00:00:00Z', '2026-11-02T00:00:00Z')).toEqual(['2026-11-01T05:30:00.000Z']);
  });

  it('before the simulated year stop what runs at its beginning', () => {
    const yearBegins = simulatedYear.start;
    const stopped = stoppedBy([
      {
        ...sundayNight,
        weekday: weekdays[new Date((yearBegins - 60) * 1000).getUTCDay()] ?? 'sunday',
        start: { hour: 23, minute: 0 },
        zone: 'UTC',
      },
    ]);
    expect([yearBegins - 3601, yearBegins - 3600, yearBegins, yearBegins + 3599, yearBegins + 3600].map(stopped)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });
});
