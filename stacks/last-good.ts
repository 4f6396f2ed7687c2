import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import { storePrefixes } from '../model/store-layout';
import { type Block, type RenderedStack, referenceIn, resourcesOf } from './rendered-stack';

interface AwsRule {
  readonly id: string;
  readonly status: string;
  readonly filter?: readonly { readonly prefix?: string }[];
  readonly expiration?: readonly { readonly days?: number; readonly date?: string }[];
}

interface GoogleRule {
  readonly action: { readonly type: string };
  readonly condition: { readonly matches_prefix?: readonly string[]; readonly with_state?: string };
}

/** Whether a rule on the prefix concerns the newest verified copies; the empty prefix is that of everything. */
const concerns = (prefix: string): boolean => prefix.startsWith(storePrefixes.lastGood) || storePrefixes.lastGood.startsWith(prefix);

/** The newest verified copy of each backup outlives jobs that have stopped: no lifecycle removes what stands under `last-good/`. */
export function checkLastGood(stacks: readonly RenderedStack[]): Finding[] {
  return stacks.flatMap((stack) => [
    ...resourcesOf(stack, /^aws_s3_bucket_lifecycle_configuration$/).flatMap(({ address, block }) => expiringOnAws(address, block)),
    ...expiringOnGoogle(stack),
  ]);
}

/** A lifecycle that speaks of the newest copies is that of the bucket in which they stand. */
function expiringOnAws(address: string, { rule }: Block): Finding[] {
  const rules = rule as readonly AwsRule[];
  const prefixOf = ({ filter }: AwsRule): string => filter?.[0]?.prefix ?? '';
  if (!rules.some((each) => prefixOf(each).startsWith(storePrefixes.lastGood))) return [];
  return rules
    .filter((each) => each.status === 'Enabled' && concerns(prefixOf(each)))
    .filter(({ expiration = [] }) => expiration.some(({ days, date }) => days !== undefined || date !== undefined))
    .map(({ id, expiration }) => messages.lastGoodExpires(address, `rule "${id}": expiration ${JSON.stringify(expiration)}`));
}

/** They stand where somebody may write them. */
function expiringOnGoogle(stack: RenderedStack): Finding[] {
  const grants = resourcesOf(stack, /^google_storage_bucket_iam_member$/).filter(({ block }) =>
    JSON.stringify(block['condition'] ?? '').includes(storePrefixes.lastGood),
  );
  const places = new Set(grants.map(({ block }) => referenceIn(stack.stack.node.id, block['bucket'])));
  return resourcesOf(stack, /^google_storage_bucket$/)
    .filter(({ address }) => places.has(address))
    .flatMap(({ address, block }) =>
      ((block['lifecycle_rule'] ?? []) as readonly GoogleRule[])
        .filter(({ action, condition }) => action.type === 'Delete' && condition.with_state !== 'ARCHIVED')
        .filter(({ condition }) => (condition.matches_prefix ?? ['']).some(concerns))
        .map(({ condition }) => messages.lastGoodExpires(address, `delete where ${JSON.stringify(condition)}`)),
    );
}
