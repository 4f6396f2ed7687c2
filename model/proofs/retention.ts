import { filledTiers } from '../backup';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { ProductEnvironment } from '../product-environment';
import { checkTier } from '../retention';

/** Every tier is filled by a run or by people on demand, every run writes into a declared tier, and the ages fit each other. */
export function checkRetention(environment: ProductEnvironment): Finding[] {
  const filled = new Set(environment.backups.flatMap((backup) => filledTiers(backup).map((tier) => tier.name)));
  const declared = environment.tiers.map((tier) => tier.name);
  const where = `${environment.place} / retention`;
  return [
    ...environment.tiers.filter((tier) => !filled.has(tier.name)).map((tier) => messages.tierWithoutProducer(where, tier.name)),
    ...[...filled].filter((name) => !declared.includes(name)).map((name) => messages.unknownName(where, 'retention tier', name, declared)),
    ...environment.tiers.flatMap((tier) => checkTier(where, tier, environment.posture.lockAtLeast)),
  ];
}
