import type { Finding } from '../finding';
import { messages } from '../messages';
import type { DeclaredProduct } from '../product';
import type { ProductEnvironment } from '../product-environment';
import type { Schedule } from '../schedule';

/** A zone is given: where a runbook leaves it open, somebody has to say that its clock times mean UTC. */
export const checkZoneGiven = ({ name, zone, zoneAssumed }: DeclaredProduct): Finding[] =>
  zoneAssumed ? [messages.zoneNotSet(name, zone)] : [];

/** Every schedule and window is in the zone of the product, so that two readings of "02:00" cannot meet. */
export function checkZones(environment: ProductEnvironment): Finding[] {
  const { product } = environment;
  const schedules: readonly (readonly [string, Schedule])[] = [
    ...environment.backups.flatMap((backup) => backup.runs.map((run) => [backup.name, run.schedule] as const)),
    ...environment.backups.flatMap((backup) =>
      backup.drills.flatMap((drill) => (drill.schedule === undefined ? [] : [[drill.name, drill.schedule] as const])),
    ),
    ...environment.archives.map((archive) => [`${archive.store} archive`, archive.fullBackup] as const),
    ...product.routines.map((routine) => [routine.name, routine.schedule] as const),
    ...environment.duties.flatMap(({ name, schedule }) => (schedule === undefined ? [] : [[name, schedule] as const])),
  ];
  return [
    ...schedules
      .filter(([, schedule]) => schedule.zone !== product.zone)
      .map(([name, schedule]) => messages.foreignTimeZone(`${environment.place} / ${name}`, schedule.toString(), product.zone)),
    ...product.maintenance
      .filter((window) => window.zone !== product.zone)
      .map((window) => messages.foreignTimeZone(`${environment.place} / ${window.name}`, window.zone, product.zone)),
  ];
}

/** Locations that are known at synth lie within the list of the product, where it has one. */
export function checkLocations(environment: ProductEnvironment, locations: readonly string[]): Finding[] {
  const allowed = environment.product.locations?.allowed;
  if (allowed === undefined) return [];
  return locations
    .filter((location) => !allowed.includes(location.toLowerCase()))
    .map((location) => messages.locationNotAllowed(environment.place, location, allowed));
}

/** Each store has a copy away from its host, and where the posture asks for a second place, the two places differ. */
export function checkCopies(
  environment: ProductEnvironment,
  places: { readonly first: string | undefined; readonly second: string | undefined },
): Finding[] {
  const findings = environment.backups
    .filter((backup) => !environment.backups.some((other) => other.store === backup.store && other.target !== 'local-disk'))
    .map((backup) => messages.noOffHostCopy(`${environment.place} / ${backup.name}`, 'target local-disk'));
  const { first, second } = places;
  if (environment.posture.copies && environment.backups.length > 0 && first !== undefined && first === second) {
    findings.push(messages.copiesShareFate(`${environment.place} / ${environment.bucketName}`, first));
  }
  return findings;
}
