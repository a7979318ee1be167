import type { Probe, Probes, World } from '../bitrix24-world.ts';

const nothing = 999_999;
const icon = { DATA_IMAGE: 'data:image/svg+xml;charset=US-ASCII,%3Csvg%2F%3E' };
const connector = 'uzelchat';
let people = 0;

/** The line that the messenger is connected to. */
async function line(w: World): Promise<number> {
  await w.result('imconnector.register', {
    ID: connector,
    NAME: 'Мессенджер',
    ICON: icon,
    PLACEMENT_HANDLER: 'https://hub.example.com/',
  });
  const [first] = await w.result<{ ID: string }[]>('imopenlines.config.list.get');
  const LINE = Number(first?.ID);
  await w.result('imconnector.activate', { CONNECTOR: connector, LINE, ACTIVE: 1 });
  return LINE;
}

interface Talk {
  LINE: number;
  CHAT_ID: number;
  outside: string;
}

async function talk(w: World, phone = ''): Promise<Talk> {
  const LINE = await line(w);
  people += 1;
  const outside = `chat-${people}`;
  const user = { id: `user-${people}`, name: 'Анна', last_name: 'Ветрова', phone };
  const message = { id: `message-${people}`, date: 1_772_700_000, text: 'Здравствуйте!' };
  const asked = { CONNECTOR: connector, LINE, MESSAGES: [{ user, message, chat: { id: outside } }] };
  type Sent = { DATA: { RESULT: { session: { CHAT_ID: string } }[] } };
  const { DATA } = await w.result<Sent>('imconnector.send.messages', asked);
  return { LINE, CHAT_ID: Number(DATA.RESULT[0]?.session.CHAT_ID), outside };
}

const statusOf = (LINE: number, outside: string) => ({
  CONNECTOR: connector,
  LINE,
  MESSAGES: [{ im: { chat_id: 1, message_id: 1 }, message: { id: ['m-1'], date: 1_772_700_000 }, chat: { id: outside } }],
});

/** A method that needs a chat, and its refusal without one. */
const inChat = (method: string, more = {}): Probe => ({
  success: async (w) => w.app(method, { CHAT_ID: (await talk(w)).CHAT_ID, ...more }),
  error: (w) => w.app(method, { CHAT_ID: 'нет' }),
});

const byConfig = (method: string, more = {}): Probe => ({
  success: async (w) =>
    w.app(method, {
      CONFIG_ID: await w.result<number>('imopenlines.config.add', { PARAMS: { LINE_NAME: 'Запасная' } }),
      ...more,
    }),
  error: (w) => w.app(method, {}),
});

/** The lead that the tracker has made of a talk. */
async function lead(w: World): Promise<{ CRM_ENTITY_TYPE: string; CRM_ENTITY: number; CHAT_ID: number }> {
  const { CHAT_ID } = await talk(w);
  const { entity_data_2: data } = await w.result<{ entity_data_2: string }>('imopenlines.dialog.get', { CHAT_ID });
  return { CRM_ENTITY_TYPE: 'lead', CRM_ENTITY: Number(/LEAD\|(\d+)/.exec(data)?.[1]), CHAT_ID };
}

/** An own messenger on an open line, and what happens to its talks. */
export const openlinePages: Probes = {
  'imopenlines__imconnector__events__on-im-connector-dialog-start': {
    event: (w) => w.told('ONIMCONNECTORDIALOGSTART', () => talk(w)),
  },
  'imopenlines__imconnector__events__on-im-connector-status-delete': {
    event: async (w) => {
      const id = await line(w);
      const body = await w.told('ONIMCONNECTORSTATUSDELETE', () => w.portal.act('disconnect_line', { connector, line: id }));
      return body;
    },
  },
  'imopenlines__imconnector__imconnector-chat-name-set': {
    success: async (w) => {
      const { LINE, outside } = await talk(w);
      return w.app('imconnector.chat.name.set', { CONNECTOR: connector, LINE, CHAT_ID: outside, NAME: 'Ветрова' });
    },
    error: async (w) => {
      await line(w);
      return w.app('imconnector.chat.name.set', { CONNECTOR: connector, LINE: nothing, CHAT_ID: 'нет', NAME: 'Ветрова' });
    },
  },
  'imopenlines__imconnector__imconnector-connector-data-set': {
    success: async (w) => {
      const DATA = { ID: 'channel-1', URL: 'https://hub.example.com/chats/1', NAME: 'Поддержка' };
      return w.app('imconnector.connector.data.set', { CONNECTOR: connector, LINE: await line(w), DATA });
    },
    error: async (w) => w.app('imconnector.connector.data.set', { CONNECTOR: connector, LINE: await line(w) }),
  },
  'imopenlines__imconnector__imconnector-send-status-delivery': {
    success: async (w) => {
      const { LINE, outside } = await talk(w);
      return w.app('imconnector.send.status.delivery', statusOf(LINE, outside));
    },
    error: (w) => w.call('imconnector.send.status.delivery', statusOf(1, 'нет')),
  },
  'imopenlines__imconnector__imconnector-send-status-reading': {
    success: async (w) => {
      const { LINE, outside } = await talk(w);
      return w.app('imconnector.send.status.reading', statusOf(LINE, outside));
    },
    error: (w) => w.call('imconnector.send.status.reading', statusOf(1, 'нет')),
  },
  'imopenlines__openlines__chat-bots__imopenlines-bot-session-operator': {
    success: async (w) => {
      const CONFIG_ID = await line(w);
      const set = (on: string) =>
        w.result('imopenlines.config.update', { CONFIG_ID, PARAMS: { WELCOME_BOT_ENABLE: on, WELCOME_BOT_ID: 597 } });
      await set('Y');
      const { CHAT_ID } = await talk(w);
      await set('N');
      return w.app('imopenlines.bot.session.operator', { CHAT_ID });
    },
    error: async (w) => w.app('imopenlines.bot.session.operator', { CHAT_ID: (await talk(w)).CHAT_ID }),
  },
  'imopenlines__openlines__chats__imopenlines-crm-chat-get': {
    success: async (w) => {
      const { CHAT_ID: _, ...asked } = await lead(w);
      return w.app('imopenlines.crm.chat.get', { ...asked, ACTIVE_ONLY: 'N' });
    },
    error: (w) => w.app('imopenlines.crm.chat.get', { CRM_ENTITY_TYPE: 'lead' }),
  },
  'imopenlines__openlines__chats__imopenlines-crm-chat-user-delete': {
    success: async (w) => w.app('imopenlines.crm.chat.user.delete', { ...(await lead(w)), USER_ID: 11 }),
    error: (w) => w.app('imopenlines.crm.chat.user.delete', { CRM_ENTITY_TYPE: 'lead', CRM_ENTITY: 'нет', USER_ID: 11 }),
  },
  'imopenlines__openlines__events__on-session-finish': {
    event: async (w) => {
      const { CHAT_ID } = await talk(w);
      return w.told('ONSESSIONFINISH', () => w.app('imopenlines.operator.finish', { CHAT_ID }));
    },
  },
  'imopenlines__openlines__imopenlines-config-delete': byConfig('imopenlines.config.delete'),
  'imopenlines__openlines__imopenlines-config-get': byConfig('imopenlines.config.get', { WITH_QUEUE: 'Y' }),
  'imopenlines__openlines__imopenlines-config-path-get': { success: (w) => w.app('imopenlines.config.path.get') },
  'imopenlines__openlines__imopenlines-config-update': byConfig('imopenlines.config.update', { PARAMS: { QUEUE_TIME: 45 } }),
  'imopenlines__openlines__operators__imopenlines-operator-another-finish': inChat('imopenlines.operator.another.finish'),
  'imopenlines__openlines__operators__imopenlines-operator-answer': inChat('imopenlines.operator.answer'),
  'imopenlines__openlines__operators__imopenlines-operator-finish': inChat('imopenlines.operator.finish'),
  'imopenlines__openlines__operators__imopenlines-operator-spam': inChat('imopenlines.operator.spam'),
  'imopenlines__openlines__sessions__imopenlines-crm-lead-create': {
    success: async (w) => w.app('imopenlines.crm.lead.create', { CHAT_ID: (await talk(w)).CHAT_ID }),
    error: (w) => w.app('imopenlines.crm.lead.create', { CHAT_ID: nothing }),
  },
  'imopenlines__openlines__sessions__imopenlines-message-session-start': {
    success: async (w) => {
      const { CHAT_ID } = await talk(w);
      const history = await w.result<{ message: { [id: string]: unknown } }>('imopenlines.session.history.get', { CHAT_ID });
      return w.app('imopenlines.message.session.start', { CHAT_ID, MESSAGE_ID: Object.keys(history.message)[0] });
    },
    error: (w) => w.app('imopenlines.message.session.start', { CHAT_ID: 'нет', MESSAGE_ID: 1 }),
  },
  'imopenlines__openlines__sessions__imopenlines-session-history-get': { error: (w) => w.app('imopenlines.session.history.get') },
  'imopenlines__openlines__sessions__imopenlines-session-intercept': inChat('imopenlines.session.intercept'),
  'imopenlines__openlines__sessions__imopenlines-session-mode-pin': inChat('imopenlines.session.mode.pin', { ACTIVATE: 'Y' }),
  'imopenlines__openlines__sessions__imopenlines-session-mode-silent': inChat('imopenlines.session.mode.silent', {
    ACTIVATE: 'Y',
  }),
  'imopenlines__openlines__sessions__imopenlines-session-start': inChat('imopenlines.session.start'),
};
