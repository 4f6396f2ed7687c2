/**
 * How long each step takes between a figure and the person who is told. The rules and alarms that are made and the proof of their
 * timeliness take the times from here, so that they cannot disagree.
 */
import { Duration } from './duration';
import { pages, type Severity } from './severity';

/** How often Grafana evaluates a group. What moves by the hour costs a fifth at the slow pace, and more where queries are billed. */
export const evaluationIntervals = {
  standard: Duration.minutes(1),
  /** Backup and capacity. */
  slow: Duration.minutes(5),
} as const;

/** How often Grafana evaluates the rules on backups: slowly, unless the watcher of an RPO below an hour looks as often as that. */
export const backupEvaluation = (watch: Duration): Duration =>
  watch.isLongerThan(evaluationIntervals.slow) ? evaluationIntervals.slow : evaluationIntervals.standard;

/** How long Grafana gathers alerts of one group before it tells of the first. */
export const groupWait = (severity: Severity): Duration => (pages(severity) ? Duration.seconds(30) : Duration.minutes(5));

/** One step on the way to a person, at its longest. */
export interface Step {
  readonly name: string;
  readonly takes: Duration;
}

/** The longest that EventBridge Scheduler's flexible window, as opskeep sets it, lets a run wait (the vendor allows up to 24 h); Cloud Scheduler has none. */
export const startWindows = { aws: Duration.minutes(15), google: Duration.zero } as const;

/** Prometheus reads what was pushed to it this often (its default for scrape_interval). */
export const scrape: Step = { name: 'scrape', takes: Duration.minutes(1) };

/** CloudWatch has a point that was put within 2 min (Amazon CloudWatch user guide, publishing custom metrics). */
export const cloudWatchIngest: Step = { name: 'ingest', takes: Duration.minutes(2) };

/** CloudWatch evaluates an alarm once a minute over a window that slides (Amazon CloudWatch user guide, alarm evaluation window). */
export const cloudWatchEvaluation: Step = { name: 'evaluation', takes: Duration.minutes(1) };

/** Cloud Monitoring has a point of a user-defined metric within seconds (Google Cloud, latency of metric data); counted as a minute. */
export const googleIngest: Step = { name: 'ingest', takes: Duration.minutes(1) };

/** How often the alert policies of Cloud Monitoring on gauges are evaluated. */
export const googleEvaluation: Step = { name: 'evaluation', takes: Duration.minutes(1) };

/** From the sender through PagerDuty to a telephone. No vendor promises a time; an assumption. */
export const delivery: Step = { name: 'delivery', takes: Duration.minutes(1) };
