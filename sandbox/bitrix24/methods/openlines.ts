import { type EntityName, entityTypes } from '../field-spec.ts';
import { type Call, family, type MethodTable } from '../method.ts';
import { changeLine, lineRow } from '../openlines/line-config.ts';
import { addLine, type Chat, chatCode, chatMessages, chats, connectors, lines, openSession } from '../openlines/store.ts';
import { createLead } from '../openlines/talk.ts';
import { isoOf } from '../portal-time.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asMap, asText, type WireMap } from '../wire.ts';

const openlines = family(['imopenlines']);
const refusal = (code: string, text: string) => new VendorError(400, code, text);

/** Set-up of open lines, and what ties their chats to the CRM. */
export const openlineMethods: MethodTable = {
  'imopenlines.config.path.get': openlines.value(0.02, ({ machine }) => ({
    SERVER_ADDRESS: machine.portal.endpoint().replace(/\/rest\/$/, ''),
    PUBLIC_PATH: '/contact_center/',
  })),
  'imopenlines.config.list.get': openlines.value(0.05, ({ machine, params }) => {
    const asked = asMap(params['PARAMS']);
    const offset = Number(asText(asMap(params['OPTIONS'])['offset'] ?? asked['offset']) || 0);
    const limit = Math.min(200, Number(asText(asked['limit']) || 200));
    return [...lines(machine.portal).values()].slice(offset, offset + limit).map(lineRow);
  }),
  'imopenlines.config.add': openlines.value(0.3, ({ machine: { portal }, params, actor }) => {
    const line = addLine(portal, asMap(params['PARAMS']));
    trace(portal, actor, { entity: 'line', id: line.id, fields: asMap(params['PARAMS']) });
    return line.id;
  }),
  'imopenlines.config.get': openlines.value(0.05, (call) => {
    const line = lines(call.machine.portal).get(configId(call));
    return line === undefined ? false : lineRow(line);
  }),
  'imopenlines.config.update': openlines.value(0.3, (call) => {
    const { portal } = call.machine;
    const line = lines(portal).get(configId(call));
    if (line === undefined) return false;
    changeLine(line, asMap(call.params['PARAMS']));
    Object.assign(line, { modifiedBy: call.actor.userId, modifiedAt: portal.clock.now() });
    trace(portal, call.actor, { entity: 'line', id: line.id, fields: asMap(call.params['PARAMS']) });
    return true;
  }),
  'imopenlines.config.delete': openlines.value(0.3, (call) => lines(call.machine.portal).delete(configId(call))),
  'imopenlines.dialog.get': openlines.value(0.05, ({ machine: { portal }, params }) => {
    const chat = chats(portal).get(asId(params['CHAT_ID']) ?? 0);
    if (chat === undefined) throw refusal('DIALOG_ID_EMPTY', "Dialog ID can't be empty");
    const { lead, company, contact, deal } = chat.crm;
    return {
      id: chat.id,
      title: chat.name,
      entity_type: 'LINES',
      entity_id: chatCode(chat),
      entity_data_1: `${lead || contact ? 'Y' : 'N'}|LEAD|${lead}|N|N|${openSession(portal, chat.id)?.id ?? 0}`,
      entity_data_2: `LEAD|${lead}|COMPANY|${company}|CONTACT|${contact}|DEAL|${deal}`,
      type: 'lines',
      owner: openSession(portal, chat.id)?.operatorId ?? 0,
    };
  }),
  'imopenlines.crm.chat.get': openlines.value(0.05, (call) => {
    const { portal } = call.machine;
    const { entity, id } = crmParameters(call);
    const activeOnly = asText(call.params['ACTIVE_ONLY'] ?? 'Y') === 'Y';
    return [...chats(portal).values()]
      .filter((chat) => chat.crm[entity] === id && (!activeOnly || openSession(portal, chat.id) !== undefined))
      .map((chat) => ({
        CHAT_ID: String(chat.id),
        CONNECTOR_ID: chat.connector,
        CONNECTOR_TITLE: connectors(portal).get(chat.connector)?.name ?? chat.connector,
      }));
  }),
  'imopenlines.crm.chat.getlastid': openlines.value(0.05, (call) => {
    const { entity, id } = crmParameters(call);
    return [...chats(call.machine.portal).values()].findLast((chat) => chat.crm[entity] === id)?.id ?? false;
  }),
  'imopenlines.crm.chat.user.add': openlines.value(0.1, (call) => staffed(call, true)),
  'imopenlines.crm.chat.user.delete': openlines.value(0.1, (call) => staffed(call, false)),
  'imopenlines.crm.lead.create': openlines.value(0.4, ({ machine: { portal }, params, actor }) => {
    const id = asId(params['CHAT_ID']);
    if (id === null) throw refusal('CHAT_ID', 'The provided chat identifier is incorrect');
    const chat = chats(portal).get(id);
    if (chat === undefined) throw refusal('CHAT_TYPE', 'The specified chat is not an Open Channel');
    chat.crm.lead = createLead(portal, chat, {}, actor);
    return true;
  }),
  'imopenlines.session.history.get': openlines.value(0.1, ({ machine: { portal }, params }) => {
    const [sessionId, chatId] = [asId(params['SESSION_ID']), asId(params['CHAT_ID'])];
    if (sessionId === null && chatId === null) {
      throw refusal('MISSING_REQUIRED_PARAM', 'Session ID or Chat ID must be provided');
    }
    const found = [...chatMessages(portal).values()].filter((one) => one.sessionId === sessionId || one.chatId === chatId);
    const message = found.map((one): [string, WireMap] => [
      String(one.id),
      { id: one.id, chatId: one.chatId, senderId: one.authorId, date: isoOf(one.at * 1000), text: one.text },
    ]);
    return {
      chatId: found[0]?.chatId ?? chatId,
      sessionId: found[0]?.sessionId ?? sessionId,
      message: Object.fromEntries(message),
    };
  }),
};

function configId({ params }: Call): number {
  const id = asId(params['CONFIG_ID']);
  if (id === null) throw refusal('CONFIG_ID_EMPTY', "Config ID can't be empty");
  return id;
}

/** @throws VendorError ERROR_ARGUMENT */
function crmParameters({ params }: Call): { entity: EntityName; id: number } {
  const entity = asText(params['CRM_ENTITY_TYPE']).toLowerCase();
  for (const name of ['CRM_ENTITY_TYPE', 'CRM_ENTITY']) {
    if (asText(params[name]) === '') throw refusal('ERROR_ARGUMENT', `Argument '${name}' is null or empty`);
  }
  const id = asId(params['CRM_ENTITY']);
  if (id === null || !Object.hasOwn(entityTypes, entity)) {
    throw refusal('ERROR_ARGUMENT', "The value of an argument 'CRM_ENTITY' has an invalid type");
  }
  return { entity: entity as EntityName, id };
}

function staffed(call: Call, joins: boolean): number {
  const { portal } = call.machine;
  const { entity, id } = crmParameters(call);
  const named = asId(call.params['CHAT_ID']);
  const chat = [...chats(portal).values()].find((one: Chat) => one.crm[entity] === id && (named === null || one.id === named));
  if (chat === undefined) throw refusal('CHAT_NOT_IN_CRM', 'Chat does not belong to the CRM entity');
  const userId = asId(call.params['USER_ID']) ?? 0;
  chat.staff = joins ? [...new Set([...chat.staff, userId])] : chat.staff.filter((one) => one !== userId);
  trace(portal, call.actor, { entity: 'chat', id: chat.id, fields: { staff: chat.staff } });
  return chat.id;
}
