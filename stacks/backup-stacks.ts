import type { App } from 'cdktf';
import type { ProductEnvironment } from '../model/product-environment';
import type { Settings } from '../settings/settings';
import { AwsBackupStack } from './aws-backup-stack';
import type { BaseStack } from './base-stack';
import { GoogleBackupStack } from './google-backup-stack';
import type { OnCallStack } from './on-call-stack';
import { SecondProviderStack } from './second-provider-stack';

/** The backup stacks of a product environment: none without backups, a second one where copies go to another provider. */
export function backupStacks(app: App, environment: ProductEnvironment, settings: Settings, onCall: OnCallStack | undefined): BaseStack[] {
  if (environment.backups.length === 0) return [];
  if (environment.product.cloud === 'google') return [new GoogleBackupStack(app, environment, settings, onCall)];
  const backup = new AwsBackupStack(app, environment, settings, onCall);
  const { secondProviderCopy } = environment.product;
  if (secondProviderCopy === undefined || !environment.posture.copies) return [backup];
  return [backup, new SecondProviderStack(app, environment, secondProviderCopy, settings, backup)];
}
