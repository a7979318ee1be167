import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { HttpClient } from '../../connectors/http/client.ts';
import { http } from '../../connectors/http/index.ts';
import { type HttpOptions, httpOptions } from '../../connectors/http/options.ts';
import type { RawRequest } from '../../connectors/sdk/contract.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { connectedForTest } from '../support/connected.ts';
import { type ExpectedFailure, type TwinControl, twinControl } from '../support/twin-control.ts';
import { describeConformance } from './conformance.ts';

const SECRET = 'contract-secret';
const LIST = 'items.list';
const CREATE = 'items.create';

const status = (call: ExpectedFailure['call'], code: string, kind: ExpectedFailure['kind'], when: string): ExpectedFailure => ({
  call,
  kind,
  when,
  rule: { operation: call === 'read' ? LIST : CREATE, kind: 'error', share: 1, code },
});
const broken = (call: ExpectedFailure['call'], how: string, kind: ExpectedFailure['kind'], when: string): ExpectedFailure => ({
  call,
  kind,
  when,
  rule: { operation: call === 'read' ? LIST : CREATE, kind: how, share: 1 },
});

interface Held {
  id: string;
  body: { [name: string]: unknown };
}

const ids = async (twin: TwinControl) => (await twin.state<Held>('items')).map(({ id }) => id);

const options = httpOptions.parse({
  hookVerify: 'hmac',
  hookSecret: SECRET,
  hookName: 'X-Signature',
  hookPrefix: 'sha256=',
  idPointer: '/id',
});

function signed(body: string, secret = SECRET): RawRequest {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-signature': signature };
  return { method: 'POST', headers, query: '', body: new TextEncoder().encode(body), receivedAt: Date.now() };
}

/** A write without a key, which is found by what it left. */
const REGISTER = { path: '/items', idPointer: '/id', find: { path: '/items?mark={mark}', pointer: '/items', idPointer: '/id' } };

const valid = signed('{"id":"a-1","total":"10.00"}');

describeConformance<HttpOptions, HttpClient>('http', {
  twin: 'http',
  connector: http,
  configure: ({ options: given }) => {
    const { requests, ...rest } = given as { requests: object };
    return { ...rest, requests: { ...requests, 'item.register': REGISTER }, requestsPerSecond: 200 };
  },
  prepare: (twin) => twin.seed(60),
  read: (client) => client.get('read', '/items'),
  failures: [
    status('read', '401', 'auth', 'does not know the token'),
    status('read', '403', 'permission', 'forbids it'),
    status('read', '404', 'not_found', 'has no such record'),
    status('read', '405', 'config', 'takes no such requests'),
    status('read', '302', 'config', 'has moved'),
    status('read', '500', 'transient', 'reports an error'),
    broken('read', 'drop', 'transient', 'drops the connection'),
    broken('read', 'html', 'transient', 'hides behind a gateway page'),
    broken('read', 'truncate', 'transient', 'cuts its answer'),
    broken('read', 'rate_limit', 'rate_limited', 'asks to slow down'),
    status('write', '401', 'auth', 'does not know the token'),
    status('write', '403', 'permission', 'forbids it'),
    status('write', '409', 'business_refusal', 'says the record is in another state'),
    status('write', '422', 'validation', 'does not accept the data'),
    status('write', '503', 'transient', 'is busy'),
    status('write', '500', 'unknown_outcome', 'reports an error'),
    broken('write', 'html', 'unknown_outcome', 'hides behind a gateway page'),
    broken('write', 'rate_limit', 'rate_limited', 'asks to slow down'),
  ],
  writes: [
    {
      operation: 'item.create',
      vendorOperation: CREATE,
      arrange: async () => ({ entity: 'item', mark: 'm', fields: { 'customer.name': 'Соколова', total: '10.00' } }),
    },
    {
      operation: 'item.register',
      vendorOperation: CREATE,
      arrange: async () => ({ entity: 'item', mark: 'm', fields: { mark: 'claim-7', total: '20.00' } }),
    },
  ],
  pull: {
    name: 'items',
    expected: ids,
    async change(twin) {
      const [id = ''] = await ids(twin);
      await twin.act('edit', { id, fields: { amount: 777 } });
      return id;
    },
  },
  hook: {
    options,
    withoutSecret: { ...options, hookSecret: undefined },
    valid,
    wrongSignature: signed('{"id":"a-1"}', 'another-secret'),
    noSignature: { ...valid, headers: {} },
    malformed: signed('{"id":'),
  },
  longIds: async (client, twin) => {
    const { body } = await client.get('read', '/items');
    const read = (body as { items: { id: string }[] }).items.map(({ id }) => String(id));
    return { held: (await ids(twin)).slice(0, read.length), read };
  },
  tokens: { skip: 'tokens are entered by a person; none is refreshed' },
});

test('a feed is read to its end by page numbers and by Link headers as by cursors', async () => {
  const sandbox = await startSandbox({ port: 0, scenario: 'off' });
  try {
    const twin = twinControl(sandbox.url, 'http');
    await twin.seed(60);
    const { options: given } = await twin.connection();
    for (const [path, paging] of [
      ['/items', { kind: 'cursor', parameter: 'cursor', pointer: '/next' }],
      ['/items', { kind: 'page', parameter: 'page', size: 25 }],
      ['/items?paging=link', { kind: 'link' }],
    ] as const) {
      const client = http.connect(
        connectedForTest(http, { ...(given as object), pull: { path, itemsPointer: '/items', paging } }),
      );
      const read: string[] = [];
      for (let cursor = null, complete = false; !complete; ) {
        const page = await http.pulls['items']?.(client, cursor);
        if (!page) throw new Error('no feed');
        read.push(...page.events.map(({ id }) => id));
        ({ complete } = page);
        cursor = page.cursor as never;
      }
      expect(read).toEqual(await ids(twin));
    }
  } finally {
    await sandbox.stop();
  }
});
