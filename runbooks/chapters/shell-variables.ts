import { reportFinding } from '../../model/finding';
import { messages } from '../../model/messages';
import type { RunbookContext } from '../context';
import { code, link, table } from '../markdown';
import { anchorOf, codes, type Section } from '../section';
import { variablesOf } from '../shell-variables';

/** A variable that commands read and a person sets. */
interface Variable {
  readonly name: string;
  /** What it is, and where its value is found. */
  readonly meaning: string;
  /** Setting that gives it, or whose it is. @default a value of the moment, which the commands of some sections need */
  readonly setting?: string;
}

/** Tables of the shell variables that the chapters read. One that nothing explains is a finding: at night nobody would know its value. */
export function shellVariables(context: RunbookContext, chapters: readonly Section[]): readonly string[] {
  const known = new Map(variablesKnown(context).map((variable) => [variable.name, variable]));
  const read = [...variablesOf(chapters)];
  for (const [name, [first]] of read) {
    const where = `${context.product.name} / runbook / ${first === undefined ? '' : anchorOf(first)}`;
    if (!known.has(name)) reportFinding(messages.unknownName(where, 'shell variable', name, [...known.keys()]), name);
  }
  const used = [...known.values()].flatMap((variable) => {
    const sections = read.find(([name]) => name === variable.name)?.[1];
    return sections === undefined ? [] : [{ variable, sections }];
  });
  const lasting = used.flatMap(({ variable: { name, meaning, setting } }) =>
    setting === undefined ? [] : [[code(name), meaning, setting]],
  );
  const momentary = used.filter(({ variable }) => variable.setting === undefined);
  return [
    ...(lasting.length === 0 ? [] : ['Commands use these shell variables; set them in the shell before the first one.']),
    ...table(['Variable', 'Meaning', 'Setting'], lasting),
    ...(momentary.length === 0
      ? []
      : ['Some commands need a value of the moment. Set it before the first command of the section that reads it.']),
    ...table(
      ['Variable', 'Meaning, and where its value is found', 'Read in'],
      momentary.map(({ variable, sections }) => [
        code(variable.name),
        variable.meaning,
        sections.map((section) => link(section.title, `#${anchorOf(section)}`)).join(', '),
      ]),
    ),
  ];
}

const variablesKnown = (context: RunbookContext): readonly Variable[] => [
  ...placeVariables(context),
  ...grafanaVariables,
  ...context.product.inputs.map(({ name, meaning }) => ({ name: inputVariable(name), meaning, setting: code(`inputs.${name}`) })),
  ...restoreVariables(context),
  ...(context.text?.variables ?? []),
];

const grafanaVariables: readonly Variable[] = [
  { name: 'GRAFANA_URL', meaning: 'address of Grafana', setting: code('grafana.url') },
  { name: 'GRAFANA_TOKEN', meaning: 'token of a service account of Grafana with the role Admin, from the secret store', setting: 'yours' },
  { name: 'PROMETHEUS_UID', meaning: 'uid of the data source Prometheus', setting: code('dataSources.prometheus') },
  { name: 'LOKI_UID', meaning: 'uid of the data source Loki', setting: code('dataSources.loki') },
  { name: 'MONITORING_UID', meaning: 'uid of the data source Cloud Monitoring', setting: code('dataSources.google') },
];

/** `app_host` becomes `APP_HOST`. */
export const inputVariable = (name: string): string => name.toUpperCase();

function placeVariables({ product }: RunbookContext): readonly Variable[] {
  const given = (name: string, meaning: string, setting: string): Variable => ({ name, meaning, setting });
  return product.cloud === 'aws'
    ? [
        given('ACCOUNT_ID', 'account of the environment', code('aws.accountId')),
        given('AWS_REGION', 'region of the backups', code('aws.region')),
        given('SUBNETS', 'private subnets of the jobs, with commas', code('aws.subnetIds')),
        given('SECURITY_GROUPS', 'security groups of the jobs, with commas', code('aws.securityGroupIds')),
        given('DATABASE_HOST', 'direct address of the database', code('aws.databaseHost')),
        given('JOB_IMAGE', 'image of the jobs, by digest', code('aws.jobImage')),
        given('OWN_PROFILE', 'your own profile of the AWS CLI', 'yours'),
        given('MFA_DEVICE_ARN', 'ARN of your second factor', 'yours'),
        repository,
      ]
    : [
        given('PROJECT', 'project of the environment', code('google.project')),
        given('LOCATION', 'location of data and jobs', code('google.location')),
        given('BACKUP_PROJECT', 'project of the copies that outlive the first', code('google.backupProject')),
        given('UPLOADS_BUCKET', 'bucket of the uploaded files', code('google.uploadsBucket')),
        given('JOB_IMAGE', 'image of the jobs, by digest', code('google.jobImage')),
        repository,
      ];
}

const repository: Variable = { name: 'REPOSITORY', meaning: 'folder of your clone of this repository', setting: 'yours' };

/** What the generated ways of a restore need. */
function restoreVariables({ main: { environment } }: RunbookContext): readonly Variable[] {
  const { backups } = environment;
  return [
    { name: 'BACKUP', meaning: `name of the backup whose copy is wanted: ${codes(backups.map(({ name }) => name))}` },
    { name: 'BUCKET', meaning: 'bucket that holds the copies of that backup; the step names those that there are' },
    {
      name: 'DATABASE_SUPERUSER',
      meaning: 'role of PostgreSQL that may make databases; `\\du` in `psql` lists the roles, and its password stands in the secret store',
    },
    { name: 'DAMAGED_FOLDER', meaning: 'folder whose files are damaged, on the host where the copy is unpacked' },
    { name: 'RESTORED', meaning: 'name of the new database, one that `psql --list` does not show' },
    { name: 'PGDATA', meaning: 'data folder of the database server; `SHOW data_directory` in `psql` prints it' },
    {
      name: 'CONFIG_FILE',
      meaning:
        'configuration file of the database server; `SHOW config_file` in `psql` prints it; Debian keeps it in `/etc/postgresql/<version>/main/postgresql.conf`',
    },
    {
      name: 'LAST_GOOD_MOMENT',
      meaning: 'moment just before the damage, in UTC: read it in the log of the application or of the database',
    },
  ];
}
