import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { projectRoot } from '../../config/root.ts';
import { tempDir } from '../support/temp-dir.ts';

interface Call {
  method: string;
  url: string;
  authorization: string | undefined;
  body: unknown;
}

/** A hub that gives one answer and remembers what it was asked. */
async function hub(status: number, answer: unknown): Promise<{ url: string; calls: Call[] }> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    calls.push({
      method: request.method ?? '',
      url: request.url ?? '',
      authorization: request.headers.authorization,
      body: body === '' ? null : JSON.parse(body),
    });
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, calls };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function uzel(
  args: string[],
  env: NodeJS.ProcessEnv,
  cwd = projectRoot(),
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(projectRoot(), 'bin/uzel.js'), ...args], {
    cwd,
    env: { PATH: process.env.PATH, LANG: 'C', ...env },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

test('connections are listed in aligned columns', async () => {
  const items = [
    { id: 'b24', system: 'bitrix24', title: 'Продажи', state: 'active' },
    { id: 'samo-main', system: 'samo', title: 'САМО', state: 'paused', reason: { ru: 'отпуск', en: 'holiday' } },
  ];
  const { url, calls } = await hub(200, { items });
  const { out, code } = await uzel(['connections'], { UZEL_URL: url, UZEL_API_TOKEN: 'token-of-sixteen' });
  expect(out.split('\n')).toEqual([
    'ID         SYSTEM    TITLE    STATE   REASON   PENDING',
    'b24        bitrix24  Продажи  active  –        –',
    'samo-main  samo      САМО     paused  holiday  –',
    '',
  ]);
  expect(code).toBe(0);
  expect(calls).toEqual([{ method: 'GET', url: '/api/connections', authorization: 'Bearer token-of-sixteen', body: null }]);
});

test('the token of a local hub is found in its data folder', async () => {
  const { url, calls } = await hub(200, { items: [] });
  const cwd = tempDir();
  mkdirSync(join(cwd, '.uzel'));
  writeFileSync(join(cwd, '.uzel/api-token'), 'kept-token\n');
  await uzel(['events', '--state', 'dead', '--limit', '5'], { UZEL_URL: url }, cwd);
  expect(calls).toMatchObject([{ url: '/api/events?state=dead&limit=5', authorization: 'Bearer kept-token' }]);
});

test('a refusal is told with its title, detail and code', async () => {
  const { url } = await hub(409, { title: 'The connection is paused', detail: 'Resume it first.', code: 'CONNECTION_PAUSED' });
  const { err, code } = await uzel(['replay', '42'], { UZEL_URL: url });
  expect(err).toBe('The connection is paused\nResume it first.\ncode CONNECTION_PAUSED\n');
  expect(code).toBe(1);
});

test('a hub that is away is said to be away', async () => {
  const { err, code } = await uzel(['connections'], { UZEL_URL: 'http://127.0.0.1:1' });
  expect(err).toContain('Uzel at http://127.0.0.1:1 cannot be reached');
  expect(code).toBe(1);
});

test('master keys are shown with what they wrap, and keys in quarantine make the command fail', async () => {
  const rotation = { id: 1, state: 'done', total: 10, examined: 10, rewrapped: 9, quarantined: 1 };
  const masters = [
    { master: 'm-new', readable: true, keys: 9 },
    { master: 'm-old', readable: true, keys: 1 },
  ];
  const quarantined = [{ id: 'person:prs_1', reason: 'damaged', since: '2026-11-22T09:00:00.000Z' }];
  const { url, calls } = await hub(200, { present: 'm-new', masters, quarantined, rotation });
  const { code, out } = await uzel(['keys', 'rotate', '--reason', 'плановая'], { UZEL_URL: url, UZEL_API_TOKEN: 'token' });
  expect(calls.map(({ method, url: path }) => `${method} ${path}`)).toEqual(['POST /api/keys/rotations', 'GET /api/keys']);
  expect(out).toContain('m-new       yes       9');
  expect(out).toContain('10 of 10 looked at, 9 wrapped anew, 1 in quarantine');
  expect(out).toMatch(/person:prs_1 +damaged/);
  expect(code).toBe(1);
});

test('a claim is shown with its deal, its link and the page of its workflow', async () => {
  const { url, calls } = await hub(200, { items: [{ id: 'l-7', claim: '123456', deal: '88', state: 'live' }] });
  const { out } = await uzel(['run', '123456'], { UZEL_URL: url });
  expect(calls[0]?.url).toBe('/api/links?claim=123456');
  expect(out).toContain('deal      88');
  expect(out).toContain('http://localhost:8233/namespaces/default/workflows/deal%3Al-7');
});

test('--json gives the answer as it came', async () => {
  const { url } = await hub(200, { items: [{ id: 'b24', extra: 1 }] });
  const { out } = await uzel(['--json', 'connections'], { UZEL_URL: url });
  expect(JSON.parse(out)).toEqual({ items: [{ id: 'b24', extra: 1 }] });
});

test('a mode is set by process, connection and mode', async () => {
  const { url, calls } = await hub(200, {});
  const { out } = await uzel(['modes', 'deals', 'b24', 'observe'], { UZEL_URL: url });
  expect(calls).toMatchObject([
    { method: 'PUT', url: '/api/modes', body: { process: 'deals', connection: 'b24', mode: 'observe' } },
  ]);
  expect(out).toBe('deals on b24 is now observe.\n');
});

test('a preparation is shown with its hash, and made only for that hash and a reason', async () => {
  const item = {
    kind: 'field',
    of: 'deal',
    code: 'UF_CRM_UZEL_CLAIM',
    type: 'string',
    title: 'Номер заявки',
    state: 'missing',
    note: null,
  };
  const { url, calls } = await hub(200, {
    hash: 'h1',
    items: [item],
    made: [{ kind: 'field', entity: 'deal', code: 'UF_CRM_UZEL_CLAIM', id: '7' }],
    failed: null,
  });
  const shown = await uzel(['prepare', 'b24'], { UZEL_URL: url });
  expect(shown.out).toContain('uzel prepare b24 --apply --hash h1 --reason <text>');
  expect((await uzel(['prepare', 'b24', '--apply'], { UZEL_URL: url })).code).toBe(2);
  const applied = await uzel(['prepare', 'b24', '--apply', '--hash', 'h1', '--reason', 'Новая воронка'], { UZEL_URL: url });
  expect(applied.out).toContain('UF_CRM_UZEL_CLAIM');
  expect(calls).toMatchObject([
    { method: 'POST', url: '/api/connections/b24/prepare/plan' },
    { method: 'POST', url: '/api/connections/b24/prepare/apply', body: { hash: 'h1', reason: 'Новая воронка' } },
  ]);
});
