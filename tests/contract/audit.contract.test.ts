import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { appendAudit, verifyAudit } from '../../store/audit.ts';
import { sealJournal } from '../../store/journal.ts';
import { getLink, openLinks, saveBases } from '../../store/links.ts';
import { personFor } from '../../store/people.ts';
import { hubOn, pick } from '../support/api-client.ts';
import { startHubDatabase } from '../support/hub-database.ts';
import { browserOf } from '../support/people.ts';
import { recordsOf } from '../support/rights-world.ts';

const PASSPORT = '75 1234567';
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
const line = (n: number) => ({
  at: new Date(Date.UTC(2026, 10, 21, 8, n)),
  act: 'command',
  actor: 'person:usr_1',
  target: `POST /api/things/${n}`,
  outcome: 'allowed',
  data: { n, nested: { b: 1, a: [1, 2] } },
});

test('every command is in the audit before it is done: who, what, where, why; a refusal as well', async () => {
  const unit = await recordsOf(hub, 'own');
  const ops = await browser('operations');
  await ops.post(`/api/connections/${unit.connections}/pause`, { reason: 'Звонил клиент +7 900 000-00-12' });
  await ops.post('/api/connections/none/pause', { reason: 'Ошибка' });
  await ops.patch(`/api/connections/${unit.connections}`, { title: 'Чужое право' });

  const auditor = await browser('auditor');
  const seen = await auditor.get(`/api/audit?actor=person:${ops.id}`);
  const pause = `POST /api/connections/${unit.connections}/pause`;
  expect(seen.body).toMatchObject({
    items: [
      { act: 'command', outcome: 'denied', permission: 'connections.manage' },
      { act: 'command', outcome: 'failed', data: { status: 404 } },
      { act: 'command', outcome: 'allowed', target: 'POST /api/connections/none/pause' },
      {
        act: 'command',
        outcome: 'allowed',
        permission: 'connections.operate',
        target: pause,
        reason: 'Звонил клиент +7900***0012',
      },
      { act: 'sign_in', outcome: 'done', target: 'POST /api/auth/sign-in/email' },
    ],
  });
  expect((await auditor.get('/api/audit?act=read')).body).toMatchObject({
    items: [{ actor: `person:${auditor.id}`, permission: 'audit.read' }, { permission: 'audit.read' }],
  });
  expect((await ops.get('/api/audit')).status).toBe(403);
});

test('a command that cannot be written down is not done', async () => {
  const unit = await recordsOf(hub, 'own');
  const ops = await browser('operations');
  await database.db.execute(sql`alter table audit rename to audit_away`);
  const answer = await ops.post(`/api/connections/${unit.connections}/pause`, { reason: 'Плановые работы' });
  await database.db.execute(sql`alter table audit_away rename to audit`);
  expect(answer.status).toBe(500);
  expect((await ops.get(`/api/connections/${unit.connections}`)).body).toMatchObject({ state: 'active' });
});

test('a passport number is nowhere but behind a reveal, and the reveal is in the audit and in the journal', async () => {
  const unit = await recordsOf(hub, 'own');
  const { db, vault } = hub.deps;
  const personId = await personFor(
    db,
    vault,
    { kind: 'phone', value: 'passport' },
    { kind: 'person', name: 'Соколова Анна', phone: null, email: null },
  );
  const opened = await openLinks(db, unit.pairs, 'deal', [{ leftId: 'guid-p', leftNumber: '777', personId }]);
  const link = await getLink(db, opened.get('guid-p') ?? '');
  if (!link) throw new Error('the link was not opened');
  const side = { fields: { passport: PASSPORT, stage: 'CONFIRMED' }, revision: null };
  await saveBases(db, vault, link, { left: side, right: side });

  const agent = await browser('agent');
  const shown = await agent.get(`/api/links/${link.id}`);
  expect(shown.status).toBe(200);
  expect(JSON.stringify(shown.body)).not.toContain('1234567');
  const path = `/api/links/${link.id}/reveal`;
  expect((await agent.post(path, { fields: ['passport'] })).status).toBe(422);
  const fields = ['passport', 'person.name'];
  const revealed = await agent.post(path, { fields, reason: 'Клиент у стойки регистрации' });
  expect(revealed.body).toEqual({
    values: {
      passport: { left: PASSPORT, right: PASSPORT },
      'person.name': { left: 'Соколова Анна', right: 'Соколова Анна' },
    },
  });
  expect((await (await browser('marketer')).post(path, { fields, reason: 'Рассылка' })).status).toBe(403);

  const auditor = await browser('auditor');
  const entries = await auditor.get('/api/audit?act=revealed');
  expect(entries.body).toMatchObject({
    items: [{ actor: `person:${agent.id}`, reason: 'Клиент у стойки регистрации', data: { link: link.id, fields } }],
  });
  const journal = await agent.get(`/api/links/${link.id}/journal`);
  expect(journal.body).toMatchObject({ items: [{ type: 'personal_revealed', actor: `person:${agent.id}`, data: { fields } }] });
  const { rows } = await db.execute<{ text: string }>(sql`
    select a::text as text from audit a union all select j::text from journal j union all select l::text from links l`);
  expect(JSON.stringify([entries.body, journal.body, rows, hub.deps.lines])).not.toContain('1234567');
});

test('the chain proves itself, and says which entry was changed, taken out or put in', async () => {
  const { db } = hub.deps;
  await appendAudit(db, [line(1), line(2)]);
  await appendAudit(db, [line(3)]);
  await Promise.all(Array.from({ length: 20 }, (_, index) => appendAudit(db, [line(4 + index)])));
  const whole = await verifyAudit(db);
  expect(whole).toMatchObject({ ok: true, entries: 23 });

  const broken = async (change: ReturnType<typeof sql>, repair: ReturnType<typeof sql>) => {
    await db.execute(change);
    const verdict = await verifyAudit(db);
    await db.execute(repair);
    return verdict;
  };
  const actor = (name: string) => sql`update audit set actor = ${name} where id = 7`;
  expect(await broken(actor('person:nobody'), actor('person:usr_1'))).toEqual({ ok: false, entry: 7, reason: 'entry' });
  const data = (n: number) => sql`update audit set data = jsonb_set(data, '{n}', to_jsonb(${n}::int)) where id = 1`;
  expect(await broken(data(9), data(1))).toEqual({ ok: false, entry: 1, reason: 'entry' });
  const move = (from: number, to: number) => sql`update audit set id = ${to} where id = ${from}`;
  expect(await broken(move(5, 500), move(500, 5))).toEqual({ ok: false, entry: 5, reason: 'gap' });
  expect(await verifyAudit(db)).toEqual(whole);
  // Cut off at the end, the chain is whole but ends elsewhere: earlier heads tell.
  await db.execute(sql`delete from audit where id = 23`);
  expect(await verifyAudit(db)).not.toMatchObject({ head: (whole as { head: string }).head });
});

test('one request verifies the audit and the seals of the journal', async () => {
  await recordsOf(hub, 'own');
  await database.db.transaction((tx) => sealJournal(tx));
  const auditor = await browser('auditor');
  expect((await auditor.get('/api/audit/verify')).body).toMatchObject({ audit: { ok: true }, journal: { ok: true } });
  await database.db.execute(sql`update journal set type = 'nothing_happened' where id = (select min(id) from journal)`);
  const verdict = await auditor.get('/api/audit/verify');
  expect(verdict.body).toMatchObject({ audit: { ok: true }, journal: { ok: false, reason: 'rows' } });
  expect(pick(verdict, 'journal.seal')).toEqual(expect.any(Number));
});
