import fc from 'fast-check';
import { recordedMeets } from '../../../constructs/coverage';
import { muteIntervals } from '../../../constructs/monitoring/maintenance-intervals';
import { MuteTiming } from '../../../constructs/monitoring/mute-timing';
import { Duration } from '../../../model/duration';
import type { MaintenanceWindow } from '../../../model/maintenance';
import { weekdays } from '../../../model/schedule';
import { sampleEnvironment, sundayNight } from '../../support/sample-product';
import { renderStack, resourcesOf } from '../../support/synth';

const intervals = (changes: Partial<MaintenanceWindow>): unknown => muteIntervals({ ...sundayNight, ...changes }, 'shop / production');

describe('a mute timing', () => {
  it('is the window in its own time zone, replaced only after the rules let go of it', () => {
    let meets: readonly string[] = [];
    const stack = renderStack((scope) => {
      const built = new MuteTiming(scope, 'mute', {
        environment: sampleEnvironment(),
        window: { ...sundayNight, zone: 'Asia/Ho_Chi_Minh' },
      });
      meets = recordedMeets(built.node.findChild('mute-timing'));
    });
    expect(Object.values(resourcesOf(stack, 'grafana_mute_timing'))).toEqual([
      {
        name: 'shop-production-sunday',
        intervals: [{ weekdays: ['sunday'], times: [{ start: '02:00', end: '04:00' }], location: 'Asia/Ho_Chi_Minh' }],
        lifecycle: { create_before_destroy: true },
      },
    ]);
    expect(meets).toEqual(['S-MNT-01']);
  });

  it('knows the first such weekday of the month', () => {
    expect(intervals({ firstOfMonth: true })).toEqual([
      { weekdays: ['sunday'], daysOfMonth: ['1:7'], times: [{ start: '02:00', end: '04:00' }], location: 'UTC' },
    ]);
  });

  it('is split at midnight, also where the next day is no longer in the first seven', () => {
    expect(intervals({ weekday: 'saturday', start: { hour: 22, minute: 30 }, duration: Duration.hours(4), firstOfMonth: true })).toEqual([
      { weekdays: ['saturday'], daysOfMonth: ['1:7'], times: [{ start: '22:30', end: '24:00' }], location: 'UTC' },
      { weekdays: ['sunday'], daysOfMonth: ['2:8'], times: [{ start: '00:00', end: '02:30' }], location: 'UTC' },
    ]);
  });

  it('ends with the day where the window does', () => {
    expect(intervals({ start: { hour: 22, minute: 0 } })).toEqual([
      { weekdays: ['sunday'], times: [{ start: '22:00', end: '24:00' }], location: 'UTC' },
    ]);
  });

  it('mutes exactly as many minutes as the window has', () => {
    const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
    fc.assert(
      fc.property(
        fc.constantFrom(...weekdays),
        fc.nat(23),
        fc.nat(59),
        fc.integer({ min: 1, max: 6 * 1440 }),
        (weekday, hour, minute, length) => {
          const parts = muteIntervals({ ...sundayNight, weekday, start: { hour, minute }, duration: Duration.minutes(length) }, 'test');
          const times = parts.flatMap((part) => part.times);
          expect(times.every(({ start, end }) => start < end)).toBe(true);
          expect(times.reduce((sum, { start, end }) => sum + minutes(end) - minutes(start), 0)).toBe(length);
          expect(new Set(parts.flatMap((part) => part.weekdays)).size).toBe(parts.length);
        },
      ),
    );
  });

  it.each([
    ['a weekday that Grafana would ignore', { weekday: 'sun' as never }],
    ['an hour that no day has', { start: { hour: 25, minute: 0 } }],
    ['no time at all', { duration: Duration.zero }],
    ['half a minute', { duration: Duration.seconds(90) }],
    ['a whole week', { duration: Duration.days(7) }],
  ])('refuses %s', (_, changes) => {
    expect(() => intervals(changes)).toThrow(/a maintenance window that Grafana cannot hold \[bad-maintenance-window\]/);
  });

  it('refuses a time zone that does not exist', () => {
    expect(() => intervals({ zone: 'Europe/Pari' })).toThrow(/did you mean "Europe\/Paris"/);
  });
});
