import type { jobSettings } from '../model/job-settings';
import { JobError } from './exit';

export type Environment = Readonly<Record<string, string | undefined>>;
/** A setting of our own, or a variable that libpq reads. */
type SettingName = (typeof jobSettings)[keyof typeof jobSettings] | `PG${string}`;

/**
 * The settings of a program, read from its environment. Reading never throws: what is missing or unreadable is collected, and `settled`
 * tells all of it at once before the program touches anything.
 */
export class SettingsReader {
  private readonly problems: string[] = [];

  constructor(private readonly environment: Environment) {}

  text(name: SettingName): string {
    return this.optional(name) ?? this.problem(`${name} is not set`, '');
  }

  optional(name: SettingName): string | undefined {
    const value = this.environment[name];
    return value === '' ? undefined : value;
  }

  /** A whole number, 0 or more. */
  count(name: SettingName): number {
    const text = this.text(name);
    return text === '' ? 0 : this.whole(name, text);
  }

  optionalCount(name: SettingName): number | undefined {
    const text = this.optional(name);
    return text === undefined ? undefined : this.whole(name, text);
  }

  /** `true` or `false`; false where it is not set. */
  flag(name: SettingName): boolean {
    const text = this.optional(name) ?? 'false';
    if (text === 'true' || text === 'false') return text === 'true';
    return this.problem(`${name} is "${text}", allowed are true and false`, false);
  }

  /** One of several words; the fallback where it is not set. */
  oneOf<T extends string>(name: SettingName, allowed: readonly T[], fallback: T): T {
    const text = this.optional(name) ?? fallback;
    return allowed.find((word) => word === text) ?? this.problem(`${name} is "${text}", allowed are ${allowed.join(', ')}`, fallback);
  }

  /** JSON that the declaration wrote; an empty list where it is not set. */
  list<T>(name: SettingName): readonly T[] {
    const text = this.optional(name) ?? '[]';
    try {
      const value: unknown = JSON.parse(text);
      if (Array.isArray(value)) return value as readonly T[];
    } catch {
      // Told below, together with JSON that is no list.
    }
    return this.problem(`${name} is no JSON list`, []);
  }

  /** Ends the program with every problem that reading found. */
  settled(): void {
    if (this.problems.length > 0) throw new JobError('settings', this.problems.join('; '));
  }

  private whole(name: SettingName, text: string): number {
    if (/^\d{1,15}$/.test(text)) return Number(text);
    return this.problem(`${name} is "${text}", allowed is a whole number`, 0);
  }

  private problem<T>(text: string, fallback: T): T {
    this.problems.push(text);
    return fallback;
  }
}
