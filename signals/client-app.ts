/**
 * The client application, as Crashlytics and Performance Monitoring see it. They have no query interface: the daily report job writes
 * their figures as gauges, custom metrics where Google Cloud Monitoring is the data source. No figure is by user.
 */
import { Duration } from '../model/duration';
import type { Signal } from '../model/signal';
import type { Unit } from '../model/unit';
import { type CatalogueOptions, type CloudOptions, entry } from './catalogue';
import { newest } from './figures';
import { held, sampleOf, sampleOfCustom } from './sample';
import { select, selectCustom } from './selector';

export interface ClientAppOptions extends CatalogueOptions, CloudOptions {}

/** A figure of a daily report is shown until the next one is late by half a day. */
const reportAge = Duration.hours(36);

/** Share of users whose application did not crash that day. */
export const crashFreeUsers = (options: ClientAppOptions): Signal =>
  reported(options, 'crash-free-users', 'Crash-free users', 'Users lose what they were doing.', 'crash_free_users_ratio', 'percent');

/** Crash issues that were not seen before. */
export const newIssues = (options: ClientAppOptions): Signal =>
  reported(options, 'new-crash-issues', 'New crash issues', 'A release brought a new fault.', 'new_crash_issues', 'count');

/** Time from the tap on the icon to a usable screen, p95. */
export const startTime = (options: ClientAppOptions): Signal =>
  reported(options, 'app-start', 'App start, p95', 'The application starts slowly.', 'start_seconds', 'milliseconds');

/** Time of network requests as the client sees them, p95. */
export const networkTime = (options: ClientAppOptions): Signal =>
  reported(options, 'app-network', 'Network requests of the app, p95', 'Users wait for data.', 'network_seconds', 'milliseconds');

/** Share of screens that were drawn slowly or froze. */
export const slowFrames = (options: ClientAppOptions): Signal =>
  reported(options, 'app-slow-frames', 'Slow and frozen frames', 'The application stutters.', 'slow_frames_ratio', 'percent');

function reported(options: ClientAppOptions, id: string, title: string, meaning: string, name: string, unit: Unit): Signal {
  const google = options.dataSource === 'google';
  const metric = `client_app_${name}`;
  return entry(
    {
      id,
      title,
      meaning,
      dataSource: google ? 'google' : 'prometheus',
      unit,
      legend: '{{app_version}}',
      expression: (scope) =>
        `max by (app_version) (${newest(reportAge, (google ? selectCustom : select)(scope, metric, options.matchers))})`,
      sample: (scope, level) => [
        (google ? sampleOfCustom : sampleOf)(scope, metric, { app_version: '1.2.3', ...options.matchers }, held(level)),
      ],
    },
    options,
  );
}
