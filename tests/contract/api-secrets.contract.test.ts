import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../domain/json.ts';
import { openSecrets } from '../../store/connections.ts';
import { forgetPreviousSecrets, openPreviousSecrets } from '../../store/secrets.ts';
import { createTokenStore } from '../../store/tokens.ts';
import { hubOn, pick, TOKEN } from '../support/api-client.ts';
import { startHubDatabase } from '../support/hub-database.ts';
import { needlesOf, occurrences } from '../support/needles.ts';

const SECRETS = {
  password: 'planted-samo-password-1',
  clientSecret: 'planted-samo-client-2',
  webhookSecret: 'planted-webhook-code-3',
  applicationToken: 'planted-application-token-4',
  replacement: 'planted-replacement-token-5',
  accessToken: 'planted-access-token-6',
  refreshToken: 'planted-refresh-token-7',
};

let database: Awaited<ReturnType<typeof startHubDatabase>>;
let hub: ReturnType<typeof hubOn>;
beforeAll(async () => {
  database = await startHubDatabase();
  hub = hubOn(database.db);
  const { password, clientSecret, webhookSecret, applicationToken } = SECRETS;
  const samo = { url: 'https://samo.example.com/service.php', login: 'hub', password, clientSecret };
  const b24 = { auth: 'webhook', portal: 'https://company.example.com', webhookUserId: '1', webhookSecret, applicationToken };
  for (const draft of [
    { id: 'samo-main', system: 'samo', title: 'САМО', options: samo },
    { id: 'b24', system: 'bitrix24', title: 'Битрикс24', options: b24 },
  ])
    expect((await hub.api.post('/api/connections', draft)).status).toBe(201);
  const sides = { leftConnection: 'samo-main', rightConnection: 'b24' };
  expect((await hub.api.post('/api/pairs', { process: 'deals', ...sides, constants: { assignedById: '1' } })).status).toBe(201);
}, 60_000);
afterAll(() => database.stop(), 60_000);

const event = (token: string) =>
  hub.api.call('POST', '/hooks/b24', `event=ONCRMDEALUPDATE&data[FIELDS][ID]=7&auth[application_token]=${token}`, {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: '',
  });
const replace = (body: object, name = 'applicationToken') =>
  hub.api.post(`/api/connections/b24/secrets/${name}/replace`, { reason: 'Плановая смена', ...body });

describe('a webhook secret', () => {
  test('is replaced while the old one is still accepted, until its time is over', async () => {
    const answer = await replace({ value: SECRETS.replacement, overlapHours: 1 });
    expect(answer.status).toBe(200);
    expect(pick(answer, 'secretsReplaced')).toEqual([{ name: 'applicationToken', until: expect.any(String) }]);
    expect((await event(SECRETS.replacement)).status).toBe(200);
    expect((await event(SECRETS.applicationToken)).status).toBe(200);
    expect((await event('a-guess')).status).toBe(401);

    await database.db.execute(sql`update secrets set previous_until = now() - interval '1 second'`);
    expect((await event(SECRETS.replacement)).status).toBe(200);
    expect((await event(SECRETS.applicationToken)).status).toBe(401);
    await forgetPreviousSecrets(database.db);
    const { rows } = await database.db.execute(sql`select 1 from secrets where previous is not null`);
    expect(rows).toEqual([]);
  });

  test('is one that proves a sender, and no other', async () => {
    expect((await replace({ value: 'new' }, 'webhookSecret')).status).toBe(422);
    expect((await replace({ value: 'new' }, 'portal')).status).toBe(422);
    expect((await replace({ value: '' })).status).toBe(422);
  });

  test('given again as it is changes nothing; entered in the form, it ends the overlap', async () => {
    await replace({ value: SECRETS.applicationToken, overlapHours: 1 });
    await replace({ value: SECRETS.applicationToken, overlapHours: 100 });
    const previous = await openPreviousSecrets(database.db, hub.deps.vault, 'b24', new Date());
    expect(previous.map(({ value }) => value)).toEqual([SECRETS.replacement]);
    expect(previous[0]?.until.getTime()).toBeLessThan(Date.now() + 3_700_000);
    await hub.api.patch('/api/connections/b24', { options: { applicationToken: SECRETS.replacement } });
    expect(await openPreviousSecrets(database.db, hub.deps.vault, 'b24', new Date())).toEqual([]);
    expect((await event(SECRETS.applicationToken)).status).toBe(401);
  });
});

describe('no answer of the API', () => {
  test('holds a secret, in any form: every GET route is asked, with real ids', { timeout: 60_000 }, async () => {
    await replace({ value: SECRETS.applicationToken, overlapHours: 24 });
    const { accessToken, refreshToken } = SECRETS;
    await createTokenStore(database.db, hub.deps.vault, 'b24').save({ accessToken, refreshToken, expiresAt: 0 });
    await event(SECRETS.replacement);
    await database.db.execute(
      sql`update inbox set state = 'dead', error = '{"code":"TEST","kind":"bug","userMessage":{"ru":"Тест","en":"Test"}}'`,
    );
    await hub.api.post('/api/keys/rotations', { reason: 'Проверка' });
    // The walk would prove nothing if nothing were stored.
    expect(Object.values(await openSecrets(database.db, hub.deps.vault, 'b24'))).toContain(SECRETS.applicationToken);

    const document = (await hub.api.get('/api/openapi.json')).body as { paths: { [path: string]: { get?: Json } } };
    const routes = Object.entries(document.paths).flatMap(([path, item]) => (item.get ? [path] : []));
    expect(routes.length).toBeGreaterThan(20);
    const needles = needlesOf([...Object.values(SECRETS), TOKEN, Buffer.alloc(32, 7).toString('base64')]);
    const told: string[] = [];
    const found: { path: string; found: string[] }[] = [];
    for (const route of routes) {
      for (const id of /\{\w+\}/.test(route) ? await idsFor(route) : ['']) {
        const path = route.replace(/\{\w+\}/g, encodeURIComponent(id));
        // A stream, which never ends.
        if (route === '/api/live') continue;
        const answer = await hub.api.get(path);
        const text = JSON.stringify([answer.body, [...answer.headers]]);
        if (answer.status === 200) told.push(path);
        const secrets = occurrences(text, needles);
        if (secrets.length > 0) found.push({ path, found: secrets });
      }
    }
    expect(found).toEqual([]);
    expect(told).toEqual(
      expect.arrayContaining(['/api/connections', '/api/connections/b24', '/api/events', '/api/keys', '/api/audit']),
    );
  });
});

/** Ids that a route may be asked with: those of its list, and of what stands in the tables. */
async function idsFor(route: string): Promise<string[]> {
  const list = await hub.api.get(route.slice(0, route.indexOf('/{')));
  const items = pick(list, 'items');
  const ids = Array.isArray(items) ? items.map((item) => String((item as { id?: Json }).id ?? '')) : [];
  return [...new Set([...ids.slice(0, 3), 'b24', 'samo-main--b24', '1'])].filter((id) => id !== '');
}
