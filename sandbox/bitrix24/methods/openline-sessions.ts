import { type Call, family, type MethodTable } from '../method.ts';
import { type Chat, chatMessages, chats, openSession, type Session, sessions } from '../openlines/store.ts';
import { finishSession, startSession } from '../openlines/talk.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asText } from '../wire.ts';

const openlines = family(['imopenlines']);

/** How a missing chat is refused differs from method to method. */
const wrongChat = () => new VendorError(400, 'CHAT_ID', 'The provided chat identifier is incorrect');
const emptyChat = () => new VendorError(400, 'CHAT_ID_EMPTY', "Chat ID can't be empty");

/** What operators and bots do in a chat of an open line. */
export const openlineSessionMethods: MethodTable = {
  'imopenlines.operator.answer': operates((call, { session }) => {
    session.operatorId = call.actor.userId;
  }),
  'imopenlines.operator.skip': operates((_, { session }) => {
    session.operatorId = null;
  }),
  'imopenlines.operator.transfer': operates((call, { session }) => {
    session.operatorId = asId(call.params['TRANSFER_ID']);
  }),
  'imopenlines.operator.finish': operates((call, { chat, session }) =>
    finishSession(call.machine.portal, chat, session, call.actor),
  ),
  'imopenlines.operator.another.finish': operates((call, { chat, session }) =>
    finishSession(call.machine.portal, chat, session, call.actor),
  ),
  'imopenlines.operator.spam': operates((call, { chat, session }) => {
    session.spam = true;
    finishSession(call.machine.portal, chat, session, call.actor);
  }),
  'imopenlines.session.start': openlines.value(0.2, (call) => {
    const chat = chatOf(call, wrongChat);
    const { portal } = call.machine;
    const session = openSession(portal, chat.id) ?? startSession(portal, chat, call.actor);
    session.operatorId = call.actor.userId;
    return true;
  }),
  'imopenlines.message.session.start': openlines.value(0.2, (call) => {
    const chat = chatOf(call, wrongChat);
    const { portal } = call.machine;
    const message = chatMessages(portal).get(asId(call.params['MESSAGE_ID']) ?? 0);
    if (message === undefined || message.chatId !== chat.id)
      throw new VendorError(400, 'MESSAGE_ID', 'The message identifier is incorrect');
    const running = openSession(portal, chat.id);
    if (running !== undefined) finishSession(portal, chat, running, call.actor);
    message.sessionId = startSession(portal, chat, call.actor).id;
    return true;
  }),
  'imopenlines.session.intercept': operates((call, { session }) => {
    session.operatorId = call.actor.userId;
  }, emptyChat),
  'imopenlines.session.mode.pin': operates((call, { session }) => {
    session.pinned = asText(call.params['ACTIVATE']) === 'Y';
  }, emptyChat),
  'imopenlines.session.mode.silent': operates((call, { session }) => {
    session.silent = asText(call.params['ACTIVATE']) === 'Y';
  }),
  'imopenlines.bot.session.operator': openlines.value(0.2, (call) => {
    const { session } = running(call, wrongChat);
    const isPerson = call.machine.portal.users.some((user) => user.id === session.operatorId);
    if (session.operatorId === null || isPerson) throw new VendorError(400, 'WRONG_CHAT', 'Operator is not a bot');
    session.operatorId = null;
    return true;
  }),
};

interface Running {
  chat: Chat;
  session: Session;
}

function operates(act: (call: Call, place: Running) => void, refusal = wrongChat) {
  return openlines.value(0.2, (call) => {
    const place = running(call, refusal);
    act(call, place);
    const { id, operatorId, pinned, silent, closed } = place.session;
    trace(call.machine.portal, call.actor, { entity: 'session', id, fields: { operatorId, pinned, silent, closed } });
    return true;
  });
}

function chatOf({ machine, params }: Call, refusal: () => VendorError): Chat {
  const chat = chats(machine.portal).get(asId(params['CHAT_ID']) ?? 0);
  if (chat === undefined) throw refusal();
  return chat;
}

/** The chat and its session: the open one, else the last. */
function running(call: Call, refusal: () => VendorError): Running {
  const chat = chatOf(call, refusal);
  const { portal } = call.machine;
  const last = [...sessions(portal).values()].findLast((session) => session.chatId === chat.id);
  const session = openSession(portal, chat.id) ?? last;
  if (session === undefined) throw refusal();
  return { chat, session };
}
