import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { evaluateAlerts } from '../../ingress/alerts.ts';
import { changeRule, ensureRules } from '../../store/alerts.ts';
import { pauseConnection, resumeConnection, saveConnection } from '../../store/connections.ts';
import { openDelivery } from '../../store/deliveries.ts';
import { deliveriesOut, inbox } from '../../store/schema/index.ts';
import { hubOn, pick } from '../support/api-client.ts';
import { startHubDatabase } from '../support/hub-database.ts';

const START = Date.UTC(2026, 10, 22, 10);
const MINUTE = 60_000;
const after = (minutes: number) => new Date(START + minutes * MINUTE);

let database: Awaited<ReturnType<typeof startHubDatabase>>;
let hub: ReturnType<typeof hubOn>;

beforeAll(async () => {
  database = await startHubDatabase();
  hub = hubOn(database.db);
}, 120_000);
afterAll(() => database.stop());

beforeEach(async () => {
  await database.db.execute('truncate deliveries, alerts, alert_rules, inbox, breakers, connections, users cascade');
  await ensureRules(database.db);
  for (const [id, system] of [
    ['bitrix24', 'bitrix24'],
    ['samo', 'samo'],
    ['mail', 'smtp'],
    ['hook', 'webhook'],
  ] as const) {
    await saveConnection(database.db, hub.deps.vault, { id, system, title: `Система ${id}`, open: {}, secret: {} });
  }
  await tell('connection_stopped', ['duty@example.com']);
});

const deps = () => ({
  db: database.db,
  vault: hub.deps.vault,
  channelOf: (system: string) => hub.deps.registry[system]?.sends,
  consoleUrl: 'https://uzel.example.com',
});
const look = (minutes: number) => evaluateAlerts(deps(), after(minutes));
const tell = (kind: 'connection_stopped' | 'dead_letters' | 'breaker_open' | 'lag', addresses: string[]) =>
  changeRule(database.db, hub.deps.vault, kind, { addresses }, 'test');
const stop = (id: string) =>
  pauseConnection(database.db, id, {
    code: 'B24_TOKEN',
    by: 'hub',
    sentence: { ru: 'Доступ отозван', en: 'Access was revoked' },
  });

async function letters(): Promise<{ to: string; subject: string; text: string }[]> {
  const rows = await database.db.select().from(deliveriesOut).orderBy(deliveriesOut.createdAt, deliveriesOut.id);
  return Promise.all(
    rows.map(async (row) => {
      const { to, content } = await openDelivery(database.db, hub.deps.vault, row);
      return { to: to.email ?? to.webhook ?? '', subject: content.subject, text: content.text };
    }),
  );
}
const shown = async (state: string) => (await hub.api.get(`/api/alerts?state=${state}`)).body as { items: { id: string }[] };

test('a stopped connection alarms once, reminds after its interval, and clears itself when it works again', async () => {
  await stop('bitrix24');
  for (const minute of [0, 1, 2, 30, 239]) await look(minute);
  expect(await letters()).toEqual([
    {
      to: 'duty@example.com',
      subject: 'Узел: Подключение остановлено: Система bitrix24. Доступ отозван',
      text: expect.any(String),
    },
  ]);
  expect(await shown('open')).toMatchObject({ items: [{ kind: 'connection_stopped', subject: 'bitrix24', notices: 1 }] });
  await look(241);
  expect((await letters())[1]?.text).toContain('всё ещё');

  await resumeConnection(database.db, 'bitrix24');
  await look(242);
  expect(await shown('current')).toMatchObject({ items: [] });
  expect(await shown('resolved')).toMatchObject({ items: [{ resolvedBy: 'hub', notices: 2 }] });
  await look(600);
  expect(await letters()).toHaveLength(2);
});

test('ten things that break at once are one letter to each who is told', async () => {
  await changeRule(database.db, hub.deps.vault, 'connection_stopped', { addresses: ['a@example.com', 'b@example.com'] }, 'test');
  for (let n = 0; n < 10; n += 1) {
    await saveConnection(database.db, hub.deps.vault, {
      id: `many-${n}`,
      system: 'samo',
      title: `САМО ${n}`,
      open: {},
      secret: {},
    });
    await stop(`many-${n}`);
  }
  await look(0);
  const sent = await letters();
  expect(sent.map(({ to }) => to).sort()).toEqual(['a@example.com', 'b@example.com']);
  expect(sent[0]?.subject).toBe('Узел: 10 неполадок');
});

test('a condition that flickers is one alert that counts how often it came back, and tells nobody anew', async () => {
  for (let round = 0; round < 5; round += 1) {
    await stop('samo');
    await look(round * 2);
    await resumeConnection(database.db, 'samo');
    await look(round * 2 + 1);
  }
  expect(await letters()).toHaveLength(1);
  expect(await shown('resolved')).toMatchObject({ items: [{ repeats: 4 }] });
});

test('two processes that look at the same moment raise one alert and write one letter', async () => {
  await stop('bitrix24');
  await Promise.all([look(0), look(0), look(0)]);
  expect(await letters()).toHaveLength(1);
});

test('a person takes an alert, and it reminds no more; one that a person calls over comes back if it is not', async () => {
  await stop('bitrix24');
  await look(0);
  const id = (await shown('open')).items[0]?.id;
  const taken = await hub.api.post(`/api/alerts/${id}/acknowledge`, { note: 'Звоню админу, +7 900 000-00-11' });
  expect(taken.body).toMatchObject({ state: 'acknowledged', note: expect.not.stringContaining('000-00-11') });
  expect((await hub.api.post(`/api/alerts/${id}/acknowledge`, {})).status).toBe(200);
  await look(600);
  expect(await letters()).toHaveLength(1);
  expect((await hub.api.post(`/api/alerts/${id}/resolve`, {})).body).toMatchObject({ state: 'resolved' });
  expect((await hub.api.post(`/api/alerts/${id}/mute`, { minutes: 60 })).status).toBe(409);
});

test('a breaker must stay open for minutes; a dead letter and a lag are told with their figures', async () => {
  for (const kind of ['breaker_open', 'dead_letters', 'lag'] as const) await tell(kind, ['duty@example.com']);
  await database.db.execute(sql`insert into breakers (scope, failures, open_until) values ('samo', 9, 1)`);
  const row = { kind: 'hint' as const, entity: 'deal', subject: 'screen:bitrix24', connectionId: 'bitrix24' };
  await database.db
    .insert(inbox)
    .values([
      ...['1', '2', '3'].map((externalId) => ({ ...row, externalId, state: 'dead' as const })),
      { ...row, externalId: '4', state: 'pending', receivedAt: after(-20) },
    ]);
  await look(0);
  expect((await letters()).map(({ subject }) => subject)).toEqual([
    'Узел: Очередь отстаёт: Система bitrix24, дольше всего 20 минут',
  ]);
  await look(1);
  expect((await letters()).at(-1)?.subject).toBe('Узел: События не обработаны: Система bitrix24, 3 события');
  await look(5);
  expect((await letters()).at(-1)?.subject).toBe('Узел: Система не отвечает: Система samo');
  await database.db.execute(sql`update breakers set open_until = 0`);
  await look(6);
  expect(await shown('resolved')).toMatchObject({ items: [{ kind: 'breaker_open' }] });
});

test('people are found by role and unit, in their own language; a closed account hears nothing', async () => {
  await changeRule(
    database.db,
    hub.deps.vault,
    'connection_stopped',
    { addresses: [], recipients: { roles: ['operations'], users: [], webhooks: [], webhookWhen: 'always', language: 'ru' } },
    'test',
  );
  await database.db.execute(sql`
    insert into units (id, kind, name, parent_id) values ('brand', 'brand', 'A', null), ('shop', 'location', 'B', 'brand'), ('far', 'location', 'C', null)`);
  await database.db.execute(sql`update connections set unit_id = 'shop' where id = 'bitrix24'`);
  await database.db.execute(sql`
    insert into users (id, name, email, language, disabled_at) values
      ('u1', 'A', 'all@example.com', 'en', null), ('u2', 'B', 'brand@example.com', 'ru', null),
      ('u3', 'C', 'far@example.com', 'ru', null), ('u4', 'D', 'gone@example.com', 'ru', now())`);
  await database.db.execute(sql`
    insert into held_roles (user_id, role, unit_id) values
      ('u1', 'operations', null), ('u2', 'operations', 'brand'), ('u3', 'operations', 'far'), ('u4', 'operations', null)`);
  await stop('bitrix24');
  await look(0);
  const sent = await letters();
  expect(sent.map(({ to }) => to).sort()).toEqual(['all@example.com', 'brand@example.com']);
  expect(sent.find(({ to }) => to === 'all@example.com')?.subject).toContain('Connection stopped');
});

test('a rule is changed and tested by hand: addresses are masked, a webhook must be one, the test says that it is one', async () => {
  const recipients = { roles: [], users: [], webhooks: ['hook'], webhookWhen: 'always', language: 'ru' };
  const changed = await hub.api.patch('/api/alert-rules/lag', { threshold: 5, recipients, addresses: ['duty@example.com'] });
  expect(changed.body).toMatchObject({ threshold: 5, unit: 'minutes', addresses: ['d***@example.com'] });
  const wrong = await hub.api.patch('/api/alert-rules/lag', { recipients: { ...recipients, webhooks: ['samo'] } });
  expect(wrong.status).toBe(422);
  const tested = await hub.api.post('/api/alert-rules/lag/test');
  expect(tested.status).toBe(202);
  expect(pick(tested, 'items.0.to')).toBe('d***@example.com');
  expect((await letters()).map(({ to, subject }) => [to, subject])).toEqual(
    expect.arrayContaining([
      ['duty@example.com', 'Узел: проверка оповещения «Очередь отстаёт»'],
      ['hook', 'Узел: проверка оповещения «Очередь отстаёт»'],
    ]),
  );
  const { rows } = await database.db.execute<{ row: string }>('select row_to_json(alert_rules)::text as row from alert_rules');
  for (const { row } of rows) expect(row).not.toContain('example.com');
  expect((await hub.api.get('/api/overview')).body).toMatchObject({ alerts: [] });
});
