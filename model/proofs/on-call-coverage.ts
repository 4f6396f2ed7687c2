import { type Escalation, type EscalationStep, isRota, type Responder, type Rota } from '../on-call';
import { startOf, weeklyWindows } from '../on-call-hours';
import { simulatedYear } from '../schedule';
import { offsetAt, UTC } from '../time-zone';

const minutesOfDay = 24 * 60;
const minutesOfWeek = 7 * minutesOfDay;
/** Seconds from midnight. */
const noon = 12 * 3600;
const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** A part of the week in which the same levels of an escalation have somebody on duty. */
export interface WeekSegment {
  /** Minute of the week in the zone, from Monday 00:00 on. */
  readonly from: number;
  /** First minute after it; beyond the end of the week where it runs into the next one. */
  readonly until: number;
  readonly zone: string;
  /** Levels that somebody answers, by their place in the escalation from 1. */
  readonly levels: readonly number[];
  /** The declared time of the first of them after the alert; undefined without one. */
  readonly first: EscalationStep | undefined;
  /** How many different people or rotas the levels have together. */
  readonly responders: number;
}

type ZoneOffsets = ReadonlyMap<string, number>;

/**
 * The week of an escalation, for every combination of offsets from UTC that its restricted rotas have in the simulated year:
 * rotas in two zones drift against each other when only one of them changes its clocks.
 */
export function weekSegments(escalation: Escalation): readonly WeekSegment[] {
  const rotas = escalation.steps.flatMap((step) => step.notify.filter(isRota)).filter((rota) => rota.hours !== undefined);
  const zone = rotas[0]?.zone ?? UTC;
  const zones = [...new Set(rotas.map((rota) => rota.zone))];
  return offsetsOfYear(zones).flatMap((offsets) => segmentsWith(escalation, rotas, zone, offsets));
}

/** Holes: fewer than two levels, or all of them the same person. Merged where they touch, the longest first. */
export function coverageHoles(escalation: Escalation): readonly WeekSegment[] {
  const holes = weekSegments(escalation).filter((segment) => segment.levels.length < 2 || segment.responders < 2);
  return holes.sort((a, b) => b.until - b.from - (a.until - a.from));
}

/** The segment as people write it: `Saturday 00:00 to Monday 09:00 Europe/Paris`. */
export function formatSegment({ from, until, zone }: WeekSegment): string {
  return until - from === minutesOfWeek ? `the whole week ${zone}` : `${formatMinute(from)} to ${formatMinute(until)} ${zone}`;
}

function formatMinute(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const ofWeek = minute % minutesOfWeek;
  return `${dayNames[Math.floor(ofWeek / minutesOfDay)]} ${two(Math.floor((ofWeek % minutesOfDay) / 60))}:${two(ofWeek % 60)}`;
}

/** Minutes that each zone is ahead of UTC, every combination of the year once. A single zone needs none: its own clock is the axis. */
function offsetsOfYear(zones: readonly string[]): readonly ZoneOffsets[] {
  if (zones.length <= 1) return [new Map()];
  const combinations = new Map<string, ZoneOffsets>();
  for (let day = simulatedYear.start; day < simulatedYear.end; day += minutesOfDay * 60) {
    // At noon, since clocks change at night.
    const offsets = new Map(zones.map((zone) => [zone, offsetAt(day + noon, zone) / 60]));
    combinations.set([...offsets.values()].join(), offsets);
  }
  return [...combinations.values()];
}

function segmentsWith(escalation: Escalation, rotas: readonly Rota[], zone: string, offsets: ZoneOffsets): WeekSegment[] {
  const ahead = (rota: Rota): number => (offsets.get(rota.zone) ?? 0) - (offsets.get(zone) ?? 0);
  const spans = new Map(rotas.map((rota) => [rota, spansOf(rota, ahead(rota))]));
  const onDuty = (responder: Responder, minute: number): boolean =>
    !isRota(responder) ||
    responder.hours === undefined ||
    (spans.get(responder) ?? []).some(({ from, length }) => wrap(minute - from) < length);
  const edges = [...new Set([0, ...[...spans.values()].flat().flatMap(({ from, length }) => [from, wrap(from + length)])])].sort(
    (a, b) => a - b,
  );
  const segments = edges.map((from, index): WeekSegment => {
    const answered = escalation.steps.map((step) => step.notify.filter((responder) => onDuty(responder, from)));
    return {
      from,
      until: edges[index + 1] ?? minutesOfWeek,
      zone,
      levels: answered.flatMap((responders, level) => (responders.length > 0 ? [level + 1] : [])),
      first: escalation.steps.find((_, level) => (answered[level] ?? []).length > 0),
      responders: new Set(answered.flat().map(nameOf)).size,
    };
  });
  return merged(segments);
}

/** Start and length, in minutes of the week on the axis. */
function spansOf(rota: Rota, ahead: number): { from: number; length: number }[] {
  return rota.hours === undefined
    ? []
    : weeklyWindows(rota.hours).map((window) => ({ from: wrap(startOf(window) - ahead), length: window.duration.minutes }));
}

function wrap(minute: number): number {
  return ((minute % minutesOfWeek) + minutesOfWeek) % minutesOfWeek;
}

/** A rota of one is that person, so a second level of theirs is nobody else. Who of several is on duty is not known at synth. */
function nameOf(responder: Responder): string {
  const [only, ...others] = isRota(responder) ? responder.members : [responder];
  return isRota(responder) && (responder.external || others.length > 0) ? `rota ${responder.name}` : `person ${only.role}`;
}

/** Joins neighbours with the same levels, also over the end of the week. */
function merged(segments: readonly WeekSegment[]): WeekSegment[] {
  const same = (a: WeekSegment, b: WeekSegment): boolean => a.levels.join() === b.levels.join() && a.responders === b.responders;
  const joined: WeekSegment[] = [];
  for (const segment of segments) {
    const previous = joined.at(-1);
    if (previous !== undefined && same(previous, segment)) joined[joined.length - 1] = { ...previous, until: segment.until };
    else joined.push(segment);
  }
  const [first, last] = [joined[0], joined.at(-1)];
  if (first === undefined || last === undefined || first === last || !same(first, last)) return joined;
  return [...joined.slice(1, -1), { ...last, until: first.until + minutesOfWeek }];
}
