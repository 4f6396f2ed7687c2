import { Construct } from 'constructs';
import { Dashboard as DashboardResource } from '../../.gen/providers/grafana/dashboard';
import { type Dashboard, isSignal } from '../../model/dashboard';
import { reportFinding } from '../../model/finding';
import { dashboardUid } from '../../model/monitoring-names';
import { checkNameLength } from '../../model/names';
import type { ProductEnvironment } from '../../model/product-environment';
import { recordMeets } from '../coverage';
import { terraformJson } from '../terraform-text';
import { dashboardModel } from './dashboard-model';
import type { DataSources } from './data-sources';
import type { MonitoringFolder } from './monitoring-folder';
import { panelMeets } from './signal-panel';

export interface ProductDashboardProps {
  readonly environment: ProductEnvironment;
  readonly dashboard: Dashboard;
  readonly folder: MonitoringFolder;
  readonly dataSources: DataSources;
  /** Whether the uids that runbooks link to may be used: this Grafana belongs to the product environment alone. @default false */
  readonly seedUids?: boolean;
  /** Values of the product's inputs that links name, e.g. `https://{domain}`. @default none */
  readonly inputs?: Readonly<Record<string, string>>;
}

/**
 * A dashboard of a product environment: one panel for each signal, with the limits that it alerts on. It never takes the place of a
 * dashboard that others made under its uid.
 */
export class ProductDashboard extends Construct {
  /** The uid, as text: links and alert rules name it before it exists. */
  readonly uid: string;

  constructor(scope: Construct, id: string, props: ProductDashboardProps) {
    super(scope, id);
    const { environment, dashboard, folder, dataSources, seedUids = false, inputs = {} } = props;
    this.uid = dashboardUid(environment, dashboard, seedUids);
    for (const finding of checkNameLength(`${environment.place} / dashboard ${dashboard.name}`, 'grafanaUid', this.uid))
      reportFinding(finding, undefined);
    const resource = new DashboardResource(this, 'dashboard', {
      folder: folder.uid,
      overwrite: false,
      configJson: terraformJson(dashboardModel(dashboard, { environment, dataSources, inputs, uid: this.uid })),
    });
    recordMeets(resource, meetsOf(dashboard));
  }
}

function meetsOf(dashboard: Dashboard): readonly string[] {
  const panels = dashboard.rows.flatMap((row) => row.panels).flatMap((panel) => (isSignal(panel) ? panelMeets(panel) : panel.meets));
  return [...new Set([...dashboard.meets, ...panels])];
}
