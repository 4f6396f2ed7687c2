import type { App } from 'cdktf';
import type { ProductEnvironment } from '../model/product-environment';
import type { Settings } from '../settings/settings';
import { AwsBackupStack } from './aws-backup-stack';
import type { BaseStack } from './base-stack';
import { DeadManSwitchStack } from './dead-man-switch-stack';
import { GoogleBackupStack } from './google-backup-stack';
import { hasDeadManSwitch } from './monitoring-plan';
import { MonitoringStack } from './monitoring-stack';
import type { OnCallStack } from './on-call-stack';
import { SecondProviderStack } from './second-provider-stack';

/**
 * The stacks of a product environment, each after those that it takes values from.
 * @param onCall stack of those who are paged; undefined where the environment does not page
 */
export function environmentStacks(
  app: App,
  environment: ProductEnvironment,
  settings: Settings,
  onCall: OnCallStack | undefined,
): readonly BaseStack[] {
  const stacks = backupStacks(app, environment, settings, onCall);
  if (onCall === undefined || !hasDeadManSwitch(environment))
    return [...stacks, new MonitoringStack(app, environment, settings, { onCall })];
  const onAws = stacks.find((stack) => stack instanceof AwsBackupStack);
  const deadManSwitch = onAws ?? new DeadManSwitchStack(app, environment, settings, onCall);
  return [
    ...stacks,
    ...(onAws === undefined ? [deadManSwitch] : []),
    new MonitoringStack(app, environment, settings, { onCall, deadManSwitch }),
  ];
}

/** None without backups, a second one where copies go to another provider. */
function backupStacks(
  app: App,
  environment: ProductEnvironment,
  settings: Settings,
  onCall: OnCallStack | undefined,
): readonly BaseStack[] {
  if (environment.backups.length === 0) return [];
  if (environment.product.cloud === 'google') return [new GoogleBackupStack(app, environment, settings, onCall)];
  const backup = new AwsBackupStack(app, environment, settings, onCall);
  const { secondProviderCopy } = environment.product;
  if (secondProviderCopy === undefined || !environment.posture.copies) return [backup];
  return [backup, new SecondProviderStack(app, environment, secondProviderCopy, settings, backup)];
}
