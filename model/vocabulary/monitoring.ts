import type { Dashboard, DashboardRow, Panel } from '../dashboard';
import { Duration } from '../duration';
import type { MaintenanceWindow } from '../maintenance';
import type { Probe } from '../probe';
import type { ProductInput } from '../product';
import { timeOfDay, type Weekday } from '../schedule';
import type { Signal } from '../signal';

export interface DashboardOptions {
  readonly uid?: string;
  readonly links?: Dashboard['links'];
  readonly meets?: readonly string[];
}

/** A dashboard from top to bottom. */
export function dashboard(name: string, title: string, rows: readonly DashboardRow[], options: DashboardOptions = {}): Dashboard {
  return {
    name,
    title,
    ...(options.uid === undefined ? {} : { seedUid: options.uid }),
    rows,
    links: options.links ?? [],
    meets: options.meets ?? [],
  };
}

export const row = (title: string, ...panels: readonly Panel[]): DashboardRow => ({ title, panels });

/** The alerts of the product environment that fire now. */
export const alertList = (title: string, ...meets: readonly string[]): Panel => ({ kind: 'alert-list', title, meets });

/** Those of some signals alone. */
export const alertListOf = (title: string, signals: readonly Signal[], ...meets: readonly string[]): Panel => ({
  kind: 'alert-list',
  title,
  signals,
  meets,
});

export const text = (title: string, markdown: string, ...meets: readonly string[]): Panel => ({ kind: 'text', title, markdown, meets });

export interface ProbeOptions {
  readonly component: string;
  /** For status pages of vendors. */
  readonly vendor?: string;
  readonly host: string;
  readonly path: string;
  /** @default 443 */
  readonly port?: number;
  /** @default true */
  readonly tls?: boolean;
  /** @default every minute */
  readonly interval?: Duration;
  readonly meets?: readonly string[];
}

/** A GET that must answer with 200. */
export function probe(name: string, options: ProbeOptions): Probe {
  return {
    name,
    component: options.component,
    ...(options.vendor === undefined ? {} : { vendor: options.vendor }),
    host: options.host,
    path: options.path,
    port: options.port ?? 443,
    tls: options.tls ?? true,
    interval: options.interval ?? Duration.minutes(1),
    status: 200,
    meets: options.meets ?? [],
  };
}

export interface WindowOptions {
  readonly title: string;
  readonly weekday: Weekday;
  /** `HH:MM` */
  readonly from: string;
  readonly duration: Duration;
  readonly zone: string;
  /** @default false: every week */
  readonly firstOfMonth?: boolean;
  /** @default nothing: backups run through it */
  readonly stops?: readonly string[];
  readonly meets?: readonly string[];
}

export function maintenanceWindow(name: string, options: WindowOptions): MaintenanceWindow {
  return {
    name,
    title: options.title,
    weekday: options.weekday,
    start: timeOfDay(options.from),
    duration: options.duration,
    zone: options.zone,
    firstOfMonth: options.firstOfMonth ?? false,
    stops: options.stops ?? [],
    meets: options.meets ?? [],
  };
}

const inputPatterns = {
  host: { pattern: '^[a-z0-9-]+([.][a-z0-9-]+)+$', example: 'app.example.com' },
  url: { pattern: '^https://[^ ]+$', example: 'https://status.example.com' },
  email: { pattern: '^[^@ ]+@[^@ ]+[.][^@ ]+$', example: 'ops@example.com' },
  path: { pattern: '^/', example: '/health' },
  words: { pattern: '.', example: 'Example Ltd, +00 000' },
} as const;

/** A value that the runbook leaves open: a host name, a path, an https address, an e-mail address or plain words. */
export function input(name: string, kind: keyof typeof inputPatterns, meaning: string, ...meets: readonly string[]): ProductInput {
  return { name, meaning, ...inputPatterns[kind], meets };
}
