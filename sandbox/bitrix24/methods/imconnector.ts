import { type Call, family, type MethodTable } from '../method.ts';
import {
  type Channel,
  type Connector,
  channelKey,
  channels,
  chatMessages,
  chats,
  connectors,
  lines,
} from '../openlines/store.ts';
import { takeIn } from '../openlines/talk.ts';
import { phpMap } from '../php.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asList, asMap, asText, type Wire, type WireMap } from '../wire.ts';

const connector = family(['imconnector'], 'WRONG_AUTH_TYPE');
const argument = (name: string) => new VendorError(400, 'ERROR_ARGUMENT', `Argument '${name}' is null or empty`);
const inactive = () => new VendorError(400, 'NOT_ACTIVE_LINE', 'The line with this ID is inactive or does not exist');
const noProvider = () =>
  new VendorError(400, 'IMCONNECTOR_NO_CORRECT_PROVIDER', 'Could not find a suitable provider for the connector');
const NAME = /^[\p{L} '-]{0,25}$/u;

/** An own messenger on an open line. Success of a message stands in its element, never in the status of the answer. */
export const imconnectorMethods: MethodTable = {
  'imconnector.register': connector.value(0.2, ({ machine: { portal }, params, actor }) => {
    const id = asText(params['ID']).toLowerCase();
    const icon = asText(asMap(params['ICON'])['DATA_IMAGE']);
    const missing = id === '' || id.includes('.') ? 'ID' : asText(params['NAME']) === '' ? 'NAME' : icon === '' ? 'ICON' : null;
    if (missing !== null) {
      return { result: false, error: `IMCONNECTOR_REGISTER_${missing}`, error_description: `Invalid value of ${missing}` };
    }
    const chatGroup = ['Y', '1', 'true'].includes(asText(params['CHAT_GROUP']));
    const registered: Connector = { id, name: asText(params['NAME']), handler: asText(params['PLACEMENT_HANDLER']), chatGroup };
    connectors(portal).set(id, registered);
    trace(portal, actor, { entity: 'connector', id, fields: { name: registered.name } });
    return { result: true };
  }),
  'imconnector.unregister': connector.value(0.2, ({ machine, params }) => ({
    result: connectors(machine.portal).delete(asText(params['ID']).toLowerCase()),
  })),
  'imconnector.list': connector.value(0.05, ({ machine }) =>
    phpMap([...connectors(machine.portal).values()].map(({ id, name }): [string, Wire] => [id, name])),
  ),
  'imconnector.activate': connector.value(0.2, (call) => {
    const { portal } = call.machine;
    const { id, line } = place(call);
    if (!lines(portal).has(line)) throw inactive();
    const active = ['1', 'Y', 'true'].includes(asText(call.params['ACTIVE']));
    const known = channels(portal).get(channelKey(id, line));
    channels(portal).set(channelKey(id, line), { connector: id, line, data: known?.data ?? null, active });
    trace(portal, call.actor, { entity: 'channel', id: channelKey(id, line), fields: { active } });
    return true;
  }),
  'imconnector.status': connector.value(0.05, (call) => {
    const id = connectorId(call);
    const line = asId(call.params['LINE']) ?? 0;
    const channel = channels(call.machine.portal).get(channelKey(id, line));
    const active = channel?.active ?? false;
    return { LINE: line, CONNECTOR: id, ERROR: false, CONFIGURED: active && channel?.data !== null, STATUS: active };
  }),
  'imconnector.connector.data.set': connector.value(0.1, (call) => {
    const { portal } = call.machine;
    const { id, line } = place(call);
    const data = asMap(call.params['DATA']);
    if (Object.keys(data).length === 0) throw argument('DATA');
    const active = channels(portal).get(channelKey(id, line))?.active ?? false;
    channels(portal).set(channelKey(id, line), { connector: id, line, active, data });
    trace(portal, call.actor, { entity: 'channel', id: channelKey(id, line), fields: data });
    return true;
  }),
  'imconnector.chat.name.set': connector.value(0.1, (call) => {
    const { id, line } = activeChannel(call);
    const outside = asText(call.params['CHAT_ID']);
    for (const chat of chats(call.machine.portal).values()) {
      if (chat.connector === id && chat.line === line && chat.outsideChat === outside) chat.name = asText(call.params['NAME']);
    }
    return { SUCCESS: true, DATA: { RESULT: {} } };
  }),
  'imconnector.send.messages': connector.value(0.4, (call) => {
    const { id, line } = activeChannel(call);
    const messages = asList(call.params['MESSAGES']);
    if (messages.length === 0) throw argument('MESSAGES');
    return { SUCCESS: true, DATA: { RESULT: messages.map((message) => received(call, id, line, asMap(message))) } };
  }),
  'imconnector.send.status.delivery': connector.value(0.1, (call) => {
    activeChannel(call);
    for (const item of asList(call.params['MESSAGES'])) {
      const message = chatMessages(call.machine.portal).get(asId(asMap(asMap(item)['im'])['message_id']) ?? 0);
      if (message !== undefined) message.delivered = true;
    }
    return { SUCCESS: true, DATA: [] };
  }),
  /** Accepted and forgotten, as on live portals. */
  'imconnector.send.status.reading': connector.value(0.1, (call) => {
    activeChannel(call);
    return { SUCCESS: true, DATA: [] };
  }),
};

function connectorId({ params }: Call): string {
  const id = asText(params['CONNECTOR']).toLowerCase();
  if (id === '') throw argument('CONNECTOR');
  return id;
}

function place(call: Call): { id: string; line: number } {
  const id = connectorId(call);
  const line = asId(call.params['LINE']);
  if (line === null) throw argument('LINE');
  if (!connectors(call.machine.portal).has(id)) throw noProvider();
  return { id, line };
}

function activeChannel(call: Call): { id: string; line: number; channel: Channel } {
  const { id, line } = place(call);
  const channel = channels(call.machine.portal).get(channelKey(id, line));
  if (channel === undefined || !channel.active || !lines(call.machine.portal).has(line)) throw inactive();
  return { id, line, channel };
}

/** One message of a person; nothing is deduplicated by its id. */
function received(call: Call, connectorName: string, line: number, raw: WireMap): Wire {
  const [user, chat, message] = [asMap(raw['user']), asMap(raw['chat']), asMap(raw['message'])];
  const text = (map: WireMap, name: string) => asText(map[name]);
  const files = asList(message['files']);
  const errors: string[] = [];
  if (text(user, 'id') === '') errors.push('Не указан идентификатор пользователя');
  if (text(chat, 'id') === '') errors.push('Не указан идентификатор чата');
  if (!NAME.test(text(user, 'name')) || !NAME.test(text(user, 'last_name'))) errors.push('Недопустимое имя пользователя');
  if (text(message, 'text') === '' && files.length === 0) errors.push('Пустое сообщение');
  if (errors.length > 0) return { user: text(user, 'id'), message, chat, SUCCESS: false, ERRORS: errors };
  const taken = takeIn(
    call.machine.portal,
    {
      connector: connectorName,
      line,
      user: {
        id: text(user, 'id'),
        name: text(user, 'name'),
        lastName: text(user, 'last_name'),
        phone: text(user, 'phone'),
        email: text(user, 'email'),
      },
      chat: { id: text(chat, 'id'), name: text(chat, 'name') },
      message: {
        id: text(message, 'id'),
        text: text(message, 'text'),
        files,
        at: Number(text(message, 'date')),
        disableCrm: ['Y', '1', 'true'].includes(text(message, 'disable_crm')),
      },
    },
    call.actor,
  );
  return {
    user: String(taken.chat.userId),
    message: { ...message, date: {} },
    chat,
    SUCCESS: true,
    session: { ID: String(taken.session.id), CHAT_ID: String(taken.chat.id) },
  };
}
