import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  ConstantVariableBuilder,
  DashboardBuilder,
  type Dashboard as DashboardJson,
  type DashboardLink,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { type Dashboard, isSignal, signalsOf } from '../../model/dashboard';
import { reportFinding } from '../../model/finding';
import { panelId } from '../../model/monitoring-names';
import { checkUnique } from '../../model/names';
import type { ProductEnvironment } from '../../model/product-environment';
import { UTC } from '../../model/time-zone';
import { fillInputs } from '../input-text';
import { type DataSource, type DataSources, dataSourceOf, pluginIds } from './data-sources';
import { otherPanel, otherPanelKey } from './other-panel';
import { layoutRows } from './panel-layout';
import { dataSourceVariable, projectVariable } from './panel-query';
import { signalPanel } from './signal-panel';

/** What a dashboard is drawn from. */
export interface DashboardContext {
  readonly environment: ProductEnvironment;
  readonly dataSources: DataSources;
  readonly inputs: Readonly<Record<string, string>>;
  readonly uid: string;
}

/** The dashboard in Grafana's classic JSON model. The same declaration gives the same bytes. */
export function dashboardModel(dashboard: Dashboard, context: DashboardContext): DashboardJson {
  const { environment, uid } = context;
  const where = `${environment.place} / dashboard ${dashboard.name}`;
  const { product } = environment;
  const builder = new DashboardBuilder(dashboard.title)
    .uid(uid)
    .tags(['opskeep', product.id, environment.environment])
    .timezone(product.zone === UTC ? 'utc' : product.zone)
    .refresh('1m')
    .time({ from: 'now-6h', to: 'now' })
    // Changes by hand would be lost with the next deployment.
    .readonly();
  addVariables(builder, sourcesOf(dashboard, context.dataSources, where));
  addLinks(builder, dashboard, context, where);
  addRows(builder, dashboard, environment);
  checkPanelIds(dashboard, where);
  return builder.build();
}

/** One data source for each language that the signals speak, in the order of their first use. */
function sourcesOf(dashboard: Dashboard, dataSources: DataSources, where: string): readonly DataSource[] {
  const kinds = new Set(signalsOf(dashboard).map(({ dataSource }) => dataSource));
  return [...kinds].map((kind) => dataSourceOf(dataSources, kind, where));
}

function addVariables(builder: DashboardBuilder, sources: readonly DataSource[]): void {
  for (const { kind, uid, project } of sources) {
    const variable = new DatasourceVariableBuilder(dataSourceVariable(kind)).label('Data source').type(pluginIds[kind]);
    builder.withVariable(variable.current({ text: uid, value: uid }));
    if (kind === 'google') builder.withVariable(new ConstantVariableBuilder(projectVariable).value(project));
  }
}

function addLinks(builder: DashboardBuilder, dashboard: Dashboard, { environment, inputs }: DashboardContext, where: string): void {
  const siblings = new DashboardLinkBuilder(`${environment.product.title} ${environment.environment}`);
  builder.link(
    inHeader(
      siblings.type(DashboardLinkType.Dashboards).tags([environment.product.id, environment.environment]).asDropdown(true).keepTime(true),
    ),
  );
  for (const { title, url } of dashboard.links) {
    builder.link(
      inHeader(
        new DashboardLinkBuilder(title)
          .type(DashboardLinkType.Link)
          .icon('external link')
          .url(fillInputs(url, inputs, where))
          .targetBlank(true),
      ),
    );
  }
}

/** The SDK always hides links in a menu of the controls. */
function inHeader(link: DashboardLinkBuilder): Builder<DashboardLink> {
  const { placement: _, ...visible } = link.build();
  return { build: () => visible };
}

function addRows(builder: DashboardBuilder, dashboard: Dashboard, { scope }: ProductEnvironment): void {
  const layout = layoutRows(dashboard.rows);
  dashboard.rows.forEach((row, rowIndex) => {
    const places = layout[rowIndex];
    if (places === undefined) return;
    builder.withRow(new RowBuilder(row.title).id(panelId(rowKey(row.title))).gridPos(places.title));
    row.panels.forEach((panel, index) => {
      const place = places.panels[index];
      if (place === undefined) return;
      builder.withPanel(isSignal(panel) ? signalPanel(panel, scope, place) : otherPanel(row.title, panel, scope, place));
    });
  });
}

const rowKey = (title: string): string => `row/${title}`;

/** Two panels with one id are the same thing twice, or an accident of the hash: both are mended by another name. */
function checkPanelIds(dashboard: Dashboard, where: string): void {
  const keys = dashboard.rows.flatMap((row) => [
    rowKey(row.title),
    ...row.panels.map((panel) => (isSignal(panel) ? panel.id : otherPanelKey(row.title, panel))),
  ]);
  const twice = checkUnique(where, 'panel', keys);
  const collisions = checkUnique(
    where,
    'panel id',
    [...new Set(keys)].map((key) => String(panelId(key))),
  );
  for (const finding of [...twice, ...collisions]) reportFinding(finding, undefined);
}
