/** What only logs tell. Loki; streams carry the labels `product`, `environment` and `service`, lines are JSON. */
import { Duration } from '../model/duration';
import type { Signal } from '../model/signal';
import { type EntryDefaults, entry, type ServiceOptions, type WindowOptions } from './catalogue';
import { jsonLines, linesIn, logLines } from './log-lines';

export interface LogOptions extends ServiceOptions, WindowOptions {}

const day = Duration.days(1);

/** Lines of level error. */
export function errorLines(options: LogOptions): Signal {
  const { window = day } = options;
  return entry(
    {
      id: 'log-error-lines',
      part: options.service,
      title: `Error lines of the last ${window}`,
      meaning: 'Errors that the services wrote to their logs.',
      dataSource: 'loki',
      unit: 'count',
      legend: '{{service}}',
      expression: (scope) => linesIn(window, jsonLines(options, scope, '| level=~"error|fatal"'), 'service'),
    },
    options,
  );
}

export interface StatusCountOptions extends LogOptions {
  /** Status codes as a regular expression. @default `[45]..` */
  readonly status?: string;
}

/** Answers with client and server errors in access logs, by status code. */
export function statusCounts(options: StatusCountOptions): Signal {
  const { window = day, status = '[45]..' } = options;
  return entry(
    {
      id: 'log-status-counts',
      part: options.service,
      title: `Answers with an error status, last ${window}`,
      meaning: 'Bursts of 403 and 404 are probing, bursts of 500 are faults.',
      dataSource: 'loki',
      unit: 'count',
      legend: '{{status}}',
      expression: (scope) => linesIn(window, jsonLines(options, scope, `| status=~${JSON.stringify(status)}`), 'status'),
    },
    options,
  );
}

/** As {@link statusCounts}, by path: where the errors are. */
export function statusCountsByPath(options: StatusCountOptions): Signal {
  const { window = day, status = '[45]..' } = options;
  return entry(
    {
      id: 'log-status-counts-by-path',
      part: options.service,
      title: `Paths with the most error answers, last ${window}`,
      meaning: 'Where callers get errors.',
      dataSource: 'loki',
      unit: 'count',
      legend: '{{status}} {{path}}',
      panel: 'table',
      expression: (scope) =>
        `topk(20, ${linesIn(window, jsonLines(options, scope, `| status=~${JSON.stringify(status)}`), 'status', 'path')})`,
    },
    options,
  );
}

export interface TopAddressOptions extends LogOptions {
  /** Number of addresses. @default 20 */
  readonly top?: number;
}

/** Client addresses with the most lines that a filter keeps. */
function busiestAddresses(
  options: TopAddressOptions,
  keep: string,
  { id, title, meaning }: Pick<EntryDefaults, 'id' | 'title' | 'meaning'>,
): Signal {
  const { window = day, top = 20 } = options;
  return entry(
    {
      id,
      part: options.service,
      title: `${title}, last ${window}`,
      meaning,
      dataSource: 'loki',
      unit: 'count',
      legend: '{{remote_addr}}',
      panel: 'bargauge',
      expression: (scope) => `topk(${top}, ${linesIn(window, jsonLines(options, scope, keep), 'remote_addr')})`,
    },
    options,
  );
}

/** Client addresses with the most requests. */
export function topAddresses(options: TopAddressOptions): Signal {
  return busiestAddresses(options, '| remote_addr!=""', {
    id: 'log-top-addresses',
    title: 'Client addresses with the most requests',
    meaning: 'A single address far above all others is a robot or an attack.',
  });
}

/** Requests that look like an injection: SQL, script or path traversal in the request line. */
export function injectionHits(options: LogOptions): Signal {
  const { window = day } = options;
  const patterns = '(?i)(union(\\+|%20| )select|<script|%3cscript|\\.\\./|%2e%2e%2f|/etc/passwd|;--|sleep\\()';
  return entry(
    {
      id: 'log-injection-hits',
      part: options.service,
      title: `Requests that look like an injection, last ${window}`,
      meaning: 'Somebody tries known attacks; a rise with answers of 200 needs a look at once.',
      dataSource: 'loki',
      unit: 'count',
      legend: '{{service}}',
      expression: (scope) => linesIn(window, logLines(options, scope, `|~ ${JSON.stringify(patterns)}`), 'service'),
    },
    options,
  );
}

/** Refused requests, by address: anomalies of the access logs. */
export function refusedByAddress(options: TopAddressOptions): Signal {
  return busiestAddresses(options, '| status=~"401|403"', {
    id: 'log-refused-by-address',
    title: 'Addresses with the most refused requests',
    meaning: 'Many 401 and 403 from one address: somebody tries doors.',
  });
}
