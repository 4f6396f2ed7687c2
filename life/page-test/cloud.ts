import { pageTestAlarm, pageTestLog, testMark } from '../../model/page-test';
import type { ProductEnvironment } from '../../model/product-environment';
import { type ShellSetting, shellValue } from '../../settings/shell-values';
import { hasPageTopic } from '../../stacks/monitoring-plan';
import type { TestContext, TestRoute, TestWay } from './route';

/** The alarms of the cloud itself, which reach PagerDuty without Grafana. They are raised with the credentials of `aws` and `gcloud`. */
export function cloudWay(context: TestContext): TestWay {
  const { environment, settings } = context;
  const { product, environment: name } = environment;
  const onAws = hasPageTopic(environment);
  const onGoogle = product.cloud === 'google' && environment.posture.pages && environment.backups.length > 0;
  const needed: readonly ShellSetting[] = [...(onAws ? (['aws.region'] as const) : []), ...(onGoogle ? (['google.project'] as const) : [])];
  return {
    routes: [...(onAws ? [alarmRoute(context)] : []), ...(onGoogle ? [logRoute(context)] : [])],
    missing: needed
      .filter((key) => settings.environment(product.name, name, key) === undefined)
      .map((key) => `products.${product.name}.${name}.${key} is not set in settings.json.`),
  };
}

function alarmRoute({ environment, settings, run }: TestContext): TestRoute {
  const alarm = pageTestAlarm(environment.id);
  const region = shellValue(settings, environment, 'aws.region');
  const set = (state: 'ALARM' | 'OK', reason: string): readonly string[] => [
    'aws',
    'cloudwatch',
    'set-alarm-state',
    '--region',
    region,
    '--alarm-name',
    alarm,
    '--state-value',
    state,
    '--state-reason',
    reason,
  ];
  const sends = set('ALARM', testReason(environment));
  const takesBack = set('OK', 'The test is over');
  return {
    name: `CloudWatch alarm ${alarm}`,
    arrives: 'must open an incident without Grafana',
    plan: { sends, takesBack },
    end: 'set to OK, which resolves it',
    send: async () => failure(run, sends),
    takeBack: async () => failure(run, takesBack),
  };
}

function logRoute({ environment, settings, run }: TestContext): TestRoute {
  const log = pageTestLog(environment.id);
  const project = shellValue(settings, environment, 'google.project');
  const sends = ['gcloud', 'logging', 'write', log, testReason(environment), '--severity=ERROR', `--project=${project}`];
  const end = 'Cloud Monitoring ends it by itself half an hour after the entry';
  return {
    name: `Cloud Monitoring, log ${log}`,
    arrives: 'must open an incident without Grafana',
    plan: { sends, takesBack: end },
    end,
    send: async () => failure(run, sends),
    takeBack: async () => undefined,
  };
}

const testReason = ({ product, environment }: ProductEnvironment): string =>
  `${testMark} ${product.title} ${environment}: sent by npm run page-test. Nothing is wrong`;

function failure(run: TestContext['run'], command: readonly string[]): string | undefined {
  const [program] = command;
  const { code } = run(command);
  if (code === undefined) return `${program} is not on this machine`;
  return code === 0 ? undefined : `${program} ended with ${code}`;
}
