import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ActError } from '../core/act-error.ts';
import type { Twin } from '../core/types.ts';
import type { Machine } from './method.ts';
import { senders, textMessages } from './methods/messages.ts';
import { channelKey, channels, chats, openSession } from './openlines/store.ts';
import { answer, finishSession } from './openlines/talk.ts';
import type { Actor } from './portal.ts';
import type { Wire } from './wire.ts';

const id = z.coerce.number().int().positive();
const user = z.coerce.number().int().default(11);
const wire: z.ZodType<Wire> = z.json();

/** What operators and managers do in chats and with text messages. */
export function talkActs({ portal, events }: Machine): Twin['acts'] {
  const person = (operation: string, userId: number): Actor => ({ by: 'person', userId, operation });

  function chatOf(chatId: number) {
    const chat = chats(portal).get(chatId);
    if (chat === undefined) throw new ActError('not_found', `no chat ${chatId}`);
    return chat;
  }

  return {
    answer_chat(input) {
      const shape = z.strictObject({ chat: id, text: z.string(), files: z.array(wire).default([]), user });
      const { chat, text, files, user: userId } = shape.parse(input);
      return { id: String(answer(portal, chatOf(chat), text, files, person('answer_chat', userId)).id) };
    },
    finish_chat(input) {
      const { chat: chatId, user: userId } = z.strictObject({ chat: id, user }).parse(input);
      const chat = chatOf(chatId);
      const session = openSession(portal, chat.id);
      if (session === undefined) throw new ActError('refused', 'the chat has no open session');
      finishSession(portal, chat, session, person('finish_chat', userId));
    },
    disconnect_line(input) {
      const { connector, line } = z.strictObject({ connector: z.string(), line: id }).parse(input);
      const channel = channels(portal).get(channelKey(connector, line));
      if (channel === undefined) throw new ActError('not_found', `no ${connector} on line ${line}`);
      channel.active = false;
      // Names in lower case, unlike those of the other connector events.
      const body = { connector, line: String(line) };
      const actor = person('disconnect_line', 1);
      portal.emit({ name: 'ONIMCONNECTORSTATUSDELETE', data: {}, body, objectId: channelKey(connector, line), actor });
    },
    sms(input) {
      const { sender: code, to, text } = z.strictObject({ sender: z.string(), to: z.string(), text: z.string() }).parse(input);
      const sender = senders(portal).get(code);
      if (sender === undefined) throw new ActError('not_found', `no sender ${code}`);
      const messageId = createHash('sha256')
        .update(`sms ${portal.nextId('sms')}`)
        .digest('hex')
        .slice(0, 32);
      textMessages(portal).set(messageId, { id: messageId, sender: code, to, text, status: 'sent' });
      const body = { message_id: messageId, message_to: to, message_body: text, type: 'SMS', code };
      events.deliver(sender.handler, 'sms', messageId, body);
      return { message_id: messageId };
    },
  };
}
