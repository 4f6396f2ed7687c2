import { alarmsOf, watchOf } from '../model/backup-alarms';
import { distinctSignals } from '../model/dashboard';
import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import { dashboardUid } from '../model/monitoring-names';
import type { DeclaredProduct } from '../model/product';
import type { ProductEnvironment } from '../model/product-environment';
import { checkBackupFailures } from '../model/proofs/backup-failures';
import { checkDetection } from '../model/proofs/detection';
import { checkDrillChecks } from '../model/proofs/drill-checks';
import { checkDuties } from '../model/proofs/duties';
import { checkPhases } from '../model/proofs/incident-phases';
import { checkLabels } from '../model/proofs/labels';
import { checkMaintenance } from '../model/proofs/maintenance';
import { checkDashboardUids, checkEnvironmentNames, checkProductNames } from '../model/proofs/names';
import { checkPageBudget } from '../model/proofs/page-budget';
import { checkCopies, checkLocations, checkZoneGiven, checkZones } from '../model/proofs/places';
import { checkPlannedWork } from '../model/proofs/planned-work';
import { checkRecoveryPoints } from '../model/proofs/recovery-point';
import { checkRecoveryTimes } from '../model/proofs/recovery-time';
import { checkReferences } from '../model/proofs/references';
import { checkRetention } from '../model/proofs/retention';
import { checkRoutines } from '../model/proofs/routines';
import { checkOnCall } from '../model/proofs/routing';
import type { Settings } from '../settings/settings';
import { logBasedMetrics } from '../signals/log-based-metrics';
import { checkCited } from './cited-requirements';
import { dashboardsOf, hasDeadManSwitch, hasSeedUids } from './monitoring-plan';
import { budgetOf } from './page-budget';

/** All proofs that need no environment. */
export function checkProduct(product: DeclaredProduct): Finding[] {
  return [
    ...checkProductNames(product),
    ...checkZoneGiven(product),
    ...checkReferences(product),
    ...checkCited(product),
    ...checkOnCall(product),
    ...checkRoutines(product),
    ...checkDrillChecks(product),
    ...checkPlannedWork(product),
    ...checkPhases(product),
    ...checkContacts(product),
  ];
}

/** What the runbook left open of contacts and vendors is told until somebody gives it. */
function checkContacts({ name, contacts, vendors }: DeclaredProduct): Finding[] {
  const open = (title: string, certificate: boolean, facts: readonly string[]): Finding[] => {
    const missing = [
      ...facts.map((fact) => fact.toLowerCase()),
      ...(certificate ? ['day on which its certificate was last reviewed'] : []),
    ];
    return missing.length === 0 ? [] : [messages.valueNotSet(`${name} / vendors`, `${title}: ${missing.join(', ')}`)];
  };
  return [
    ...contacts.filter(({ address }) => address === undefined).map(({ title }) => messages.valueNotSet(`${name} / contacts`, title)),
    ...vendors.flatMap(({ title, facts, certification }) =>
      open(
        title,
        certification !== undefined && (certification.reviewed === undefined || certification.assumed === true),
        Object.keys(facts).filter((fact) => facts[fact] === undefined),
      ),
    ),
  ];
}

/** Proofs over all product environments together. */
export function checkTogether(environments: readonly ProductEnvironment[], settings: Settings): Finding[] {
  const dedicatedTo = settings.global('grafana.dedicatedTo');
  return checkDashboardUids(
    environments.flatMap((environment) =>
      environment.product.dashboards.map((dashboard) => ({
        place: `${environment.place} / dashboard ${dashboard.name}`,
        uid: dashboardUid(environment, dashboard, hasSeedUids(environment, dedicatedTo)),
      })),
    ),
  );
}

/** All proofs of one product environment; places that are only known at plan are not judged here. */
export function checkEnvironment(environment: ProductEnvironment, settings: Settings): Finding[] {
  const { product } = environment;
  const setting = (key: 'aws.region' | 'aws.copyRegion' | 'google.location' | 'google.copyLocation'): string | undefined => {
    const value = settings.environment(product.name, environment.environment, key);
    return typeof value === 'string' ? value : undefined;
  };
  const [first, second] =
    product.cloud === 'aws'
      ? [setting('aws.region'), setting('aws.copyRegion')]
      : [setting('google.location'), setting('google.copyLocation')];
  const signals = distinctSignals(dashboardsOf(environment));
  return [
    ...checkEnvironmentNames(environment),
    ...checkRecoveryPoints(environment),
    ...checkRecoveryTimes(environment),
    ...checkDetection(environment),
    ...checkBackupFailures(
      environment,
      alarmsOf(environment.backups, product.objectives, watchOf(product.cloud, environment.backups, product.objectives)),
    ),
    ...checkRetention(environment),
    ...checkZones(environment),
    ...checkLocations(
      environment,
      [first, second].filter((place) => place !== undefined),
    ),
    ...checkCopies(environment, { first, second }),
    ...checkMaintenance(environment),
    ...checkDuties(environment),
    ...checkPageBudget(environment, environment.posture.pages ? budgetOf(environment, signals) : []),
    ...checkLabels(environment, signals, product.cloud === 'google' ? logLabels() : []),
    ...checkEnrolment(environment, settings),
    ...checkAlertingWatched(environment),
  ];
}

const logLabels = (): readonly string[] => Object.values(logBasedMetrics).flatMap(({ labels }) => Object.keys(labels));

/** Alarms of CloudWatch on silence that wait for a person to turn them on. Told only where the account is known: before, nothing can be deployed. */
function checkEnrolment(environment: ProductEnvironment, settings: Settings): Finding[] {
  const { product, environment: name, place, posture, backups } = environment;
  if (!posture.pages || settings.environment(product.name, name, 'aws.accountId') === undefined) return [];
  const watched = [
    ...(product.cloud === 'aws' && backups.length > 0 ? [{ watched: 'the store watcher', key: 'watcher.enrolled' } as const] : []),
    ...(hasDeadManSwitch(environment) ? [{ watched: 'alerting', key: 'heartbeat.enrolled' } as const] : []),
  ];
  const open = watched.filter(({ key }) => settings.flag(product.name, name, key) === undefined);
  if (open.length === 0) return [];
  return [
    messages.notEnrolled(
      place,
      open.map(({ watched, key }) => ({ watched, setting: `products.${product.name}.${name}.${key}` })),
    ),
  ];
}

/** A team that goes without a dead-man's switch says why, and hears it in every synth. */
function checkAlertingWatched({ product, posture, place }: ProductEnvironment): Finding[] {
  const reason = product.withoutDeadManSwitch;
  return posture.pages && reason !== undefined ? [messages.alertingUnwatched(place, reason)] : [];
}
