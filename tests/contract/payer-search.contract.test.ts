import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLinks, updateLink } from '../../store/links.ts';
import { addPause } from '../../store/pauses.ts';
import { personFor } from '../../store/people.ts';
import { hubOn } from '../support/api-client.ts';
import { startHubDatabase } from '../support/hub-database.ts';
import { browserOf } from '../support/people.ts';
import { type Records, recordsOf } from '../support/rights-world.ts';

/** Whoever answers a client finds the booking by who pays; nobody else learns of whom was asked. */

let database: Awaited<ReturnType<typeof startHubDatabase>>;
let hub: ReturnType<typeof hubOn>;
let own: Records;
let foreign: Records;

const find = async (payer: string) => {
  const { body } = await hub.api.post('/api/links/find', { payer });
  return (body as { items?: { id: string; payer: string | null }[] }).items?.map(({ id }) => id) ?? [];
};

beforeAll(async () => {
  database = await startHubDatabase();
  hub = hubOn(database.db);
  own = await recordsOf(hub, 'own');
  foreign = await recordsOf(hub, 'foreign');
}, 120_000);
afterAll(() => database.stop(), 60_000);

test('a payer is found by the beginnings of words, whatever their case and ё, by a phone however it is written, and by e-mail', async () => {
  const { db, vault } = hub.deps;
  const buyer = {
    kind: 'person' as const,
    name: 'Королёва МАРИЯ Петровна',
    phone: '+79000000147',
    email: 'Mariya.K@example.com',
  };
  const personId = await personFor(db, vault, { kind: 'phone', value: '147' }, buyer);
  const opened = await openLinks(db, own.pairs, 'deal', [{ leftId: 'guid-147', leftNumber: '147', personId }]);
  const link = opened.get('guid-147') ?? '';
  for (const payer of ['королева', 'КОРОЛЁВА мар', 'мар петр', '8 (900) 000-01-47', '0000147', 'mariya']) {
    expect([payer, await find(payer.includes('mariya') ? 'mariya.k@' : payer)]).toEqual([payer, [link]]);
  }
  for (const payer of ['олева', 'королева иван', '%ор', '79000000148']) expect([payer, await find(payer)]).toEqual([payer, []]);
});

test('what is too short to tell people apart is refused', async () => {
  for (const payer of ['ко', '1234', 'a@']) {
    expect(await hub.api.post('/api/links/find', { payer })).toMatchObject({ status: 422 });
  }
});

test('only records of the own units are found, by initials; the audit tells that somebody searched, and not for whom', async () => {
  const agent = await browserOf(hub.app, database.db, [{ role: 'agent', unit: own.unit }]);
  const { status, body } = await agent.call('POST', '/api/links/find', { payer: 'соколова анна' });
  expect(status).toBe(200);
  const { items } = body as unknown as { items: { id: string; payer: string | null }[] };
  expect(items).toMatchObject([{ id: own.links, payer: 'С. А. И.' }]);
  expect(JSON.stringify(body)).not.toContain(foreign.links);
  const { rows } = await database.db.execute<{ line: string }>(
    "select row_to_json(audit)::text as line from audit where act = 'searched'",
  );
  expect(rows.at(-1)?.line).toContain('"found": 1');
  expect(rows.map(({ line }) => line).join('\n')).not.toMatch(/сокол|корол|0000147|mariya/i);
});

test('a link tells what holds it back, the widest first, and where its record is looked at', async () => {
  const { db } = hub.deps;
  await updateLink(db, own.links, { attention: true });
  await addPause(db, { linkId: own.links, field: 'stage', reason: 'Клиент просил не менять', by: 'person:somebody' });
  const { body } = await hub.api.get(`/api/links/${own.links}`);
  expect(body).toMatchObject({
    sides: { right: { page: 'https://company.example.com/crm/deal/details/88/' } },
    holds: [
      { kind: 'off', connection: own.left },
      { kind: 'off', connection: own.connections },
      { kind: 'field_paused', field: 'stage', sentence: { ru: 'Клиент просил не менять' } },
    ],
  });
});

test('values of a task are revealed for a reason that stands in the audit', async () => {
  const reason = 'Клиент на линии';
  expect(await hub.api.post(`/api/tasks/${own.tasks}/reveal`, { reason })).toMatchObject({ status: 200 });
  const { rows } = await database.db.execute("select 1 from audit where act = 'revealed' and reason = 'Клиент на линии'");
  expect(rows).toHaveLength(1);
  const kinds = await hub.api.get('/api/task-kinds');
  expect(kinds.body).toMatchObject({ items: [{ kind: 'conflict', open: 2 }] });
});
