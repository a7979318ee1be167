import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keepSchemas, schemasFor } from '../../activities/mapping-drift.ts';
import { whatIf } from '../../activities/what-if.ts';
import { samoSchemas } from '../../connectors/samo/schema.ts';
import type { EntitySchema } from '../../connectors/sdk/contract.ts';
import type { Json } from '../../domain/json.ts';
import { type PublishedMappings, publishedMappings } from '../../runtime/mappings.ts';
import { shipDefaults } from '../../runtime/ship-mappings.ts';
import { saveConnection, savePair } from '../../store/connections.ts';
import { type Answer, hubOn, pick } from '../support/api-client.ts';
import { sampleClaim } from '../support/claims.ts';
import { startHubDatabase } from '../support/hub-database.ts';
import { companySchema, contactSchema, dealSchema, productRowSchema } from '../support/tour-schemas.ts';

const DEAL = '/api/mappings/spec/samo-claim--bitrix24-deal';
const CANCEL = '/api/mappings/dictionary/cancel';
const PORTAL: EntitySchema[] = [dealSchema, contactSchema, companySchema, productRowSchema];

let database: Awaited<ReturnType<typeof startHubDatabase>>;
let hub: ReturnType<typeof hubOn>;
let mappings: PublishedMappings;
let said: () => string[];

beforeAll(async () => {
  database = await startHubDatabase();
}, 60_000);
afterAll(() => database.stop(), 60_000);

beforeEach(async () => {
  await database.db.execute(
    'truncate mapping_documents, mapping_usage, schema_snapshots, tasks, journal, pairs, connections cascade',
  );
  const { deps } = hubOn(database.db);
  mappings = await publishedMappings(deps);
  said = () => deps.lines.map(({ message }) => message);
  for (const [id, system] of [
    ['samo', 'samo'],
    ['b24', 'bitrix24'],
  ] as const)
    await saveConnection(database.db, deps.vault, { id, system, title: id, open: {}, secret: {} });
  await savePair(database.db, {
    id: 'tours',
    process: 'deals',
    leftConnection: 'samo',
    rightConnection: 'b24',
    constants: { assignedById: '1' },
  } as Parameters<typeof savePair>[1]);
  const describeNow = (id: string, schemas = id === 'samo' ? samoSchemas : PORTAL) =>
    keepSchemas({ ...deps, library: mappings.library }, { id, system: id === 'samo' ? 'samo' : 'bitrix24' }, schemas);
  hub = hubOn(database.db, {
    mappings: {
      ...deps.mappings,
      library: mappings.library,
      refresh: mappings.refresh,
      describe: (id) => describeNow(id),
      schemas: (spec) => schemasFor(deps.db, spec),
      whatIf: (rehearsal) => whatIf(deps, rehearsal),
    },
  });
});

const items = (answer: Answer) => pick(answer, 'items') as { [name: string]: Json }[];
const textOf = async (path: string) => String(pick(await hub.api.get(path), 'text'));
const openTasks = async () =>
  (
    await database.db.execute<{ kind: string; data: { [name: string]: Json } }>(
      "select kind, data from tasks where state <> 'closed'",
    )
  ).rows;

describe('what ships', () => {
  test('is in force from the first start, once', async () => {
    await publishedMappings(hub.deps);
    const listed = items(await hub.api.get('/api/mappings'));
    expect(listed.every(({ version, origin }) => version === 1 && origin === 'shipped')).toBe(true);
    expect(listed.find(({ name }) => name === 'samo-claim--bitrix24-deal')).toMatchObject({
      kind: 'spec',
      left: 'samo claim',
      right: 'bitrix24 deal',
      hash: mappings.deals.deal.hash,
    });
  });

  test('takes the place of what shipped before, and never of what somebody changed here', async () => {
    const text = await textOf(CANCEL);
    const shipped = (value: string) => ({
      kind: 'dictionary' as const,
      name: 'cancel',
      version: 1,
      text: text.replace('Нет', value),
      file: '',
    });
    await shipDefaults(hub.deps, [shipped('Не отменена')]);
    expect(await textOf(CANCEL)).toContain('Не отменена');

    const mine = `# Наш комментарий\n${text}`;
    expect((await hub.api.post(`${CANCEL}/publish`, { text: mine, reason: 'Так понятнее' })).status).toBe(201);
    await shipDefaults(hub.deps, [shipped('Без отмены')]);
    expect(await textOf(CANCEL)).toBe(mine);
    expect(await openTasks()).toMatchObject([{ kind: 'mapping_update', data: { name: 'cancel', shipped: 4, yours: 5 } }]);
  });
});

describe('a publication', () => {
  test('keeps author and reason, and stands in the journal', async () => {
    const text = (await textOf(DEAL)).replace('{ limit: 255 }', '{ limit: 100 }');
    const published = await hub.api.post(`${DEAL}/publish`, { text, reason: 'Короче' });
    expect(published.status).toBe(201);
    expect(published.body).toMatchObject({ version: 2, origin: 'published', reason: 'Короче' });
    expect(mappings.deals.deal.hash).toBe(pick(published, 'hash'));
    const { rows } = await database.db.execute("select data from journal where type = 'mapping_published'");
    expect(rows).toMatchObject([{ data: { name: 'samo-claim--bitrix24-deal', version: 2, reason: 'Короче' } }]);
    expect((await hub.api.post(`${DEAL}/publish`, { text, reason: 'Ещё раз' })).status).toBe(200);
  });

  test('is told in words', async () => {
    const text = (await textOf(DEAL)).replace('{ limit: 255 }', '{ limit: 100 }');
    const [change] = items(await hub.api.post(`${DEAL}/diff`, { text }));
    expect(change).toMatchObject({ kind: 'changed', id: 'title', field: 'title' });
    expect(pick({ body: change } as Answer, 'sentence.ru')).toContain('преобразования');
    expect(items(await hub.api.post(`${DEAL}/diff`, { text: `# a comment\n${await textOf(DEAL)}` }))).toEqual([]);
  });

  test('of a dictionary is checked with every spec that uses it', async () => {
    const text = (await textOf(CANCEL)).replace('requested: Запрошена', 'requested: Просят');
    const checked = await hub.api.post(`${CANCEL}/check`, { text });
    expect(checked.body).toMatchObject({ publishable: false, affects: ['samo-claim--bitrix24-deal'] });
    const errors = (pick(checked, 'findings') as { [name: string]: Json }[]).filter(({ severity }) => severity === 'error');
    expect(errors).toMatchObject([{ rule: 'MAP-403' }]);
  });

  test('of a text under another name is refused', async () => {
    const { body } = await hub.api.post('/api/mappings/spec/another/check', { text: await textOf(DEAL) });
    expect(body).toMatchObject({ publishable: false, findings: [{ rule: 'MAP-002', line: 1 }] });
  });

  test('that another release made does not stop this one', async () => {
    const before = mappings.deals.deal.hash;
    const text = (await textOf(DEAL)).replace('claimTitle', 'functionOfTomorrow').replaceAll("'", "''");
    await database.db.execute(
      `insert into mapping_documents (kind, name, version, text, text_hash, origin, author, reason) values ('spec', 'samo-claim--bitrix24-deal', 2, '${text}', 'x', 'published', 'a', 'b')`,
    );
    await mappings.refresh();
    expect(mappings.deals.deal.hash).toBe(before);
    expect(said()).toContain('a published mapping cannot be compiled here');
    await database.db.execute("update mapping_documents set text = 'spec: [', version = 3 where version = 2");
    await database.db.execute(
      "insert into mapping_documents (kind, name, version, text, text_hash, origin, author, reason) values ('spec', 'new-language', 1, 'rules: {}', 'y', 'published', 'a', 'b')",
    );
    await mappings.refresh();
    expect(mappings.deals.deal.hash).toBe(before);
    expect(said()).toContain('a published mapping cannot be read here');
  });
});

test('a field that vanishes from the CRM becomes a task, which closes when it is back', async () => {
  await hub.deps.mappings.describe('samo');
  const stripped = { ...dealSchema, fields: dealSchema.fields.filter(({ name }) => name !== 'UF_CRM_UZEL_TOUR') };
  const take = (deal: EntitySchema) =>
    keepSchemas({ ...hub.deps, library: mappings.library }, { id: 'b24', system: 'bitrix24' }, [deal, ...PORTAL.slice(1)]);
  expect(await take(dealSchema)).toMatchObject({ changed: true });
  expect(await take(dealSchema)).toMatchObject({ changed: false });
  expect(await openTasks()).toEqual([]);
  await take(stripped);
  const tour = { entity: 'deal', field: 'UF_CRM_UZEL_TOUR', kind: 'field_gone', breaking: true };
  const gone = [
    { kind: 'mapping_drift', data: { mapping: 'samo-claim--bitrix24-deal', findings: [{ rule: 'MAP-201' }] } },
    {
      kind: 'schema_drift',
      data: { changes: [tour] },
    },
  ];
  const byKind = (tasks: { kind: string }[]) => tasks.toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
  expect(byKind(await openTasks())).toMatchObject(gone);
  await take(stripped);
  expect(byKind(await openTasks())).toMatchObject(gone);
  await take(dealSchema);
  expect(await openTasks()).toEqual([]);
});

test("what changes in a system without being in the way of anything is nobody's task; what follows a change adds to its task", async () => {
  const note: EntitySchema['fields'][number] = {
    name: 'UF_CRM_NOTE',
    type: 'string',
    title: 'Заметка',
    required: false,
    readOnly: false,
  };
  const take = (...fields: EntitySchema['fields']) =>
    keepSchemas({ ...hub.deps, library: mappings.library }, { id: 'b24', system: 'bitrix24' }, [
      { ...dealSchema, fields: [...dealSchema.fields, ...fields] },
      ...PORTAL.slice(1),
    ]);
  await take();
  await take(note);
  expect(await openTasks()).toEqual([]);
  await take({ ...note, type: 'integer' });
  await take({ ...note, type: 'integer', required: true });
  const changes = [{ kind: 'type_changed' }, { kind: 'became_required' }];
  expect(await openTasks()).toMatchObject([{ kind: 'schema_drift', data: { changes } }]);
  await take(note);
  expect(await openTasks()).toEqual([]);
});

test('what passed through is counted over all processes, and a key that nobody knew is a task', async () => {
  const record = { ...sampleClaim(), links: {} };
  mappings.deals.deal.toRight(record, { constants: {} });
  await mappings.flush();
  const other = await publishedMappings(hub.deps);
  other.deals.deal.toRight({ ...record, status: { ...record.status, cancel: 'frozen' as never } }, { constants: {} });
  await other.flush();
  const report = await hub.api.get(`${DEAL}/coverage`);
  expect(report.body).toMatchObject({
    records: 2,
    dictionaries: expect.arrayContaining([{ name: 'cancel', unknown: 1, unseen: 3 }]),
  });
  expect(pick(report, 'unread')).toEqual(
    expect.arrayContaining([expect.objectContaining({ path: 'services[].touristKeys', count: 2 })]),
  );
  const { body } = await hub.api.get(`${CANCEL}/coverage`);
  expect(body).toMatchObject({ unknown: [{ key: 'frozen', count: 1 }], seen: [{ key: 'none', value: 'Нет' }] });
  expect(await openTasks()).toMatchObject([{ kind: 'mapping_value', data: { dictionary: 'cancel', key: 'frozen' } }]);
});

test('an editor is told every word it may offer', async () => {
  const words = await hub.api.get(`${DEAL}/vocabulary`);
  expect(words.body).toMatchObject({
    constants: ['assignedById'],
    rows: expect.arrayContaining(['samo-service--bitrix24-product-row']),
  });
  const named = (list: string) => (pick(words, list) as { name: string }[]).map(({ name }) => name);
  expect(named('sources')).toContain('money.claim.price');
  expect(named('targets')).toContain('UF_CRM_UZEL_PAID');
  expect(named('functions')).toContain('moneyWithCurrency');
  expect(pick(await hub.api.get('/api/mapping-schemas/spec'), 'title')).toBe('Mapping spec');
});
