import { openDatabase } from '../../store/database.ts';
import { createVault } from '../../store/keys.ts';
import { createPayloadKeys } from '../../store/payload-keys.ts';
import { createPayloadCodec, isEncrypted, type Payload } from '../../vault/codec.ts';
import { createKeyring } from '../../vault/keyring.ts';
import type { Cluster } from './cluster.ts';

/** Decrypts what a cluster keeps in Temporal, with its own keys. */
export function payloadReader(cluster: Pick<Cluster, 'databaseUrl' | 'masterKey'>) {
  const { db, close } = openDatabase(cluster.databaseUrl, { max: 1, onError: () => undefined });
  const codec = createPayloadCodec(createPayloadKeys(db, createVault(createKeyring(cluster.masterKey)), () => new Date()));
  let decoded = 0;
  /** A copy of a history or description in which payloads stand in clear. */
  async function clear(value: unknown): Promise<unknown> {
    if (Array.isArray(value)) return Promise.all(value.map(clear));
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
    if ('metadata' in value && isEncrypted(value as Payload)) {
      const [payload] = await codec.decode([value as Payload]);
      decoded += 1;
      return payload;
    }
    const entries = Object.entries(value).map(async ([name, inner]) => [name, await clear(inner)]);
    return Object.fromEntries(await Promise.all(entries));
  }
  /** The message of an encoded failure, for the eyes of whoever mends a test. */
  async function messageOf(failure: { message?: string | null; encodedAttributes?: Payload | null }): Promise<string> {
    const [attributes] = failure.encodedAttributes ? await codec.decode([failure.encodedAttributes]) : [];
    return attributes ? Buffer.from(attributes.data ?? []).toString() : (failure.message ?? '');
  }
  return { clear, messageOf, decoded: () => decoded, close };
}
