import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../../domain/json.ts';
import { readShippedTemplates, shipTemplates } from '../../runtime/ship-templates.ts';
import { createUser } from '../../store/accounts.ts';
import { saveConnection, savePair } from '../../store/connections.ts';
import { getDelivery, openDelivery } from '../../store/deliveries.ts';
import { keepLeftRecord } from '../../store/left-records.ts';
import { links, people } from '../../store/schema/index.ts';
import { type Answer, hubOn, pick } from '../support/api-client.ts';
import { sampleClaim } from '../support/claims.ts';
import { startHubDatabase } from '../support/hub-database.ts';

const NOW = '/api/templates/documents-now';
const shipped = await readShippedTemplates();

let database: Awaited<ReturnType<typeof startHubDatabase>>;
let hub: ReturnType<typeof hubOn>;

beforeAll(async () => {
  database = await startHubDatabase();
  hub = hubOn(database.db);
}, 60_000);
afterAll(() => database.stop(), 60_000);

beforeEach(async () => {
  await database.db.execute(
    'truncate templates, template_versions, template_publications, template_usage, desk_cards, deliveries, journal, audit, left_records, links, people, pairs, connections, users cascade',
  );
  await shipTemplates(database.db, shipped);
});

const items = (answer: Answer) => pick(answer, 'items') as { [name: string]: Json }[];
const letter = (text: string) => ({ kind: 'email', subject: 'Документы', preheader: '', blocks: [{ kind: 'text', text }] });
const save = (text: string, more: object = {}) =>
  hub.api.post(`${NOW}/ru/versions`, { body: letter(text), reason: 'Так понятнее', ...more });

describe('what ships', () => {
  test('is in force from the first start, in both languages, once', async () => {
    await shipTemplates(database.db, shipped);
    const listed = items(await hub.api.get('/api/templates'));
    expect(listed).toHaveLength(shipped.length);
    for (const one of listed) expect(one).toMatchObject({ inForce: { ru: { version: 1 }, en: { version: 1 } }, uses: 0 });
    expect(items(await hub.api.get('/api/templates?kind=canned&folder=Автоответы')).map(({ name }) => name)).toEqual([
      'auto-answer-closed',
      'auto-answer-received',
    ]);
  });

  test('never takes the place of a text that somebody published here', async () => {
    await save('Наш текст');
    await hub.api.post(`${NOW}/ru/publish`, { version: 2, reason: 'Наш' });
    const changed = shipped.map((one) =>
      one.name === 'documents-now'
        ? { ...one, languages: { ...one.languages, ru: letter('Новая поставка') as (typeof one)['languages']['ru'] } }
        : one,
    );
    await shipTemplates(database.db, changed);
    const one = await hub.api.get(NOW);
    expect(pick(one, 'inForce.ru.version')).toBe(2);
    expect(pick(one, 'newest.ru')).toBe(3);
    expect(pick(one, 'versions.0')).toMatchObject({ version: 3, origin: 'shipped', inForce: false });
  });
});

describe('a version', () => {
  test('keeps author and reason, differs line by line, is put in force and rolled back', async () => {
    const saved = await save('Здравствуйте! Заявка {{ claim.number }}.', { over: 1 });
    expect(saved.status).toBe(201);
    expect(saved.body).toMatchObject({ version: 2, author: 'token:bootstrap', reason: 'Так понятнее', inForce: false });
    expect((await save('Здравствуйте! Заявка {{ claim.number }}.')).status).toBe(200);
    expect((await save('Другое', { over: 1 })).status).toBe(409);

    const lines = items(await hub.api.get(`${NOW}/ru/diff?from=1&to=2`));
    expect(lines).toContainEqual({ mark: '+', text: 'Здравствуйте! Заявка {{ claim.number }}.' });
    expect(lines).toContainEqual({ mark: '-', text: '# Документы по вашей поездке' });

    expect(pick(await hub.api.post(`${NOW}/ru/publish`, { version: 2, reason: 'Проверили' }), 'inForce.ru.version')).toBe(2);
    expect(pick(await hub.api.post(`${NOW}/ru/publish`, { version: 1, reason: 'Вернули' }), 'inForce.ru.version')).toBe(1);
    expect(pick(await hub.api.get(NOW), 'publications.0')).toMatchObject({ version: 1, reason: 'Вернули' });
    const { rows } = await database.db.execute("select type from journal where type like 'template_%' order by id");
    expect(rows.map(({ type }) => type)).toEqual(['template_saved', 'template_published', 'template_rolled_back']);
  });

  test('with a field that there is not is refused, naming field and place', async () => {
    const refused = await save('{{ claim.nummer }}');
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      code: 'TEMPLATE_INVALID',
      errors: [{ path: 'block 1 (text)', message: 'there is no field “claim.nummer”' }],
    });
    const checked = await hub.api.post(`${NOW}/check`, { body: letter('{{ claim.nummer }}') });
    expect(items(checked)).toMatchObject([{ code: 'unknown_field', field: 'claim.nummer', place: 'block 1 (text)' }]);
  });
});

describe('a preview', () => {
  test('shows a text that nobody has saved, with made-up values', async () => {
    const shown = await hub.api.post(`${NOW}/en/preview`, { body: letter('Booking {{ claim.number }}, {{ claim.price }}') });
    expect(pick(shown, 'text')).toContain('Booking 123456, 135,045\u00a0₽');
    expect(pick(shown, 'html')).toContain('<html');
  });

  test('with a real claim masks people, and shows them only for a reason, noted in the audit', async () => {
    await knownClaim();
    const body = letter(
      '{{ payer.name }}, {{ payer.phone }}, {{ claim.tour }}: {% for one in tourists %}{{ one.name }}; {% endfor %}',
    );
    const of = (more: object) => hub.api.post(`${NOW}/ru/preview`, { body, link: 'lnk_claim', ...more });
    expect(pick(await of({}), 'text')).toBe('И. И. П., 8900***0001, Анталья, раннее бронирование: И. И.; И. А.;\n');
    expect((await of({ reveal: true })).status).toBe(403);
    expect(pick(await of({ reveal: true, reason: 'Проверяю письмо' }), 'text')).toContain(
      'Иванов Иван Петрович, 8 900 000-00-01',
    );
    const { rows } = await database.db.execute("select reason from audit where act = 'revealed'");
    expect(rows).toEqual([{ reason: 'Проверяю письмо' }]);
    expect((await hub.api.post(`${NOW}/ru/preview`, { link: 'lnk_none' })).status).toBe(404);
  });

  test('of a page is a PDF', async () => {
    const shown = await hub.api.post('/api/templates/memo/ru/preview', {});
    expect(shown.body).toMatchObject({ kind: 'pdf', pages: 1 });
    expect(Buffer.from(String(pick(shown, 'content')), 'base64').toString('latin1', 0, 5)).toBe('%PDF-');
  });
});

test('a test goes to an account of the hub as a message like any other, and to nobody else', async () => {
  await saveConnection(database.db, hub.deps.vault, { id: 'mail', system: 'smtp', title: 'mail', open: {}, secret: {} });
  await createUser(database.db, { email: 'marketer@example.com', name: 'Мария', language: 'ru', passwordHash: 'x' });
  expect((await hub.api.post(`${NOW}/ru/test`, { to: 'client@example.org' })).status).toBe(422);
  const sent = await hub.api.post(`${NOW}/ru/test`, { to: 'marketer@example.com' });
  expect(sent.status).toBe(202);
  const row = await getDelivery(database.db, String(pick(sent, 'delivery')));
  if (!row) throw new Error('nothing was posted');
  const { to, content } = await openDelivery(database.db, hub.deps.vault, row);
  expect(to).toEqual({ email: 'marketer@example.com' });
  expect(content.subject).toBe('[проверка] Документы по заявке 123456');
  expect(row).toMatchObject({ template: 'documents-now', templateVersion: 1, state: 'queued' });
  expect(pick(await hub.api.get(NOW), 'uses')).toBe(0);
});

test('the desk signs its letters as it has decided', async () => {
  const card = { language: 'ru', name: 'Отдел заботы', phone: '+7 900 000-00-90', email: null, hours: 'с 9 до 21' };
  expect((await hub.api.put('/api/template-desk', { ...card, reason: 'Переименовали' })).status).toBe(200);
  expect(items(await hub.api.get('/api/template-desk'))).toContainEqual(card);
  expect(pick(await hub.api.post(`${NOW}/ru/preview`, {}), 'text')).toContain('Отдел заботы\n+7 900 000-00-90\nс 9 до 21');
});

async function knownClaim(): Promise<void> {
  const { db } = database;
  for (const [id, system] of [
    ['samo', 'samo'],
    ['b24', 'bitrix24'],
  ] as const)
    await saveConnection(db, hub.deps.vault, { id, system, title: id, open: {}, secret: {} });
  await savePair(db, {
    id: 'tours',
    process: 'deals',
    leftConnection: 'samo',
    rightConnection: 'b24',
    constants: {},
  } as Parameters<typeof savePair>[1]);
  await db.insert(people).values({ id: 'prs_1', kind: 'person' });
  const link = { id: 'lnk_claim', personId: 'prs_1' };
  await db.insert(links).values({ ...link, pairId: 'tours', kind: 'deal', leftId: 'g', leftNumber: '123456' });
  await keepLeftRecord(db, hub.deps.vault, link, 'samo-claim--bitrix24-deal', sampleClaim());
}
