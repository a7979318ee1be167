import type { Portal } from '../portal.ts';
import { shelf } from '../shelf.ts';
import type { Wire, WireMap } from '../wire.ts';
import { type LineConfig, newLine } from './line-config.ts';

export interface Connector {
  id: string;
  name: string;
  handler: string;
  /** Group chats: the CRM is left alone. */
  chatGroup: boolean;
}

/** A connector on a line. */
export interface Channel {
  connector: string;
  line: number;
  active: boolean;
  data: WireMap | null;
}

/** Where one person of one outside chat talks with the portal's staff. */
export interface Chat {
  /** The portal's own number; the outside chat has its own, in `outsideChat`. */
  id: number;
  connector: string;
  line: number;
  outsideChat: string;
  outsideUser: string;
  /** The person as a user of the portal. */
  userId: number;
  name: string;
  userName: string;
  staff: number[];
  crm: { lead: number; contact: number; company: number; deal: number };
}

export interface Session {
  id: number;
  chatId: number;
  closed: boolean;
  /** Null while nobody has taken it. */
  operatorId: number | null;
  pinned: boolean;
  silent: boolean;
  spam: boolean;
  startedAt: number;
}

export interface ChatMessage {
  id: number;
  chatId: number;
  sessionId: number;
  /** The person's user, or an operator. */
  authorId: number;
  fromOutside: boolean;
  /** Id in the outside messenger; null for what an operator wrote. */
  outsideId: string | null;
  text: string;
  files: Wire[];
  at: number;
  /** The messenger has confirmed it. */
  delivered: boolean;
}

export const connectors = shelf<Connector, string>();
export const channels = shelf<Channel, string>();
export const chats = shelf<Chat>();
export const sessions = shelf<Session>();
export const chatMessages = shelf<ChatMessage>();
const lineShelf = shelf<LineConfig>();

/** The open lines of the portal; one is there from the start. */
export function lines(portal: Portal): Map<number, LineConfig> {
  const known = lineShelf(portal);
  if (known.size === 0 && portal.nextId('lineSeed') === 1) addLine(portal, { LINE_NAME: 'Открытая линия' });
  return known;
}

export function addLine(portal: Portal, params: WireMap): LineConfig {
  const line = newLine(portal.nextId('line'), params, portal.clock.now());
  lineShelf(portal).set(line.id, line);
  return line;
}

export const channelKey = (connector: string, line: number) => `${connector} ${line}`;

export function openSession(portal: Portal, chatId: number): Session | undefined {
  return [...sessions(portal).values()].findLast((session) => session.chatId === chatId && !session.closed);
}

/** `connector|line|chat|user`: how the CRM and the messenger module call a chat. */
export function chatCode(chat: Chat): string {
  return `${chat.connector}|${chat.line}|${chat.outsideChat}|${chat.userId}`;
}
