import { DefaultTokenResolver, StringConcat, Tokenization } from 'cdktf';
import type { IConstruct } from 'constructs';

/** Present in every text, list entry and key that cdktf encodes a token as. */
const textToken = 'TfToken[';

/** cdktf encodes tokens in numbers below this one (its marker is the bit pattern of about -1.9e289). */
const leastOrdinaryNumber = -1e288;

/**
 * Replaces the tokens in what an element renders to. Plain values are copied and only those that hold a token go through cdktf's
 * resolver, which allocates a context for every key and entry: a fifth of its time for the same result.
 */
export function resolveTokens(value: unknown, scope: IConstruct): unknown {
  switch (typeof value) {
    case 'string':
      return value.includes(textToken) ? throughCdktf(value, scope) : value;
    case 'number':
      return value < leastOrdinaryNumber ? throughCdktf(value, scope) : value;
    case 'object':
      return value === null ? null : resolveObject(value, scope);
    case 'function':
      return throughCdktf(value, scope);
    default:
      return value;
  }
}

function resolveObject(value: object, scope: IConstruct): unknown {
  if (Array.isArray(value))
    return holdsEncodedList(value)
      ? throughCdktf(value, scope)
      : value.map((entry) => resolveTokens(entry, scope)).filter((entry) => entry !== undefined);
  if (Object.getPrototypeOf(value) !== Object.prototype) return throughCdktf(value, scope);
  const resolved: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    // A key with a token stands for a whole map.
    if (key.includes(textToken)) return throughCdktf(value, scope);
    const found = resolveTokens(entry, scope);
    if (found !== undefined) resolved[key] = found;
  }
  return resolved;
}

/** A list token is a list with a single encoded entry, to be replaced as a whole. */
function holdsEncodedList(list: readonly unknown[]): boolean {
  return list.length === 1 && typeof list[0] === 'string' && list[0].startsWith(`#{${textToken}`);
}

function throughCdktf(value: unknown, scope: IConstruct): unknown {
  return Tokenization.resolve(value, { scope, resolver: new DefaultTokenResolver(new StringConcat()), preparing: false });
}
