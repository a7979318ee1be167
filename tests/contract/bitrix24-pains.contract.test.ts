import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Bitrix24, bitrix24 } from '../../connectors/bitrix24/index.ts';
import { connectionBudgets } from '../../connectors/sdk/budgets.ts';
import { createWritePort } from '../../connectors/sdk/writes.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { type ConnectOverrides, connectedForTest, createMemoryTokens } from '../support/connected.ts';
import { createMemoryBudget } from '../support/memory-ports.ts';
import { type LedgerLine, type TwinControl, twinControl } from '../support/twin-control.ts';

const LIMIT_SCALE = 50;
const modeSchema = z.coerce.number();

/** What integrators of this vendor have been burnt by: one test for each. */
describe('known pains of Bitrix24', () => {
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
    client = connect();
  });

  const connect = (more: object = {}, overrides: ConnectOverrides = {}) =>
    bitrix24.connect(connectedForTest(bitrix24, { ...raw, ...more }, { limitScale: LIMIT_SCALE, ...overrides }));
  const port = () => createWritePort(bitrix24, client, LIMIT_SCALE);
  const creates = async (operation = 'crm.item.add'): Promise<LedgerLine[]> =>
    (await twin.ledger()).filter((line) => line.by === 'api' && line.operation === operation);
  const newDeal = async (fields: object = {}): Promise<string> =>
    (
      await twin.act<{ id: string }>('create', {
        entity: 'deal',
        fields: { title: 'Сделка', categoryId: 7, stageId: 'C7:NEW', ...fields },
      })
    ).id;

  async function application(more: object = {}, overrides: ConnectOverrides = {}): Promise<Bitrix24> {
    const app = await twin.act<{ client_id: string; client_secret: string }>('register_app', {
      redirectUri: 'https://hub.example.com/cb',
    });
    const { code } = await twin.act<{ code: string }>('authorize', {});
    const form = new URLSearchParams({ grant_type: 'authorization_code', code, ...app });
    const answer = await fetch(`${sandbox.url}/bitrix24/oauth/token/`, { method: 'POST', body: form });
    const first = (await answer.json()) as { access_token: string; refresh_token: string };
    const tokens = createMemoryTokens({ accessToken: first.access_token, refreshToken: first.refresh_token, expiresAt: 0 });
    const keys = {
      auth: 'oauth',
      oauthServer: `${sandbox.url}/bitrix24`,
      clientId: app.client_id,
      clientSecret: app.client_secret,
    };
    return connect({ ...keys, ...more }, { tokens, ...overrides });
  }

  test('duplicates after a timeout and retry: three broken answers leave one deal and one comment', async () => {
    const deal = { entity: 'deal', mark: 'link-1', fields: { title: 'Заявка 1001' } };
    await twin.faults({ operation: 'crm.item.add', kind: 'commit_then_drop', share: 1 });
    await expect(port().perform('record.add', deal, 'k')).rejects.toMatchObject({ kind: 'unknown_outcome' });
    await twin.faults();
    const found = await port().find('record.add', deal, 'k');
    expect(found).not.toBeNull();
    expect(await creates()).toHaveLength(1);
    const comment = { entity: 'deal', id: found?.externalId ?? '', mark: 'link-1', fields: { text: 'Оплачено' } };
    await twin.faults({ operation: 'crm.timeline.comment.add', kind: 'html', share: 1, code: '504' });
    await expect(port().perform('comment.add', comment, 'k2')).rejects.toMatchObject({ kind: 'unknown_outcome' });
    await twin.faults();
    expect(await port().find('comment.add', comment, 'k2')).not.toBeNull();
    expect(await creates('crm.timeline.comment.add')).toHaveLength(1);
  });

  test('duplicates from a broken batch: creates that shared it are found each by its own mark, and nothing is said of their rows', async () => {
    const productRows = [{ name: 'Тур', price: '1000', quantity: 1, sort: 10 }];
    const deals = ['a', 'b', 'c'].map((mark) => ({ entity: 'deal', mark, fields: { title: `Заявка ${mark}`, productRows } }));
    const writing = port();
    await twin.faults({ operation: 'crm.item.add', kind: 'commit_then_drop', share: 1 });
    const broken = await Promise.allSettled(deals.map((deal) => writing.perform('record.add', deal, deal.mark)));
    for (const outcome of broken) expect(outcome).toMatchObject({ reason: { kind: 'unknown_outcome' } });
    await twin.faults();
    const found = await Promise.all(deals.map((deal) => writing.find('record.add', deal, deal.mark)));
    for (const outcome of found) expect(outcome).toMatchObject({ unwritten: ['productRows'] });
    expect(new Set(found.map((outcome) => outcome?.externalId)).size).toBe(3);
    expect(await creates()).toHaveLength(3);
  });

  test('lost events, no retries: a change, a move and a deletion whose events got lost are found by reading', async () => {
    const [edited, moved, deleted] = [await newDeal(), await newDeal(), await newDeal()];
    const pull = async (name: string, from: unknown) => {
      const events = [];
      for (let cursor = from as never; ; ) {
        const page = await bitrix24.pulls[name]?.(client, cursor);
        events.push(...(page?.events ?? []));
        cursor = page?.cursor as never;
        if (!page || page.complete) return { events, cursor };
      }
    };
    const start = {
      deals: await pull('deals', null),
      stages: await pull('stages', null),
      deletions: await pull('deletions', null),
    };
    await twin.faults({ operation: '*', kind: 'lose_event', share: 1 });
    await twin.act('edit', { deal: edited, fields: { title: 'Изменена' } });
    await twin.act('move_category', { deal: moved, category: 0 });
    await twin.act('delete', { deal: deleted });
    expect((await pull('deals', start.deals.cursor)).events.map((event) => event.id)).toContain(edited);
    expect((await pull('stages', start.stages.cursor)).events.map((event) => event.id)).toContain(moved);
    client = connect({}, { clock: { now: () => Date.now() + 7 * 3_600_000 } });
    expect((await pull('deletions', start.deletions.cursor)).events).toEqual([
      { kind: 'hint', entity: 'deal', id: deleted, change: 'deleted' },
    ]);
  });

  test('rate limit per IP: two connections to one portal share one bucket and are never refused', async () => {
    const options = bitrix24.options.parse(raw);
    const budget = createMemoryBudget(connectionBudgets(bitrix24, options, LIMIT_SCALE / 2), { now: () => Date.now() });
    const clients = ['crm-1', 'crm-2'].map((connectionId) => connect({}, { budget, connectionId }));
    const reads = clients.flatMap((one) =>
      Array.from({ length: 60 }, () => one.rest.readAlone('crm.settings.mode.get', {}, modeSchema).catch((error) => error)),
    );
    const refused = (await Promise.all(reads)).filter((error) => error?.code === 'B24_QUERY_LIMIT');
    expect(refused).toEqual([]);
    expect(await twin.state('violations')).toEqual([]);
  });

  test('429 after about a thousand updates: the hub slows down and stops before the portal blocks the method', async () => {
    // At the vendor's own limits: a method that takes 59 seconds has spent its 480 after eight calls.
    const own = await startSandbox({ port: 0, limitScale: 1, scenario: 'off' });
    const slowTwin = twinControl(own.url, 'bitrix24');
    await slowTwin.act('slow', { operation: 'crm.item.productrow.set', seconds: 59 });
    const { options } = await slowTwin.connection();
    const busy = bitrix24.connect(connectedForTest(bitrix24, options, { limitScale: 1 }));
    const { id } = await slowTwin.act<{ id: string }>('create', { entity: 'deal', fields: { title: 'Сделка', categoryId: 7 } });
    const outcomes: string[] = [];
    for (let i = 0; i < 20; i++) {
      const set = busy.setProductRows(id, [{ name: 'Тур', price: '100', quantity: 1, sort: 10 }]);
      outcomes.push(
        await set.then(
          () => 'ok',
          (error) => error.code,
        ),
      );
    }
    expect(new Set(outcomes)).toEqual(new Set(['ok', 'B24_OPERATION_TIME_NEAR']));
    expect(await slowTwin.state('violations')).toEqual([]);
    await expect(busy.getRecord('deal', id)).resolves.not.toBeNull();
    await own.stop();
  });

  test('offline queue "empty": it is always asked for under our name, and gives what others changed, not our own writes', async () => {
    const app = await application({ eventQueue: true });
    await app.subscriptions.ensure({ hookUrl: `${sandbox.url}/nowhere`, installUrl: `${sandbox.url}/nowhere` });
    const theirs = await newDeal();
    await app.add('deal', { title: 'Наша' }, 'link-1');
    const page = await bitrix24.pulls['queue']?.(app, null);
    expect(page?.events).toEqual([{ kind: 'hint', entity: 'deal', id: theirs }]);
    await page?.ack?.();
    expect(await bitrix24.pulls['queue']?.(app, page?.cursor ?? null)).toMatchObject({ events: [], complete: true });
  });

  test('batch errors that cannot be attributed: each command keeps its own failure', async () => {
    const deal = await newDeal();
    const [there, gone, wrong] = await Promise.allSettled([
      client.getRecord('deal', deal),
      client.getRecord('deal', '999999'),
      client.comments.get('999999'),
    ]);
    expect(there).toMatchObject({ value: { id: deal } });
    expect(gone).toMatchObject({ value: null });
    expect(wrong).toMatchObject({ value: null });
  });

  test('multifields doubled or not removable: phones are replaced and emptied by the ids of their entries', async () => {
    const { id } = await client.add('contact', { name: 'Анна', phones: ['+79000000001'] }, 'p-1');
    for (const phones of [['+79000000001'], ['+79000000002'], []]) {
      expect((await client.update('contact', id, { phones })).fields['phones']).toEqual(phones);
    }
  });

  test('files overwritten: a second comment with files leaves the files of the first', async () => {
    const deal = await newDeal();
    const file = (name: string) => ({ name, base64: 'dGV4dA==' });
    await client.comments.add('deal', deal, { text: 'Ваучер', files: [file('Ваучер.txt')] }, 'k1');
    await client.comments.add('deal', deal, { text: 'Страховка', files: [file('Страховка.txt')] }, 'k2');
    const kept = (await client.comments.list('deal', deal)).map((comment) => comment.files.map(({ name }) => name));
    expect(kept).toEqual([['Ваучер.txt'], ['Страховка.txt']]);
    await expect(client.update('deal', deal, { UF_CRM_UZEL_FILE: 'x' })).rejects.toMatchObject({ kind: 'validation' });
  });

  test('date and boolean filters: the connection test checks them on the portal itself', async () => {
    await newDeal();
    const dates = (await bitrix24.probe(client)).find((capability) => capability.name === 'dates');
    expect(dates).toMatchObject({ available: true, reason: { ru: expect.stringContaining('проверены') } });
  });

  test('money: kopecks and custom amounts come back as decimal texts, no digit more or less', async () => {
    const fields = {
      title: 'Заявка',
      opportunity: '100000.1',
      currencyId: 'RUB',
      UF_CRM_UZEL_PAID: { amount: '0.3', currency: 'RUB' },
    };
    const { id } = await client.add('deal', fields, 'link-1');
    expect((await client.getRecord('deal', id))?.fields).toMatchObject(fields);
  });

  test('date-only fields arrive as shifted datetimes: the day is the one that was meant', async () => {
    const { id } = await client.add('deal', { title: 'Заявка', UF_CRM_UZEL_TRIP_BEGIN: '2026-06-01' }, 'link-1');
    expect((await client.getRecord('deal', id))?.fields['UF_CRM_UZEL_TRIP_BEGIN']).toBe('2026-06-01');
  });

  test('confusion of chat ids and the default of CHAT_GROUP: ours and theirs are different words, and chats are one to one', async () => {
    const body = new URLSearchParams({
      event: 'ONIMCONNECTORMESSAGEADD',
      'data[CONNECTOR]': 'uzel',
      'data[LINE]': '1',
      'data[MESSAGES][0][im][chat_id]': '323',
      'data[MESSAGES][0][im][message_id]': '9',
      'data[MESSAGES][0][message][text]': 'Да',
      'data[MESSAGES][0][chat][id]': 'our-chat',
    }).toString();
    const request = { method: 'POST', headers: {}, query: '', body: new TextEncoder().encode(body) };
    expect(bitrix24.hook?.parse(request)).toMatchObject([
      { id: 'our-chat', body: { chatId: 'our-chat', im: { chatId: '323' } } },
    ]);
  });

  test('silent drop of an invalid option or unknown field: refused before it is sent, and what was kept is compared', async () => {
    const deal = await newDeal();
    await expect(client.update('deal', deal, { UF_CRM_GONE: 'x' })).rejects.toMatchObject({ kind: 'validation' });
    await expect(client.update('deal', deal, { UF_CRM_UZEL_CANCEL: 'Нет такого' })).rejects.toMatchObject({ kind: 'validation' });
    expect((await creates('crm.item.update')).length).toBe(0);
    expect(await client.holds('deal', deal, { title: 'Другое' })).toBeNull();
  });

  test('token refresh race: callers that meet the expired token together share one refresh', async () => {
    const app = await application();
    await twin.act('expire_tokens', {});
    const reads = Array.from({ length: 10 }, () => app.rest.readAlone('crm.settings.mode.get', {}, modeSchema));
    expect((await Promise.all(reads)).map(({ result }) => result)).toEqual(Array(10).fill(1));
  });

  test('302 on rename turns POST into GET: the call is repeated as POST at the new address, once', async () => {
    const renamed = connect({}, { egress: { allow: ['127.0.0.0/8', '::1/128'] } });
    await twin.act('rename', {});
    const { id } = await renamed.add('contact', { name: 'Анна' }, 'p-1');
    expect(id).not.toBe('');
    expect(await creates()).toHaveLength(1);
  });

  test('select with original names gives empty items: the two are never combined, and an empty item is no record', async () => {
    await client.add('deal', { title: 'Заявка', UF_CRM_UZEL_CLAIM: '1001' }, 'link-1');
    expect(await client.findByMark('deal', 'link-1')).toMatchObject([{ fields: { UF_CRM_UZEL_CLAIM: '1001' } }]);
  });

  test('open lines through a webhook: refused before the call, with the reason', async () => {
    const line = client.openLines.send({ connector: 'uzel', line: '1' }, []);
    await expect(line).rejects.toMatchObject({
      code: 'B24_WRONG_AUTH_TYPE',
      userMessage: { ru: expect.stringContaining('OAuth') },
    });
    const lines = (await bitrix24.probe(client)).find((capability) => capability.name === 'openLines');
    expect(lines).toMatchObject({ available: false, reason: { en: expect.stringContaining('OAuth') } });
  });
});
