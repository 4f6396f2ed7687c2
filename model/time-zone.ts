import type { ZoneId, ZoneRules } from '@js-joda/core';
import { reportFinding } from './finding';
import { messages } from './messages';

/**
 * Time zones by the IANA data that @js-joda/timezone bundles, never by those of the Node.js at hand,
 * so that the same declaration gives the same bytes on every machine.
 */
function joda(): typeof import('@js-joda/core') {
  const core: typeof import('@js-joda/core') = require('@js-joda/core');
  // Registers the zones with @js-joda/core; ten years of rules load in a fifth of the time of all.
  require('@js-joda/timezone/dist/js-joda-timezone-10-year-range');
  return core;
}

/** Coordinated Universal Time: no daylight saving, so every local time exists once. */
export const UTC = 'UTC';

/** Checks that a zone is in the IANA database and gives it back; an unknown one is a finding. */
export function timeZone(name: string): string {
  if (name === UTC || checkedZones.has(name)) return name;
  const { ZoneId: zones } = joda();
  try {
    zones.of(name);
  } catch {
    return reportFinding(messages.badTimeZone(name, zones.getAvailableZoneIds()), UTC);
  }
  checkedZones.add(name);
  return name;
}

const checkedZones = new Set<string>();

/** A local wall-clock time; month and day count from 1. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const rulesByZone = new Map<string, ZoneRules>();

function rulesOf(zone: string): ZoneRules {
  let rules = rulesByZone.get(zone);
  if (rules === undefined) {
    const { ZoneId: zones } = joda();
    const id: ZoneId = zones.of(zone);
    rules = id.rules();
    rulesByZone.set(zone, rules);
  }
  return rules;
}

/**
 * The instants (epoch seconds) at which a wall clock in the zone shows the time: none where daylight saving
 * skips it, two where it repeats.
 */
export function instantsOf(local: LocalTime, zone: string): readonly number[] {
  const asUtc = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute) / 1000;
  if (zone === UTC) return [asUtc];
  const { LocalDateTime } = joda();
  const offsets = rulesOf(zone).validOffsets(LocalDateTime.of(local.year, local.month, local.day, local.hour, local.minute));
  return offsets.map((offset) => asUtc - offset.totalSeconds());
}

/** Seconds that clocks of the zone are ahead of UTC at an instant. */
export function offsetAt(epochSeconds: number, zone: string): number {
  return zone === UTC
    ? 0
    : rulesOf(zone)
        .offsetOfEpochMilli(epochSeconds * 1000)
        .totalSeconds();
}

/** The instant as people of the zone write it: `Sunday 28 March 2027 at 02:30 Europe/Paris`. */
export function formatInstant(epochSeconds: number, zone: string): string {
  const local = new Date((epochSeconds + offsetAt(epochSeconds, zone)) * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = dayNames[local.getUTCDay()] ?? '';
  const month = monthNames[local.getUTCMonth()] ?? '';
  return `${day} ${local.getUTCDate()} ${month} ${local.getUTCFullYear()} at ${two(local.getUTCHours())}:${two(local.getUTCMinutes())} ${zone}`;
}

const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
