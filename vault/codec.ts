import { keyIdOf, open, type SealingKey, seal } from './envelope.ts';

/** A payload as Temporal's SDKs and protocols shape it. */
export interface Payload {
  metadata?: { [name: string]: Uint8Array } | null;
  data?: Uint8Array | null;
}

/** Encrypts payloads before they leave the process and decrypts what comes back. */
export interface PayloadCodec {
  encode(payloads: Payload[]): Promise<Payload[]>;
  /** Payloads of other encodings pass unchanged. @throws Error when one was changed, or its key is gone */
  decode(payloads: Payload[]): Promise<Payload[]>;
}

/** Where the codec has its keys from. New payloads are sealed under `current`; old ones name theirs. */
export interface PayloadKeys {
  current(): Promise<SealingKey>;
  byId(id: string): Promise<SealingKey>;
}

/** Value of `metadata.encoding` of an encrypted payload. */
export const ENCRYPTED = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const CONTEXT = 'temporal-payload';
const LENGTH_BYTES = 4;

/**
 * AES-256-GCM over metadata and data of each payload; the key's id stands in the metadata.
 * Encrypted payloads are not encrypted twice, so that decoded and relayed ones may be encoded again freely.
 */
export function createPayloadCodec(keys: PayloadKeys): PayloadCodec {
  return {
    async encode(payloads) {
      const key = await keys.current();
      const id = Buffer.from(key.id);
      return payloads.map((payload) =>
        isEncrypted(payload)
          ? payload
          : {
              metadata: { encoding: Buffer.from(ENCRYPTED), [KEY_ID]: id },
              data: seal(pack(payload), key, CONTEXT),
            },
      );
    },
    decode: (payloads) =>
      Promise.all(
        payloads.map(async (payload) => {
          if (!isEncrypted(payload)) return payload;
          const sealed = Buffer.from(payload.data ?? []);
          const { key } = await keys.byId(keyIdOf(sealed));
          return unpack(open(sealed, key, CONTEXT));
        }),
      ),
  };
}

export function isEncrypted({ metadata }: Payload): boolean {
  const encoding = metadata?.['encoding'];
  return encoding !== undefined && Buffer.from(encoding).toString() === ENCRYPTED;
}

/** Length of the metadata (4 bytes) · metadata as JSON with base64 values · data. */
function pack({ metadata, data }: Payload): Buffer {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]);
  const head = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(head.length);
  // Empty data may come as an array of no numbers, whatever its type says.
  return Buffer.concat([length, head, Buffer.from(data ?? [])]);
}

function unpack(packed: Buffer): Payload {
  const end = LENGTH_BYTES + packed.readUInt32BE(0);
  const metadata = JSON.parse(packed.subarray(LENGTH_BYTES, end).toString()) as { [name: string]: string };
  return {
    metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, 'base64')])),
    data: packed.subarray(end),
  };
}
