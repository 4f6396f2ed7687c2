/** What one setting is: for its check here, for the validation of its input variable, and for messages. */
export interface SettingDefinition {
  readonly meaning: string;
  /** What a value, or each entry of a list, must match. Both JavaScript and RE2 read it. */
  readonly pattern: string;
  readonly example: string;
  readonly list?: true;
  /** A JSON boolean instead of a text. */
  readonly flag?: true;
  /** Path of the setting that this one must differ from. */
  readonly differsFrom?: string;
}

const text = (meaning: string, pattern: string, example: string): SettingDefinition => ({ meaning, pattern, example });
const list = (meaning: string, pattern: string, example: string): SettingDefinition => ({ meaning, pattern, example, list: true });

const flag = (meaning: string): SettingDefinition => ({ meaning, pattern: '^(true|false)$', example: 'true', flag: true });

const anyId = '^[A-Za-z0-9][A-Za-z0-9._-]*$';
const accountId = '^[0-9]{12}$';
const awsRegion = '^[a-z]{2}(-[a-z]+)+-[0-9]$';
const googleProject = '^[a-z][a-z0-9-]{4,28}[a-z0-9]$';
const googleLocation = '^[a-z]+-[a-z]+[0-9]$';

/**
 * Settings of a product environment, by group and key. Each may stand under `defaults`, under a product's `all`, or under one of its
 * environments; the nearest wins. Groups with free keys are named in {@link freeGroups}.
 */
export const environmentSettings = {
  aws: {
    accountId: text('AWS account that the stack may touch', accountId, '123456789012'),
    region: text('AWS region of jobs, backups and alarms', awsRegion, 'eu-west-1'),
    copyRegion: {
      ...text('AWS region of the second copy, different from the first', awsRegion, 'eu-central-1'),
      differsFrom: 'aws.region',
    },
    bucketPrefix: text('prefix that makes bucket names of the account unique in the world', '^([a-z0-9][a-z0-9-]{0,10}-)?$', 'acme-'),
    subnetIds: list('private subnets of the jobs, with a route to the stores', '^subnet-[0-9a-f]+$', 'subnet-0a1b2c3d'),
    securityGroupIds: list('security groups of the jobs', '^sg-[0-9a-f]+$', 'sg-0a1b2c3d'),
    databaseHost: text('host name of the database, a direct connection and no pooler', '^[A-Za-z0-9.-]+$', 'db.internal'),
    databaseSecretArn: text(
      'secret with the keys username and password of the backup role',
      '^arn:aws[a-z-]*:secretsmanager:.+$',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:backup',
    ),
    databasePath: text(
      'data directory of the database, as its host names it; base backups of the archive copy it',
      '^/[^ ]*[^ /]$',
      '/var/lib/postgresql/15/main',
    ),
    databaseHostRoleArn: text(
      'role of the database host in the same account, which gets the rights to archive write-ahead log',
      '^arn:aws[a-z-]*:iam::.+:role/.+$',
      'arn:aws:iam::123456789012:role/database-host',
    ),
    pgbackrestSecretArn: text(
      'secret with the keys certificate, key and authority (PEM): client certificate for the pgBackRest server on the database host, its key, and who signed the certificate of that server',
      '^arn:aws[a-z-]*:secretsmanager:.+$',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:pgbackrest',
    ),
    fileSystemId: text('EFS file system that holds the application files', '^fs-[0-9a-f]+$', 'fs-0a1b2c3d'),
    accessPointId: text('EFS access point of the application files', '^fsap-[0-9a-f]+$', 'fsap-0a1b2c3d'),
    imageRepositoryArn: text(
      'image repository of the jobs',
      '^arn:aws[a-z-]*:ecr:.+:repository/.+$',
      'arn:aws:ecr:eu-west-1:123456789012:repository/opskeep',
    ),
    jobImage: text(
      'image of the jobs, by digest',
      '^.+@sha256:[0-9a-f]{64}$',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com/opskeep@sha256:<64 hex digits>',
    ),
    transferRoleArn: text(
      'role that the other provider assumes to read weekly copies',
      '^arn:aws[a-z-]*:iam::.+:role/.+$',
      'arn:aws:iam::123456789012:role/transfer',
    ),
  },
  google: {
    project: text('Google Cloud project', googleProject, 'carenow-production'),
    projectNumber: text('number of the project, as its service agents carry it', '^[0-9]{6,}$', '123456789012'),
    location: text('Google Cloud location of data and jobs', googleLocation, 'asia-southeast1'),
    copyLocation: {
      ...text('location of the second copy, different from the first', googleLocation, 'asia-southeast2'),
      differsFrom: 'google.location',
    },
    backupProject: text('project that holds the copies which must survive the first project', googleProject, 'carenow-backup'),
    backupProjectNumber: text('number of the backup project', '^[0-9]{6,}$', '210987654321'),
    uploadsBucket: text('existing bucket of uploaded files', '^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$', 'carenow-uploads'),
    repositoryUrl: text('repository of the code, as git clones it over https', '^https://[^ ]+$', 'https://git.example.com/carenow.git'),
    deployIdentity: text(
      'service account that deploys, whose grants are no breach',
      '^[^@]+@[^@]+[.]gserviceaccount[.]com$',
      'deploy@carenow-production.iam.gserviceaccount.com',
    ),
    jobImage: text(
      'image of the jobs, by digest',
      '^.+@sha256:[0-9a-f]{64}$',
      'asia-southeast1-docker.pkg.dev/carenow/opskeep/jobs@sha256:<64 hex digits>',
    ),
  },
  dataSources: {
    prometheus: text('uid of the Prometheus data source in Grafana', anyId, 'prometheus'),
    loki: text('uid of the Loki data source in Grafana', anyId, 'loki'),
    google: text('uid of the Google Cloud Monitoring data source in Grafana', anyId, 'google-monitoring'),
  },
  grafanaTeams: {
    /** Asked for where data of patients shows; of other data every viewer of the organisation may look without it. */
    viewers: list('ids of the Grafana teams that may look at the dashboards', '^[0-9]+$', '17'),
  },
  watcher: {
    enrolled: flag('whether the silence of the store watcher pages: true once its first look has been seen'),
  },
  heartbeat: {
    publisherArn: text(
      'role or user of AWS as which Grafana signs, and which may write to the topic of the heartbeat',
      '^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$',
      'arn:aws:iam::123456789012:role/grafana',
    ),
    enrolled: flag('whether the silence of alerting pages: true once its first heartbeat has arrived'),
  },
  prometheus: {
    pushUrl: text(
      'address that takes the gauges of the store watcher into Prometheus (a Pushgateway), as jobs reach it',
      '^https?://[^ ]+[^/]$',
      'http://pushgateway.internal:9091',
    ),
  },
  probers: {
    first: text('blackbox exporter in a first region, as Prometheus reaches it', '^[A-Za-z0-9.-]+:[0-9]+$', 'blackbox.eu-west:9115'),
    second: text('blackbox exporter in a second region', '^[A-Za-z0-9.-]+:[0-9]+$', 'blackbox.us-east:9115'),
    third: text('blackbox exporter in a third region', '^[A-Za-z0-9.-]+:[0-9]+$', 'blackbox.ap-south:9115'),
  },
} as const satisfies Record<string, Record<string, SettingDefinition>>;

/** Groups whose keys a product declares itself: its inputs, and ids of schedules that people keep by hand. */
export const freeGroups = ['inputs', 'externalSchedules'] as const;

/** Settings of the whole installation. */
export const globalSettings = {
  grafana: {
    url: text('address of Grafana', '^https://[^ ]+[^/]$', 'https://grafana.example.com'),
    dedicatedTo: text(
      'product that has this Grafana for itself and keeps the dashboard uids of its runbook',
      '^[a-z][a-z0-9-]*$',
      'mobile-matrix',
    ),
  },
  runbooks: {
    baseUrl: text('address under which docs/runbooks can be read', '^https://[^ ]+[^/]$', 'https://git.example.com/opskeep/docs/runbooks'),
  },
  ci: {
    repository: text(
      'repository on GitHub whose jobs plan and deploy, as the sub claim of their tokens names it',
      '^[A-Za-z0-9][A-Za-z0-9_.@-]*/[A-Za-z0-9_.@-]+$',
      'acme/opskeep',
    ),
    branch: text('branch that is deployed', '^[A-Za-z0-9][A-Za-z0-9_./-]*$', 'main'),
  },
  bootstrapAws: {
    accountId: text('AWS account of states, CI roles and images', accountId, '123456789012'),
    region: text('AWS region of states and images', awsRegion, 'eu-west-1'),
    stateBucket: text('bucket of the states, unique in the world', '^[a-z0-9][a-z0-9-]{1,56}[a-z0-9]$', 'acme-opskeep-state'),
  },
  bootstrapGoogle: {
    project: text('Google Cloud project of states, CI accounts and images', googleProject, 'acme-opskeep'),
    projectNumber: text('number of the project of states, CI accounts and images', '^[0-9]{6,}$', '123456789012'),
    location: text('Google Cloud location of states and images', googleLocation, 'asia-southeast1'),
    stateBucket: text('bucket of the states, unique in the world', '^[a-z0-9][a-z0-9-]{1,56}[a-z0-9]$', 'acme-opskeep-state'),
  },
} as const satisfies Record<string, Record<string, SettingDefinition>>;

type KeysOf<T> = { [Group in keyof T & string]: `${Group}.${keyof T[Group] & string}` }[keyof T & string];

/** Path of an environment setting, e.g. `aws.accountId`. */
export type EnvironmentSettingKey = KeysOf<typeof environmentSettings>;

/** Groups of settings that ask for a stack of their own: what CI needs before it can deploy anything. */
export type BootstrapGroup = 'bootstrapAws' | 'bootstrapGoogle';

/** Path of a global setting, e.g. `grafana.url`. */
export type GlobalSettingKey = KeysOf<typeof globalSettings>;

/** The definition behind a path. */
export function definitionOf(key: EnvironmentSettingKey | GlobalSettingKey): SettingDefinition {
  const [group = '', name = ''] = key.split('.');
  const groups: Record<string, Record<string, SettingDefinition>> = { ...environmentSettings, ...globalSettings };
  const definition = groups[group]?.[name];
  if (definition === undefined) throw new RangeError(`no setting ${key}`);
  return definition;
}
