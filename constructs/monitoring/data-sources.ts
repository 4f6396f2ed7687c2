import { reportFinding } from '../../model/finding';
import { messages } from '../../model/messages';
import type { DataSourceKind } from '../../model/signal';
import { placeholder } from '../inputs';

/**
 * The data sources of Grafana by the language that they speak. Uids are inputs: looking them up would make every plan
 * ask Grafana.
 */
export interface DataSources {
  /** Uid of a Prometheus or anything that answers PromQL like it. */
  readonly prometheus?: string;
  /** Uid of a Cloud Monitoring data source, and the project whose metrics it reads. */
  readonly google?: { readonly uid: string; readonly project: string };
  /** Uid of a Loki. */
  readonly loki?: string;
}

/** A data source that signals of a kind are read from. */
export interface DataSource {
  readonly kind: DataSourceKind;
  readonly uid: string;
  /** Google project; empty for other kinds. */
  readonly project: string;
}

/** Grafana's name of the plugin of each kind. */
export const pluginIds: Readonly<Record<DataSourceKind, string>> = {
  prometheus: 'prometheus',
  google: 'stackdriver',
  loki: 'loki',
};

/** The data source of the kind; one that nobody has named is a finding. */
export function dataSourceOf(sources: DataSources, kind: DataSourceKind, where: string): DataSource {
  const found = kind === 'google' ? sources.google : uidOnly(sources[kind]);
  if (found !== undefined) return { kind, ...found };
  const known = (['prometheus', 'google', 'loki'] as const).filter((name) => sources[name] !== undefined);
  return reportFinding(messages.unknownName(where, 'data source', kind, known), { kind, uid: placeholder, project: '' });
}

function uidOnly(uid: string | undefined): { uid: string; project: string } | undefined {
  return uid === undefined ? undefined : { uid, project: '' };
}
