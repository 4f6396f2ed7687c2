import { reportFinding } from './finding';
import { messages } from './messages';

const dayAbbreviations = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const monthAbbreviations = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** The values that one field lets through, ascending; undefined lets all through. */
type Field = readonly number[] | undefined;

interface Fields {
  readonly minutes: Field;
  readonly hours: Field;
  readonly daysOfMonth: Field;
  readonly months: Field;
  readonly daysOfWeek: Field;
}

/** The five fields of a cron schedule as sets of values, rendered for each scheduler in its own dialect. */
export class CronFields {
  private constructor(private readonly fields: Fields) {}

  /** A field that is left out lets every value through. */
  static of(fields: Partial<Fields>): CronFields {
    return new CronFields({
      minutes: fields.minutes,
      hours: fields.hours,
      daysOfMonth: fields.daysOfMonth,
      months: fields.months,
      daysOfWeek: fields.daysOfWeek,
    });
  }

  matchesDay(month: number, dayOfMonth: number, dayOfWeek: number): boolean {
    const { months, daysOfMonth, daysOfWeek } = this.fields;
    return (months?.includes(month) ?? true) && (daysOfMonth?.includes(dayOfMonth) ?? true) && (daysOfWeek?.includes(dayOfWeek) ?? true);
  }

  /** The clock times of a day that matches, ascending. */
  *times(): Generator<{ hour: number; minute: number }> {
    for (const hour of this.fields.hours ?? below(24)) {
      for (const minute of this.fields.minutes ?? below(60)) yield { hour, minute };
    }
  }

  toUnix(): string {
    const { minutes, hours, daysOfMonth, months, daysOfWeek } = this.fields;
    const step = (by: number): string => `*/${by}`;
    return [
      render(minutes, 60, step),
      render(hours, 24, step),
      render(daysOfMonth, undefined, step),
      render(months, undefined, step),
      render(daysOfWeek, undefined, step),
    ].join(' ');
  }

  /** Six fields with a year; one of the two day fields must be `?`. */
  toEventBridge(): string {
    const { minutes, hours, daysOfMonth, months, daysOfWeek } = this.fields;
    const step = (by: number): string => `0/${by}`;
    const weekday = daysOfWeek?.map((day) => dayAbbreviations[day]).join(',');
    const monthDay = weekday === undefined ? render(daysOfMonth, undefined, step) : '?';
    return `cron(${render(minutes, 60, step)} ${render(hours, 24, step)} ${monthDay} ${render(months, undefined, step)} ${weekday ?? '?'} *)`;
  }
}

const below = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function render(field: Field, size: number | undefined, step: (by: number) => string): string {
  if (field === undefined || field.length === size) return '*';
  // Days and months have no size: no step of theirs means the same in both dialects.
  const by = (size ?? Number.NaN) / field.length;
  return field.length > 1 && field.every((value, index) => value === index * by) ? step(by) : field.join(',');
}

/** Reads five Unix cron fields. A mistake is a finding that names the field. */
export function parseCron(expression: string): CronFields {
  const parts = expression.trim().split(/\s+/);
  const refuse = (why: string): CronFields => reportFinding(messages.badCron(expression, why), CronFields.of({ minutes: [0], hours: [0] }));
  if (parts.length !== 5) return refuse(`${parts.length} fields`);
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = parts;
  try {
    const daysOfWeek = parseField('day of week', dayOfWeek, 0, 7, dayAbbreviations, 0)?.map((day) => day % 7);
    const fields = {
      minutes: parseField('minute', minute, 0, 59),
      hours: parseField('hour', hour, 0, 23),
      daysOfMonth: parseField('day of month', dayOfMonth, 1, 31),
      months: parseField('month', month, 1, 12, monthAbbreviations, 1),
      daysOfWeek: daysOfWeek === undefined ? undefined : [...new Set(daysOfWeek)].sort((a, b) => a - b),
    };
    // Unix runs when either day field matches, EventBridge cannot say that: one meaning for both or none.
    if (fields.daysOfMonth !== undefined && fields.daysOfWeek !== undefined) return refuse('day of month and day of week together');
    return CronFields.of(fields);
  } catch (error) {
    if (error instanceof FieldError) return refuse(error.message);
    throw error;
  }
}

class FieldError extends Error {}

function parseField(name: string, text: string, min: number, max: number, words: readonly string[] = [], firstWord = 0): Field {
  if (text === '*') return undefined;
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const match = /^(\*|[^-/]+)(?:-([^-/]+))?(?:\/(\d+))?$/.exec(item);
    if (match === null) throw new FieldError(`${name} "${item}"`);
    const [, start = '', end, stepText] = match;
    const number = (word: string): number => {
      const index = words.indexOf(word.toUpperCase());
      const value = index >= 0 ? index + firstWord : /^\d+$/.test(word) ? Number(word) : Number.NaN;
      if (!(value >= min && value <= max)) throw new FieldError(`${name} "${word}" is not within ${min} to ${max}`);
      return value;
    };
    const step = stepText === undefined ? 1 : Number(stepText);
    if (step < 1) throw new FieldError(`${name} step ${step}`);
    const from = start === '*' ? min : number(start);
    const to = end !== undefined ? number(end) : start === '*' || stepText !== undefined ? max : from;
    if (from > to) throw new FieldError(`${name} "${item}" runs backwards`);
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}
