import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Json } from '../../../domain/json.ts';
import type { InboundEvent } from '../../sdk/contract.ts';
import { idText, isPlainObject, phpList } from '../wire.ts';
import { plainText } from './text.ts';

const text = z.union([z.string(), z.number()]).transform(String);
/** Undocumented, and read by everybody: names of the address differ. */
const file = z
  .object({
    name: text.catch(''),
    link: text.optional(),
    downloadLink: text.optional(),
    type: text.catch('file'),
    mime: text.optional(),
  })
  .transform(({ name, link, downloadLink, type, mime }) => ({ name, url: downloadLink ?? link ?? '', type, mime: mime ?? null }));

const message = z.object({
  im: z.object({ chat_id: idText, message_id: idText }),
  message: z.object({ user_id: idText.nullish(), text: text.nullish(), files: phpList(file).catch([]) }),
  chat: z.object({ id: idText }),
});

const MESSAGES: { [event: string]: string } = {
  ONIMCONNECTORMESSAGEADD: 'added',
  ONIMCONNECTORMESSAGEUPDATE: 'changed',
  ONIMCONNECTORMESSAGEDELETE: 'deleted',
};
const DIALOGS: { [event: string]: string } = {
  ONIMCONNECTORDIALOGSTART: 'started',
  ONIMCONNECTORDIALOGFINISH: 'finished',
  ONSESSIONFINISH: 'finished',
};
const LINES: { [event: string]: string } = { ONIMCONNECTORLINEDELETE: 'deleted', ONIMCONNECTORSTATUSDELETE: 'disabled' };

/**
 * Events of open lines as facts: what an operator wrote, dialogues that began or ended, lines that were taken away. Null for other events.
 *
 * | entity | id | body |
 * |---|---|---|
 * | `line.message` | our chat id | `{change, connector, line, chatId, im: {chatId, messageId}, userId, text, files[{name, url, type, mime}]}` |
 * | `line.dialog` | chat of the portal | `{change, connector, line, chatId, sessionId}` |
 * | `line.state` | line | `{change, connector, line}` |
 * | `line.unreadable` | digest | the element as it came: it goes to the dead letters alone |
 *
 * The case of keys differs between these events.
 */
export function lineEvents(name: string, data: unknown, ts: string): InboundEvent[] | null {
  const root = isPlainObject(data) ? data : {};
  const where = { connector: scalar(pick(root, 'CONNECTOR')), line: scalar(pick(root, 'LINE')) };
  const messageChange = MESSAGES[name];
  if (messageChange) return list(pick(root, 'MESSAGES')).map((element) => messageFact(messageChange, where, element, ts));
  const dialogChange = DIALOGS[name];
  if (dialogChange) return list(pick(root, 'DATA')).map((element) => dialogFact(dialogChange, where, element, ts));
  const lineChange = LINES[name];
  if (!lineChange) return null;
  const key = `${name}:${where.connector}:${where.line}:${ts}`;
  return [{ kind: 'fact', entity: 'line.state', id: where.line, key, body: { change: lineChange, ...where } }];
}

interface Where {
  connector: string;
  line: string;
}

function messageFact(change: string, where: Where, element: unknown, ts: string): InboundEvent {
  const read = message.safeParse(element);
  if (!read.success) return unreadable(element);
  const { im, message: written, chat } = read.data;
  const own = `${where.connector}:${where.line}:${im.chat_id}:${im.message_id}`;
  // A message is added and deleted once; it can be changed more than once.
  const key = change === 'changed' ? `${own}:changed:${digest([written, ts])}` : `${own}:${change}`;
  const body: Json = {
    change,
    ...where,
    chatId: chat.id,
    im: { chatId: im.chat_id, messageId: im.message_id },
    userId: written.user_id ?? null,
    text: plainText(written.text ?? ''),
    files: written.files,
  };
  return { kind: 'fact', entity: 'line.message', id: chat.id, key, body };
}

const dialog = z.object({
  connector: z.object({ connector_id: text, line_id: text, chat_id: text }),
  session: z.object({ id: idText }),
});

function dialogFact(change: string, where: Where, element: unknown, _ts: string): InboundEvent {
  const read = dialog.safeParse(element);
  if (!read.success) return unreadable(element);
  const { connector, session } = read.data;
  const body = {
    change,
    connector: where.connector || connector.connector_id,
    line: where.line || connector.line_id,
    chatId: connector.chat_id,
    sessionId: session.id,
  };
  return { kind: 'fact', entity: 'line.dialog', id: connector.chat_id, key: `session:${session.id}:${change}`, body };
}

function unreadable(element: unknown): InboundEvent {
  const id = digest(element);
  return { kind: 'fact', entity: 'line.unreadable', id, key: id, body: JSON.parse(JSON.stringify(element ?? null)) as Json };
}

function pick(root: { [key: string]: unknown }, name: string): unknown {
  return root[name] ?? root[name.toLowerCase()];
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : isPlainObject(value) ? Object.values(value) : [];
}

function scalar(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value ?? null))
    .digest('hex')
    .slice(0, 24);
}
