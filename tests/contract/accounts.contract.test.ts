import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { firstAdmin } from '../../server/commands/accounts.ts';
import { setRoles } from '../../store/accounts.ts';
import { listAudit } from '../../store/audit.ts';
import { apiClient, hubOn, pick } from '../support/api-client.ts';
import { startHubDatabase } from '../support/hub-database.ts';
import { browserOf, cookiesOf, OWN_PAGE, PASSWORD, person, signIn } from '../support/people.ts';

const HUB = null;
let database: Awaited<ReturnType<typeof startHubDatabase>>;
let hub: ReturnType<typeof hubOn>;
let now: Date;

beforeAll(async () => {
  database = await startHubDatabase();
}, 60_000);
afterAll(() => database.stop(), 60_000);

beforeEach(async () => {
  const { rows } = await database.db.execute<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'public'`,
  );
  await database.db.execute(sql.raw(`truncate ${rows.map(({ name }) => `"${name}"`).join(', ')} restart identity cascade`));
  now = new Date();
  hub = hubOn(database.db, { now: () => now });
});

const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000);
};
const browser = (...roles: string[]) =>
  browserOf(
    hub.app,
    database.db,
    roles.map((role) => ({ role, unit: HUB })),
  );
const acts = async () => (await listAudit(database.db, { limit: 100 })).map(({ act, outcome }) => `${act} ${outcome}`);

test('whoever signs in is told what they are and may; the session travels in a cookie that scripts cannot read', async () => {
  const who = await person(database.db, [{ role: 'auditor', unit: HUB }]);
  const answer = await signIn(hub.app, who.email.toUpperCase());
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ user: { id: who.id, name: who.name, email: who.email, language: 'ru' } });
  const [cookie = ''] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-uzel\.session_token=/);
  for (const guard of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(guard);
  expect(cookie).not.toContain('Domain');

  const me = await apiClient(hub.app, null).get('/api/me', { cookie: cookiesOf(answer) });
  expect(me.status).toBe(200);
  expect(me.body).toMatchObject({
    actor: `person:${who.id}`,
    name: who.name,
    email: who.email,
    language: 'ru',
    roles: [{ role: 'auditor', unit: null }],
    permissions: { 'audit.read': 'all' },
  });
  expect(me.body).not.toHaveProperty(['permissions', 'connections.manage']);
});

test('a wrong password, an unknown address and a closed account get one and the same answer', async () => {
  const open = await person(database.db, []);
  const closed = await person(database.db, []);
  await database.db.execute(sql`update users set disabled_at = now() where id = ${closed.id}`);
  const answers = [
    await signIn(hub.app, open.email, 'wrong-password'),
    await signIn(hub.app, 'nobody@example.com'),
    await signIn(hub.app, closed.email),
  ];
  const bodies = answers.map(({ body }) => ({ ...(body as object), requestId: '' }));
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
  expect(answers.flatMap(({ headers }) => headers.getSetCookie().filter((cookie) => !/Max-Age=0/i.test(cookie)))).toEqual([]);
  expect(await acts()).toEqual(['sign_in closed', 'sign_in failed', 'sign_in failed']);
});

test('guessing is slowed down, in the database, and a right password waits as well; time passes and it is let in', async () => {
  const who = await person(database.db, []);
  for (let guess = 0; guess < 5; guess += 1) expect((await signIn(hub.app, who.email, `guess-${guess}`)).status).toBe(401);
  const slowed = await signIn(hub.app, who.email);
  expect(slowed.status).toBe(429);
  expect(slowed.body).toMatchObject({ code: 'SIGN_IN_THROTTLED' });
  expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(20);
  expect((await signIn(hubOn(database.db, { now: () => now }).app, who.email)).status).toBe(429);
  later(1);
  expect((await signIn(hub.app, who.email)).status).toBe(200);
});

test('a page of another site can neither sign somebody in nor ride on a cookie', async () => {
  const admin = await browser('crm_admin');
  const foreign = { origin: 'https://other.example.org' };
  expect((await signIn(hub.app, admin.email, PASSWORD, foreign)).body).toMatchObject({ status: 403, code: 'CROSS_SITE' });
  for (const headers of [foreign, { origin: 'null' }, { ...OWN_PAGE, 'sec-fetch-site': 'cross-site' }]) {
    const answer = await apiClient(hub.app, null).post(
      '/api/units',
      { kind: 'brand', name: 'Бренд', parent: null },
      {
        cookie: admin.cookie,
        ...headers,
      },
    );
    expect(answer.body).toMatchObject({ status: 403, code: 'CROSS_SITE' });
  }
  expect((await admin.post('/api/units', { kind: 'brand', name: 'Бренд', parent: null })).status).toBe(201);
});

test('a session ends by signing out, by an administrator, by its age, and when roles change', async () => {
  const admin = await browser('crm_admin');
  const one = await browser('viewer');
  expect((await one.get('/api/me')).status).toBe(200);
  expect((await one.post('/api/auth/sign-out')).status).toBe(200);
  expect((await one.get('/api/me')).status).toBe(401);

  const two = await browser('viewer');
  const seen = await admin.get(`/api/sessions?person=${two.id}`);
  expect((await admin.delete(`/api/sessions/${pick(seen, 'items.0.id')}`)).status).toBe(204);
  expect((await two.get('/api/me')).status).toBe(401);

  const three = await browser('viewer');
  const roles = [{ role: 'operations', unit: null }];
  expect((await admin.put(`/api/people/${three.id}/roles`, { roles })).status).toBe(200);
  expect((await three.get('/api/me')).status).toBe(401);

  const four = await browser('viewer');
  expect((await admin.post(`/api/people/${four.id}/disable`, { reason: 'Уволен' })).status).toBe(200);
  expect((await four.get('/api/me')).status).toBe(401);
  expect((await signIn(hub.app, four.email)).status).toBe(401);

  const five = await browser('viewer');
  later(12 * 60 + 1);
  expect((await five.get('/api/me')).status).toBe(401);
});

test('the first account is made once; the last administrator cannot be lost; the hub’s own token lets back in', async () => {
  const first = await firstAdmin({ db: database.db });
  expect(await firstAdmin({ db: database.db })).toBeNull();
  const signedIn = await signIn(hub.app, first?.email ?? '', first?.password);
  expect(signedIn.status).toBe(200);
  const cookie = { cookie: cookiesOf(signedIn), ...OWN_PAGE };
  const stranger = apiClient(hub.app, null);
  const id = pick(await stranger.get('/api/me', cookie), 'id');
  const lost = await stranger.call('PUT', `/api/people/${id}/roles`, { roles: [] }, cookie);
  expect(lost.body).toMatchObject({ status: 409, code: 'LAST_ADMIN' });
  expect((await stranger.call('POST', '/api/people/reset-admin', undefined, cookie)).status).toBe(403);

  const reset = await hub.api.post('/api/people/reset-admin');
  expect(reset.status).toBe(200);
  expect((await stranger.get('/api/me', cookie)).status).toBe(401);
  expect((await signIn(hub.app, first?.email ?? '', first?.password)).status).toBe(401);
  expect((await signIn(hub.app, String(pick(reset, 'email')), String(pick(reset, 'password')))).status).toBe(200);
});

test('an invitation opens one account, once, with a password that is not weak', async () => {
  const admin = await browser('crm_admin');
  const draft = { email: 'Anna@Example.com', name: 'Соколова Анна', roles: [{ role: 'agent', unit: null }] };
  const invited = await admin.post('/api/invitations', draft);
  expect(invited.status).toBe(201);
  const [, token = ''] = String(pick(invited, 'link')).split('#');
  expect(JSON.stringify((await admin.get('/api/invitations')).body)).not.toContain(token);

  const accept = (password: string) => apiClient(hub.app, null).post('/api/invitations/accept', { token, password });
  for (const weak of ['short', 'anna@example1', 'qwertyuiop12', 'aaaaaaaaaaaaaa', 'password1234']) {
    expect((await accept(weak)).body).toMatchObject({ status: 422, code: 'PASSWORD_WEAK' });
  }
  expect((await accept(PASSWORD)).status).toBe(201);
  expect((await accept(PASSWORD)).status).toBe(404);
  expect((await signIn(hub.app, 'anna@example.com')).status).toBe(200);
  expect((await admin.post('/api/invitations', draft)).body).toMatchObject({ code: 'PERSON_EXISTS' });

  const late = await admin.post('/api/invitations', { ...draft, email: 'late@example.com' });
  later(3 * 24 * 60 + 1);
  const [, old = ''] = String(pick(late, 'link')).split('#');
  expect((await apiClient(hub.app, null).post('/api/invitations/accept', { token: old, password: PASSWORD })).status).toBe(404);
});

test('a token may do a part of what its maker may, is shown once, and stops at once when taken back', async () => {
  const admin = await browser('crm_admin');
  const beyond = await admin.post('/api/tokens', { name: 'Выгрузка', permissions: ['links.read', 'audit.read'] });
  expect(beyond.body).toMatchObject({ status: 422, errors: [{ path: 'permissions.1' }] });
  const made = await admin.post('/api/tokens', { name: 'Выгрузка', permissions: ['connections.read'] });
  const secret = String(pick(made, 'token'));
  const program = apiClient(hub.app, secret);
  expect((await program.get('/api/connections')).status).toBe(200);
  expect((await program.get('/api/events')).body).toMatchObject({ status: 403, permission: 'events.read' });
  const listed = await admin.get('/api/tokens');
  expect(listed.body).toMatchObject({ items: [{ name: 'Выгрузка', revokedAt: null, lastUsedAt: expect.any(String) }] });
  expect(JSON.stringify(listed.body)).not.toContain(secret);
  const { rows } = await database.db.execute<{ text: string }>(sql`select t::text as text from api_tokens t`);
  expect(JSON.stringify(rows)).not.toContain(secret);

  expect((await admin.delete(`/api/tokens/${pick(made, 'id')}`)).status).toBe(204);
  expect((await program.get('/api/connections')).status).toBe(401);
});

test('own password: the present one is asked for, other sessions end, this one stays', async () => {
  const here = await browser('agent');
  const elsewhere = cookiesOf(await signIn(hub.app, here.email));
  const next = 'ледокол-чайник-роса-41';
  expect((await here.post('/api/me/password', { current: 'wrong', next })).body).toMatchObject({ code: 'PASSWORD_WRONG' });
  expect((await here.post('/api/me/password', { current: PASSWORD, next })).status).toBe(204);
  expect((await here.get('/api/me')).status).toBe(200);
  expect((await apiClient(hub.app, null).get('/api/me', { cookie: elsewhere })).status).toBe(401);
  expect((await signIn(hub.app, here.email)).status).toBe(401);
  expect((await signIn(hub.app, here.email, next)).status).toBe(200);
});

test('rights of a person are those of the moment, also without a new session', async () => {
  const who = await browser('viewer');
  expect((await who.get('/api/connections')).status).toBe(200);
  await setRoles(database.db, who.id, []);
  expect((await who.get('/api/connections')).body).toMatchObject({
    status: 403,
    code: 'FORBIDDEN',
    permission: 'connections.read',
  });
});
