import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createHttpCore, type HttpCall, type HttpCoreSpec } from '../../connectors/sdk/http.ts';
import { startServer, type TestServer } from '../support/faulty-server.ts';
import { httpDeps } from '../support/http-deps.ts';
import { createMemoryBreaker, createMemoryBudget, createMemoryTurns } from '../support/memory-ports.ts';

const READ: HttpCall = { method: 'GET', path: '/x', operation: 'read.one', readOnly: true };
const WRITE: HttpCall = { method: 'POST', path: '/x', operation: 'write.one', readOnly: false, body: 'a=1' };

const spec = { turn: { scope: 'x', everyMs: 1 } };

const servers: TestServer[] = [];
async function server(...args: Parameters<typeof startServer>): Promise<TestServer> {
  const started = await startServer(...args);
  servers.push(started);
  return started;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((started) => started.close()));
});

function core(baseUrl: string, spec: Partial<HttpCoreSpec> = {}, deps = httpDeps()) {
  return createHttpCore(deps)({ baseUrl, timeoutMs: 2_000, ...spec });
}

test('every status is an answer, with lower-case headers and raw bytes', async () => {
  const { url, received } = await server((_, response) => response.writeHead(418, { 'X-Kind': 'pot' }).end('short'));
  const answer = await core(url).request(WRITE);
  expect(answer).toMatchObject({ status: 418, text: 'short' });
  expect(answer.headers['x-kind']).toBe('pot');
  expect(received).toEqual(['a=1']);
});

test('a redirect is not followed', async () => {
  const { url, received } = await server((_, response) => response.writeHead(302, { location: '/elsewhere' }).end());
  expect((await core(url).request(READ)).status).toBe(302);
  expect(received).toHaveLength(1);
});

test('a dropped read is transient, a dropped write has an unknown outcome', async () => {
  const { url } = await server((request) => request.socket.destroy());
  await expect(core(url).request(READ)).rejects.toMatchObject({ kind: 'transient' });
  await expect(core(url).request(WRITE)).rejects.toMatchObject({ kind: 'unknown_outcome' });
});

test('a write to a closed port sent nothing and may be repeated', async () => {
  const { url, close } = await startServer(() => {});
  await close();
  await expect(core(url).request(WRITE)).rejects.toMatchObject({ kind: 'transient', code: 'HTTP_NO_ANSWER' });
});

test('an answer that breaks off half-way leaves a write unknown', async () => {
  const { url } = await server((request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half');
    setTimeout(() => request.socket.destroy(), 20);
  });
  await expect(core(url).request(WRITE)).rejects.toMatchObject({ kind: 'unknown_outcome' });
});

test('a silent system times out', async () => {
  const { url } = await server(() => {});
  await expect(core(url, { timeoutMs: 60 }).request(READ)).rejects.toMatchObject({ kind: 'transient', code: 'HTTP_TIMEOUT' });
  await expect(core(url, { timeoutMs: 60 }).request(WRITE)).rejects.toMatchObject({
    kind: 'unknown_outcome',
    code: 'HTTP_TIMEOUT',
  });
});

test('the deadline of a call cuts its time-out short', async () => {
  const { url } = await server(() => {});
  const startedAt = Date.now();
  await expect(core(url).request({ ...READ, deadlineAt: startedAt + 60 })).rejects.toMatchObject({ code: 'HTTP_TIMEOUT' });
  expect(Date.now() - startedAt).toBeLessThan(1_000);
});

test('a call whose deadline is over is not sent', async () => {
  const { url, received } = await server((_, response) => response.end());
  const late = core(url).request({ ...WRITE, deadlineAt: Date.now() - 1 });
  await expect(late).rejects.toMatchObject({ code: 'HTTP_TIMEOUT', kind: 'transient' });
  expect(received).toHaveLength(0);
});

test('a breaker that cannot be told does not hide the answer to a write', async () => {
  const { url } = await server((_, response) => response.end('done'));
  const away = () => Promise.reject(new Error('database away'));
  const deps = httpDeps({ breaker: { admit: async () => {}, success: away, failure: away, unused: away } });
  expect((await core(url, {}, deps).request(WRITE)).text).toBe('done');
  expect(deps.lines.map((line) => line.level)).toContain('warn');
});

test('a call that gets no slot gives its place at the breaker back', async () => {
  const { url, received } = await server((_, response) => response.end('done'));
  const told: string[] = [];
  const breaker = {
    admit: async () => {},
    success: () => {},
    failure: () => {},
    unused: (scope: string) => void told.push(scope),
  };
  const deps = httpDeps({ breaker, budget: { acquire: () => Promise.reject(new Error('no slot')) } });
  await expect(core(url, { scope: 'x' }, deps).request(READ)).rejects.toThrow('no slot');
  expect([told, received]).toEqual([['test'], []]);
});

test('calls to a system that takes one at a time follow one another, better lanes first, and a failed one ends its turn', async () => {
  let underWay = 0;
  let together = 0;
  const { url, received } = await server((request, response) => {
    underWay += 1;
    together = Math.max(together, underWay);
    setTimeout(() => {
      underWay -= 1;
      if (request.url === '/fails') request.socket.destroy();
      else response.end();
    }, 5);
  });
  const turns = createMemoryTurns();
  const lanes = {
    bulk: core(url, spec, httpDeps({ turns, lane: 'bulk' })),
    now: core(url, spec, httpDeps({ turns, lane: 'interactive' })),
  };
  const call = (lane: keyof typeof lanes, path: string) =>
    lanes[lane].request({ ...WRITE, path, body: path }).catch(() => undefined);
  await Promise.all([call('bulk', '/fails'), call('bulk', '/2'), call('bulk', '/3'), call('now', '/pay')]);
  expect(together).toBe(1);
  expect(received).toEqual(['/fails', '/pay', '/2', '/3']);
});

test('a packed answer is limited by its unpacked size', async () => {
  const { url } = await server((_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(200_000))),
  );
  await expect(core(url, { maxBytes: 10_000 }).request(READ)).rejects.toMatchObject({
    code: 'HTTP_ANSWER_TOO_LARGE',
    kind: 'config',
  });
});

test('a private address without a grant is refused before anything is sent', async () => {
  const { url, port, received } = await server((_, response) => response.end());
  const deps = httpDeps({ egress: { allow: [] } });
  await expect(core(url, {}, deps).request(READ)).rejects.toMatchObject({ code: 'EGRESS_REFUSED', kind: 'config' });
  await expect(core(`http://localhost:${port}`, {}, deps).request(WRITE)).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
  expect(received).toHaveLength(0);
});

test('a name that resolves into a granted network is dialled', async () => {
  const { port } = await server((_, response) => response.end('in'));
  const answer = await core(`http://localhost:${port}`).request(READ);
  expect(answer.text).toBe('in');
});

test('a long wait for the budget becomes rate_limited with the moment of the next slot', async () => {
  const { url } = await server((_, response) => response.end());
  const clock = { now: () => Date.now() };
  const budget = createMemoryBudget([{ scope: 'api', rate: 0.1, burst: 1 }], clock);
  const limited = core(url, { scope: 'api' }, httpDeps({ budget }));
  await limited.request(READ);
  const error = await limited.request(READ).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ kind: 'rate_limited', retry: 'at' });
  expect((error as { untilMs: number }).untilMs).toBeGreaterThan(Date.now() + 5_000);
});

test('a system that keeps failing is left alone until its circuit closes', async () => {
  const { url, received } = await server((request) => request.socket.destroy());
  const breaker = createMemoryBreaker({ now: () => Date.now() }, 2);
  const broken = core(url, {}, httpDeps({ breaker }));
  for (let i = 0; i < 4; i++) await broken.request(READ).catch(() => undefined);
  expect(received).toHaveLength(2);
});

test('secrets of the address, headers and body stay out of errors and logs', async () => {
  const { url } = await server((request) => request.socket.destroy());
  const deps = httpDeps({ secrets: ['s3cr3t-token'] });
  const call: HttpCall = {
    ...WRITE,
    path: '/rest/1/s3cr3t-token/x',
    headers: { authorization: 'Bearer s3cr3t-token' },
    body: 's3cr3t-token',
  };
  const error = await core(url, {}, deps)
    .request(call)
    .catch((caught: Error) => caught);
  const seen = JSON.stringify([error, deps.lines]) + (error instanceof Error ? error.stack : '');
  expect(seen).not.toContain('s3cr3t-token');
  expect(deps.lines).toHaveLength(1);
});

test('a path cannot leave its base address', async () => {
  const { url, received } = await server((_, response) => response.end());
  await core(`${url}/base/`).request({ ...READ, path: '//example.com/x' });
  await core(`${url}/service.php`).request({ ...READ, path: '' });
  expect(received).toHaveLength(2);
});

test.each([
  ['a right label', 'windows-1251', 'text/plain; charset=windows-1251'],
  ['no label', 'windows-1251', 'text/plain'],
  ['a lying utf-8 label', 'windows-1251', 'text/plain; charset=utf-8'],
  ['a lying windows-1251 label', 'utf-8', 'text/plain; charset=windows-1251'],
])('Russian text is read with %s', async (_, sent, contentType) => {
  const cp1251 = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]);
  const { url } = await server((__, response) =>
    response.writeHead(200, { 'content-type': contentType }).end(sent === 'utf-8' ? Buffer.from('Привет') : cp1251),
  );
  expect((await core(url).request(READ)).text).toBe('Привет');
});
