import { randomBytes } from 'node:crypto';
import { DefaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { failureConverter } from '../../runtime/failure-converter.ts';
import { decodeWithin, encodeWithin, toJson } from '../../server/temporal/payloads.ts';
import { pagePolicy } from '../../server/temporal/policy.ts';
import { createPayloadCodec, isEncrypted, type Payload, type PayloadKeys } from '../../vault/codec.ts';

const keys = new Map(['payloads:2026-10', 'payloads:2026-11'].map((id) => [id, { id, key: randomBytes(32) }]));
const keysOf = (present: string): PayloadKeys => ({
  byId: async (id) => {
    const key = keys.get(id);
    if (!key) throw new Error('there is no such key');
    return key;
  },
  current: () => keysOf(present).byId(present),
});
const october = createPayloadCodec(keysOf('payloads:2026-10'));
const november = createPayloadCodec(keysOf('payloads:2026-11'));

const PASSPORT = '4509 123456';
const payload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const text = (value: unknown) =>
  JSON.stringify(value, (_name, inner: unknown) => (inner instanceof Uint8Array ? Buffer.from(inner).toString('latin1') : inner));

describe('the payload codec', () => {
  test('hides what a payload holds and what kind it is, and gives both back', async () => {
    const clear = payload({ passport: PASSPORT });
    const [sealed] = await november.encode([clear]);
    expect(text(sealed)).not.toContain('4509');
    expect(text(sealed)).not.toContain('json/plain');
    expect(Buffer.from(sealed?.metadata?.['encryption-key-id'] ?? []).toString()).toBe('payloads:2026-11');
    const [opened] = await november.decode(sealed ? [sealed] : []);
    expect(defaultPayloadConverter.fromPayload(opened ?? {})).toEqual({ passport: PASSPORT });
  });

  test('reads payloads of earlier keys, and payloads that were never encrypted', async () => {
    const [old] = await october.encode([payload('old')]);
    const plain = payload('plain');
    const opened = await november.decode(old ? [old, plain] : []);
    expect(opened.map((one) => defaultPayloadConverter.fromPayload(one))).toEqual(['old', 'plain']);
    expect(opened[1]).toBe(plain);
  });

  test('refuses a payload that was changed, or whose key is gone', async () => {
    const [sealed] = await november.encode([payload('value')]);
    const data = Buffer.from(sealed?.data ?? []);
    data[data.length - 1] = 255 - (data.at(-1) ?? 0);
    await expect(november.decode([{ ...sealed, data }])).rejects.toThrow();
    const gone = createPayloadCodec({ ...keysOf('payloads:2026-11'), byId: () => Promise.reject(new Error('gone')) });
    await expect(gone.decode(sealed ? [sealed] : [])).rejects.toThrow('gone');
  });

  test('keeps payloads without data, in every shape in which they come', async () => {
    const none: Payload = { metadata: payload(undefined).metadata ?? {} };
    for (const data of [undefined, null, new Uint8Array(), [] as unknown as Uint8Array]) {
      const opened = await november.decode(await november.encode([{ ...none, ...(data === undefined ? {} : { data }) }]));
      expect(opened.map((one) => defaultPayloadConverter.fromPayload(one))).toEqual([undefined]);
    }
  });

  test('encrypts nothing twice', async () => {
    const once = await november.encode([payload(1)]);
    expect(await november.encode(once)).toEqual(once);
  });
});

test('messages and stack traces of failures are a payload, which the codec encrypts', async () => {
  const failure = failureConverter.errorToFailure(new Error(`refused for ${PASSPORT}`), defaultPayloadConverter);
  expect(failure.message).toBe('Encoded failure');
  expect(failure.stackTrace ?? '').toBe('');
  expect(isEncrypted((await november.encode(failure.encodedAttributes ? [failure.encodedAttributes] : []))[0] ?? {})).toBe(true);
  const told = new DefaultFailureConverter().failureToError(failure, defaultPayloadConverter);
  expect(told.message).toContain(PASSPORT);
});

describe('what the Temporal UI is shown', () => {
  const sealed = async (value: unknown) => (await november.encode([payload(value)])).map(toJson);

  test('payloads are decrypted wherever they stand; what cannot be read stays as it is', async () => {
    const [foreign] = await sealed('x');
    const broken = { ...foreign, data: Buffer.from('nonsense').toString('base64') };
    const answer = {
      history: { events: [{ activityTaskCompletedEventAttributes: { result: { payloads: await sealed({ done: 3 }) } } }] },
      memo: { fields: { shape: broken } },
      searchAttributes: { indexedFields: { UzelSubject: toJson(payload('100500')) } },
    };
    const { value, decoded } = await decodeWithin(november, answer);
    expect(decoded).toBe(1);
    expect(value).toEqual({
      ...answer,
      history: {
        events: [{ activityTaskCompletedEventAttributes: { result: { payloads: [toJson(payload({ done: 3 }))] } } }],
      },
    });
  });

  test('what a person types is encrypted on its way in, but for search attributes', async () => {
    const typed = {
      input: { payloads: [toJson(payload('typed'))] },
      searchAttributes: { indexedFields: { UzelSubject: toJson(payload('100500')) } },
    };
    const kept = (await encodeWithin(november, typed)) as typeof typed;
    expect(kept.searchAttributes).toEqual(typed.searchAttributes);
    expect(kept.input).not.toEqual(typed.input);
    expect((await decodeWithin(november, kept)).value).toEqual(typed);
  });

  test('only the scripts of its own page may run there', () => {
    const policy = pagePolicy('<html><script>start()</script><script src="/temporal/a.js"></script></html>');
    expect(policy).toContain("script-src 'self' 'sha256-");
    expect(policy.match(/sha256-/g)).toHaveLength(1);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });
});
