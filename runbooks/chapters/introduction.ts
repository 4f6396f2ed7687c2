import { isActive, type ProductInput } from '../../model/product';
import type { RunbookText } from '../../model/runbook';
import type { RunbookContext } from '../context';
import { bullets, code, table } from '../markdown';
import { meetsOf, type Section } from '../section';

/** What stands above the chapters: what this is, whose it is, and how old. */
export function headerBlocks(context: RunbookContext, text: RunbookText | undefined): readonly string[] {
  const { product, grafana, grafanaIsSet } = context;
  const rows = [
    ...(text?.header ?? []).map(({ label, value }) => [label, value]),
    ['Owner of what nobody else owns', context.roleTitle(product.owner)],
    ['Cloud', product.cloud === 'aws' ? 'Amazon Web Services' : 'Google Cloud'],
    ...(isActive(product) ? [] : [['State', `**${product.state}**: see [What is left](#what-is-left)`]]),
    ['Environments', product.environments.join(', ')],
    ['Time zone of all clock times', product.zone],
    ['Class of the data', product.dataClass],
    ['Grafana', grafanaIsSet ? grafana : `${grafana} (an example: ${code('grafana.url')} is not set)`],
  ];
  return table(['What', 'Value'], rows);
}

/** How to read the runbook and what to have at hand. */
export function howToUse(context: RunbookContext): Section {
  const { product, main } = context;
  const { environment } = main;
  const other = product.environments.find((name) => name !== environment.environment);
  return {
    title: 'How to use this runbook',
    meets: meetsOf(product.inputs),
    body: [
      ...bullets([
        'An alert links to its section under [Alerts](#alerts): first checks, what mends it, who is next.',
        'Something is wrong without an alert: find its class under [Incident classes](#incident-classes), then its section.',
        'Data is lost or damaged: go to [Restore](#restore) at once.',
        `Commands name ${environment.environment}.${other === undefined ? '' : ` Elsewhere, replace ${code(environment.id)} by ${code(`${product.id}-${other}`)}, for example.`}`,
        'Figures marked "assumed" are ours, because the source runbook is silent.',
        ...product.inputs
          .slice(0, 1)
          .map(({ name }) => `A name in braces, such as ${code(`{${name}}`)}, is an input that settings have not given yet.`),
        'Telephone numbers stand nowhere in this project: they are in PagerDuty.',
      ]),
      `Commands use these shell variables; set them in the shell before the first one.`,
      ...table(['Variable', 'Meaning', 'Setting'], [...placeVariables(context), ...inputVariables(product.inputs)]),
    ],
  };
}

function placeVariables({ product }: RunbookContext): readonly (readonly string[])[] {
  return product.cloud === 'aws'
    ? [
        [code('ACCOUNT_ID'), 'account of the environment', code('aws.accountId')],
        [code('AWS_REGION'), 'region of the backups', code('aws.region')],
        [code('SUBNETS'), 'private subnets of the jobs, with commas', code('aws.subnetIds')],
        [code('SECURITY_GROUPS'), 'security groups of the jobs, with commas', code('aws.securityGroupIds')],
        [code('DATABASE_HOST'), 'direct address of the database', code('aws.databaseHost')],
        [code('OWN_PROFILE'), 'your own profile of the AWS CLI', 'yours'],
        [code('MFA_DEVICE_ARN'), 'ARN of your second factor', 'yours'],
      ]
    : [
        [code('PROJECT'), 'project of the environment', code('google.project')],
        [code('LOCATION'), 'location of data and jobs', code('google.location')],
        [code('BACKUP_PROJECT'), 'project of the copies that outlive the first', code('google.backupProject')],
        [code('UPLOADS_BUCKET'), 'bucket of the uploaded files', code('google.uploadsBucket')],
      ];
}

/** `app_host` becomes `APP_HOST`. */
export const inputVariable = (name: string): string => name.toUpperCase();

function inputVariables(inputs: readonly ProductInput[]): readonly (readonly string[])[] {
  return inputs.map(({ name, meaning }) => [code(inputVariable(name)), meaning, code(`inputs.${name}`)]);
}
