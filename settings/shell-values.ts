import type { ProductEnvironment } from '../model/product-environment';
import type { AwsJobPlace, GoogleJobPlace, JobPlace } from '../model/start-backup';
import type { EnvironmentSettingKey } from './definitions';
import type { Settings } from './settings';

/** Settings that commands for people name, each with the shell variable that a person sets where the setting is missing. */
const shellVariables = {
  'aws.accountId': 'ACCOUNT_ID',
  'aws.region': 'AWS_REGION',
  'aws.subnetIds': 'SUBNETS',
  'aws.securityGroupIds': 'SECURITY_GROUPS',
  'google.project': 'PROJECT',
  'google.location': 'LOCATION',
  'google.backupProject': 'BACKUP_PROJECT',
  'google.uploadsBucket': 'UPLOADS_BUCKET',
  'dataSources.prometheus': 'PROMETHEUS_UID',
  'dataSources.loki': 'LOKI_UID',
  'dataSources.google': 'MONITORING_UID',
} as const satisfies Partial<Record<EnvironmentSettingKey, string>>;

export type ShellSetting = keyof typeof shellVariables;

/** A setting as a command names it: its value, the entries of a list with commas between them, or its shell variable. */
export function shellValue(settings: Settings, { product, environment }: ProductEnvironment, key: ShellSetting): string {
  const known = settings.environment(product.name, environment, key);
  return known === undefined ? `$${shellVariables[key]}` : typeof known === 'string' ? known : known.join(',');
}

type Lookup = (key: ShellSetting) => string;

export const awsJobPlace = (value: Lookup): AwsJobPlace => ({
  cloud: 'aws',
  region: value('aws.region'),
  subnetIds: value('aws.subnetIds'),
  securityGroupIds: value('aws.securityGroupIds'),
});

const googleJobPlace = (value: Lookup): GoogleJobPlace => ({
  cloud: 'google',
  project: value('google.project'),
  location: value('google.location'),
});

/** Where the jobs of a product run, by the settings of its cloud. */
export const jobPlace = (cloud: JobPlace['cloud'], value: Lookup): JobPlace =>
  cloud === 'aws' ? awsJobPlace(value) : googleJobPlace(value);
