/** Terraform's values as JavaScript values: objects, arrays, strings, numbers, booleans, null, and "not known yet". */
import { decode, ExtensionCodec, encode } from '@msgpack/msgpack';

class Unknown {}

/** The value that becomes known at apply. Compare with `===`. */
export const UNKNOWN: unknown = Object.freeze(new Unknown());

/** Fields of a resource, by name. */
export type ObjectValue = Record<string, unknown>;

/** How values travel: MessagePack from Terraform; JSON is allowed too, where nothing is unknown. */
export interface DynamicValue {
  readonly msgpack?: Uint8Array;
  readonly json?: Uint8Array;
}

const PLAIN_UNKNOWN = 0;
/** An unknown with a promise about it, such as "not null": the promise is of no use here. */
const REFINED_UNKNOWN = 12;

const extensionCodec = new ExtensionCodec();
extensionCodec.register({
  type: PLAIN_UNKNOWN,
  encode: (value) => (value === UNKNOWN ? new Uint8Array([0]) : null),
  decode: () => UNKNOWN,
});
extensionCodec.register({ type: REFINED_UNKNOWN, encode: () => null, decode: () => UNKNOWN });

export function encodeValue(value: unknown): DynamicValue {
  return { msgpack: encode(value, { extensionCodec }) };
}

/** @returns null for an absent value, which is how "the resource does not exist" is said. */
export function decodeValue(value: DynamicValue | null | undefined): ObjectValue | null {
  if (value?.msgpack !== undefined && value.msgpack.length > 0) {
    return decode(value.msgpack, { extensionCodec }) as ObjectValue | null;
  }
  if (value?.json !== undefined && value.json.length > 0) {
    return JSON.parse(Buffer.from(value.json).toString('utf8')) as ObjectValue | null;
  }
  return null;
}
