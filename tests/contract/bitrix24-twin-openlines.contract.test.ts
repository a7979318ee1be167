import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Portal, startPortal } from '../support/bitrix24-portal.ts';

let portal: Portal;
let token: string;
const CONNECTOR = 'uzelchat';
const ICON = { DATA_IMAGE: 'data:image/svg+xml;charset=US-ASCII,%3Csvg%2F%3E' };

beforeAll(async () => {
  portal = await startPortal();
  token = (await portal.authorise()).access_token;
});
afterAll(() => portal.stop());
beforeEach(async () => {
  portal.twin.reset();
  portal.received.length = 0;
  portal.clock.advance(60_000);
  await app('imconnector.register', { ID: 'UzelChat', NAME: 'Мессенджер', ICON, PLACEMENT_HANDLER: 'https://hub.example.com/' });
  await app('imconnector.activate', { CONNECTOR, LINE: 1, ACTIVE: 1 });
});

type Result = { [key: string]: unknown };
const app = async (method: string, params: Result = {}) => (await portal.callAs(token, method, params)).body['result'] as Result;
interface Element {
  user: string;
  SUCCESS: boolean;
  ERRORS?: string[];
  session?: { ID: string; CHAT_ID: string };
}

async function send(...messages: Result[]): Promise<Element[]> {
  const answer = (await app('imconnector.send.messages', { CONNECTOR, LINE: 1, MESSAGES: messages })) as {
    DATA: { RESULT: Element[] };
  };
  return answer.DATA.RESULT;
}

const message = (user: Result, text = 'Здравствуйте!', id = '1') => ({
  user: { id: 'u1', name: 'Анна', ...user },
  message: { id, date: 1_772_700_000, text },
  chat: { id: 'c1' },
});

describe('a person writes from outside', () => {
  test('a stranger becomes a lead that is found by the chat', async () => {
    const [taken] = await send(message({ phone: '+79000000041' }));
    expect(taken).toMatchObject({ SUCCESS: true });
    const dialog = await app('imopenlines.dialog.get', { CHAT_ID: taken?.session?.CHAT_ID });
    const leads = await portal.list(1, { filter: { '=imol': `imol|${dialog['entity_id']}` } });
    expect(leads).toMatchObject([{ name: 'Анна', phone: '+79000000041' }]);
    expect(dialog['entity_data_2']).toBe(`LEAD|${leads[0]?.['id']}|COMPANY|0|CONTACT|0|DEAL|0`);
  });

  test('a known phone finds its contact, no lead is made', async () => {
    const fm = [{ typeId: 'PHONE', valueType: 'WORK', value: '+7 900 000-00-42' }];
    const contact = await portal.add(3, { name: 'Анна', fm });
    const [taken] = await send(message({ phone: '79000000042' }));
    const dialog = await app('imopenlines.dialog.get', { CHAT_ID: taken?.session?.CHAT_ID });
    expect(dialog['entity_data_2']).toBe(`LEAD|0|COMPANY|0|CONTACT|${contact['id']}|DEAL|0`);
    expect(await portal.list(1)).toEqual([]);
  });

  test('each message succeeds or fails by itself inside a good answer', async () => {
    const results = await send(message({}), message({ name: 'Анна 😀' }), message({}, ''));
    expect(results.map(({ SUCCESS }) => SUCCESS)).toEqual([true, false, false]);
    expect(results[1]?.ERRORS).toEqual(['Недопустимое имя пользователя']);
  });

  test('the same message twice is two messages of one chat', async () => {
    const [first] = await send(message({}));
    const [second] = await send(message({}));
    expect(second?.session).toEqual(first?.session);
    const history = await app('imopenlines.session.history.get', { CHAT_ID: first?.session?.CHAT_ID });
    expect(Object.keys(history['message'] as object)).toHaveLength(2);
  });

  test('group chats leave the CRM alone', async () => {
    await app('imconnector.register', { ID: CONNECTOR, NAME: 'Группа', ICON, CHAT_GROUP: true });
    await send(message({ phone: '+79000000043' }));
    expect(await portal.list(1)).toEqual([]);
  });
});

describe('an operator answers', () => {
  test('the answer leaves as BBCode under a signature, with files', async () => {
    await app('event.bind', { event: 'OnImConnectorMessageAdd', handler: `${portal.url}/handler` });
    const [taken] = await send(message({}));
    const files = [{ name: 'Ваучер.pdf', link: 'https://portal.example.com/f/1', type: 'file' }];
    await portal.act('answer_chat', { chat: taken?.session?.CHAT_ID, text: 'Документы готовы', files });
    await portal.events();
    expect(portal.received.at(-1)?.body).toMatchObject({
      event: 'ONIMCONNECTORMESSAGEADD',
      data: {
        CONNECTOR,
        LINE: '1',
        MESSAGES: [
          {
            im: { chat_id: taken?.session?.CHAT_ID },
            message: { user_id: '11', text: '[b]Мария Ветрова:[/b] [br] Документы готовы', files },
            chat: { id: 'c1' },
          },
        ],
      },
    });
  });

  test('a confirmed answer counts as delivered', async () => {
    const [taken] = await send(message({}));
    const chat = taken?.session?.CHAT_ID;
    const { id } = await portal.act('answer_chat', { chat, text: 'Документы готовы' });
    const status = { im: { chat_id: chat, message_id: id }, message: { id: ['x1'] }, chat: { id: 'c1' } };
    await app('imconnector.send.status.delivery', { CONNECTOR, LINE: 1, MESSAGES: [status] });
    expect(portal.twin.state('chat_messages')).toMatchObject([{ fromOutside: true }, { id: Number(id), delivered: true }]);
  });

  test('a finished talk is told, the next message opens another session in the same chat', async () => {
    await app('event.bind', { event: 'OnSessionFinish', handler: `${portal.url}/handler` });
    const [first] = await send(message({}));
    await portal.act('finish_chat', { chat: first?.session?.CHAT_ID });
    await portal.events();
    expect(portal.received.at(-1)?.body).toMatchObject({
      data: { DATA: [{ session: { id: first?.session?.ID, closed: 'Y' } }] },
    });
    const [second] = await send(message({}, 'Ещё вопрос', '2'));
    expect(second?.session?.CHAT_ID).toBe(first?.session?.CHAT_ID);
    expect(second?.session?.ID).not.toBe(first?.session?.ID);
  });
});

describe('set-up of a connector', () => {
  test('a wrong registration is refused inside a good answer', async () => {
    const { status, body } = await portal.callAs(token, 'imconnector.register', { ID: 'a.b', NAME: 'Нет', ICON });
    expect([status, body['result']]).toMatchObject([200, { result: false, error: 'IMCONNECTOR_REGISTER_ID' }]);
  });

  test('it is configured once it is active and has its data', async () => {
    const status = () => app('imconnector.status', { CONNECTOR, LINE: 1 });
    expect(await status()).toMatchObject({ STATUS: true, CONFIGURED: false, ERROR: false });
    await app('imconnector.connector.data.set', { CONNECTOR, LINE: 1, DATA: { ID: 'x', NAME: 'Поддержка' } });
    expect(await status()).toMatchObject({ STATUS: true, CONFIGURED: true });
  });

  test('a line that is not there, a connector that nobody registered', async () => {
    const error = async (params: Result) => (await portal.callAs(token, 'imconnector.send.messages', params)).body['error'];
    expect(await error({ CONNECTOR, LINE: 77, MESSAGES: [message({})] })).toBe('NOT_ACTIVE_LINE');
    expect(await error({ CONNECTOR: 'нет', LINE: 1, MESSAGES: [message({})] })).toBe('IMCONNECTOR_NO_CORRECT_PROVIDER');
    expect(await error({ CONNECTOR, LINE: 1 })).toBe('ERROR_ARGUMENT');
  });
});
