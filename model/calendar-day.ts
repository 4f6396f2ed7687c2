/** The day that `YYYY-MM-DD` names, as epoch seconds of its midnight in UTC; undefined where the calendar has no such day. */
export function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text ? undefined : day.getTime() / 1000;
}
