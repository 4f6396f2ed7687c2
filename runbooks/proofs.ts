import type { DeclaredProduct } from '../model/product';
import { meetsOf } from './section';

/** The proofs that run in every synth, with the requirements of what they judge. */
export function proofsMeeting(product: DeclaredProduct): readonly (readonly [proof: string, ids: readonly string[]])[] {
  const { onCall, objectives, tiers, maintenance, incidentClasses, channels, locations, retentionBounds, meets, backups, compliance } =
    product;
  const { critical, error, warning } = onCall.escalations;
  const chains = [critical, error, ...(warning === undefined ? [] : [warning])];
  return [
    ['recovery points (RPO) over a simulated year', meetsOf(objectives.filter(({ rpo }) => rpo !== undefined))],
    ['recovery times (RTO) by size and rate', meetsOf(objectives.filter(({ rto, restore }) => rto !== undefined && restore !== undefined))],
    ['every tier is filled, holds the copies that it promises, and no lock outlives its expiry', meetsOf(tiers)],
    ['copies are kept no longer and no shorter than they may be', retentionBounds?.meets ?? []],
    ['no backup and no drill starts inside of a window that stops it', meetsOf(maintenance)],
    ['schedules and windows are in the zone of the product', meets.schedules],
    ['locations lie within the allowed ones', locations?.meets ?? []],
    [
      'a clean-up starts after the backup that must hold what it deletes',
      meetsOf(product.duties.filter(({ after }) => after !== undefined)),
    ],
    ['every control that is claimed is met by something', compliance === undefined ? [] : meetsOf(compliance.answers)],
    ['no label outside of the allowed ones', compliance?.labels?.meets ?? []],
    ['copies do not share the fate of their source', backups.length === 0 ? [] : meets.copies],
    ['every hour of the week has two levels with somebody on duty', [...meetsOf(chains), ...meetsOf(...chains.map(({ steps }) => steps))]],
    ['the chain tells people within the times of the class', meetsOf(incidentClasses)],
    ['every alert ends at somebody', [...meetsOf(channels), ...meetsOf(...channels.map(({ receivers }) => receivers))]],
  ];
}
