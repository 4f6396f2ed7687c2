/** LogQL that several entries share. */
import type { Duration } from '../model/duration';
import type { MetricScope } from '../model/signal';
import { type ServiceOptions, serviceLabels } from './catalogue';
import { grouped } from './figures';
import { matchersOf } from './selector';

/** The streams of the product environment, with the line filter and the parser after it. */
export const logLines = (options: ServiceOptions, scope: MetricScope, ...pipeline: readonly string[]): string =>
  [scope.match(...matchersOf(serviceLabels(options))), ...pipeline].join(' ');

/** Lines in a window, summed up by labels. */
export const linesIn = (window: Duration, lines: string, ...by: readonly string[]): string =>
  `sum${grouped(by)} (count_over_time(${lines} [${window.toShort()}]))`;

/** Drops lines that the parser did not understand. */
export const wellFormed = '| __error__=""';

/** What the application logs of a sign-in with wrong credentials. */
export const failedLoginLines = (options: ServiceOptions, scope: MetricScope): string =>
  logLines(options, scope, '|= "login_failed"', '| json', '| event="login_failed"', wellFormed);

/** Lines that are JSON and pass the filters, which see their fields as labels. */
export const jsonLines = (options: ServiceOptions, scope: MetricScope, ...filters: readonly string[]): string =>
  logLines(options, scope, '| json', ...filters, wellFormed);
