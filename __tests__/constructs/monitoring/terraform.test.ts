/** Everything of one product environment, read by Terraform itself. */
import { panelId } from '../../../model/monitoring-names';
import { offlineWorkspace } from '../../support/offline-workspace';
import { describeWithTool } from '../../support/optional-tools';
import type { StackJson } from '../../support/schema-provider';
import { renderStack } from '../../support/synth';
import { terraformAvailable } from '../../support/terraform';
import { changedAddresses, errorsOf } from '../../support/workspace';
import { sampleMonitoring } from './sample-monitoring';

const ONE_STACK_MS = 60_000;

const variables = {
  prometheus_uid: 'prometheus-uid',
  google_uid: 'google-uid',
  google_project: 'shop-project',
  loki_uid: 'loki-uid',
  domain: 'shop.example',
  runbook_base: 'https://runbooks.shop.example',
  pagerduty_key: 'routing-key',
  slack_token: 'token',
};

/** The sample without cdktf's backend, which lies in the working folder. */
function sampleStack(environment: string): StackJson {
  const json = renderStack((stack) => {
    sampleMonitoring(stack, {}, environment);
  });
  const { backend: _, ...terraform } = json.terraform as Record<string, unknown>;
  return { ...json, terraform };
}

describeWithTool('terraform', terraformAvailable, () => {
  const workspace = offlineWorkspace({ variables });

  it(
    'the monitoring of a product environment is valid, applies, and then plans nothing',
    async () => {
      const stack = workspace().stackFromJson('production', sampleStack('production'));
      await stack.init();
      expect(errorsOf(await stack.validate())).toEqual([]);
      expect(changedAddresses(await stack.plan())).toHaveLength(11);
      const { values } = await stack.apply();
      const dashboard = values?.root_module.resources?.find(({ type }) => type === 'grafana_dashboard');
      const model = JSON.parse(String(dashboard?.values.config_json));
      expect(model.panels[1].id).toBe(panelId('error-ratio'));
      expect(model.panels[1].targets[0].expr).toContain('job=~"${job}"');
      expect(model.panels[1].datasource).toEqual({ type: 'prometheus', uid: '${prometheus_datasource}' });
      expect(model.templating.list[0].current).toEqual({ text: 'prometheus-uid', value: 'prometheus-uid' });
      expect(changedAddresses(await stack.plan())).toEqual([]);
    },
    ONE_STACK_MS,
  );

  it(
    'where nobody is paged, it asks for no pager key',
    async () => {
      const json = sampleStack('staging');
      expect(Object.keys(json.variable as object)).not.toContain('pagerduty_key');
      const stack = workspace().stackFromJson('staging', json);
      await stack.init();
      expect(errorsOf(await stack.validate())).toEqual([]);
    },
    ONE_STACK_MS,
  );
});
