import { reportFinding } from './finding';
import { messages } from './messages';

/** A length of time. The unit is part of the name of the factory, never a bare number. */
export class Duration {
  private constructor(
    /** Length in seconds, finite and at least 0. */
    readonly seconds: number,
  ) {}

  static readonly zero = new Duration(0);

  static seconds(count: number): Duration {
    return Duration.of(count, 1);
  }

  static minutes(count: number): Duration {
    return Duration.of(count, 60);
  }

  static hours(count: number): Duration {
    return Duration.of(count, 3600);
  }

  /** Days of 24 hours; a calendar day may differ when clocks change. */
  static days(count: number): Duration {
    return Duration.of(count, 86_400);
  }

  static weeks(count: number): Duration {
    return Duration.of(count, 604_800);
  }

  private static of(count: number, unit: number): Duration {
    const valid = Number.isFinite(count) && count >= 0;
    return new Duration(valid ? count * unit : reportFinding(messages.badDuration(String(count)), unit));
  }

  get minutes(): number {
    return this.seconds / 60;
  }

  get days(): number {
    return this.seconds / 86_400;
  }

  plus(other: Duration): Duration {
    return new Duration(this.seconds + other.seconds);
  }

  times(factor: number): Duration {
    return Duration.of(this.seconds * factor, 1);
  }

  isLongerThan(other: Duration): boolean {
    return this.seconds > other.seconds;
  }

  static longest(...durations: readonly [Duration, ...Duration[]]): Duration {
    return durations.reduce((longest, next) => (next.isLongerThan(longest) ? next : longest));
  }

  static shortest(...durations: readonly [Duration, ...Duration[]]): Duration {
    return durations.reduce((shortest, next) => (shortest.isLongerThan(next) ? next : shortest));
  }

  /** As a person reads it: `24 h 30 min`, `15 min`, `30 d`; days from 48 h on when they come out even. */
  toString(): string {
    if (this.seconds === 0) return '0 s';
    if (this.seconds >= 172_800 && this.seconds % 86_400 === 0) return `${this.seconds / 86_400} d`;
    const parts: string[] = [];
    const hours = Math.floor(this.seconds / 3600);
    const minutes = Math.floor((this.seconds % 3600) / 60);
    const seconds = this.seconds % 60;
    if (hours > 0) parts.push(`${hours} h`);
    if (minutes > 0) parts.push(`${minutes} min`);
    if (seconds > 0) parts.push(`${seconds} s`);
    return parts.join(' ');
  }

  /** As Grafana prints it back (`0s`, `5m0s`, `1h0m0s`), so that a second plan shows no difference. */
  toGo(): string {
    const hours = Math.floor(this.seconds / 3600);
    const minutes = Math.floor((this.seconds % 3600) / 60);
    const seconds = this.seconds % 60;
    if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
    if (minutes > 0) return `${minutes}m${seconds}s`;
    return `${seconds}s`;
  }

  /** In one unit, the largest that comes out even: `5m`, `1h`, `7d`, `90s`. PromQL ranges and Grafana intervals. */
  toShort(): string {
    for (const [unit, length] of [
      ['d', 86_400],
      ['h', 3600],
      ['m', 60],
    ] as const) {
      if (this.seconds > 0 && this.seconds % length === 0) return `${this.seconds / length}${unit}`;
    }
    return `${this.seconds}s`;
  }
}
