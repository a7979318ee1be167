import { entityTypes } from '../field-spec.ts';
import { addItem, updateItem } from '../items.ts';
import type { Actor, Portal } from '../portal.ts';
import { trace } from '../trace.ts';
import type { Wire, WireMap } from '../wire.ts';
import {
  type Chat,
  type ChatMessage,
  chatCode,
  chatMessages,
  chats,
  connectors,
  lines,
  openSession,
  type Session,
  sessions,
} from './store.ts';

export interface Incoming {
  connector: string;
  line: number;
  user: { id: string; name: string; lastName: string; phone: string; email: string };
  chat: { id: string; name: string };
  message: { id: string; text: string; files: Wire[]; at: number; disableCrm: boolean };
}

/** Takes in a message of a messenger: chat and session are made as needed, so is what the CRM keeps of the person. */
export function takeIn(portal: Portal, incoming: Incoming, actor: Actor): { chat: Chat; session: Session; message: ChatMessage } {
  const { connector, line, user, chat: outside, message } = incoming;
  const known = [...chats(portal).values()].find(
    (one) => one.connector === connector && one.line === line && one.outsideChat === outside.id && one.outsideUser === user.id,
  );
  const chat = known ?? addChat(portal, incoming);
  const session = openSession(portal, chat.id) ?? startSession(portal, chat, actor);
  if (known === undefined && !message.disableCrm) track(portal, chat, incoming, actor);
  const { id: outsideId, text, files, at } = message;
  const kept = addMessage(portal, {
    chatId: chat.id,
    sessionId: session.id,
    authorId: chat.userId,
    fromOutside: true,
    outsideId,
    text,
    files,
    at,
  });
  const fields = { connector, line, chat: outside.id, message: outsideId, text };
  trace(portal, actor, { entity: 'chat_message', id: kept.id, fields });
  return { chat, session, message: kept };
}

function addChat(portal: Portal, { connector, line, user, chat }: Incoming): Chat {
  const id = portal.nextId('chat');
  const userName = [user.name, user.lastName].filter((part) => part !== '').join(' ') || 'Гость';
  const made: Chat = {
    id,
    connector,
    line,
    outsideChat: chat.id,
    outsideUser: user.id,
    userId: 500 + id,
    name: chat.name || `${userName} — ${lines(portal).get(line)?.name ?? ''}`,
    userName,
    staff: [],
    crm: { lead: 0, contact: 0, company: 0, deal: 0 },
  };
  chats(portal).set(id, made);
  return made;
}

export function addMessage(portal: Portal, init: Omit<ChatMessage, 'id' | 'delivered'>): ChatMessage {
  const message = { id: portal.nextId('chatMessage'), ...init, delivered: false };
  chatMessages(portal).set(message.id, message);
  return message;
}

/** A session opens with the line's bot, or with nobody. */
export function startSession(portal: Portal, chat: Chat, actor: Actor): Session {
  const settings = lines(portal).get(chat.line)?.settings ?? {};
  const bot = settings['WELCOME_BOT_ENABLE'] === 'Y' ? Number(settings['WELCOME_BOT_ID']) : null;
  const id = portal.nextId('session');
  const state = { closed: false, operatorId: bot, pinned: false, silent: false, spam: false };
  const session: Session = { id, chatId: chat.id, ...state, startedAt: portal.clock.now() };
  sessions(portal).set(id, session);
  tell(portal, 'ONIMCONNECTORDIALOGSTART', chat, session, actor, { CONNECTOR: chat.connector, LINE: String(chat.line) });
  return session;
}

export function finishSession(portal: Portal, chat: Chat, session: Session, actor: Actor): void {
  session.closed = true;
  trace(portal, actor, { entity: 'session', id: session.id, fields: { closed: true } });
  tell(portal, 'ONIMCONNECTORDIALOGFINISH', chat, session, actor, { CONNECTOR: chat.connector, LINE: String(chat.line) });
  tell(portal, 'ONSESSIONFINISH', chat, session, actor, {});
}

function tell(portal: Portal, name: string, chat: Chat, session: Session, actor: Actor, head: WireMap): void {
  const [line_id, chat_id, user_id] = [chat.line, chat.id, session.operatorId ?? 0].map(String);
  const data = {
    connector: { connector_id: chat.connector, line_id: line_id ?? '', chat_id: chat_id ?? '', user_id: user_id ?? '' },
    session: { id: String(session.id), closed: session.closed ? 'Y' : 'N', parent_id: '0', close_term: '60' },
    chat: { id: String(chat.id) },
    user: { id: user_id ?? '' },
  };
  portal.emit({ name, data: {}, body: { ...head, DATA: [data] }, objectId: String(session.id), actor });
}

/** The CRM tracker: a known phone finds its contact, anybody else becomes a lead; group chats are left alone. */
function track(portal: Portal, chat: Chat, { user }: Incoming, actor: Actor): void {
  const group = connectors(portal).get(chat.connector)?.chatGroup ?? false;
  if (group || lines(portal).get(chat.line)?.settings['CRM'] !== 'Y') return;
  const digits = user.phone.replace(/\D/g, '');
  const contact = [...portal.records[3].values()].find(({ fm }) =>
    fm.some((entry) => entry.typeId === 'PHONE' && digits !== '' && entry.value.replace(/\D/g, '') === digits),
  );
  const options = { actor: { ...actor, by: 'robot', operation: 'openlines.tracker' }, originalNames: false } as const;
  const im = { typeId: 'IM', valueType: 'OPENLINE', value: `imol|${chatCode(chat)}` };
  if (contact !== undefined) {
    updateItem(portal, entityTypes.contact, contact.id, { fm: { n0: im } }, options);
    chat.crm.contact = contact.id;
    return;
  }
  chat.crm.lead = createLead(portal, chat, user, options.actor);
}

/** A lead about the person of a chat. */
export function createLead(portal: Portal, chat: Chat, user: Partial<Incoming['user']>, actor: Actor): number {
  const fm: WireMap[] = [{ typeId: 'IM', valueType: 'OPENLINE', value: `imol|${chatCode(chat)}` }];
  if (user.phone) fm.push({ typeId: 'PHONE', valueType: 'WORK', value: user.phone });
  if (user.email) fm.push({ typeId: 'EMAIL', valueType: 'WORK', value: user.email });
  const names = { name: user.name ?? chat.userName, lastName: user.lastName ?? '' };
  const fields = { title: `${chat.userName} — ${lines(portal).get(chat.line)?.name ?? ''}`, ...names, fm };
  return addItem(portal, entityTypes.lead, fields, { actor, originalNames: false }).id;
}

/** What an operator writes leaves for the messenger as BBCode under a signature. */
export function answer(portal: Portal, chat: Chat, text: string, files: Wire[], actor: Actor): ChatMessage {
  const session = openSession(portal, chat.id) ?? startSession(portal, chat, actor);
  session.operatorId = actor.userId;
  const user = portal.users.find((one) => one.id === actor.userId);
  const signed = `[b]${user?.name ?? ''} ${user?.lastName ?? ''}:[/b] [br] ${text}`;
  const at = Math.floor(portal.clock.now() / 1000);
  const own = { fromOutside: false, outsideId: null, text, files, at };
  const message = addMessage(portal, { chatId: chat.id, sessionId: session.id, authorId: actor.userId, ...own });
  trace(portal, actor, { entity: 'chat_message', id: message.id, fields: { chat: chat.id, text } });
  const sent = {
    im: { chat_id: String(chat.id), message_id: String(message.id) },
    message: { user_id: String(actor.userId), text: signed, ...(files.length > 0 && { files }) },
    chat: { id: chat.outsideChat },
  };
  const body = { CONNECTOR: chat.connector, LINE: String(chat.line), MESSAGES: [sent] };
  portal.emit({ name: 'ONIMCONNECTORMESSAGEADD', data: {}, body, objectId: String(message.id), actor });
  return message;
}
