import { z } from 'zod';
import type { Rest } from '../rest.ts';
import { exactNumber } from '../values.ts';
import { idText, isPlainObject, phpList } from '../wire.ts';
import { chatName } from './text.ts';

/** A connector of ours on one open line. */
export interface LineRef {
  /** Lower case, no full stops. */
  connector: string;
  line: string;
}

export interface LineMessage {
  /** Our own id of the message: the hub keeps doubles away by it, the portal does not. */
  id: string;
  /** Epoch milliseconds. */
  at: number;
  text?: string;
  /** Addresses that the portal can fetch from the internet. */
  files?: { url: string; name: string }[];
  user: { id: string; name: string; lastName?: string; phone?: string; email?: string };
  /** The outside chat; not the portal's own chat id. */
  chat: { id: string; name?: string };
}

export type LineOutcome =
  | { id: string; taken: true; sessionId: string | null; chatId: string | null }
  | { id: string; taken: false; why: string };

/** What an operator wrote, as it is acknowledged: the portal's own chat and message, and ours. */
export interface LineReceipt {
  imChatId: string;
  imMessageId: string;
  /** Ids of the message in the messenger. */
  messageIds: string[];
  chatId: string;
  /** Epoch milliseconds. */
  at: number;
}

/** Open lines of the contact centre. All of it works for an application only. */
export interface OpenLines {
  lines(): Promise<{ id: string; name: string; active: boolean }[]>;
  /** Makes our connector known, or changes it: once more does no harm. */
  register(connector: { id: string; name: string; icon: string; handlerUrl: string }): Promise<void>;
  /** Puts the connector on a line and says where the chat is. */
  activate(ref: LineRef, info: { id: string; name: string; url: string }): Promise<void>;
  deactivate(ref: LineRef): Promise<void>;
  status(ref: LineRef): Promise<{ active: boolean; configured: boolean; error: boolean }>;
  /** Hands messages of clients to operators; each is taken or refused on its own. */
  send(ref: LineRef, messages: readonly LineMessage[]): Promise<LineOutcome[]>;
  /** To be called only once the messenger has confirmed. */
  delivered(ref: LineRef, receipts: readonly LineReceipt[]): Promise<void>;
}

const done = z.unknown();
const flag = z.union([z.boolean(), z.string().transform((text) => text === 'Y' || text === 'true' || text === '1')]).catch(false);
const status = z.object({ STATUS: flag, CONFIGURED: flag, ERROR: flag });
const line = z.object({ ID: idText, LINE_NAME: z.string().catch(''), ACTIVE: flag });
const session = z.object({ ID: idText.nullish(), CHAT_ID: idText.nullish() }).nullish().catch(null);
const element = z.object({ SUCCESS: z.boolean().catch(true), ERRORS: phpList(z.unknown()).catch([]), session });
const sent = z.object({ SUCCESS: z.boolean(), DATA: z.object({ RESULT: phpList(element) }).catch({ RESULT: [] }) });

export function createOpenLines(rest: Rest, deadlineAt: () => number): OpenLines {
  const write = (method: string, params: object) => rest.write(method, params, done, deadlineAt());
  const at = ({ connector, line: id }: LineRef) => ({ CONNECTOR: connector, LINE: exactNumber(id) });

  return {
    async lines() {
      const params = { PARAMS: { select: ['ID', 'LINE_NAME', 'ACTIVE'], limit: 200 } };
      const { result } = await rest.readAlone('imopenlines.config.list.get', params, phpList(line));
      return result.map(({ ID, LINE_NAME, ACTIVE }) => ({ id: ID, name: LINE_NAME, active: ACTIVE }));
    },
    async register({ id, name, icon, handlerUrl }) {
      const ICON = { DATA_IMAGE: `data:image/svg+xml;charset=US-ASCII,${encodeURIComponent(icon)}` };
      // In a group chat the portal looks for no client: no lead and no contact would appear.
      await write('imconnector.register', { ID: id, NAME: name, ICON, PLACEMENT_HANDLER: handlerUrl, CHAT_GROUP: false });
    },
    async activate(ref, { id, name, url }) {
      await write('imconnector.activate', { ...at(ref), ACTIVE: 1 });
      await write('imconnector.connector.data.set', { ...at(ref), DATA: { ID: id, NAME: name, URL: url, URL_IM: url } });
    },
    deactivate: async (ref) => void (await write('imconnector.activate', { ...at(ref), ACTIVE: 0 })),
    async status(ref) {
      const { result } = await rest.readAlone('imconnector.status', at(ref), status);
      return { active: result.STATUS, configured: result.CONFIGURED, error: result.ERROR };
    },
    async send(ref, messages) {
      const params = { ...at(ref), MESSAGES: messages.map(toWire) };
      const { result } = await rest.write('imconnector.send.messages', params, sent, deadlineAt(), 'each');
      return messages.map(({ id }, position): LineOutcome => {
        const answer = result.DATA.RESULT[position];
        if (!answer?.SUCCESS || !result.SUCCESS) return { id, taken: false, why: words(answer?.ERRORS ?? []) };
        return { id, taken: true, sessionId: answer.session?.ID ?? null, chatId: answer.session?.CHAT_ID ?? null };
      });
    },
    async delivered(ref, receipts) {
      const MESSAGES = receipts.map(({ imChatId, imMessageId, messageIds, chatId, at: moment }) => ({
        im: { chat_id: exactNumber(imChatId), message_id: exactNumber(imMessageId) },
        message: { id: messageIds, date: Math.floor(moment / 1_000) },
        chat: { id: chatId },
      }));
      await write('imconnector.send.status.delivery', { ...at(ref), MESSAGES });
    },
  };
}

function toWire({ id, at, text, files, user, chat }: LineMessage): object {
  return {
    user: {
      id: user.id,
      name: chatName(user.name),
      ...(user.lastName === undefined ? {} : { last_name: chatName(user.lastName) }),
      ...(user.phone === undefined ? {} : { phone: user.phone }),
      ...(user.email === undefined ? {} : { email: user.email }),
    },
    message: {
      id,
      date: Math.floor(at / 1_000),
      ...(text === undefined ? {} : { text }),
      ...(files === undefined || files.length === 0 ? {} : { files }),
    },
    chat: { id: chat.id, ...(chat.name === undefined ? {} : { name: chat.name }) },
  };
}

function words(errors: readonly unknown[]): string {
  const texts = errors.map((error) => {
    if (typeof error === 'string') return error;
    const message: unknown = isPlainObject(error) ? (error['message'] ?? error['MESSAGE']) : '';
    return typeof message === 'string' ? message : '';
  });
  return texts.filter((text) => text !== '').join('; ');
}
