import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hook } from '../../connectors/bitrix24/hook.ts';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import { probe } from '../../connectors/bitrix24/probe/index.ts';
import { bitrix24Options, connected, tokenStore, WEBHOOK_SECRET } from '../support/bitrix24.ts';
import { ok, type ScriptAnswer, scriptedPortal } from '../support/bitrix24-script.ts';

const folder = resolve(import.meta.dirname, '../../../shared/contracts/bitrix24');
const present = existsSync(folder);
if (!present)
  process.stderr.write(
    `\nSKIPPED: the official Bitrix24 samples are not at ${folder}; the connector is not checked against them.\n\n`,
  );

interface Sample {
  method: string;
  requests: { [key: string]: unknown }[];
  successes: { result: unknown }[];
  errors: { error: unknown; error_description: string }[];
  events: { [key: string]: unknown }[];
}

function sample(page: string): Sample {
  return JSON.parse(readFileSync(resolve(folder, `${page}.json`), 'utf8'));
}

const portal = 'https://tour.bitrix24.example';
const client = bitrix24.connect(connected(bitrix24Options({ portal, dealCategoryId: 9 })));

/** Field types as the universal deal has them; the documentation page of `crm.item.fields` has no sample. */
const fields = Object.fromEntries(
  Object.entries({
    id: 'integer',
    title: 'string',
    updatedTime: 'datetime',
    categoryId: 'crm_category',
    stageId: 'crm_status',
    opportunity: 'double',
    isManualOpportunity: 'boolean',
    currencyId: 'crm_currency',
    companyId: 'crm_company',
    contactId: 'crm_contact',
    leadId: 'crm_lead',
    begindate: 'date',
    closedate: 'date',
    isRecurring: 'boolean',
    comments: 'text',
    sourceId: 'crm_status',
    assignedById: 'user',
    originatorId: 'string',
    originId: 'string',
  }).map(([name, type]) => [name, { type, upperName: name.toUpperCase(), isReadOnly: ['id', 'updatedTime'].includes(name) }]),
);
const customField = { ufCrm_1721244707107: { type: 'double', upperName: 'UF_CRM_1721244707107' } };

/** Answers one call of a method with an official sample; `bodies` collects what the connector sent. */
function serve(method: string, answer: object, status = 200): unknown[] {
  const bodies: unknown[] = [];
  nock(portal)
    .post(`/rest/17/${WEBHOOK_SECRET}/${method}`, (body) => bodies.push(body) > 0)
    .reply(status, answer);
  return bodies;
}

function serveFields(): void {
  nock(portal)
    .post(`/rest/17/${WEBHOOK_SECRET}/crm.item.fields`)
    .optionally()
    .reply(200, { result: { fields: { ...fields, ...customField } } });
}

describe.skipIf(!present)('the official samples are understood', () => {
  beforeAll(() => nock.disableNetConnect());
  afterEach(() => nock.cleanAll());
  afterAll(() => nock.enableNetConnect());

  test('crm.item.get: a record with numbers, zero links and days at UTC midnight', async () => {
    serveFields();
    const page = sample('crm__universal__crm-item-update');
    serve('crm.item.get', page.successes[0] ?? {});
    const record = await client.getRecord('deal', '351');
    expect(record).toMatchObject({ id: '351', revision: '2024-07-23T18:19:21+02:00', mark: null });
    expect(record?.fields).toMatchObject({
      title: 'REST Deal #1',
      stage: 'UC_NYL06U',
      stageId: 'C9:UC_NYL06U',
      categoryId: '9',
      opportunity: '10000',
      companyId: null,
      contactId: null,
      leadId: null,
      contactIds: [],
      begindate: '2024-07-23',
      comments: null,
      isRecurring: false,
      UF_CRM_1721244707107: '200.05',
    });
  });

  test('crm.item.get: "Element not found" is no record', async () => {
    serveFields();
    serve('crm.item.get', sample('crm__universal__crm-item-get').errors[0] ?? {}, 400);
    expect(await client.getRecord('deal', '1')).toBeNull();
  });

  test('crm.item.add: the answer is the whole new record, the request carries the mark', async () => {
    serveFields();
    const page = sample('crm__universal__crm-item-add');
    const sent = serve('crm.item.add', page.successes[0] ?? {});
    const record = await client.add('deal', { title: 'Заявка 1001', opportunity: '999.99', currencyId: 'EUR' }, 'link-1');
    expect(record).toMatchObject({ id: '342', fields: { opportunity: '999.99', contactIds: ['4', '5'] } });
    expect(sent).toEqual([
      {
        entityTypeId: 2,
        fields: {
          categoryId: 9,
          title: 'Заявка 1001',
          opportunity: 999.99,
          isManualOpportunity: 'Y',
          currencyId: 'EUR',
          originatorId: 'uzel',
          originId: 'link-1',
        },
      },
    ]);
    const documented = page.requests[0]?.['fields'];
    const known = Object.keys({ ...(documented as object), originatorId: 0, originId: 0 });
    for (const name of ['categoryId', 'title', 'opportunity', 'isManualOpportunity', 'currencyId']) expect(known).toContain(name);
  });

  test('crm.item.add: an unknown kind of record is a matter of configuration', async () => {
    serveFields();
    serve('crm.item.add', sample('crm__universal__crm-item-add').errors[0] ?? {}, 400);
    await expect(client.add('deal', { title: 'Заявка 1002' }, 'link-2')).rejects.toMatchObject({ kind: 'config' });
  });

  test('crm.item.list: items without most fields are records too', async () => {
    serveFields();
    serve('crm.item.list', sample('crm__universal__crm-item-list').successes[0] ?? {});
    const records = await client.listChanged('deal', '2024-01-01T00:00:00+00:00', null);
    expect(records.map((record) => record.id)).toEqual(['253', '255', '252', '254']);
    expect(records[0]?.fields).toMatchObject({ title: 'Lead #253', opportunity: '19000', isManualOpportunity: true });
  });

  test('crm.item.list: a filter on an unknown field is refused as invalid', async () => {
    serve('crm.item.list', sample('crm__universal__crm-item-list').errors[0] ?? {}, 400);
    await expect(client.listChanged('deal', '2024-01-01', null)).rejects.toMatchObject({ kind: 'validation' });
  });

  test('crm.item.productrow.list and .set: rows with decimal prices, in the order of the deal', async () => {
    serve('crm.item.productrow.list', sample('crm__universal__product-rows__crm-item-productrow-list').successes[0] ?? {});
    expect(await client.getProductRows('13142')).toMatchObject([
      { name: 'iphone 10xs', price: '5550', quantity: 1, sort: 10, own: { productId: 9623, taxIncluded: 'Y' } },
      { name: 'iphone 14', price: '90000', quantity: 3, sort: 20, own: { discountRate: 10 } },
    ]);
    serve('crm.item.productrow.set', sample('crm__universal__product-rows__crm-item-productrow-set').successes[0] ?? {});
    expect(await client.setProductRows('13143', [])).toMatchObject([{ price: '99999.99' }, { price: '15900' }]);
    serve('crm.item.productrow.set', sample('crm__universal__product-rows__crm-item-productrow-set').errors[0] ?? {}, 400);
    await expect(client.setProductRows('1', [])).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('crm.duplicate.findbycomm: ids by kind, and the empty PHP map', async () => {
    const page = sample('crm__duplicates__crm-duplicate-find-by-comm');
    const sent = serve('crm.duplicate.findbycomm', page.successes[0] ?? {});
    expect(await client.findByCommunication('contact', { phone: '+79000000001' })).toEqual(['275', '2297']);
    expect(Object.keys(sent[0] as object).sort()).toEqual(Object.keys(page.requests[0] ?? {}).sort());
    serve('crm.duplicate.findbycomm', { result: [] });
    expect(await client.findByCommunication('contact', { phone: '+79000000001' })).toEqual([]);
  });

  test('the methods of the connection test are understood', async () => {
    const first = (page: string) => (): ScriptAnswer => ({ body: sample(page).successes[0] });
    const scripted = await scriptedPortal({
      'crm.item.fields': () => ok({ fields: { ...fields, ...customField } }),
      'crm.item.list': () => ok({ items: [] }),
      profile: () => ok({ ID: '17', ADMIN: true }),
      scope: () => ok(['crm', 'task', 'user', 'disk', 'documentgenerator', 'userfieldconfig']),
      'method.get': first('common__system__method-get'),
      'feature.get': first('common__system__feature-get'),
      'crm.category.list': first('crm__universal__category__crm-category-list'),
      'crm.status.list': first('crm__status__crm-status-list'),
      'crm.settings.mode.get': first('crm__crm-settings-mode-get'),
    });
    nock.enableNetConnect('127.0.0.1');
    const options = bitrix24Options({ portal: scripted.url, dealCategoryId: 9, privateNetworks: ['127.0.0.0/8'] });
    const capabilities = await probe(bitrix24.connect(connected(options)));
    const missing = capabilities.filter((capability) => !capability.available).map((capability) => capability.name);
    expect(missing).toEqual(['simpleMode', 'application', 'messageRecords', 'openLines', 'ownEvents', 'eventQueue']);
    expect(scripted.requests.length).toBeLessThanOrEqual(6);
  });

  test('comments with files: a map of files, or an empty one', async () => {
    serve('crm.timeline.comment.list', sample('crm__timeline__comments__crm-timeline-comment-list').successes[0] ?? {});
    expect(await client.comments.list('deal', '2')).toMatchObject([
      {
        id: '999',
        text: 'New comment was added',
        signature: null,
        authorId: '1',
        files: [{ id: '1', name: '1.gif', size: 43 }, { id: '2' }],
      },
      { id: '1000', text: 'Test comment', files: [] },
    ]);
    const page = sample('crm__timeline__comments__crm-timeline-comment-add');
    const sent = serve('crm.timeline.comment.add', page.successes[0] ?? {});
    const file = { name: '1.gif', base64: 'R0lGODlhAQABAIAAAP' };
    expect(await client.comments.add('deal', '10', { text: 'New comment was added', files: [file] }, 'k')).toBe('999');
    expect(Object.keys((sent[0] as { fields: object }).fields)).toEqual(Object.keys(page.requests[0]?.['fields'] as object));
    serve('crm.timeline.comment.get', page.errors[0] ?? {}, 400);
    expect(await client.comments.get('1')).toBeNull();
  });

  test('files on the drive: numbers and texts, links left out', async () => {
    const page = sample('disk__folder__disk-folder-upload-file');
    const sent = serve('disk.folder.uploadFile', page.successes[0] ?? {});
    expect(await client.disk.upload('8930', { name: 'test.png', base64: 'iVBORw0KGgo=' })).toEqual({
      id: '9011',
      name: 'test.png',
      size: 1679,
    });
    const known = Object.keys(page.requests[0] ?? {});
    for (const name of Object.keys(sent[0] as object)) expect(known).toContain(name);
    serve('disk.folder.getChildren', sample('disk__folder__disk-folder-get-children').successes[0] ?? {});
    expect(await client.disk.find('8907', { name: 'test.png', base64: 'iVBORw0KGgo=' })).toBeNull();
  });

  test('finished documents: what is sent is documented, what comes is read', async () => {
    const page = sample('crm__document-generator__documents__crm-document-generator-document-upload');
    const sent = serve('crm.documentgenerator.document.upload', page.successes[0] ?? {});
    const document = {
      title: 'Product demonstration',
      number: '2026-001',
      docxBase64: 'UEsDBA==',
      pdfBase64: 'JVBERi0=',
      region: 'ru',
    };
    expect(await client.documents.upload('deal', '101', document)).toEqual({
      id: '63',
      title: 'Product demonstration',
      number: '2026-001',
    });
    const known = Object.keys(page.requests[0]?.['fields'] as object);
    for (const name of Object.keys((sent[0] as { fields: object }).fields)) expect(known).toContain(name);
  });

  test('tasks and employees', async () => {
    const page = sample('tasks__tasks-task-add');
    const sent = serve('tasks.task.add', page.successes[0] ?? {});
    const task = { title: 'Task Title', description: '', responsibleId: '123', deadline: '2025-12-31T23:59:59' };
    expect(await client.tasks.add('deal', '10', task, 'k')).toBe('3711');
    expect(sent[0]).toMatchObject({ fields: { UF_CRM_TASK: ['D_10'], RESPONSIBLE_ID: 123, TITLE: 'Task Title' } });
    serve('tasks.task.add', page.errors[0] ?? {}, 400);
    await expect(client.tasks.add('deal', '10', { ...task, title: '' }, 'k')).rejects.toMatchObject({ kind: 'validation' });
    serve('user.current', sample('user__user-current').successes[0] ?? {});
    expect(await client.users.current()).toMatchObject({ id: '3', active: true, lastName: 'Smith', email: 'test@gmail.com' });
  });

  test('the log of stage moves, and custom fields of the portal', async () => {
    serve('crm.stagehistory.list', sample('crm__crm-stage-history-list').successes[0] ?? {});
    expect(await client.stageHistory.after('34')).toEqual({ moves: [{ id: '35', dealId: '21' }], complete: true });
    serve('userfieldconfig.list', sample('crm__universal__userfieldconfig__userfieldconfig-list').successes[0] ?? {});
    expect(await client.userFields.list('deal')).toMatchObject([{ id: '7095', type: 'enumeration', multiple: true }]);
    const page = sample('crm__universal__userfieldconfig__userfieldconfig-add');
    const sent = serve('userfieldconfig.add', page.successes[0] ?? {});
    const field = { name: 'UF_CRM_X', type: 'enumeration', title: 'Отмена', multiple: false, values: ['Нет', 'Да'] } as const;
    expect(await client.userFields.add('deal', field)).toBe('6953');
    const known = Object.keys(page.requests[0]?.['field'] as object);
    for (const name of Object.keys((sent[0] as { field: object }).field)) expect(known).toContain(name);
    serve('userfieldconfig.get', sample('crm__universal__userfieldconfig__userfieldconfig-get').successes[0] ?? {});
    await expect(client.userFields.options('6953')).resolves.toBeInstanceOf(Array);
  });

  test('what only an application may ask: queue, events and open lines', async () => {
    const first = (page: string) => (): ScriptAnswer => ({ body: sample(page).successes[0] });
    const scripted = await scriptedPortal({
      'event.offline.get': first('events__event-offline-get'),
      'event.offline.list': first('events__event-offline-list'),
      'event.bind': first('events__event-bind'),
      'imconnector.send.status.delivery': first('imopenlines__imconnector__imconnector-send-status-delivery'),
      'imconnector.activate': () => ok(true),
      'imconnector.connector.data.set': first('imopenlines__imconnector__imconnector-connector-data-set'),
    });
    nock.enableNetConnect('127.0.0.1');
    const { url } = scripted;
    const options = bitrix24Options({
      auth: 'oauth',
      portal: url,
      oauthServer: url,
      clientId: 'c',
      clientSecret: 's',
      privateNetworks: ['127.0.0.0/8'],
    });
    const store = tokenStore({ accessToken: 'a', refreshToken: 'r', expiresAt: 0 });
    const application = bitrix24.connect(connected(options, {}, store));
    expect(await application.queue.take()).toEqual({
      processId: null,
      events: [{ name: 'ONCRMLEADADD', data: false, messageId: '1' }],
    });
    expect(await application.queue.reserved()).toEqual([]);
    const receipt = {
      imChatId: '323',
      imMessageId: '85911',
      messageIds: ['ext-msg-1007'],
      chatId: 'channel-123',
      at: 1_738_065_600_000,
    };
    const ref = { connector: 'myconnector', line: '107' };
    await application.openLines.delivered(ref, [receipt]);
    const { auth: _auth, ...documented } = sample('imopenlines__imconnector__imconnector-send-status-delivery').requests[0] ?? {};
    expect(scripted.paramsOf('imconnector.send.status.delivery')[0]).toEqual({ ...documented, auth: 'a' });
    await application.openLines.activate(ref, {
      id: 'channel-123',
      name: 'Support Channel',
      url: 'https://example.com/chats/123',
    });
  });

  test.each([
    [
      'imopenlines__imconnector__events__on-im-connector-dialog-start',
      'line.dialog',
      { change: 'started', connector: 'newcustomconnector', line: '105', chatId: '8', sessionId: '3282' },
    ],
    [
      'imopenlines__imconnector__events__on-im-connector-status-delete',
      'line.state',
      { change: 'disabled', connector: 'myconnector', line: '107' },
    ],
    [
      'imopenlines__openlines__events__on-session-finish',
      'line.dialog',
      { change: 'finished', connector: 'livechat', line: '128', chatId: '10585', sessionId: '42' },
    ],
  ])('the event %s is a fact', (page, entity, body) => {
    const raw = new TextEncoder().encode(JSON.stringify(sample(page).events[0]));
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, query: '', body: raw };
    expect(hook.parse(request)).toMatchObject([{ kind: 'fact', entity, body }]);
  });

  test.each([
    ['crm__contacts__events__on-crm-contact-add', [{ kind: 'hint', entity: 'contact', id: '89' }]],
    ['crm__deals__recurring-deals__events__on-crm-deal-recurring-update', []],
    ['crm__timeline__comments__events__on-Crm-Timeline-Comment-Add', [{ kind: 'hint', entity: 'comment', id: '999' }]],
    [
      'crm__timeline__comments__events__on-Crm-Timeline-Comment-Delete',
      [{ kind: 'hint', entity: 'comment', id: '999', change: 'deleted' }],
    ],
    ['crm__timeline__activities__events__on-crm-activity-add', [{ kind: 'hint', entity: 'activity', id: '999' }]],
    ['crm__leads__events__on-crm-lead-update', [expect.objectContaining({ kind: 'hint', entity: 'lead' })]],
    ['common__events__on-app-uninstall', []],
  ])('the event %s is a hint or nothing', (page, events) => {
    const body = new TextEncoder().encode(JSON.stringify(sample(page).events[0]));
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, query: '', body };
    expect(hook.parse(request)).toEqual(events);
    expect(hook.verify(request, bitrix24Options({ applicationToken: '51856fefc120afa4b628cc82d3935cce' }))).toBe(true);
  });
});
