import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Bitrix24, bitrix24 } from '../../connectors/bitrix24/index.ts';
import type { RawRequest } from '../../connectors/sdk/contract.ts';
import { createWritePort } from '../../connectors/sdk/writes.ts';
import type { Fields } from '../../domain/json.ts';
import { checkSpec } from '../../mappings/engine/check.ts';
import { loadSpecs, shippedSpecsDir } from '../../mappings/engine/load.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { bitrix24Options } from '../support/bitrix24.ts';
import { connectedForTest, createMemoryTokens } from '../support/connected.ts';
import { startServer } from '../support/faulty-server.ts';
import * as tour from '../support/tour-schemas.ts';
import { type TwinControl, twinControl } from '../support/twin-control.ts';
import { describeConformance } from './conformance.ts';

const LIMIT_SCALE = 50;

function event(body: string): RawRequest {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', headers, query: '', body: new TextEncoder().encode(body) };
}

const deal = (fields: Fields = {}) => ({ title: 'Заявка 1001, Турция', opportunity: '152000.5', currencyId: 'RUB', ...fields });

async function newDeal(twin: TwinControl, fields: Fields = {}): Promise<string> {
  const { id } = await twin.act<{ id: string }>('create', {
    entity: 'deal',
    fields: { title: 'Сделка', categoryId: 7, stageId: 'C7:NEW', ...fields },
  });
  return id;
}

/** Folder of the drive that everybody in the company sees. */
async function commonFolder(twin: TwinControl): Promise<string> {
  const { portal, webhookUserId, webhookSecret } = (await twin.connection()).options as { [option: string]: string };
  const answer = await fetch(`${portal}/rest/${webhookUserId}/${webhookSecret}/disk.storage.getlist`, { method: 'POST' });
  const { result } = (await answer.json()) as { result: { ENTITY_TYPE: string; ROOT_OBJECT_ID: string }[] };
  return result.find((storage) => storage.ENTITY_TYPE === 'common')?.ROOT_OBJECT_ID ?? '';
}

const options = bitrix24Options();

describeConformance('bitrix24', {
  twin: 'bitrix24',
  connector: bitrix24,
  prepare: (twin) => twin.seed(60),
  // In a request of its own: reads of one tick would share one.
  read: (client) =>
    client.rest.readAlone('crm.duplicate.findbycomm', { type: 'EMAIL', values: ['client0001@example.com'] }, z.unknown()),
  failures: [
    { when: 'breaks the connection', rule: { operation: '*', kind: 'drop', share: 1 }, call: 'read', kind: 'transient' },
    { when: 'answers with a page', rule: { operation: '*', kind: 'html', share: 1 }, call: 'read', kind: 'transient' },
    { when: 'cuts its answer', rule: { operation: '*', kind: 'truncate', share: 1 }, call: 'read', kind: 'transient' },
    { when: 'asks to slow down', rule: { operation: '*', kind: 'rate_limit', share: 1 }, call: 'read', kind: 'rate_limited' },
    ...(
      [
        ['QUERY_LIMIT_EXCEEDED', 'rate_limited'],
        ['OPERATION_TIME_LIMIT', 'rate_limited'],
        ['OVERLOAD_LIMIT', 'auth'],
        ['INVALID_CREDENTIALS', 'auth'],
        ['insufficient_scope', 'permission'],
        ['ACCESS_DENIED', 'permission'],
        ['WRONG_AUTH_TYPE', 'config'],
        ['NOT_FOUND', 'not_found'],
        ['INVALID_ARG_VALUE', 'validation'],
        ['INTERNAL_SERVER_ERROR', 'transient'],
      ] as const
    ).map(([code, kind]) => ({
      when: `says ${code}`,
      rule: { operation: '*', kind: 'error', share: 1, code },
      call: 'read' as const,
      kind,
    })),
    {
      when: 'fails inside',
      rule: { operation: 'crm.item.add', kind: 'error', share: 1, code: 'INTERNAL_SERVER_ERROR' },
      call: 'write',
      kind: 'unknown_outcome',
    },
    {
      when: 'lets its proxy give up',
      rule: { operation: 'crm.item.add', kind: 'html', share: 1, code: '504' },
      call: 'write',
      kind: 'unknown_outcome',
    },
    {
      when: 'cuts its answer',
      rule: { operation: 'crm.item.add', kind: 'truncate', share: 1 },
      call: 'write',
      kind: 'unknown_outcome',
    },
  ],
  writes: [
    {
      operation: 'record.add',
      vendorOperation: 'crm.item.add',
      arrange: async () => ({ entity: 'deal', mark: 'link-1', fields: deal({ stage: 'CONFIRMED' }) }),
    },
    {
      operation: 'record.update',
      vendorOperation: 'crm.item.update',
      arrange: async (twin) => ({
        entity: 'deal',
        id: await newDeal(twin),
        mark: 'link-1',
        fields: deal({ UF_CRM_UZEL_PAYMENT: 'Оплачена', UF_CRM_UZEL_TRIP_BEGIN: '2026-06-01' }),
      }),
    },
    {
      operation: 'rows.set',
      vendorOperation: 'crm.item.productrow.set',
      arrange: async (twin) => ({
        entity: 'deal',
        id: await newDeal(twin),
        mark: 'link-1',
        fields: { productRows: [{ name: 'Отель, 7 ночей', price: '90500.5', quantity: 2, sort: 10 }] },
      }),
    },
    {
      operation: 'comment.add',
      vendorOperation: 'crm.timeline.comment.add',
      arrange: async (twin) => ({
        entity: 'deal',
        id: await newDeal(twin),
        mark: 'link-1',
        fields: { text: 'Клиент просит номер с видом на море', files: [{ name: 'Письмо.txt', base64: 'cGlzbW8=' }] },
      }),
    },
    {
      operation: 'todo.add',
      vendorOperation: 'crm.activity.todo.add',
      arrange: async (twin) => ({
        entity: 'deal',
        id: await newDeal(twin),
        mark: 'link-1',
        fields: { title: 'Перезвонить', deadline: '2026-06-01T12:00:00+03:00', responsibleId: '11' },
      }),
    },
    {
      operation: 'task.add',
      vendorOperation: 'tasks.task.add',
      arrange: async (twin) => ({
        entity: 'deal',
        id: await newDeal(twin),
        mark: 'link-1',
        fields: { title: 'Оформить визу', description: 'Двое взрослых', responsibleId: '11' },
      }),
    },
    {
      operation: 'file.upload',
      vendorOperation: 'disk.folder.uploadfile',
      arrange: async (twin) => ({
        entity: 'folder',
        id: await commonFolder(twin),
        mark: 'link-1',
        fields: { file: { name: 'Ваучер.pdf', base64: 'JVBERi0xLjQ=' } },
      }),
    },
    {
      operation: 'document.upload',
      vendorOperation: 'crm.documentgenerator.document.upload',
      arrange: async (twin) => ({
        entity: 'deal',
        id: await newDeal(twin),
        mark: 'link-1',
        fields: { title: 'Ваучер', number: '1001-1', docxBase64: 'UEsDBBQAAAAIAA==' },
      }),
    },
  ],
  pull: {
    name: 'deals',
    expected: async (twin) => (await twin.state<{ id: number }>('deals')).map((held) => String(held.id)),
    change: async (twin) => {
      const [held] = await twin.state<{ id: number }>('deals');
      if (!held) throw new Error('the portal holds no deal');
      await twin.act('edit', { deal: held.id, fields: { comments: 'Перезвонить вечером' } });
      return String(held.id);
    },
  },
  hook: {
    options,
    withoutSecret: { ...options, applicationToken: '' },
    valid: event('event=ONCRMDEALUPDATE&data%5BFIELDS%5D%5BID%5D=42&auth%5Bapplication_token%5D=app-token-1'),
    wrongSignature: event('event=ONCRMDEALUPDATE&data%5BFIELDS%5D%5BID%5D=42&auth%5Bapplication_token%5D=app-token-2'),
    noSignature: event('event=ONCRMDEALUPDATE&data%5BFIELDS%5D%5BID%5D=42'),
    malformed: event('event=ONCRMDEALUPDATE&auth%5Bapplication_token%5D=app-token-1'),
  },
  longIds: {
    skip: 'the portal counts its records from 1; that no digit is lost is proved for values and events in the unit tests',
  },
  tokens: { skip: 'the suite signs in by webhook; the tokens of an application are tested below' },
});

describe('a connected portal', () => {
  let sandbox: Sandbox;
  let twin: TwinControl;
  let raw: { [option: string]: unknown };
  let client: Bitrix24;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, limitScale: LIMIT_SCALE, scenario: 'off' });
    twin = twinControl(sandbox.url, 'bitrix24');
    raw = (await twin.connection()).options as typeof raw;
  });
  afterAll(() => sandbox.stop());
  beforeEach(async () => {
    await twin.reset();
    client = bitrix24.connect(connectedForTest(bitrix24, raw, { limitScale: LIMIT_SCALE }));
  });

  const port = () => createWritePort(bitrix24, client, LIMIT_SCALE);

  test('a deal reads back as it was written: money, dates, options, stage, links', async () => {
    const person = await client.add('contact', { name: 'Анна', lastName: 'Ветрова' }, 'person-1');
    const fields = {
      title: 'Заявка 1001, Турция',
      stage: 'PART_PAID',
      opportunity: '152000.5',
      currencyId: 'RUB',
      contactId: person.id,
      companyId: null,
      UF_CRM_UZEL_PAID: { amount: '50000', currency: 'RUB' },
      UF_CRM_UZEL_PENALTY: null,
      UF_CRM_UZEL_TRIP_BEGIN: '2026-06-01',
      UF_CRM_UZEL_BOOKING: 'Подтверждена',
    };
    const { externalId = '', readBack } = await port().perform('record.add', { entity: 'deal', mark: 'link-1', fields }, 'k');
    expect(readBack).toMatchObject({ ...fields, categoryId: '7', isManualOpportunity: true });
    expect(await client.getRecord('deal', externalId)).toMatchObject({ id: externalId, mark: 'link-1', fields });
    expect(await client.holds('deal', externalId, fields)).not.toBeNull();
  });

  test('every written field can be emptied again', async () => {
    const full = {
      title: 'Заявка',
      UF_CRM_UZEL_PAID: { amount: '50000', currency: 'RUB' },
      UF_CRM_UZEL_TRIP_BEGIN: '2026-06-01',
      UF_CRM_UZEL_BOOKING: 'Подтверждена',
      UF_CRM_UZEL_TOUR: 'Отдых на море',
      contactId: (await client.add('contact', { name: 'Анна' }, 'person-1')).id,
    };
    const { id } = await client.add('deal', full, 'link-1');
    const { title, ...filled } = full;
    const emptied = Object.fromEntries(Object.keys(filled).map((name) => [name, null]));
    const record = await client.update('deal', id, emptied);
    expect(record.fields).toMatchObject({ title, ...emptied, contactIds: [] });
  });

  test('rows do not move the amount of a deal that the hub has set', async () => {
    const { id } = await client.add('deal', deal(), 'link-1');
    const rows = [
      { name: 'Перелёт', price: '40000', quantity: 2, sort: 20 },
      { name: 'Отель', price: '90500.5', quantity: 1, sort: 10 },
    ];
    expect((await client.setProductRows(id, rows)).map((row) => row.name)).toEqual(['Отель', 'Перелёт']);
    expect(await client.getProductRows(id)).toEqual([rows[1], rows[0]]);
    expect((await client.getRecord('deal', id))?.fields['opportunity']).toBe('152000.5');
    expect(await client.setProductRows(id, [])).toEqual([]);
  });

  test('more rows than a page holds come whole', async () => {
    const { id } = await client.add('deal', deal(), 'link-1');
    const rows = Array.from({ length: 120 }, (_, at) => ({ name: `Услуга ${at}`, price: '100', quantity: 1, sort: at }));
    await client.setProductRows(id, rows);
    expect(await client.getProductRows(id)).toEqual(rows);
  });

  test('phones are added, replaced and removed without doubles, the first one stays first', async () => {
    const { id, fields } = await client.add(
      'contact',
      { name: 'Анна', phones: ['8 900 000-00-01'], emails: ['Anna@example.com'] },
      'p-1',
    );
    expect(fields).toMatchObject({ phones: ['+79000000001'], emails: ['anna@example.com'] });
    for (const phones of [['+79000000002', '+79000000001'], ['+79000000001'], [], ['+79000000003']]) {
      const record = await client.update('contact', id, { phones });
      expect(record.fields).toMatchObject({ phones, emails: ['anna@example.com'] });
      expect((await client.getRecords('contact', [id]))[0]?.fields['phones']).toEqual(phones);
    }
  });

  test('an update that changes nothing is seen as such', async () => {
    const { id } = await client.add('contact', { name: 'Анна', phones: ['+79000000001'] }, 'p-1');
    await client.update('contact', id, { name: 'Анна', phones: ['+79000000001'] });
    expect((await twin.ledger()).filter((line) => line.changed)).toHaveLength(1);
  });

  test('records are found by mark, lowest id first, and by phone in any spelling', async () => {
    const first = await client.add('contact', { name: 'Анна', phones: ['+79000000001'] }, 'p-1');
    const twice = await client.add('contact', { name: 'Анна', phones: ['+79000000001'] }, 'p-1');
    expect((await client.findByMark('contact', 'p-1')).map((record) => record.id)).toEqual([first.id, twice.id]);
    expect(await client.findByMark('deal', 'p-1')).toEqual([]);
    const byHand = await twin.act<{ id: string }>('create', {
      entity: 'contact',
      fields: { name: 'Анна', fm: [{ typeId: 'PHONE', valueType: 'MOBILE', value: '89000000002' }] },
    });
    expect(await client.findByCommunication('contact', { phone: '+79000000001' })).toEqual([first.id, twice.id]);
    expect(await client.findByCommunication('contact', { phone: '+79000000002' })).toEqual([byHand.id]);
    expect(await client.findByCommunication('company', { phone: '+79000000001' })).toEqual([]);
  });

  test('a deal outside the configured funnel shows its stage in full', async () => {
    const { id } = await client.add('deal', deal(), 'link-1');
    expect((await client.getRecord('deal', id))?.fields['stage']).toBe('NEW');
    await twin.act('move_category', { deal: id, category: 0 });
    expect((await client.getRecord('deal', id))?.fields).toMatchObject({ stage: 'C0:NEW', stageId: 'NEW', categoryId: '0' });
  });

  test('what is gone is null, among many simply absent', async () => {
    const { id } = await client.add('deal', deal(), 'link-1');
    await twin.act('delete', { deal: id });
    expect(await client.getRecord('deal', id)).toBeNull();
    expect(await client.getRecords('deal', [id, '999999'])).toEqual([]);
    await expect(client.update('deal', id, { title: 'x' })).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('a list option and a field that the administrator adds are known at once', async () => {
    const { id } = await client.add('deal', deal(), 'link-1');
    await twin.act('add_enum_value', { field: 'UF_CRM_UZEL_CANCEL', value: 'Отозвана' });
    await twin.act('add_field', { entity: 'deal', field: 'UF_CRM_UZEL_NIGHTS', type: 'integer' });
    const late = bitrix24.connect(
      connectedForTest(bitrix24, raw, { limitScale: LIMIT_SCALE, clock: { now: () => Date.now() + 60_000 } }),
    );
    await late.metadata.fields('deal');
    const { fields } = await late.update('deal', id, { UF_CRM_UZEL_CANCEL: 'Отозвана', UF_CRM_UZEL_NIGHTS: 7 });
    expect(fields).toMatchObject({ UF_CRM_UZEL_CANCEL: 'Отозвана', UF_CRM_UZEL_NIGHTS: 7 });
  });

  test('the description has closed dictionaries for stages and lists', async () => {
    const schemas = await bitrix24.describe(client);
    const deals = schemas.find((schema) => schema.entity === 'deal')?.fields ?? [];
    const values = (name: string) => deals.find((field) => field.name === name)?.values?.map((value) => value.id);
    expect(values('stage')).toContain('CONFIRMED');
    expect(values('UF_CRM_UZEL_CANCEL')).toContain('Запрошена');
    expect(values('sourceId')).toContain('WEB');
    expect(schemas.find((schema) => schema.entity === 'contact')?.fields.map((field) => field.name)).toContain('phones');
  });

  test('the shipped mappings may be published for this portal', async () => {
    const right = new Map((await bitrix24.describe(client)).map((schema) => [schema.entity, schema]));
    const library = await loadSpecs(shippedSpecsDir);
    const left = { claim: tour.claimSchema, service: tour.serviceSchema, buyer: tour.buyerSchema, agency: tour.agencySchema };
    for (const spec of Object.values(library.specs)) {
      const ends = {
        left: left[spec.left.entity as keyof typeof left],
        right: right.get(spec.right.entity) ?? { entity: '', fields: [] },
      };
      expect(checkSpec(spec, ends, library).filter(({ severity }) => severity !== 'note')).toEqual([]);
    }
  });

  test('a webhook without the CRM permission is told what to grant', async () => {
    await twin.act('scopes', { webhook: ['user'] });
    const scope = (await bitrix24.probe(client)).find((capability) => capability.name === 'scope');
    await twin.act('scopes', { webhook: ['crm', 'user', 'disk', 'task'] });
    expect(scope).toMatchObject({ available: false, reason: { en: expect.stringContaining('crm') } });
  });

  test('a renamed portal is followed to its new address, which is kept', async () => {
    const kept: object[] = [];
    const renamed = bitrix24.connect(
      connectedForTest(bitrix24, raw, {
        limitScale: LIMIT_SCALE,
        egress: { allow: ['127.0.0.0/8', '::1/128'] },
        remember: async (changes) => void kept.push(changes),
      }),
    );
    const { portal } = await twin.act<{ portal: string }>('rename', {});
    expect(await renamed.findByCommunication('contact', { email: 'a@example.com' })).toEqual([]);
    expect(kept).toEqual([{ portal }]);
  });

  test('the events that a real edit sends are let in and read as hints', async () => {
    const received: RawRequest[] = [];
    const server = await startServer((_request, response, body) => {
      received.push(event(body));
      response.end();
    });
    await twin.act('subscribe', { handler: server.url });
    const id = await newDeal(twin);
    await twin.act('edit', { deal: id, fields: { title: 'Изменена' } });
    await twin.act('delete', { deal: id });
    await expect
      .poll(() => received.flatMap((request) => bitrix24.hook?.parse(request) ?? []), { timeout: 5_000 })
      .toEqual(
        expect.arrayContaining([
          { kind: 'hint', entity: 'deal', id },
          { kind: 'hint', entity: 'deal', id, change: 'deleted' },
        ]),
      );
    const configured = bitrix24.options.parse(raw);
    expect(received.every((request) => bitrix24.hook?.verify(request, configured))).toBe(true);
    await twin.act('unsubscribe', {});
    await server.close();
  });

  test('an application refreshes its expired token once for two processes', async () => {
    const app = await twin.act<{ client_id: string; client_secret: string }>('register_app', {
      redirectUri: 'https://hub.example.com/cb',
    });
    const { code } = await twin.act<{ code: string }>('authorize', {});
    const keys = { client_id: app.client_id, client_secret: app.client_secret };
    const form = new URLSearchParams({ grant_type: 'authorization_code', code, ...keys });
    const answer = await fetch(`${sandbox.url}/bitrix24/oauth/token/`, { method: 'POST', body: form });
    const first = (await answer.json()) as { access_token: string; refresh_token: string };
    const tokens = createMemoryTokens({ accessToken: first.access_token, refreshToken: first.refresh_token, expiresAt: 0 });
    const oauth = {
      ...raw,
      auth: 'oauth',
      oauthServer: `${sandbox.url}/bitrix24`,
      clientId: app.client_id,
      clientSecret: app.client_secret,
    };
    const clients = [1, 2].map(() => bitrix24.connect(connectedForTest(bitrix24, oauth, { limitScale: LIMIT_SCALE, tokens })));
    await twin.act('expire_tokens', {});
    const reads = clients.flatMap((one) => [1, 2, 3].map(() => one.findByCommunication('contact', { email: 'a@example.com' })));
    expect(await Promise.all(reads)).toEqual(Array(6).fill([]));
    expect(await tokens.read()).not.toMatchObject({ accessToken: first.access_token });
    const capabilities = await bitrix24.probe(clients[0] as Bitrix24);
    expect(capabilities.find((capability) => capability.name === 'application')).toMatchObject({ available: true });
  });
});
