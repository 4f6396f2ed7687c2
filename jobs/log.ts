import { jobSettings } from '../model/job-settings';

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Structured lines, one JSON object each, in which no secret appears. */
export interface Log {
  /** Progress. */
  info(event: string, fields?: LogFields): void;
  /** What went wrong. */
  error(event: string, fields?: LogFields): void;
}

/** Variables whose values are secrets wherever they turn up. */
const secretVariables: readonly string[] = [
  'PGPASSWORD',
  jobSettings.repositoryToken,
  jobSettings.hostCertificateKey,
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
];

/** Shorter values would blot out ordinary words. */
const shortestSecret = 4;

/** Replaces what must not be read: values of the secret variables, and passwords inside of addresses. */
export function redactor(environment: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const values = secretVariables.flatMap((name) => environment[name] ?? []).filter((value) => value.length >= shortestSecret);
  // The longest first, so that a secret that contains another is replaced as a whole.
  const secrets = [...new Set(values.flatMap((value) => [value, encodeURIComponent(value)]))].sort((a, b) => b.length - a.length);
  return (text) => {
    const blotted = secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
    return blotted.replace(/(\w:\/\/[^\s:/@]*:)[^\s/@]+@/g, '$1***@').replace(/(password\s*=\s*)('[^']*'|\S+)/gi, '$1***');
  };
}

/** A log that writes to `write`, every line with the fields of `common`. */
export function jobLog(write: (line: string) => void, redact: (text: string) => string, common: LogFields): Log {
  const line = (level: 'info' | 'error', event: string, fields: LogFields = {}): void => {
    const entry: LogFields = { time: new Date().toISOString(), level, event, ...common, ...fields };
    write(JSON.stringify(entry, (_, value) => (typeof value === 'string' ? redact(value) : value)));
  };
  return { info: (event, fields) => line('info', event, fields), error: (event, fields) => line('error', event, fields) };
}
