import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { EffectPlan } from '../../domain/effects/plan.ts';
import { addDrift, finishDrift, startDrift } from '../../store/drift.ts';
import { storePlan } from '../../store/effects.ts';
import { killRows, pendingOf } from '../../store/inbox.ts';
import { appendJournal, sealJournal } from '../../store/journal.ts';
import { getLink, type LinkRow, openLinks, saveBases, updateLink } from '../../store/links.ts';
import { keepMapping } from '../../store/mapping-versions.ts';
import { personFor } from '../../store/people.ts';
import { openTask } from '../../store/tasks.ts';
import { hubOn, pick } from '../support/api-client.ts';
import { startHubDatabase } from '../support/hub-database.ts';

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

const SAMO = {
  id: 'samo-main',
  system: 'samo',
  title: 'САМО',
  options: { url: 'https://samo.example.com/service.php', login: 'hub', password: 'samo-password', clientSecret: 'samo-secret' },
};
const B24 = {
  id: 'b24',
  system: 'bitrix24',
  title: 'Битрикс24',
  options: {
    auth: 'webhook',
    portal: 'https://company.example.com',
    webhookUserId: '1',
    webhookSecret: 'hook-secret',
    applicationToken: 'application-token',
  },
};
const PAIR = { process: 'deals', leftConnection: 'samo-main', rightConnection: 'b24', constants: { assignedById: '1' } };
const PAIR_ID = 'samo-main--b24';

async function connectBoth(): Promise<void> {
  for (const draft of [SAMO, B24]) expect((await hub.api.post('/api/connections', draft)).status).toBe(201);
  expect((await hub.api.post('/api/pairs', PAIR)).status).toBe(201);
}

/** A claim that has its deal, with a buyer. */
async function linkedDeal(number: string, rightId = '88'): Promise<LinkRow> {
  const { db, vault } = hub.deps;
  const personId = await personFor(
    db,
    vault,
    { kind: 'phone', value: number },
    { kind: 'person', name: 'Соколова Анна Игоревна', phone: '+79000000012', email: 'anna@example.com' },
  );
  const opened = await openLinks(db, PAIR_ID, 'deal', [{ leftId: `guid-${number}`, leftNumber: number, personId }]);
  const id = opened.get(`guid-${number}`) ?? '';
  await updateLink(db, id, { rightId, stage: 'CONFIRMED', mappingHash: 'hash-1' });
  const link = await getLink(db, id);
  if (!link) throw new Error('the link was not opened');
  return link;
}

const hooks = (body: string) =>
  hub.api.call('POST', '/hooks/b24', body, { 'content-type': 'application/x-www-form-urlencoded', authorization: '' });
const dealEvent = (id: string, token = 'application-token') =>
  `event=ONCRMDEALUPDATE&data[FIELDS][ID]=${id}&auth[application_token]=${token}`;

const pendingFor = (subject: string) => pendingOf(database.db, subject, 10);

async function journalTypes(): Promise<string[]> {
  const { rows } = await database.db.execute<{ type: string; actor: string }>(sql`select type, actor from journal order by id`);
  expect(rows.every(({ actor }) => actor === 'token:bootstrap')).toBe(true);
  return rows.map(({ type }) => type);
}

test('a body that is no JSON, of another type, too large or with wrong values is refused before anything is done', async () => {
  const { api } = hub;
  const path = '/api/connections/b24/pause';
  expect((await api.post(path, '{"reason":')).body).toMatchObject({ status: 400, code: 'REQUEST_MALFORMED' });
  expect((await api.call('POST', path, 'reason=x', { 'content-type': 'text/plain' })).body).toMatchObject({ status: 415 });
  expect((await api.post(path, { reason: 'x'.repeat(2_000_000) }, { 'content-length': '2000014' })).body).toMatchObject({
    status: 413,
  });
  expect((await api.post(path, { reason: '' })).body).toMatchObject({
    status: 422,
    code: 'REQUEST_INVALID',
    errors: [{ path: 'reason' }],
  });
  expect((await api.get('/api/events?limit=0')).body).toMatchObject({ status: 422, errors: [{ path: 'limit' }] });
  expect((await api.get('/api/nothing')).body).toMatchObject({ status: 404, code: 'ROUTE_UNKNOWN' });
});

test('a connection is created once, shown without its secrets, and refused under a taken id', async () => {
  expect((await hub.api.post('/api/connections', B24)).status).toBe(201);
  const again = await hub.api.post('/api/connections', B24, { 'idempotency-key': 'k-1' });
  expect(again.status).toBe(200);
  expect(again.body).toMatchObject({
    id: 'b24',
    state: 'active',
    secretsSet: ['applicationToken', 'webhookSecret'],
    options: { portal: 'https://company.example.com' },
    hookUrl: 'https://uzel.example.com/hooks/b24',
    pending: 0,
    dead: 0,
  });
  expect(JSON.stringify(again.body)).not.toMatch(/hook-secret|application-token/);
  expect((await hub.api.post('/api/connections', { ...B24, title: 'Другой' })).body).toMatchObject({
    status: 409,
    code: 'CONNECTION_EXISTS',
  });
  expect(await journalTypes()).toEqual(['connection_created']);
});

test('options are checked by their connector, and every mistake is named', async () => {
  const wrong = { ...SAMO, options: { ...SAMO.options, url: 'not an address', zone: 'Mars/Base', colour: 'red' } };
  expect((await hub.api.post('/api/connections', wrong)).body).toMatchObject({
    code: 'OPTIONS_INVALID',
    errors: [{ path: 'options.colour' }],
  });
  const { colour: _, ...known } = wrong.options;
  expect((await hub.api.post('/api/connections', { ...SAMO, options: known })).body).toMatchObject({
    status: 422,
    errors: [{ path: 'options.url' }, { path: 'options.zone' }],
  });
  expect((await hub.api.post('/api/connections', { ...SAMO, system: 'unheard' })).body).toMatchObject({
    errors: [{ path: 'system' }],
  });
  expect((await hub.api.post('/api/connections', { ...SAMO, id: 'Not A Slug' })).body).toMatchObject({
    errors: [{ path: 'id' }],
  });
});

test('a change keeps what it leaves out, secrets above all', async () => {
  await connectBoth();
  const answer = await hub.api.patch('/api/connections/b24', {
    title: 'Продажи',
    options: { sourceId: 'WEB', webhookSecret: '' },
  });
  expect(answer.body).toMatchObject({ title: 'Продажи', options: { portal: 'https://company.example.com', sourceId: 'WEB' } });
  const found = await hub.deps.connected.find('b24');
  expect(found?.options).toMatchObject({ webhookSecret: 'hook-secret', sourceId: 'WEB' });

  await hub.api.patch('/api/connections/b24', { options: { sourceId: null, webhookSecret: 'newer-secret' } });
  expect((await hub.deps.connected.find('b24'))?.options).toMatchObject({
    webhookSecret: 'newer-secret',
    applicationToken: 'application-token',
  });
  expect((await hub.deps.connected.find('b24'))?.options).not.toHaveProperty('sourceId');
  expect((await hub.api.patch('/api/connections/b24', { options: { portal: 'ftp://x' } })).status).toBe(422);
  expect((await hub.api.patch('/api/connections/none', { title: 'x' })).status).toBe(404);
});

test('a connection is tested on demand', async () => {
  await connectBoth();
  expect((await hub.api.post('/api/connections/b24/test')).body).toMatchObject({
    capabilities: [{ name: 'read', available: true }],
  });
  expect((await hub.api.post('/api/connections/none/test')).status).toBe(404);
});

test('a paused connection says why, goes on accepting, and works off what waited when it resumes', async () => {
  await connectBoth();
  await openTask(database.db, hub.deps.vault, {
    kind: 'connection_stopped',
    dedupKey: 'stopped:b24',
    connectionId: 'b24',
    title: { ru: 'Вход отозван', en: 'Signed out' },
  });
  expect((await hub.api.post('/api/connections/b24/pause', { reason: 'Работы на портале' })).body).toMatchObject({
    state: 'paused',
    reason: { ru: 'Работы на портале' },
  });
  expect((await hooks(dealEvent('77'))).status).toBe(200);
  await database.db.execute(sql`update inbox set nudged_at = now()`);
  expect((await hub.api.get('/api/connections/b24')).body).toMatchObject({ state: 'paused', pending: 1 });

  const wakes = hub.deps.woken();
  expect((await hub.api.post('/api/connections/b24/resume')).body).toMatchObject({ state: 'active', reason: null });
  expect(hub.deps.woken()).toBe(wakes + 1);
  expect(await pendingFor('screen:b24')).toMatchObject([{ externalId: '77', nudgedAt: null }]);
  expect((await hub.api.get('/api/tasks?state=open')).body).toMatchObject({ items: [] });
  expect((await journalTypes()).slice(-2)).toEqual(['connection_paused', 'connection_resumed']);
});

test('a pair joins two known connections, once', async () => {
  await connectBoth();
  expect((await hub.api.post('/api/pairs', { ...PAIR, constants: { assignedById: '7' } })).body).toMatchObject({
    id: PAIR_ID,
    constants: { assignedById: '7' },
  });
  expect((await hub.api.get('/api/pairs')).body).toMatchObject({ items: [{ id: PAIR_ID }] });
  expect((await hub.api.post('/api/pairs', { ...PAIR, id: 'second' })).body).toMatchObject({ code: 'PAIR_LEFT_TAKEN' });
  expect((await hub.api.post('/api/pairs', { ...PAIR, rightConnection: 'none' })).body).toMatchObject({
    errors: [{ path: 'rightConnection' }],
  });
});

test('going live looks again at every open deal of the connection', async () => {
  await connectBoth();
  const links = [await linkedDeal('101', '1'), await linkedDeal('102', '2')];
  await updateLink(database.db, (await linkedDeal('103', '3')).id, { state: 'left_missing' });
  expect((await hub.api.put('/api/modes', { process: 'deals', connection: 'b24', mode: 'observe' })).body).toMatchObject({
    hinted: 0,
  });
  const live = await hub.api.put('/api/modes', { process: 'deals', connection: 'b24', mode: 'live' });
  expect(live.body).toMatchObject({ mode: 'live', hinted: 2 });
  for (const link of links)
    expect(await pendingFor(`deal:${link.id}`)).toMatchObject([{ connectionId: 'samo-main', entity: 'claim' }]);
  expect((await hub.api.get('/api/modes')).body).toMatchObject({
    items: [{ process: 'deals', connection: 'b24', mode: 'live', updatedBy: 'token:bootstrap' }],
  });
  expect((await hub.api.put('/api/modes', { process: 'deals', connection: 'none', mode: 'live' })).status).toBe(404);
});

test('a webhook is committed before it is answered', async () => {
  await connectBoth();
  const answer = await hooks(dealEvent('77'));
  expect(answer.status).toBe(200);
  const { body } = await hub.api.get('/api/events?state=pending&connection=b24&entity=deal');
  expect(body).toMatchObject({
    items: [{ connection: 'b24', externalId: '77', state: 'pending', subject: 'screen:b24', link: null }],
  });
});

test('a webhook with a wrong secret leaves no trace', async () => {
  await connectBoth();
  expect((await hooks(dealEvent('77', 'guess'))).status).toBe(401);
  expect((await hub.api.get('/api/events')).body).toMatchObject({ items: [] });
  expect((await hub.api.get('/api/deliveries')).body).toMatchObject({ items: [] });
});

test('a proved webhook that cannot be read is a dead letter that people can see', async () => {
  await connectBoth();
  const raw = 'event=ONCRMDEALUPDATE&data[FIELDS][ID]=undefined&auth[application_token]=application-token';
  expect((await hooks(raw)).status).toBe(200);
  expect((await hub.api.get('/api/deliveries?state=dead')).body).toMatchObject({
    items: [{ connection: 'b24', state: 'dead', sizeBytes: raw.length, error: { code: 'B24_EVENT_WITHOUT_ID' } }],
  });
  expect((await hub.api.get('/api/connections/b24')).body).toMatchObject({ pending: 0, dead: 1 });
});

test('a webhook is refused with 503 while its rows cannot be stored, and accepted afterwards', async () => {
  await connectBoth();
  await database.db.execute(sql`alter table deliveries_in rename to deliveries_away`);
  const answer = await hooks(dealEvent('77'));
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).not.toBeNull();
  await database.db.execute(sql`alter table deliveries_away rename to deliveries_in`);
  expect((await hooks(dealEvent('77'))).status).toBe(200);
});

test('a dead event is shown with its error and its delivery, and goes back to work once', async () => {
  await connectBoth();
  const link = await linkedDeal('101');
  await hooks(dealEvent('88'));
  const [row] = await pendingFor('screen:b24');
  if (!row) throw new Error('no event');
  await database.db.execute(sql`update inbox set subject = ${`deal:${link.id}`}`);
  await killRows(database.db, [row], { code: 'B24_DENIED', kind: 'permission', sentence: { ru: 'Нет прав', en: 'No right' } });
  await openTask(database.db, hub.deps.vault, {
    kind: 'dead_letter',
    dedupKey: `dead:${link.id}`,
    link,
    title: { ru: 'Стоит', en: 'Stuck' },
  });

  const path = `/api/events/${row.id}`;
  expect((await hub.api.get(path)).body).toMatchObject({
    state: 'dead',
    error: { code: 'B24_DENIED' },
    link: link.id,
    attempts: { generation: 1 },
    delivery: { contentType: 'application/x-www-form-urlencoded', sizeBytes: dealEvent('88').length },
    runUrl: `https://uzel.example.com/temporal/namespaces/default/workflows/deal%3A${link.id}`,
  });
  expect((await hub.api.post(`${path}/replay`, { reason: 'Права выданы, +79000000012' })).body).toMatchObject({
    state: 'pending',
    error: null,
  });
  expect((await hub.api.get('/api/tasks?state=open')).body).toMatchObject({ items: [] });
  expect((await hub.api.post(`${path}/replay`)).body).toMatchObject({ status: 409, code: 'EVENT_PENDING' });
  expect((await hub.api.post('/api/events/999/replay')).status).toBe(404);
  expect((await hub.api.get(`/api/links/${link.id}/journal`)).body).toMatchObject({
    items: [{ type: 'event_replayed', actor: 'token:bootstrap', data: { event: row.id, reason: 'Права выданы, +7900***0012' } }],
  });
});

test('lists are read page by page without a gap or a repeat', async () => {
  await connectBoth();
  for (let id = 1; id <= 7; id += 1) await hooks(dealEvent(String(id)));
  const numbers = Array.from({ length: 7 }, (_, index) => String(200 + index));
  await openLinks(
    database.db,
    PAIR_ID,
    'deal',
    numbers.map((number) => ({ leftId: number, leftNumber: number })),
  );
  for (const [path, field] of [
    ['/api/events', 'externalId'],
    ['/api/links', 'claim'],
  ]) {
    const seen: unknown[] = [];
    let cursor: unknown = '';
    let pages = 0;
    while (cursor !== null) {
      const page = await hub.api.get(`${path}?limit=3${cursor === '' ? '' : `&cursor=${String(cursor)}`}`);
      const items = pick(page, 'items');
      seen.push(...(Array.isArray(items) ? items.map((_, index) => pick(page, `items.${index}.${field}`)) : []));
      cursor = pick(page, 'nextCursor');
      pages += 1;
    }
    expect(pages).toBe(3);
    expect(new Set(seen).size).toBe(7);
    expect(seen).toHaveLength(7);
  }
});

test('a link explains its fields: both values, owner, rule and last write, with people masked', async () => {
  await connectBoth();
  const { db, vault } = hub.deps;
  const link = await linkedDeal('123456');
  const rule = (id: string, to: string, owner: string, pii: string, path: string) => ({
    id,
    to,
    owner,
    direction: 'right',
    pii,
    from: { kind: 'path', path },
  });
  await keepMapping(db, {
    hash: 'hash-1',
    name: 'samo-claim--bitrix24-deal',
    version: 3,
    spec: {
      rules: [
        rule('stage', 'stage', 'left', 'none', 'status.booking'),
        rule('tourists', 'UF_CRM_UZEL_TOURISTS', 'left', 'person', 'tourists'),
      ],
    },
  });
  const fields = { stage: 'CONFIRMED', UF_CRM_UZEL_TOURISTS: 'SOKOLOVA ANNA' };
  await saveBases(db, vault, link, {
    left: { fields, revision: '2026-11-21T10:00:00' },
    right: { fields: { ...fields, stage: 'NEW' }, revision: '2026-11-21T10:00:05' },
  });
  const written = { side: 'right', fields: ['stage'], externalId: '88' };
  await appendJournal(db, vault, {
    link,
    type: 'fields_written',
    actor: 'process:deals',
    data: written,
    values: fields,
    mappingHash: 'hash-1',
    effectId: 5,
  });

  const found = await hub.api.get('/api/links?claim=123456&kind=deal&attention=false');
  expect(found.body).toMatchObject({
    items: [{ id: link.id, claim: '123456', deal: '88', state: 'open', workflowId: `deal:${link.id}` }],
    nextCursor: null,
  });

  const answer = await hub.api.get(`/api/links/${link.id}`);
  expect(answer.body).toMatchObject({
    person: { name: 'С. А. И.', phone: '+7900***0012', email: 'a***@example.com' },
    mapping: { name: 'samo-claim--bitrix24-deal', version: 3, hash: 'hash-1' },
    fields: [
      {
        field: 'stage',
        left: 'CONFIRMED',
        right: 'NEW',
        owner: 'left',
        rules: ['stage'],
        from: ['status.booking'],
        lastWrite: { effect: 5, mappingHash: 'hash-1', side: 'right', actor: 'process:deals' },
      },
      { field: 'UF_CRM_UZEL_TOURISTS', left: 'S. A.', lastWrite: null },
    ],
    pending: false,
  });
  const journal = await hub.api.get(`/api/links/${link.id}/journal`);
  expect(journal.body).toMatchObject({
    items: [{ type: 'fields_written', values: { stage: 'CONFIRMED', UF_CRM_UZEL_TOURISTS: 'S. A.' } }],
  });
  expect(JSON.stringify([answer.body, journal.body])).not.toMatch(/Соколова|SOKOLOVA|79000000012|anna@/);
  expect((await hub.api.get('/api/links/lnk_none')).status).toBe(404);
});

test('a link is looked at on demand, however often that is asked', async () => {
  await connectBoth();
  const link = await linkedDeal('101');
  for (let time = 0; time < 2; time += 1) expect((await hub.api.post(`/api/links/${link.id}/sync`)).status).toBe(202);
  expect(await pendingFor(`deal:${link.id}`)).toMatchObject([{ entity: 'claim', externalId: 'guid-101', generation: 2 }]);
});

test('a planned write shows what would be written, with people masked', async () => {
  await connectBoth();
  const link = await linkedDeal('101');
  const plan: EffectPlan = {
    process: 'deals',
    linkId: link.id,
    side: 'right',
    connectionId: 'b24',
    entity: 'contact',
    operation: 'record.update',
    creates: false,
    externalId: '5',
    baseRev: 1,
    fields: { phones: ['+79000000012'], sourceId: 'WEB' },
    agreed: {},
    mappingHash: 'hash-1',
  };
  await storePlan(database.db, hub.deps.vault, link, plan);
  const list = await hub.api.get(`/api/effects?link=${link.id}&state=planned`);
  expect(list.body).toMatchObject({
    items: [{ operation: 'record.update', fieldNames: ['phones', 'sourceId'], workflowId: `deal:${link.id}` }],
  });
  expect((await hub.api.get(`/api/effects/${pick(list, 'items.0.id')}`)).body).toMatchObject({
    fields: { phones: ['+7900***0012'], sourceId: 'WEB' },
  });
  expect((await hub.api.get('/api/effects/999')).status).toBe(404);
});

test('a conflict is shown with masked values, decided once, and carried out by its run', async () => {
  await connectBoth();
  const link = await linkedDeal('101');
  const values = { base: null, left: ['+79000000012'], right: ['+79000000034'] };
  await openTask(database.db, hub.deps.vault, {
    kind: 'conflict',
    dedupKey: `conflict:${link.id}:phones`,
    link,
    title: { ru: 'Поле изменили с обеих сторон', en: 'Changed on both sides' },
    data: { field: 'phones' },
    values,
  });
  const list = await hub.api.get('/api/tasks?state=open&kind=conflict');
  const path = `/api/tasks/${pick(list, 'items.0.id')}`;
  expect((await hub.api.get(path)).body).toMatchObject({
    choices: ['left', 'right', 'leave'],
    values: { base: null, left: ['+7900***0012'], right: ['+7900***0034'] },
  });
  expect((await hub.api.post(`${path}/decide`, { choice: 'both' })).body).toMatchObject({ status: 422, code: 'CHOICE_UNKNOWN' });
  expect((await hub.api.post(`${path}/decide`, { choice: 'left', reason: 'Клиент подтвердил' })).body).toMatchObject({
    state: 'decided',
    choice: 'left',
  });
  expect((await hub.api.post(`${path}/decide`, { choice: 'left' })).status).toBe(200);
  expect((await hub.api.post(`${path}/decide`, { choice: 'right' })).body).toMatchObject({ status: 409, code: 'TASK_NOT_OPEN' });
  expect(await pendingFor(`deal:${link.id}`)).toMatchObject([{ entity: 'claim', generation: 1 }]);
  expect((await hub.api.get(`/api/links/${link.id}/journal`)).body).toMatchObject({
    items: [{ type: 'task_decided', data: { kind: 'conflict', field: 'phones', choice: 'left', reason: 'Клиент подтвердил' } }],
  });
});

test('an ambiguous buyer takes one of its candidates, a deleted deal may be left, anything else is closed', async () => {
  await connectBoth();
  const { db, vault } = hub.deps;
  const deal = await linkedDeal('101');
  await updateLink(db, deal.id, { state: 'right_deleted', attention: true });
  const contactId = (await openLinks(db, PAIR_ID, 'contact', [{ leftId: 'prs_1' }])).get('prs_1') ?? '';
  const contact = await getLink(db, contactId);
  if (!contact) throw new Error('no contact');
  const title = { ru: 'Вопрос', en: 'Question' };
  await openTask(db, vault, { kind: 'buyer_ambiguous', dedupKey: 'a', link: contact, title, data: { candidates: ['12', '34'] } });
  await openTask(db, vault, { kind: 'deal_deleted', dedupKey: 'b', link: deal, title });
  await openTask(db, vault, { kind: 'setting', dedupKey: 'c', connectionId: 'b24', title });

  expect((await hub.api.post('/api/tasks/1/decide', { choice: '99' })).status).toBe(422);
  expect((await hub.api.post('/api/tasks/1/decide', { choice: '34' })).body).toMatchObject({
    state: 'decided',
    workflowId: `contact:${contactId}`,
  });
  expect(await pendingFor(`contact:${contactId}`)).toMatchObject([{ entity: 'buyer', externalId: 'prs_1' }]);
  expect((await hub.api.post('/api/tasks/2/decide', { choice: 'leave' })).body).toMatchObject({
    state: 'closed',
    choice: 'leave',
    closedBy: 'token:bootstrap',
  });
  expect((await hub.api.get('/api/links?attention=true')).body).toMatchObject({ items: [] });
  expect((await hub.api.post('/api/tasks/3/decide', { choice: 'close' })).body).toMatchObject({
    state: 'closed',
    workflowId: null,
  });
});

test('comparisons are started for one pair or all, and their results listed', async () => {
  await connectBoth();
  const all = await hub.api.post('/api/reconcile');
  expect(all.status).toBe(202);
  expect(all.body).toMatchObject({ runs: [{ pair: PAIR_ID, workflowId: `upkeep:reconcile:${PAIR_ID}` }] });
  expect((await hub.api.post('/api/reconcile', { pair: 'none' })).status).toBe(404);

  const run = await startDrift(database.db, PAIR_ID);
  await addDrift(database.db, run, 50, [
    { linkId: 'lnk_1', kind: 'field', field: 'stage', cause: 'manual_edit', repair: 'merge' },
  ]);
  await finishDrift(database.db, run);
  expect((await hub.api.get(`/api/drift?pair=${PAIR_ID}`)).body).toMatchObject({
    items: [{ pair: PAIR_ID, compared: 50, different: 1, repairJob: null }],
  });
  expect((await hub.api.get(`/api/drift/${run}`)).body).toMatchObject({
    plan: [{ cause: 'manual_edit', repair: 'merge', items: 1, links: 1 }],
  });
  expect((await hub.api.get(`/api/drift/${run}/differences`)).body).toMatchObject({
    items: [{ link: 'lnk_1', field: 'stage', cause: 'manual_edit' }],
  });
});

test('the journal proves itself, and a changed line is found', async () => {
  await connectBoth();
  await database.db.transaction((tx) => sealJournal(tx));
  expect((await hub.api.get('/api/journal/verify')).body).toMatchObject({ ok: true, seals: 1 });
  await database.db.execute(sql`update journal set actor = 'nobody' where id = 1`);
  expect((await hub.api.get('/api/journal/verify')).body).toEqual({ ok: false, seal: 1, reason: 'rows' });
});
