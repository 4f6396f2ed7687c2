/** Version of the format below; a reader takes no other. */
export const drillResultFormat = 1;

/**
 * How a drill went, as JSON under `drillResultKey`: written for good and for failed drills alike. The store watcher publishes it, and the
 * proof of the recovery time reads the measured rate. Times are ISO 8601 in UTC; sizes are bytes.
 */
export interface DrillResult {
  readonly format: typeof drillResultFormat;
  readonly backup: string;
  readonly drill: string;
  /** Absent for an archive, which has none. */
  readonly tier?: string;
  /** Key of the restored copy, or label of the restored base backup; absent where no copy was found. */
  readonly key?: string;
  /** When the restored copy was made: its age at the start of the drill is what a loss would have cost. */
  readonly copyTime?: string;
  readonly started: string;
  readonly finished: string;
  /** From the search for the copy to the end of the last check. */
  readonly durationSeconds: number;
  /** Bytes of the copy that were moved and restored; absent where nothing was, and where people did not count them. */
  readonly restoredBytes?: number;
  /** Bytes of the copy over the seconds that fetching and restoring took, without checks; absent as `restoredBytes` is. */
  readonly bytesPerSecond?: number;
  /** True only when the copy was restored and every check passed. */
  readonly ok: boolean;
  /** Why it failed, one sentence each; empty for a good drill. */
  readonly failures: readonly string[];
  /** Rows of each table that a check counted in what was restored, by the name of the table; absent where none was counted. */
  readonly rows?: Readonly<Record<string, number>>;
  /** Declared checks that could not be made in the task of the drill, one sentence each; absent where all were made. */
  readonly unchecked?: readonly string[];
}

export const drillResultText = (result: DrillResult): string => `${JSON.stringify(result, undefined, 2)}\n`;

/** Reads a result; undefined where it is cut off, of another format, or contradicts itself: then nobody knows how the drill went. */
export function parseDrillResult(text: string): DrillResult | undefined {
  try {
    return drillResultOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The same for a value that was JSON. */
export function drillResultOf(given: unknown): DrillResult | undefined {
  // Texts and numbers have no format.
  const value = given as Partial<DrillResult> | null | undefined;
  if (value?.format !== drillResultFormat) return undefined;
  const { backup, drill, tier, key, copyTime, started, finished, durationSeconds, restoredBytes, bytesPerSecond } = value;
  const { ok, failures, rows = {}, unchecked = [] } = value;
  const whole =
    [backup, drill].every((name) => typeof name === 'string' && name !== '') &&
    [tier, key].every((name) => name === undefined || typeof name === 'string') &&
    [started, finished, copyTime ?? started].every((time) => typeof time === 'string' && !Number.isNaN(Date.parse(time))) &&
    [durationSeconds, restoredBytes ?? 0, bytesPerSecond ?? 0].every((count) => Number.isFinite(count) && Number(count) >= 0) &&
    isTexts(failures) &&
    isTexts(unchecked) &&
    isCounts(rows) &&
    ok === (failures.length === 0);
  return whole ? (value as DrillResult) : undefined;
}

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((text) => typeof text === 'string');

const isCounts = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every((count) => Number.isInteger(count) && count >= 0);

/** Results by the id of their product environment. */
export type DrillResults<Result = DrillResult> = Readonly<Record<string, readonly Result[]>>;

/** The newest good result of a drill of a backup that has measured the rate of the restore. */
export function newestMeasured(results: readonly DrillResult[], backup: string, drill: string): DrillResult | undefined {
  return results
    .filter((result) => result.ok && result.bytesPerSecond !== undefined && result.backup === backup && result.drill === drill)
    .sort((a, b) => Date.parse(b.finished) - Date.parse(a.finished))[0];
}
