import type { Signal } from './signal';

/** A panel that shows something else than a signal. */
export type OtherPanel =
  | {
      readonly kind: 'alert-list';
      readonly title: string;
      /** Whose alerts it lists. @default every alert of the product environment */
      readonly signals?: readonly Signal[];
      readonly meets: readonly string[];
    }
  | { readonly kind: 'text'; readonly title: string; readonly markdown: string; readonly meets: readonly string[] };

export type Panel = Signal | OtherPanel;

export interface DashboardRow {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A dashboard; the signals on it are those that the product alerts on. */
export interface Dashboard {
  /** Unique within the product; the uid in Grafana is `<product>-<environment>-<name>` unless given. */
  readonly name: string;
  readonly title: string;
  /** The uid that the runbook links to, used in production where Grafana belongs to the product alone. */
  readonly seedUid?: string;
  readonly rows: readonly DashboardRow[];
  /** Links in its header. */
  readonly links: readonly { readonly title: string; readonly url: string }[];
  readonly meets: readonly string[];
}

export function isSignal(panel: Panel): panel is Signal {
  return 'expression' in panel;
}

export function signalsOf(dashboard: Dashboard): readonly Signal[] {
  return dashboard.rows.flatMap((row) => row.panels.filter(isSignal));
}

/** The signals of several dashboards: one that stands on many alerts once. */
export function distinctSignals(dashboards: readonly Dashboard[]): readonly Signal[] {
  return [...new Map(dashboards.flatMap(signalsOf).map((signal) => [signal.id, signal])).values()];
}
