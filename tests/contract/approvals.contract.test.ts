import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { insertEvents, killRows, pendingOf } from '../../store/inbox.ts';
import { listEvents } from '../../store/listing.ts';
import { hubOn, pick } from '../support/api-client.ts';
import { startHubDatabase } from '../support/hub-database.ts';
import { browserOf } from '../support/people.ts';

let database: Awaited<ReturnType<typeof startHubDatabase>>;
let hub: ReturnType<typeof hubOn>;

beforeAll(async () => {
  database = await startHubDatabase();
}, 60_000);
afterAll(() => database.stop(), 60_000);

beforeEach(async () => {
  const { rows } = await database.db.execute<{ name: string }>(
    sql`select tablename as name from pg_tables where schemaname = 'public'`,
  );
  await database.db.execute(sql.raw(`truncate ${rows.map(({ name }) => `"${name}"`).join(', ')} restart identity cascade`));
  hub = hubOn(database.db);
});

const browser = (role: string) => browserOf(hub.app, database.db, [{ role, unit: null }]);
const FILTER = { state: 'dead', code: 'B24_DENIED' };
const REASON = 'Права вебхука возвращены';

/** So many records whose events were parked for lack of rights. */
async function parked(records: number): Promise<void> {
  const { db, vault } = hub.deps;
  const events = Array.from({ length: records }, (_, index) => ({
    connectionId: 'b24',
    deliveryId: null,
    kind: 'hint' as const,
    entity: 'deal',
    externalId: String(index + 1),
    subject: `deal:lnk_${index + 1}`,
  }));
  await insertEvents(db, vault, events);
  const rows = await listEvents(db, { state: 'pending', scope: 'all', limit: records });
  const sentence = { ru: 'Нет прав', en: 'No rights' };
  await killRows(db, rows, { code: 'B24_DENIED', kind: 'permission', sentence });
}

type Browser = Awaited<ReturnType<typeof browser>>;
async function planned(who: Pick<Browser, 'post'>) {
  const answer = await who.post('/api/events/replay/plan', { filter: FILTER });
  const hash = String(pick(answer, 'hash'));
  return { body: answer.body, hash, order: () => who.post('/api/events/replay', { filter: FILTER, hash, reason: REASON }) };
}

test('a night shift of one clears an ordinary evening’s failures alone', async () => {
  await parked(100);
  const night = await browser('operations');
  const plan = await planned(night);
  expect(plan.body).toMatchObject({
    count: 100,
    alone: 100,
    needsApproval: false,
    connections: [{ connection: 'b24', count: 100 }],
  });
  const started = await plan.order();
  expect(started.status).toBe(201);
  expect(started.body).toMatchObject({ total: 100, waiting: 100, done: 0, dead: 0, state: 'running', approval: null });
  expect(await pendingOf(database.db, 'deal:lnk_7', 10)).toHaveLength(1);
  expect((await plan.order()).body).toMatchObject({ status: 409, code: 'PLAN_CHANGED' });
});

test('five hundred events wait for another person, who sees the plan; then the same order carries it out, once', async () => {
  await parked(500);
  const ops = await browser('operations');
  const plan = await planned(ops);
  expect(plan.body).toMatchObject({ count: 500, needsApproval: true });
  const asked = await plan.order();
  expect(asked.status).toBe(202);
  expect(pick(await plan.order(), 'id')).toBe(pick(asked, 'id'));
  const path = `/api/approvals/${pick(asked, 'id')}`;

  expect((await ops.post(`${path}/approve`, { reason: 'Сам себе' })).body).toMatchObject({ status: 409, code: 'OWN_REQUEST' });
  expect((await hub.api.post(`${path}/approve`, { reason: 'Программа' })).body).toMatchObject({ code: 'PERSON_NEEDED' });
  expect((await plan.order()).status).toBe(202);

  const head = await browser('head');
  expect((await head.get('/api/approvals?state=open')).body).toMatchObject({
    items: [{ act: 'events.replay', count: 500, plan: { state: 'dead', code: 'B24_DENIED' }, reason: REASON, state: 'open' }],
  });
  expect((await head.post(`${path}/approve`, { reason: 'Согласовано' })).body).toMatchObject({ state: 'approved' });
  const started = await plan.order();
  expect(started.status).toBe(201);
  expect(started.body).toMatchObject({ total: 500, approval: pick(asked, 'id') });
  expect((await head.get(path)).body).toMatchObject({ state: 'used', decidedBy: `person:${head.id}` });
});

test('an approval holds for the very events that were shown, and no longer than a day', async () => {
  await parked(150);
  const [ops, head] = [await browser('operations'), await browser('head')];
  const plan = await planned(ops);
  const first = `/api/approvals/${pick(await plan.order(), 'id')}`;
  await head.post(`${first}/approve`, { reason: 'Согласовано' });
  await database.db.execute(sql`update inbox set state = 'done' where id = 1`);
  expect((await plan.order()).body).toMatchObject({ code: 'PLAN_CHANGED' });

  const again = await planned(ops);
  const second = `/api/approvals/${pick(await again.order(), 'id')}`;
  await head.post(`${second}/approve`, { reason: 'Согласовано' });
  await database.db.execute(sql`update approvals set expires_at = expires_at - interval '25 hours'`);
  expect((await head.get(second)).body).toMatchObject({ state: 'expired' });
  expect((await again.order()).status).toBe(202);
});

test('what a rejected request asked for is not done', async () => {
  await parked(150);
  const [ops, head] = [await browser('operations'), await browser('head')];
  const plan = await planned(ops);
  const asked = await plan.order();
  expect((await head.post(`/api/approvals/${pick(asked, 'id')}/reject`, { reason: 'Сначала проверьте права' })).status).toBe(200);
  const next = await plan.order();
  expect(next.status).toBe(202);
  expect(pick(next, 'id')).not.toBe(pick(asked, 'id'));
  expect(await listEvents(database.db, { state: 'pending', scope: 'all', limit: 1 })).toHaveLength(0);
});

test('limits are data: an administrator changes what a role may do alone', async () => {
  await parked(20);
  const [admin, ops] = [await browser('crm_admin'), await browser('operations')];
  const limit = { act: 'events.replay', role: 'operations', alone: 10 };
  expect((await admin.put('/api/approval-limits', { ...limit, reason: 'Осторожнее' })).status).toBe(200);
  expect((await planned(ops)).body).toMatchObject({ alone: 10, needsApproval: true });
  expect((await ops.put('/api/approval-limits', { ...limit, alone: 500, reason: 'Себе' })).status).toBe(403);
});

test('a replay is cancelled: what was not worked off is parked again', async () => {
  await parked(30);
  const ops = await browser('operations');
  const started = await (await planned(ops)).order();
  await database.db.execute(sql`update inbox set state = 'done', finished_at = now() where id <= 10`);
  const path = `/api/replays/${pick(started, 'id')}`;
  expect((await ops.get(path)).body).toMatchObject({ total: 30, done: 10, waiting: 20, dead: 0 });
  expect((await ops.post(`${path}/cancel`, { reason: 'Ошибка не исправлена' })).body).toMatchObject({
    state: 'cancelled',
    done: 10,
    dead: 20,
    waiting: 0,
  });
  expect((await ops.post(`${path}/cancel`, { reason: 'Ещё раз' })).status).toBe(409);
  expect((await planned(ops)).body).toMatchObject({ count: 20 });
});
