/**
 * The client application, as Crashlytics and Performance Monitoring see it. They have no query interface, only an export to BigQuery, so the
 * product brings their figures: it writes gauges, custom metrics where Google Cloud Monitoring is the data source, at least once a day. No
 * figure is by user.
 */
import { Duration } from '../model/duration';
import type { Signal } from '../model/signal';
import type { Unit } from '../model/unit';
import { type CatalogueOptions, type CloudOptions, entry } from './catalogue';
import { newest } from './figures';
import { held, sampleOf, sampleOfCustom } from './sample';
import { select, selectCustom } from './selector';

export interface ClientAppOptions extends CatalogueOptions, CloudOptions {}

/** A figure of a day is shown until the next one is late by half a day. */
const reportAge = Duration.hours(36);

/** Share of users whose application did not crash that day. */
export const crashFreeUsers = (options: ClientAppOptions): Signal =>
  reported(options, {
    id: 'crash-free-users',
    title: 'Crash-free users',
    meaning: 'Users lose what they were doing.',
    unit: 'percent',
    name: 'crash_free_users_ratio',
    value: 'users of the day without a crash, as a share of 1 of all users of the day (Crashlytics)',
  });

/** Crash issues that were not seen before. */
export const newIssues = (options: ClientAppOptions): Signal =>
  reported(options, {
    id: 'new-crash-issues',
    title: 'New crash issues',
    meaning: 'A release brought a new fault.',
    unit: 'count',
    name: 'new_crash_issues',
    value: 'issues of the day that no day before had (Crashlytics)',
  });

/** Time from the tap on the icon to a usable screen, p95. */
export const startTime = (options: ClientAppOptions): Signal =>
  reported(options, {
    id: 'app-start',
    title: 'App start, p95',
    meaning: 'The application starts slowly.',
    unit: 'milliseconds',
    name: 'start_seconds',
    value: '95th percentile of the trace `_app_start` of the day, seconds (Performance Monitoring)',
  });

/** Time of network requests as the client sees them, p95. */
export const networkTime = (options: ClientAppOptions): Signal =>
  reported(options, {
    id: 'app-network',
    title: 'Network requests of the app, p95',
    meaning: 'Users wait for data.',
    unit: 'milliseconds',
    name: 'network_seconds',
    value: '95th percentile of the answer times of all network requests of the day, seconds (Performance Monitoring)',
  });

/** Share of screens that were drawn slowly or froze. */
export const slowFrames = (options: ClientAppOptions): Signal =>
  reported(options, {
    id: 'app-slow-frames',
    title: 'Slow and frozen frames',
    meaning: 'The application stutters.',
    unit: 'percent',
    name: 'slow_frames_ratio',
    value: 'slow and frozen frames of the day as a share of 1 of all frames (Performance Monitoring)',
  });

interface Reported extends Pick<Signal, 'id' | 'title' | 'meaning'> {
  readonly unit: Unit;
  /** Name of the gauge without what all of them begin with. */
  readonly name: string;
  /** What it counts, with its unit. */
  readonly value: string;
}

function reported(options: ClientAppOptions, { name, value, ...shown }: Reported): Signal {
  const google = options.dataSource === 'google';
  const metric = `client_app_${name}`;
  return entry(
    {
      ...shown,
      dataSource: google ? 'google' : 'prometheus',
      legend: '{{app_version}}',
      brought: { name: metric, labels: ['app_version'], value },
      expression: (scope) =>
        `max by (app_version) (${newest(reportAge, (google ? selectCustom : select)(scope, metric, options.matchers))})`,
      sample: (scope, level) => [
        (google ? sampleOfCustom : sampleOf)(scope, metric, { app_version: '1.2.3', ...options.matchers }, held(level)),
      ],
    },
    options,
  );
}
