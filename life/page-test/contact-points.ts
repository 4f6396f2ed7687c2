import { fittedName } from '../../model/names';
import type { Channel, Receiver } from '../../model/on-call';
import { testMark } from '../../model/page-test';
import { channelsOf, contactPointOf, type ProductEnvironment } from '../../model/product-environment';
import { type Severity, severities } from '../../model/severity';
import { grafanaAuthorization } from '../../settings/grafana-authorization';
import { mayBeGivenSecrets, send, type VendorRequest } from '../http-attempts';
import type { TestContext, TestRoute, TestWay } from './route';

const credentialVariable = 'GRAFANA_AUTH';
const addressVariable = 'OPSKEEP_GRAFANA_URL';

/**
 * Every contact point of Grafana: a rule that always fires, delivered as the rules of the product are, and removed again. Grafana's own
 * test of a contact point is no part of its documented interface and went away with version 13; alert rules are part of it.
 */
export function contactPointWay({ environment, settings, variables, pause }: TestContext): TestWay {
  const credential = variables[credentialVariable] ?? '';
  const address = variables[addressVariable] ?? settings.global('grafana.url');
  const rules = `${(address ?? '$GRAFANA_URL').replace(/\/+$/, '')}/api/v1/provisioning/alert-rules`;
  const ask = async (part: Pick<VendorRequest, 'method' | 'url' | 'body' | 'done'>): Promise<string | undefined> => {
    const authorization = grafanaAuthorization(credential);
    // Without the second header nobody could remove a rule by hand that an interrupted run left.
    const headers = { authorization, 'x-disable-provenance': 'true' };
    const secret = { forms: [credential, authorization.replace(/^\S+ /, '')], name: '<credential>' };
    const problem = await send({ ...part, headers, secret, pause });
    return problem === undefined ? undefined : `Grafana did not take it: ${problem}`;
  };
  return {
    routes: channelsOf(environment).map((channel): TestRoute => {
      const rule = testRule(environment, channel);
      const remove = { method: 'DELETE', url: `${rules}/${rule.uid}`, done: [204, 404] } as const;
      return {
        name: `contact point ${rule.notification_settings.receiver}`,
        arrives: `must arrive within two minutes: ${receiversOf(environment, channel).map(place).join(', ')}`,
        plan: { sends: { POST: rules, body: rule }, takesBack: { DELETE: remove.url } },
        end: 'rule removed, which resolves it',
        // One that an interrupted run left would be in the way.
        send: async () => (await ask(remove)) ?? ask({ method: 'POST', url: rules, body: rule, done: [201] }),
        takeBack: () => ask(remove),
      };
    }),
    missing: [
      ...(credential === '' ? [`${credentialVariable} is not set: a token of a Grafana service account that may write alert rules.`] : []),
      ...(address === undefined ? ['grafana.url is not set in settings.json.'] : []),
      ...(address === undefined || mayBeGivenSecrets(address) ? [] : [`${addressVariable} must begin with https://.`]),
    ],
  };
}

/** Where it does not page, a contact point has no pager. */
const receiversOf = ({ posture }: ProductEnvironment, { receivers }: Channel): readonly Receiver[] =>
  receivers.filter(({ kind }) => posture.pages || kind !== 'pagerduty');

function place(receiver: Receiver): string {
  if (receiver.kind === 'slack') return `Slack ${receiver.channel}`;
  return receiver.kind === 'email' ? receiver.address : 'PagerDuty';
}

function testRule(environment: ProductEnvironment, channel: Channel) {
  const { product, environment: name, id } = environment;
  const expressions = { type: '__expr__', uid: '__expr__' };
  return {
    uid: fittedName('grafanaUid', `page-test-${id}-${channel.name}`),
    title: `${testMark} ${product.title} ${name}: channel ${channel.name}. Nothing is wrong`,
    folderUID: id,
    ruleGroup: 'page-test',
    condition: 'A',
    for: '0s',
    noDataState: 'OK',
    execErrState: 'OK',
    isPaused: false,
    data: [
      {
        refId: 'A',
        datasourceUid: expressions.uid,
        relativeTimeRange: { from: 0, to: 0 },
        model: { refId: 'A', type: 'math', expression: '1 == 1', datasource: expressions },
      },
    ],
    labels: { severity: testSeverity(environment, channel), component: product.onCall.catchAll, product: product.id, environment: name },
    annotations: {
      summary: `${testMark} Nothing is wrong`,
      description: 'Sent by npm run page-test, which takes it back again.',
    },
    notification_settings: {
      receiver: contactPointOf(environment, 'info', channel.name),
      group_by: ['alertname', 'grafana_folder', 'component'],
      group_wait: '1s',
      group_interval: '1m',
      repeat_interval: '4h',
    },
  };
}

/** A channel is mostly named after the severity that it carries; through a pager the test must open an incident. */
function testSeverity(environment: ProductEnvironment, channel: Channel): Severity {
  const named = severities.find((severity) => severity === channel.name);
  return named ?? (receiversOf(environment, channel).some(({ kind }) => kind === 'pagerduty') ? 'error' : 'info');
}
