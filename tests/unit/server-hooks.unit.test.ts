import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Connector, Hook } from '../../connectors/sdk/contract.ts';
import { HubError } from '../../domain/errors.ts';
import type { ReadDelivery } from '../../ingress/accept.ts';
import type { AppDeps } from '../../server/api/deps.ts';
import { createApp } from '../../server/app.ts';
import type { FoundConnection } from '../../server/deps.ts';
import { serve } from '../../server/serve.ts';
import { apiClient, appDeps } from '../support/api-client.ts';
import { absentDatabase } from '../support/hub-database.ts';

const SECRET = 'knock';

/** A hook that knows its sender by a header and reads one event; `broken` bodies cannot be read, `bug` breaks the parser. */
const hook: Hook<unknown> = {
  verify: (request) => request.headers['x-secret'] === SECRET,
  parse(request) {
    const text = Buffer.from(request.body).toString();
    if (text === 'bug') throw new TypeError('cannot read');
    if (text === 'broken')
      throw new HubError({ code: 'UNREADABLE', kind: 'validation', userMessage: { ru: 'Не читается', en: 'Unreadable' } });
    return [{ kind: 'hint', entity: 'deal', id: text.slice(0, 20) }];
  },
};

/** An app with one connection, `b24`, whose acceptor keeps what it is given. */
function hooked(own: Partial<Hook<unknown>> = {}, overrides: Partial<AppDeps> = {}, previous: FoundConnection['previous'] = []) {
  const accepted: ReadDelivery[] = [];
  const connector = { system: 'test', hook: { ...hook, ...own } } as unknown as Connector;
  const deps = appDeps(absentDatabase().db, {
    connected: {
      find: async (id) =>
        id === 'b24'
          ? { row: {} as never, connector, options: {}, previous }
          : id === 'silent'
            ? { row: {} as never, connector: {} as Connector, options: {}, previous: [] }
            : null,
      test: async () => [],
      writes: async () => [],
      render: async () => null,
      preparing: async () => null,
      forget: () => undefined,
      lend: () => Promise.reject(new Error('this test installs nothing')),
    },
    acceptor: { accept: async (delivery) => void accepted.push(delivery) },
    ...overrides,
  });
  const app = createApp(deps);
  const counted = async () =>
    (await deps.metrics.metrics()).split('\n').filter((line) => line.startsWith('uzel_hook_requests_total'));
  return { app, deps, accepted, counted, sender: apiClient(app, null) };
}

const proof = { 'x-secret': SECRET };

test('a secret that was replaced proves a sender until its time is over', async () => {
  const verify: Hook<unknown>['verify'] = ({ headers }, options) =>
    headers['x-secret'] === (options as { secret?: string }).secret;
  const soon = { options: { secret: 'former' }, until: new Date(Date.now() + 60_000) };
  const past = { options: { secret: 'ancient' }, until: new Date(Date.now() - 1) };
  const { sender, accepted } = hooked({ verify }, {}, [soon, past]);
  const statuses = [];
  for (const secret of ['former', 'ancient', 'guess'])
    statuses.push((await sender.call('POST', '/hooks/b24', '77', { 'x-secret': secret })).status);
  expect(statuses).toEqual([200, 401, 401]);
  expect(accepted).toHaveLength(1);
});

test('a proved body is stored as it came and answered with ok', async () => {
  const { sender, accepted, counted, deps } = hooked();
  const answer = await sender.call('POST', '/hooks/b24?a=1', '77', { ...proof, 'content-type': 'text/x-odd' });
  expect([answer.status, answer.body]).toEqual([200, 'ok']);
  expect(accepted).toMatchObject([
    { delivery: { connectionId: 'b24', contentType: 'text/x-odd' }, events: [{ entity: 'deal', id: '77' }] },
  ]);
  expect(Buffer.from(accepted[0]?.delivery.body ?? []).toString()).toBe('77');
  expect(await counted()).toEqual(['uzel_hook_requests_total{outcome="accepted"} 1']);
  expect(deps.lines).toEqual([]);
});

test('the answer is the one that the vendor wants', async () => {
  const { sender } = hooked({ reply: { status: 202, body: '{"code":0}', contentType: 'application/json' } });
  const answer = await sender.call('POST', '/hooks/b24', '77', proof);
  expect([answer.status, answer.body, answer.headers.get('content-type')]).toEqual([202, { code: 0 }, 'application/json']);
});

test('who proves nothing is refused, and nothing is stored', async () => {
  const { sender, accepted, counted } = hooked();
  expect((await sender.post('/hooks/b24', '77')).status).toBe(401);
  expect(accepted).toEqual([]);
  expect(await counted()).toEqual(['uzel_hook_requests_total{outcome="refused"} 1']);
});

test('unknown connections and systems without webhooks lead nowhere', async () => {
  const { sender, accepted } = hooked();
  expect((await sender.call('POST', '/hooks/other', '77', proof)).status).toBe(404);
  expect((await sender.call('POST', '/hooks/silent', '77', proof)).status).toBe(404);
  expect(accepted).toEqual([]);
});

test('a body that cannot be read is kept as a dead letter, and its sender is content', async () => {
  const { sender, accepted, deps } = hooked();
  expect((await sender.call('POST', '/hooks/b24', 'broken', proof)).status).toBe(200);
  expect((await sender.call('POST', '/hooks/b24', 'bug', proof)).status).toBe(200);
  expect(accepted.map(({ delivery, events }) => [delivery.error?.code, events.length])).toEqual([
    ['UNREADABLE', 0],
    ['HOOK_PARSER_FAILED', 0],
  ]);
  expect(deps.lines).toMatchObject([{ level: 'error', fields: { error: 'TypeError' } }]);
});

test('a stored request that tells of news has those feeds read at once; failing that they are read later', async () => {
  const woken: string[] = [];
  const { sender, accepted, deps } = hooked(
    { wakes: (request) => [Buffer.from(request.body).toString()] },
    {
      wakePulls: async (connection, pulls) => {
        woken.push(`${connection} ${pulls.join()} after ${accepted.length}`);
        if (pulls.includes('gone')) throw new Error('nobody reads it');
      },
    },
  );
  expect((await sender.call('POST', '/hooks/b24', 'queue', proof)).status).toBe(200);
  expect((await sender.call('POST', '/hooks/b24', 'gone', proof)).status).toBe(200);
  expect((await sender.call('POST', '/hooks/b24', 'broken', proof)).status).toBe(200);
  expect((await sender.post('/hooks/b24', 'queue')).status).toBe(401);
  expect(woken).toEqual(['b24 queue after 1', 'b24 gone after 2']);
  expect(deps.lines).toMatchObject([{ level: 'warn', fields: { connection: 'b24' } }]);
});

test('a body that was not committed is answered with 503 and a time to come back', async () => {
  const { sender, deps } = hooked(
    {},
    {
      acceptor: {
        accept: async () => {
          throw new Error('insert failed for Соколова Анна');
        },
      },
    },
  );
  const answer = await sender.call('POST', '/hooks/b24', '77', proof);
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(JSON.stringify([answer.body, deps.lines])).not.toContain('Соколова');
});

test('a connection that cannot be opened stores nothing and lets the sender come back', async () => {
  const failing = async () => {
    throw new HubError({
      code: 'SECRETS_UNREADABLE',
      kind: 'config',
      userMessage: { ru: 'Секреты не читаются', en: 'Unreadable secrets' },
    });
  };
  const { sender, accepted } = hooked(
    {},
    {
      connected: {
        find: failing,
        test: async () => [],
        writes: async () => [],
        render: async () => null,
        preparing: async () => null,
        forget: () => undefined,
        lend: () => Promise.reject(new Error('this test installs nothing')),
      },
    },
  );
  expect((await sender.call('POST', '/hooks/b24', '77', proof)).status).toBe(503);
  expect(accepted).toEqual([]);
});

test('only POST is accepted', async () => {
  const { sender } = hooked();
  const answer = await sender.get('/hooks/b24');
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  expect((await sender.call('PUT', '/hooks/b24', '77', proof)).status).toBe(405);
});

const MEBIBYTE = 1024 * 1024;

test('a body of one mebibyte is taken and a byte more is refused, whether its length is told or not', async () => {
  const { app, accepted } = hooked();
  const served = await serve(app, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => served.stop(0));
  const url = `http://127.0.0.1:${served.port}/hooks/b24`;
  const post = async (size: number, chunked: boolean) => {
    const bytes = new Uint8Array(size).fill(55);
    const body = chunked ? new Blob([bytes]).stream() : bytes;
    return (await fetch(url, { method: 'POST', headers: proof, body, duplex: 'half' } as RequestInit)).status;
  };
  for (const chunked of [false, true]) {
    expect(await post(MEBIBYTE, chunked)).toBe(200);
    expect(await post(MEBIBYTE + 1, chunked)).toBe(413);
  }
  expect(accepted.map(({ delivery }) => delivery.body.byteLength)).toEqual([MEBIBYTE, MEBIBYTE]);
});

test('an endless chunked body is refused while it still comes', async () => {
  const { app, accepted } = hooked();
  const served = await serve(app, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => served.stop(0));
  const socket = connect(served.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write(`POST /hooks/b24 HTTP/1.1\r\nHost: hub\r\nX-Secret: ${SECRET}\r\nTransfer-Encoding: chunked\r\n\r\n`);
  const chunk = `10000\r\n${'7'.repeat(65_536)}\r\n`;
  const feeding = setInterval(() => socket.write(chunk), 2);
  onTestFinished(() => clearInterval(feeding));
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(accepted).toEqual([]);
});
