import { expect, test } from 'vitest';
import { apiClient, hubOn, TOKEN } from '../support/api-client.ts';
import { absentDatabase } from '../support/hub-database.ts';

const { app, api } = hubOn(absentDatabase().db);

/** Open to everybody: what the API tells about itself, and the ways in. */
const DESCRIPTION = ['/api/openapi.json', '/api/reference'];
const WAYS_IN = ['/api/auth/sign-in/email', '/api/auth/sign-out', '/api/auth/get-session'];
const INVITED = 'POST /api/invitations/accept';

const routes = [
  ...new Set(
    app.routes
      .filter(({ path, method }) => path.startsWith('/api/') && method !== 'ALL')
      .filter(({ path }) => ![...DESCRIPTION, ...WAYS_IN].includes(path))
      .map(({ method, path }) => `${method} ${path.replace(/:\w+/g, '1')}`)
      .filter((route) => route !== INVITED),
  ),
].map((line) => line.split(' ') as [string, string]);

test('the walk below meets the whole API', () => {
  expect(routes.length).toBeGreaterThan(25);
});

test.each(routes)('%s %s refuses whoever has no token, or a wrong one', async (method, path) => {
  for (const token of [null, 'wrong-token', `${TOKEN}x`]) {
    const answer = await apiClient(app, token).call(method, path, method === 'GET' ? undefined : {});
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
    expect(answer.body).toMatchObject({ code: 'SIGN_IN_REQUIRED', status: 401 });
  }
});

test('an address under /api that leads nowhere refuses in the same way', async () => {
  expect((await apiClient(app, null).get('/api/nothing')).status).toBe(401);
});

test('the document and its page are open, and describe every route', async () => {
  const stranger = apiClient(app, null);
  const document = (await stranger.get('/api/openapi.json')).body as { paths: Record<string, Record<string, unknown>> };
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '1')}`),
  );
  expect(described.sort()).toEqual([...routes.map(([method, path]) => `${method} ${path}`), INVITED].sort());

  const page = await stranger.get('/api/reference');
  expect(page.status).toBe(200);
  for (const path of Object.keys(document.paths)) expect(page.body).toContain(path);
  expect(page.body).not.toContain('<script');
});

test('health and metrics need no token', async () => {
  const stranger = apiClient(app, null);
  expect((await stranger.get('/healthz')).body).toEqual({ status: 'ok' });
  expect((await stranger.get('/readyz')).body).toMatchObject({ status: 'ok', checks: [{ name: 'database', ok: true }] });
  expect((await stranger.get('/metrics')).body).toContain('uzel_hook_ack_seconds');
});

test('a hub that lacks something says so and what', async () => {
  const checks = [
    { name: 'database', ok: true, detail: 'answers' },
    { name: 'temporal', ok: false, detail: 'no answer' },
  ];
  const { api: unready } = hubOn(absentDatabase().db, { readiness: async () => checks });
  const answer = await unready.get('/readyz');
  expect(answer.status).toBe(503);
  expect(answer.body).toEqual({ status: 'not ready', checks });
});

test('answers are not opened to other origins and carry the usual guards', async () => {
  const { headers } = await api.get('/api/systems', { origin: 'https://other.example.org' });
  expect(headers.get('access-control-allow-origin')).toBeNull();
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-request-id')).toMatch(/\S{8,}/);
});

test('systems are listed with the forms of their options', async () => {
  const { body } = await api.get('/api/systems');
  expect(body).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ system: 'bitrix24', hook: true, writes: expect.arrayContaining(['record.add']) }),
      expect.objectContaining({ system: 'samo', hook: false, writes: expect.arrayContaining(['claim.cancel']) }),
      expect.objectContaining({ system: 'smtp', hook: false, writes: ['message.send'] }),
    ]),
  });
  const form = (body as { items: { options: { fields: { name: string; secret: boolean }[] } }[] }).items[0]?.options.fields ?? [];
  expect(form.find((field) => field.name === 'webhookSecret')?.secret).toBe(true);
});
