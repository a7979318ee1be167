import { describe, expect, test } from 'vitest';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import { chatName, plainText } from '../../connectors/bitrix24/openlines/text.ts';
import type { InboundEvent, RawRequest } from '../../connectors/sdk/contract.ts';
import { bitrix24Options, connected, tokenStore } from '../support/bitrix24.ts';
import { ok, type Script, scriptedPortal } from '../support/bitrix24-script.ts';

const ref = { connector: 'uzel_telegram', line: '107' };
const message = {
  id: 'tg-1007',
  at: 1_738_065_600_000,
  text: 'Здравствуйте!',
  user: { id: 'tg-42', name: 'Анна 🌞 2000', lastName: 'Ветрова' },
  chat: { id: 'tg-chat-42' },
};

async function linesOf(script: Script) {
  const portal = await scriptedPortal(script);
  const options = bitrix24Options({
    auth: 'oauth',
    portal: portal.url,
    oauthServer: portal.url,
    clientId: 'local.1',
    clientSecret: 's',
    privateNetworks: ['127.0.0.0/8'],
  });
  const client = bitrix24.connect(connected(options, {}, tokenStore({ accessToken: 'a', refreshToken: 'r', expiresAt: 0 })));
  return { portal, lines: client.openLines, client };
}

describe('messages to operators', () => {
  test('are taken or refused one by one inside one good answer', async () => {
    const { lines } = await linesOf({
      'imconnector.send.messages': () =>
        ok({
          SUCCESS: true,
          DATA: {
            RESULT: [
              { user: '585', SUCCESS: true, session: { ID: '323', CHAT_ID: '1767' }, message: { date: {} } },
              { user: '586', SUCCESS: false, ERRORS: ['The user name is too long'] },
            ],
          },
        }),
    });
    expect(await lines.send(ref, [message, { ...message, id: 'tg-1008' }])).toEqual([
      { id: 'tg-1007', taken: true, sessionId: '323', chatId: '1767' },
      { id: 'tg-1008', taken: false, why: 'The user name is too long' },
    ]);
  });

  test('go out with a name that the portal accepts and the time in seconds', async () => {
    const { lines, portal } = await linesOf({
      'imconnector.send.messages': () => ok({ SUCCESS: true, DATA: { RESULT: [{ SUCCESS: true }] } }),
    });
    await lines.send(ref, [message]);
    expect(portal.paramsOf('imconnector.send.messages')[0]).toMatchObject({
      CONNECTOR: 'uzel_telegram',
      LINE: 107,
      MESSAGES: [
        {
          user: { name: 'Анна', last_name: 'Ветрова' },
          message: { id: 'tg-1007', date: 1_738_065_600 },
          chat: { id: 'tg-chat-42' },
        },
      ],
    });
  });

  test('are acknowledged under the numbers of the portal', async () => {
    const { lines, portal } = await linesOf({ 'imconnector.send.status.delivery': () => ok({ SUCCESS: true, DATA: [] }) });
    await lines.delivered(ref, [
      { imChatId: '323', imMessageId: '85911', messageIds: ['ext-msg-1007'], chatId: 'channel-123', at: message.at },
    ]);
    expect(portal.paramsOf('imconnector.send.status.delivery')[0]).toMatchObject({
      MESSAGES: [
        {
          im: { chat_id: 323, message_id: 85911 },
          message: { id: ['ext-msg-1007'], date: 1738065600 },
          chat: { id: 'channel-123' },
        },
      ],
    });
  });

  test('through a line that is not active are a refusal, though the answer is HTTP 200', async () => {
    const { lines } = await linesOf({
      'imconnector.register': () =>
        ok({ result: false, error: 'ERROR_ARGUMENT', error_description: "Argument 'ICON' is null or empty" }),
    });
    const register = lines.register({
      id: 'uzel_telegram',
      name: 'Telegram',
      icon: '<svg/>',
      handlerUrl: 'https://hub.example.com/line',
    });
    await expect(register).rejects.toMatchObject({ kind: 'validation' });
  });

  test('come from a person to a person: the portal looks for the client', async () => {
    const { lines, portal } = await linesOf({
      'imconnector.register': () => ok({ result: true }),
      'imconnector.activate': () => ok(true),
      'imconnector.connector.data.set': () => ok(true),
      'imconnector.status': () => ok({ LINE: 107, CONNECTOR: 'uzel_telegram', ERROR: false, CONFIGURED: true, STATUS: true }),
      'imopenlines.config.list.get': () => ok([{ ID: '107', LINE_NAME: 'Туры', ACTIVE: 'Y' }]),
    });
    await lines.register({ id: 'uzel_telegram', name: 'Telegram', icon: '<svg/>', handlerUrl: 'https://hub.example.com/line' });
    await lines.activate(ref, { id: 'bot', name: 'Туры в Telegram', url: 'https://t.example.com/tours' });
    expect(portal.paramsOf('imconnector.register')[0]).toMatchObject({ CHAT_GROUP: false });
    expect(await lines.status(ref)).toEqual({ active: true, configured: true, error: false });
    expect(await lines.lines()).toEqual([{ id: '107', name: 'Туры', active: true }]);
  });
});

describe('events of open lines', () => {
  function event(pairs: { [key: string]: string }): InboundEvent[] {
    const body = new TextEncoder().encode(new URLSearchParams(pairs).toString());
    const request: RawRequest = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      query: '',
      body,
    };
    return bitrix24.hook?.parse(request) ?? [];
  }
  const written = {
    event: 'ONIMCONNECTORMESSAGEADD',
    'data[CONNECTOR]': 'uzel_telegram',
    'data[LINE]': '107',
    'data[MESSAGES][0][im][chat_id]': '323',
    'data[MESSAGES][0][im][message_id]': '85911',
    'data[MESSAGES][0][message][user_id]': '11',
    'data[MESSAGES][0][message][text]': '[b]Анна Ветрова:[/b] [br]Ваучер готов, [url=https://tour.example.com/v/1]скачать[/url]',
    'data[MESSAGES][0][message][files][0][name]': 'Ваучер.pdf',
    'data[MESSAGES][0][message][files][0][link]': 'https://tour.example.com/f/1',
    'data[MESSAGES][0][chat][id]': 'tg-chat-42',
    ts: '1738065600',
  };

  test('a message of an operator is a fact, plain and unique', () => {
    expect(event(written)).toEqual([
      {
        kind: 'fact',
        entity: 'line.message',
        id: 'tg-chat-42',
        key: 'uzel_telegram:107:323:85911:added',
        body: {
          change: 'added',
          connector: 'uzel_telegram',
          line: '107',
          chatId: 'tg-chat-42',
          im: { chatId: '323', messageId: '85911' },
          userId: '11',
          text: 'Ваучер готов, скачать (https://tour.example.com/v/1)',
          files: [{ name: 'Ваучер.pdf', url: 'https://tour.example.com/f/1', type: 'file', mime: null }],
        },
      },
    ]);
  });

  test('an element that cannot be read stands apart and takes no other along', () => {
    const [good, bad] = event({ ...written, 'data[MESSAGES][1][im][chat_id]': '323' });
    expect(good).toMatchObject({ entity: 'line.message' });
    expect(bad).toMatchObject({ kind: 'fact', entity: 'line.unreadable' });
  });

  test('a dialogue that ends and a line that is switched off are facts, in any case of their keys', () => {
    const ended = event({
      event: 'OnImConnectorDialogFinish',
      'data[DATA][0][connector][connector_id]': 'uzel_telegram',
      'data[DATA][0][connector][line_id]': '107',
      'data[DATA][0][connector][chat_id]': '8',
      'data[DATA][0][session][id]': '3282',
    });
    expect(ended).toMatchObject([
      { entity: 'line.dialog', key: 'session:3282:finished', body: { connector: 'uzel_telegram', line: '107' } },
    ]);
    const off = event({ event: 'ONIMCONNECTORSTATUSDELETE', 'data[connector]': 'uzel_telegram', 'data[line]': '107', ts: '1' });
    expect(off).toMatchObject([{ entity: 'line.state', id: '107', body: { change: 'disabled', connector: 'uzel_telegram' } }]);
  });
});

describe('texts', () => {
  test.each([
    ['Анна 🌞 2000', 'Анна'],
    ['Жан-Пьер О’Нил', "Жан-Пьер О'Нил"],
    ['Александра-Вероника Константинопольская', 'Александра-Вероника Конст'],
    ['🌞', ''],
  ])('a name "%s" is "%s" in a line', (name, accepted) => {
    expect(chatName(name)).toBe(accepted);
    expect(chatName(name).length).toBeLessThanOrEqual(25);
  });

  test.each([
    ['[b]Анна:[/b] [br]Добрый день[br]Ждём вас', 'Добрый день\nЖдём вас'],
    ['[i]срочно[/i] [color=#ff0000]внимание[/color]', 'срочно внимание'],
    ['[url]https://tour.example.com[/url]', 'https://tour.example.com'],
    ['[USER=11]Анна Ветрова[/USER], посмотрите', 'Анна Ветрова, посмотрите'],
    ['Цена [от 100]', 'Цена [от 100]'],
  ])('"%s" is plain text', (bbcode, text) => {
    expect(plainText(bbcode)).toBe(text);
  });
});
