import { type DrillResult, drillResultFormat } from '../../model/drill-result';
import { type ExitReason, inWords, JobError } from '../exit';
import type { FoundCopy, Verdict } from './drill';

/** Notes how a drill goes, from its start on. */
export class DrillReport {
  readonly started = new Date();
  private readonly clock = performance.now();
  private readonly failures: string[] = [];
  private readonly unchecked: string[] = [];
  private readonly rows = new Map<string, number>();
  private copy: FoundCopy | undefined;
  private restoreBegan = 0;
  private restoreSeconds: number | undefined;
  private reason: ExitReason = 'checkFailed';

  constructor(private readonly names: Pick<DrillResult, 'backup' | 'drill' | 'tier'>) {}

  found(copy: FoundCopy): void {
    this.copy = copy;
    this.restoreBegan = performance.now();
  }

  restored(): void {
    this.restoreSeconds = (performance.now() - this.restoreBegan) / 1000;
  }

  differs(differences: readonly string[]): void {
    this.failures.push(...differences);
  }

  checked(verdict: Verdict): void {
    if ('failed' in verdict) this.failures.push(verdict.failed);
    if ('leftOut' in verdict) this.unchecked.push(verdict.leftOut);
    if (verdict.counted !== undefined) this.rows.set(verdict.counted.table, verdict.counted.rows);
  }

  /** The drill did not come to its end. */
  broke(error: unknown): void {
    this.reason = error instanceof JobError ? error.reason : 'unexpected';
    this.failures.push(inWords(error));
  }

  /** How it went, as of now. Texts of others pass through `redact`. */
  result(redact: (text: string) => string): DrillResult {
    const { copy, restoreSeconds } = this;
    return {
      format: drillResultFormat,
      ...this.names,
      ...(copy === undefined ? {} : { key: copy.key, copyTime: copy.madeAt.toISOString() }),
      started: this.started.toISOString(),
      finished: new Date().toISOString(),
      durationSeconds: tenths((performance.now() - this.clock) / 1000),
      ...(copy === undefined || restoreSeconds === undefined
        ? {}
        : { restoredBytes: copy.bytes, bytesPerSecond: Math.round(copy.bytes / restoreSeconds) }),
      ok: this.failures.length === 0,
      failures: this.failures.map(redact),
      ...(this.rows.size === 0 ? {} : { rows: Object.fromEntries(this.rows) }),
      ...(this.unchecked.length === 0 ? {} : { unchecked: this.unchecked }),
    };
  }

  /** Ends the program where the drill failed. */
  conclude(): void {
    if (this.failures.length > 0) throw new JobError(this.reason, this.failures.join('; '));
  }
}

const tenths = (seconds: number): number => Math.round(seconds * 10) / 10;
