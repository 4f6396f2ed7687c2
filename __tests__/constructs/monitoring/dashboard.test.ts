import { TerraformVariable } from 'cdktf';
import { recordedMeets } from '../../../constructs/coverage';
import { MonitoringFolder } from '../../../constructs/monitoring/monitoring-folder';
import { ProductDashboard, type ProductDashboardProps } from '../../../constructs/monitoring/product-dashboard';
import type { Dashboard, Panel } from '../../../model/dashboard';
import { panelId } from '../../../model/monitoring-names';
import { above } from '../../../model/signal';
import { clientApp } from '../../../signals';
import { sampleEnvironment } from '../../support/sample-product';
import { renderStack, resourcesOf } from '../../support/synth';
import { availability, errorRatio, overview, signIns } from './sample-monitoring';

interface Rendered {
  readonly resource: Readonly<Record<string, unknown>>;
  /** What Grafana gets: the text after Terraform has read its `$${` and `%%{`. */
  readonly model: Readonly<Record<string, unknown>>;
  readonly meets: readonly string[];
  readonly uid: string;
}

function render(dashboard: Dashboard, changes: Partial<ProductDashboardProps> = {}): Rendered {
  let uid = '';
  let meets: readonly string[] = [];
  const stack = renderStack((scope) => {
    const environment = changes.environment ?? sampleEnvironment();
    const folder = new MonitoringFolder(scope, 'folder', { environment });
    const token = (name: string): string => new TerraformVariable(scope, name, { type: 'string' }).stringValue;
    const dataSources = {
      prometheus: token('prometheus_uid'),
      google: { uid: token('google_uid'), project: token('google_project') },
      loki: token('loki_uid'),
    };
    const built = new ProductDashboard(scope, 'dashboard', {
      environment,
      dashboard,
      folder,
      dataSources,
      inputs: { domain: token('domain') },
      ...changes,
    });
    uid = built.uid;
    meets = recordedMeets(built.node.findChild('dashboard'));
  });
  const [resource] = Object.values(resourcesOf(stack, 'grafana_dashboard'));
  if (resource === undefined) throw new Error('no dashboard was rendered');
  const text = String(resource.config_json).replace(/([$%])\1\{/g, '$1{');
  return { resource, model: JSON.parse(text), meets, uid };
}

const withPanels = (...panels: readonly Panel[]): Dashboard => ({ ...overview, rows: [{ title: 'Row', panels }], links: [] });

const panelsOf = ({ model }: Rendered): readonly Readonly<Record<string, unknown>>[] =>
  model.panels as readonly Readonly<Record<string, unknown>>[];

const targetsOf = (panel: Panel): unknown => panelsOf(render(withPanels(panel)))[1]?.targets;

describe('a product dashboard', () => {
  it('says which metric is missing where the product has to write it, and nothing of that elsewhere', () => {
    const emptyText = (panel: Panel): unknown =>
      (panelsOf(render(withPanels(panel)))[1] as { fieldConfig: { defaults: { noValue?: string } } }).fieldConfig.defaults.noValue;
    expect(emptyText(clientApp.startTime({ component: 'app' }))).toBe('The product does not write client_app_start_seconds');
    expect(emptyText(errorRatio())).toBeUndefined();
  });

  it('is a panel for each signal, with its limits in display units and the requirements that it meets', () => {
    expect(panelsOf(render(withPanels(errorRatio())))).toEqual([
      { type: 'row', collapsed: false, id: panelId('row/Row'), panels: [], title: 'Row', gridPos: { x: 0, y: 0, w: 24, h: 1 } },
      {
        type: 'timeseries',
        id: panelId('error-ratio'),
        title: 'Error ratio',
        description: 'Requests fail.\n\nRequirements: S-MET-01, S-ALERT-02, S-ALERT-01, S-ALERT-03',
        gridPos: { x: 0, y: 1, w: 12, h: 8 },
        transparent: false,
        repeatDirection: 'h',
        datasource: { type: 'prometheus', uid: '${prometheus_datasource}' },
        targets: [
          {
            refId: 'A',
            expr:
              '(sum(rate(errors{product="shop",environment="production",job=~"${job}"}[5m]))' +
              ' / sum(rate(requests{product="shop",environment="production"}[5m]))) * 100',
            legendFormat: '{{code}}',
            range: true,
            instant: false,
          },
        ],
        options: {
          legend: { displayMode: 'table', placement: 'bottom', showLegend: true, calcs: ['lastNotNull', 'max'] },
          tooltip: { mode: 'multi', sort: 'desc' },
        },
        fieldConfig: {
          defaults: {
            unit: 'percent',
            custom: { thresholdsStyle: { mode: 'line' }, fillOpacity: 10 },
            thresholds: {
              mode: 'absolute',
              steps: [
                { value: null, color: 'green' },
                { value: 1, color: 'light-yellow' },
                { value: 5, color: 'yellow' },
                { value: 10, color: 'red' },
              ],
            },
          },
          overrides: [],
        },
      },
    ]);
  });

  it('escapes what belongs to Grafana and keeps what belongs to Terraform', () => {
    const dashboard = withPanels({ kind: 'text', title: 'Text', markdown: '${__field.name} %{x} $$ {{code}}', meets: [] }, errorRatio());
    const text = String(render(dashboard).resource.config_json);
    expect(text).toContain('"content":"$${__field.name} %%{x} $$ {{code}}"');
    expect(text).toContain('"uid":"$${prometheus_datasource}"');
    expect(text).toContain('"current":{"text":"${var.prometheus_uid}","value":"${var.prometheus_uid}"}');
    expect([...text.matchAll(/(?<![$%])[$%]\{[^}]*\}/g)].map(([interpolation]) => interpolation)).toEqual([
      '${var.prometheus_uid}',
      '${var.prometheus_uid}',
    ]);
  });

  it('lies in its folder, never takes the place of a foreign dashboard, and cannot be edited by hand', () => {
    const { resource, model } = render(withPanels(errorRatio()));
    const { config_json: _, ...rest } = resource;
    expect(rest).toEqual({ folder: expect.stringMatching(/^\$\{grafana_folder\.folder_[0-9A-F]{8}\.uid\}$/), overwrite: false });
    const { panels: __, templating: ___, ...settings } = model;
    expect(settings).toEqual({
      uid: 'shop-overview',
      title: 'Shop overview',
      tags: ['opskeep', 'shop', 'production'],
      timezone: 'utc',
      refresh: '1m',
      time: { from: 'now-6h', to: 'now' },
      editable: false,
      graphTooltip: 0,
      fiscalYearStartMonth: 0,
      schemaVersion: 42,
      annotations: {},
      links: [
        {
          title: 'Shop production',
          type: 'dashboards',
          tags: ['shop', 'production'],
          asDropdown: true,
          keepTime: true,
          icon: '',
          tooltip: '',
          targetBlank: false,
          includeVars: false,
        },
      ],
    });
  });

  it('names each data source once, as a variable, in the order of first use', () => {
    const { templating } = render(overview).model as { templating: { list: readonly Record<string, unknown>[] } };
    expect(templating.list.map(({ name, type, query, current, hide }) => ({ name, type, query, current, hide }))).toEqual([
      {
        name: 'prometheus_datasource',
        type: 'datasource',
        query: 'prometheus',
        current: { text: '${var.prometheus_uid}', value: '${var.prometheus_uid}' },
      },
      {
        name: 'stackdriver_datasource',
        type: 'datasource',
        query: 'stackdriver',
        current: { text: '${var.google_uid}', value: '${var.google_uid}' },
      },
      { name: 'google_project', type: 'constant', query: '${var.google_project}', hide: 2 },
      { name: 'loki_datasource', type: 'datasource', query: 'loki', current: { text: '${var.loki_uid}', value: '${var.loki_uid}' } },
    ]);
  });

  it('fills the inputs of the product into its links', () => {
    const links = render(overview).model.links as readonly Record<string, unknown>[];
    expect(links.map(({ title, url, targetBlank }) => ({ title, url, targetBlank }))).toEqual([
      { title: 'Shop production', url: undefined, targetBlank: false },
      { title: 'Shop', url: 'https://${var.domain}', targetBlank: true },
    ]);
  });

  it('asks Cloud Monitoring with a time series list, without which Grafana crashes', () => {
    expect(targetsOf(availability())).toEqual([
      {
        refId: 'A',
        queryType: 'promQL',
        aliasBy: 'Availability',
        promQLQuery: {
          projectName: '${google_project}',
          expr: '(avg(up{product="shop",environment="production"})) * 100',
          step: '$__interval',
        },
        timeSeriesList: { projectName: '${google_project}', crossSeriesReducer: '', filters: [], view: 'FULL' },
      },
    ]);
  });

  it('asks Loki for a range', () => {
    expect(targetsOf(signIns())).toEqual([
      {
        refId: 'A',
        queryType: 'range',
        expr: 'sum(rate({product="shop",environment="production",app="api"} |= "sign-in failed"[1m])) * 60',
        legendFormat: 'Failed sign-ins',
      },
    ]);
  });

  it('asks for the latest figures where it shows a table', () => {
    expect(targetsOf(errorRatio({ panel: 'table', unit: 'count', expression: () => 'up' }))).toEqual([
      { refId: 'A', expr: 'up', legendFormat: '{{code}}', format: 'table', instant: true, range: false },
    ]);
  });

  it('draws extra series beside the figure, in the same unit', () => {
    const extra = [{ legend: 'without planned work', expression: () => 'planned' }];
    expect(targetsOf(errorRatio({ expression: () => 'all', extra }))).toEqual([
      { refId: 'A', expr: '(all) * 100', legendFormat: '{{code}}', range: true, instant: false },
      { refId: 'B', expr: '(planned) * 100', legendFormat: 'without planned work', range: true, instant: false },
    ]);
  });

  it('lists the open alerts of its product environment only', () => {
    const [, panel] = panelsOf(render(withPanels({ kind: 'alert-list', title: 'Open alerts', meets: ['S-DASH-02'] })));
    expect(panel).toEqual({
      type: 'alertlist',
      id: panelId('Row/alert-list/Open alerts'),
      title: 'Open alerts',
      description: 'Requirements: S-DASH-02',
      gridPos: { x: 0, y: 1, w: 24, h: 8 },
      transparent: false,
      repeatDirection: 'h',
      options: {
        viewMode: 'list',
        groupMode: 'default',
        groupBy: [],
        maxItems: 50,
        sortOrder: 3,
        dashboardAlerts: false,
        alertName: '',
        alertInstanceLabelFilter: '{product="shop",environment="production"}',
        stateFilter: { firing: true, pending: true, noData: true, normal: false, error: true },
      },
    });
  });

  it('lists the open alerts of some signals alone where it names them', () => {
    const tiers = { warning: above(0.01), critical: above(0.05) };
    const signals = [errorRatio({ tiers, title: 'Errors (5xx)' })];
    const [, panel] = panelsOf(render(withPanels({ kind: 'alert-list', title: 'Open alerts', signals, meets: [] })));
    expect(panel).toMatchObject({
      options: {
        alertInstanceLabelFilter: '{product="shop",environment="production",alertname=~"Errors .5xx. .warning.|Errors .5xx. .critical."}',
      },
    });
  });

  it('places panels from left to right and never outside of the grid', () => {
    expect(panelsOf(render(overview)).map(({ gridPos }) => gridPos)).toEqual([
      { x: 0, y: 0, w: 24, h: 1 },
      { x: 0, y: 1, w: 12, h: 8 },
      { x: 12, y: 1, w: 6, h: 4 },
      { x: 0, y: 9, w: 12, h: 8 },
      { x: 0, y: 17, w: 24, h: 1 },
      { x: 0, y: 18, w: 24, h: 8 },
      { x: 0, y: 26, w: 24, h: 4 },
    ]);
  });

  it('keeps the id of a panel when others come before it', () => {
    const alone = panelsOf(render(withPanels(signIns())));
    const second = panelsOf(render(withPanels(errorRatio(), signIns())));
    expect(second[2]?.id).toBe(alone[1]?.id);
  });

  it('takes the uid of the runbook only where Grafana belongs to the product', () => {
    expect(render(overview).uid).toBe('shop-overview');
    expect(render(overview, { seedUids: true }).uid).toBe('overview');
  });

  it('records what the dashboard and all of its panels meet', () => {
    expect(render(overview).meets).toEqual(['S-DASH-01', 'S-MET-01', 'S-ALERT-02', 'S-ALERT-01', 'S-ALERT-03', 'S-ALERT-04', 'S-DASH-02']);
  });

  it('shows times in the zone of the product', () => {
    expect(render(overview, { environment: sampleEnvironment({ zone: 'Asia/Ho_Chi_Minh' }) }).model.timezone).toBe('Asia/Ho_Chi_Minh');
  });

  it('gives the same bytes each time', () => {
    expect(render(overview).resource.config_json).toBe(render(overview).resource.config_json);
  });

  it('refuses a uid that Grafana would cut', () => {
    expect(() => render({ ...overview, seedUid: undefined, name: 'a-dashboard-with-quite-a-long-name' })).toThrow(
      /"shop-production-a-dashboard-with-quite-a-long-name" \(50 characters\)[^]*40 characters \(Grafana\)/,
    );
  });

  it('refuses one signal twice, for two panels cannot have one id', () => {
    expect(() => render(withPanels(errorRatio(), errorRatio()))).toThrow(
      /two things are called the same panel \[duplicate-name\]\n {2}given {5}"error-ratio" twice/,
    );
  });

  it('refuses a signal whose data source nobody has named', () => {
    expect(() => render(withPanels(signIns()), { dataSources: { prometheus: 'uid' } })).toThrow(
      /unknown data source[^]*"loki"[^]*allowed {3}prometheus/,
    );
  });
});
