import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Bitrix24, bitrix24 } from '../../connectors/bitrix24/index.ts';
import type { InboundEvent, RawRequest } from '../../connectors/sdk/contract.ts';
import { createWritePort } from '../../connectors/sdk/writes.ts';
import type { Json } from '../../domain/json.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { connectedForTest, createMemoryTokens } from '../support/connected.ts';
import { startServer, type TestServer } from '../support/faulty-server.ts';
import { type TwinControl, twinControl } from '../support/twin-control.ts';

const LIMIT_SCALE = 50;
const CONNECTOR = 'uzel_telegram';

/** An operator's message as a fact. */
interface Answered {
  body: { im: { chatId: string; messageId: string } };
}

describe('an application on a living portal', () => {
  let sandbox: Sandbox;
  let twin: TwinControl;
  let handler: TestServer;
  let client: Bitrix24;
  let line: string;
  const received: RawRequest[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, limitScale: LIMIT_SCALE, scenario: 'off' });
    twin = twinControl(sandbox.url, 'bitrix24');
    handler = await startServer((_request, response, body) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      received.push({ method: 'POST', headers, query: '', body: new TextEncoder().encode(body) });
      response.end();
    });
  });
  afterAll(() => Promise.all([sandbox.stop(), handler.close()]));

  beforeEach(async () => {
    await twin.reset();
    received.length = 0;
    const { options } = await twin.connection();
    const app = await twin.act<{ [key: string]: string }>('register_app', { redirectUri: 'https://hub.example.com/cb' });
    const { code } = await twin.act<{ code: string }>('authorize', {});
    const keys = { client_id: String(app['client_id']), client_secret: String(app['client_secret']) };
    const form = new URLSearchParams({ grant_type: 'authorization_code', code, ...keys });
    const answer = await fetch(`${sandbox.url}/bitrix24/oauth/token/`, { method: 'POST', body: form });
    const pair = (await answer.json()) as { access_token: string; refresh_token: string };
    const tokens = createMemoryTokens({
      accessToken: pair.access_token,
      refreshToken: pair.refresh_token,
      expiresAt: Date.now() + 3_600_000,
    });
    const oauth = {
      ...(options as object),
      auth: 'oauth',
      oauthServer: `${sandbox.url}/bitrix24`,
      clientId: keys.client_id,
      clientSecret: keys.client_secret,
      applicationToken: app['application_token'],
    };
    client = bitrix24.connect(connectedForTest(bitrix24, oauth, { limitScale: LIMIT_SCALE, tokens }));
    line = (await client.openLines.lines())[0]?.id ?? '';
    await client.openLines.register({ id: CONNECTOR, name: 'Telegram', icon: '<svg/>', handlerUrl: handler.url });
    await client.openLines.activate(
      { connector: CONNECTOR, line },
      { id: 'bot', name: 'Туры', url: 'https://t.example.com/tours' },
    );
    await client.subscriptions.ensure({ hookUrl: `${handler.url}/hook`, installUrl: `${handler.url}/install` });
  });

  const message = (id: string, text = 'Здравствуйте!') => ({
    id,
    at: Date.now(),
    text,
    user: { id: 'tg-42', name: 'Анна 🌞', lastName: 'Ветрова', phone: '+79000000042' },
    chat: { id: 'tg-chat-42' },
  });
  const facts = (): InboundEvent[] =>
    received.flatMap((request) => bitrix24.hook?.parse(request) ?? []).filter((event) => event.kind === 'fact');

  test('a client writes, an operator answers, the delivery is confirmed', async () => {
    const port = createWritePort(bitrix24, client, LIMIT_SCALE);
    const written = { connector: CONNECTOR, line, message: message('tg-1') as unknown as Json };
    const outcome = await port.perform('line.send', { entity: 'line', mark: 'conversation-1', fields: written }, 'k');
    const chat = (outcome.readBack as { chatId: string }).chatId;
    expect(chat).toMatch(/^\d+$/);
    await twin.act('answer_chat', { chat: Number(chat), text: 'Добрый день! Чем помочь?' });
    await expect.poll(facts, { timeout: 5_000 }).toContainEqual(
      expect.objectContaining({
        entity: 'line.message',
        id: 'tg-chat-42',
        body: expect.objectContaining({ change: 'added', connector: CONNECTOR, text: 'Добрый день! Чем помочь?' }),
      }),
    );
    const answered = facts().find((event) => event.entity === 'line.message') as unknown as Answered;
    const receipt = {
      imChatId: answered.body.im.chatId,
      imMessageId: answered.body.im.messageId,
      messageIds: ['tg-2'],
      chatId: 'tg-chat-42',
      at: Date.now(),
    };
    await port.perform(
      'line.delivered',
      { entity: 'line', mark: 'conversation-1', fields: { connector: CONNECTOR, line, receipt } },
      'k2',
    );
    await port.perform(
      'line.delivered',
      { entity: 'line', mark: 'conversation-1', fields: { connector: CONNECTOR, line, receipt } },
      'k2',
    );
  });

  test('one refused message takes no other along', async () => {
    const silent = { ...message('tg-2'), text: '' };
    const outcomes = await client.openLines.send({ connector: CONNECTOR, line }, [message('tg-1'), silent, message('tg-3')]);
    expect(outcomes.map(({ taken }) => taken)).toEqual([true, false, true]);
  });

  test('a message into a line that is switched off is refused', async () => {
    const ref = { connector: CONNECTOR, line };
    await client.openLines.deactivate(ref);
    expect(await client.openLines.status(ref)).toMatchObject({ active: false });
    await expect(client.openLines.send(ref, [message('tg-1')])).rejects.toMatchObject({ code: 'B24_LINE_OFF', kind: 'config' });
  });

  test('a record of a message in the card is found again after its answer got lost', async () => {
    const port = createWritePort(bitrix24, client, LIMIT_SCALE);
    const { id } = await twin.act<{ id: string }>('create', {
      entity: 'deal',
      fields: { title: 'Сделка', categoryId: 7, stageId: 'C7:NEW' },
    });
    const layout = {
      icon: { code: 'info' },
      header: { title: 'Сообщение в Telegram' },
      body: { logo: { code: 'robot' }, blocks: {} },
    };
    const input = { entity: 'deal', id, mark: 'link-1', fields: { layout, completed: true } };
    await twin.faults({ operation: 'crm.activity.configurable.add', kind: 'commit_then_drop', share: 1 });
    await expect(port.perform('activity.add', input, 'k')).rejects.toMatchObject({ kind: 'unknown_outcome' });
    await twin.faults();
    expect(await port.find('activity.add', input, 'k')).not.toBeNull();
    expect(await port.find('activity.add', input, 'another')).toBeNull();
  });

  test('subscriptions are complete, and a second look binds nothing', async () => {
    expect(await client.subscriptions.ensure({ hookUrl: `${handler.url}/hook`, installUrl: `${handler.url}/install` })).toEqual(
      [],
    );
    expect(
      await client.subscriptions.ensure({ hookUrl: `${handler.url}/hook2`, installUrl: `${handler.url}/install` }),
    ).toContain('ONCRMDEALMOVETOCATEGORY');
    const handlers = (await twin.state<{ kind: string; event: string; handler: string }>('subscriptions')).filter(
      ({ kind }) => kind === 'application',
    );
    expect(handlers.filter(({ event }) => event === 'ONCRMDEALADD').map((one) => one.handler)).toEqual([`${handler.url}/hook2`]);
  });

  test('every feature that the plan allows is reported as available', async () => {
    const missing = (await bitrix24.probe(client)).filter((capability) => !capability.available).map(({ name }) => name);
    expect(missing).toEqual(['simpleMode']);
  });

  test('a move to another funnel, which fires no update, is told', async () => {
    const { id } = await twin.act<{ id: string }>('create', {
      entity: 'deal',
      fields: { title: 'Сделка', categoryId: 7, stageId: 'C7:NEW' },
    });
    received.length = 0;
    await twin.act('move_category', { deal: id, category: 0 });
    await expect
      .poll(() => received.flatMap((request) => bitrix24.hook?.parse(request) ?? []), { timeout: 5_000 })
      .toContainEqual({ kind: 'hint', entity: 'deal', id });
  });
});
