import { isEncrypted, type Payload, type PayloadCodec } from '../../vault/codec.ts';

/** A payload in the JSON of Temporal's HTTP interface: bytes are base64. */
export interface JsonPayload {
  metadata?: { [name: string]: string } | undefined;
  data?: string | undefined;
}

/** Search attributes are never encrypted: the server itself reads them. */
const PLAIN = new Set(['searchAttributes', 'search_attributes', 'indexedFields', 'indexed_fields']);

/** A copy of a JSON value in which every encrypted payload stands decrypted, and how many there were. What cannot be read stays as it is. */
export async function decodeWithin(codec: PayloadCodec, value: unknown): Promise<{ value: unknown; decoded: number }> {
  let decoded = 0;
  const decode = async (payload: JsonPayload) => {
    const stored = fromJson(payload);
    if (!isEncrypted(stored)) return payload;
    const [clear] = await codec.decode([stored]).catch(() => []);
    if (!clear) return payload;
    decoded += 1;
    return toJson(clear);
  };
  return { value: await replace(value, decode), decoded };
}

/** A copy in which every payload but search attributes stands encrypted: what a person types into a signal is kept like all other payloads. */
export function encodeWithin(codec: PayloadCodec, value: unknown): Promise<unknown> {
  return replace(value, async (payload) => {
    const [sealed] = await codec.encode([fromJson(payload)]);
    return sealed ? toJson(sealed) : payload;
  });
}

export function fromJson({ metadata, data }: JsonPayload): Payload {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value, 'base64')]);
  return { metadata: Object.fromEntries(entries), data: Buffer.from(data ?? '', 'base64') };
}

export function toJson({ metadata, data }: Payload): JsonPayload {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]);
  return { metadata: Object.fromEntries(entries), data: Buffer.from(data ?? []).toString('base64') };
}

async function replace(value: unknown, change: (payload: JsonPayload) => Promise<JsonPayload>): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((element) => replace(element, change)));
  if (typeof value !== 'object' || value === null) return value;
  if (isPayload(value)) return change(value);
  const entries = Object.entries(value).map(async ([name, inner]) => [
    name,
    PLAIN.has(name) ? inner : await replace(inner, change),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

function isPayload(value: object): value is JsonPayload {
  if (!('metadata' in value) || typeof value.metadata !== 'object' || value.metadata === null) return false;
  return 'encoding' in value.metadata && typeof value.metadata.encoding === 'string';
}
