import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { eventsIn } from '../../connectors/http/events.ts';
import { hook } from '../../connectors/http/hook.ts';
import { nested } from '../../connectors/http/json.ts';
import { httpOptions } from '../../connectors/http/options.ts';
import { at } from '../../connectors/http/pointer.ts';
import { fillPath } from '../../connectors/http/template.ts';
import { retryOf } from '../../connectors/http/writes.ts';
import type { RawRequest } from '../../connectors/sdk/contract.ts';
import { parseLossless } from '../../connectors/sdk/lossless-json.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const request = (body: string, headers: RawRequest['headers'] = {}, more: Partial<RawRequest> = {}): RawRequest => ({
  method: 'POST',
  headers,
  query: '',
  body: new TextEncoder().encode(body),
  receivedAt: NOW,
  ...more,
});
const lets = (given: RawRequest, options: object) => hook.verify(given, httpOptions.parse(options));

describe('proof of origin', () => {
  test('without a chosen proof nobody is let in', () => {
    expect(lets(request('{}', {}, { remoteAddress: '127.0.0.1' }), {})).toBe(false);
  });

  test('no proof is enough on this machine alone, and not behind a proxy', () => {
    const none = { hookVerify: 'none' };
    expect(lets(request('{}', {}, { remoteAddress: '127.0.0.1' }), none)).toBe(true);
    expect(lets(request('{}', {}, { remoteAddress: '::ffff:127.0.0.1' }), none)).toBe(true);
    expect(lets(request('{}', {}, { remoteAddress: '192.0.2.7' }), none)).toBe(false);
    expect(lets(request('{}'), none)).toBe(false);
    expect(lets(request('{}', { 'x-forwarded-for': '203.0.113.9' }, { remoteAddress: '127.0.0.1' }), none)).toBe(false);
  });

  test('a shared secret stands in a header or in a parameter', () => {
    const header = { hookVerify: 'header', hookName: 'X-Token', hookSecret: 's3cret', hookPrefix: 'Token ' };
    expect(lets(request('{}', { 'x-token': 'Token s3cret' }), header)).toBe(true);
    expect(lets(request('{}', { 'x-token': 's3cret' }), header)).toBe(false);
    const query = { hookVerify: 'query', hookName: 'token', hookSecret: 'a b&c' };
    expect(lets(request('{}', {}, { query: 'token=a%20b%26c' }), query)).toBe(true);
    expect(lets(request('{}', {}, { query: 'token=a' }), query)).toBe(false);
  });

  test('a signature over time and body holds while the time is near', () => {
    const options = {
      hookVerify: 'hmac',
      hookSecret: 's3cret',
      hookName: 'X-Sign',
      hookAlgorithm: 'sha512',
      hookEncoding: 'base64',
      hookPrefix: 'v1=',
      hookSigned: 'timestamp.body',
      hookTimestampHeader: 'X-Time',
    };
    const signed = (seconds: number) => {
      const mac = createHmac('sha512', 's3cret').update(`${seconds}.{"id":1}`).digest('base64');
      return request('{"id":1}', { 'x-sign': `v1=${mac}`, 'x-time': String(seconds) });
    };
    expect(lets(signed(NOW / 1_000), options)).toBe(true);
    expect(lets(signed(NOW / 1_000 - 299), options)).toBe(true);
    expect(lets(signed(NOW / 1_000 - 301), options)).toBe(false);
    expect(lets({ ...signed(NOW / 1_000), body: new TextEncoder().encode('{"id":2}') }, options)).toBe(false);
  });

  test('Standard Webhooks are taken with any of their signatures', () => {
    const key = Buffer.from('standard-webhooks-key-000').toString('base64');
    const options = { hookVerify: 'standard-webhooks', hookSecret: `whsec_${key}` };
    const mac = createHmac('sha256', Buffer.from(key, 'base64'))
      .update(`msg_1.${NOW / 1_000}.{}`)
      .digest('base64');
    const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(NOW / 1_000) };
    expect(lets(request('{}', { ...headers, 'webhook-signature': `v1,AAAA v1,${mac}` }), options)).toBe(true);
    expect(lets(request('{}', { ...headers, 'webhook-id': 'msg_2', 'webhook-signature': `v1,${mac}` }), options)).toBe(false);
  });
});

describe('events of a body', () => {
  const reading = { idPointer: '/id', kindPointer: '/type', kind: 'event' };

  test('a list gives an event for each element; one that names no id goes to the dead letter alone', () => {
    const events = eventsIn([{ id: 1, type: 'order' }, { type: 'order' }, 'text', { id: 'b' }], reading, {});
    expect(events).toMatchObject([
      { entity: 'order', id: '1', key: '1' },
      { fault: { code: 'HTTP_EVENT_WITHOUT_ID' } },
      { fault: { code: 'HTTP_NOT_AN_EVENT' } },
      { entity: 'event', id: 'b' },
    ]);
  });

  test('without an id of its own an event is known by its message, else by its content', () => {
    expect(eventsIn({ a: 1 }, { kind: 'event' }, { messageId: 'msg_1' })).toMatchObject([{ key: 'msg_1' }]);
    const [first] = eventsIn({ a: 1 }, { kind: 'event' }, {});
    const [second] = eventsIn({ a: 2 }, { kind: 'event' }, {});
    expect(first?.id).not.toBe(second?.id);
    expect(eventsIn({ a: 1 }, { kind: 'event' }, {})).toEqual([first]);
  });

  test('ids beyond 2^53 keep their digits, amounts their form', () => {
    expect(parseLossless('{"id":9007199254740993,"n":1.50,"text":"9007199254740993"}')).toEqual({
      id: '9007199254740993',
      n: 1.5,
      text: '9007199254740993',
    });
  });

  test('a list lies where the pointer says, and its absence is said', () => {
    expect(eventsIn({ data: { events: [{ id: 1 }] } }, { ...reading, itemsPointer: '/data/events' }, {})).toHaveLength(1);
    expect(() => eventsIn({}, { ...reading, itemsPointer: '/data' }, {})).toThrowError(/HTTP_NO_EVENTS/);
  });
});

describe('requests', () => {
  test('values are encoded into their place and cannot leave it', () => {
    expect(fillPath('/orders/{id}?by={name}', { id: '../admin?x=1', name: 'a&b=c' })).toBe(
      '/orders/..%2Fadmin%3Fx%3D1?by=a%26b%3Dc',
    );
    expect(() => fillPath('/orders/{id}', { id: '..' })).toThrowError(/HTTP_PATH_VALUE/);
    expect(() => fillPath('/orders/{id}', {})).toThrowError(/HTTP_PATH_VALUE/);
  });

  test('dotted fields become objects', () => {
    expect(nested({ 'a.b': 1, 'a.c.d': 2, e: 3 })).toEqual({ a: { b: 1, c: { d: 2 } }, e: 3 });
  });

  test('pointers lead through objects, lists and escaped names', () => {
    expect(at({ 'a/b': [{ '~': 1 }] }, '/a~1b/0/~0')).toBe(1);
    expect(at({ a: 1 }, '/a/b')).toBeUndefined();
    expect(at({ a: 1 }, '/constructor')).toBeUndefined();
  });

  test('how a write may be repeated follows from what the system promises', () => {
    const spec = (more: object) =>
      httpOptions.parse({ url: 'https://example.com', requests: { w: { path: '/w', ...more } } }).requests['w'];
    const classOf = (more: object) => {
      const found = spec(more);
      return found && retryOf(found);
    };
    expect(classOf({ idempotencyHeader: 'Idempotency-Key' })).toBe('keyed');
    expect(classOf({ method: 'PUT', repeatable: true })).toBe('safe');
    expect(classOf({ find: { path: '/w?m={m}' } })).toBe('findable');
    expect(classOf({})).toBe('manual');
  });

  test('options that cannot work are refused with their place', () => {
    const paths = (options: object) => httpOptions.safeParse(options).error?.issues.map(({ path }) => path.join('.'));
    expect(paths({ auth: 'bearer' })).toEqual(['token']);
    expect(paths({ requests: { w: { path: '/w' } } })).toEqual(['url']);
    expect(paths({ hookVerify: 'hmac', hookSecret: 's', idPointer: 'id' })).toEqual(['hookName', 'idPointer']);
  });
});
