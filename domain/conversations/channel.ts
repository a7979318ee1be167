import type { Json } from '../json.ts';

/**
 * What channels tell, in one shape. A connector's hook or pull hands each of these in as a fact of entity `conversation`, with the conversation as its
 * id and the vendor's own event key; the body is a `ChannelEvent`. Values stay as the vendor wrote them; ids are strings, whatever their size.
 *
 * | kind | what the desk sees |
 * |---|---|
 * | message | a line of the thread; `own` ones were written by our side elsewhere and start no clock |
 * | edited, deleted | a mark on the line with what it was before; never a new request |
 * | callback, reaction | a small line: which button, which sign, on which message |
 * | identity | the client told or changed who they are: a phone shared, a number changed, a name |
 * | status | what became of a message of ours; a status of an unknown message is kept and matched later |
 * | service | the client came, left, blocked or allowed us |
 * | unsupported | a line that says what the channel could not hand over |
 */
export type ChannelEvent =
  | MessageEvent
  | { kind: 'edited'; conversation: ConversationRef; messageId: string; at: string; text: string | null; media: MediaRef[] }
  | { kind: 'deleted'; conversation: ConversationRef; messageId: string; at: string }
  | {
      kind: 'callback';
      conversation: ConversationRef;
      author: Author;
      callbackId: string;
      messageId: string | null;
      at: string;
      data: string;
    }
  | {
      kind: 'reaction';
      conversation: ConversationRef;
      author: Author;
      messageId: string;
      at: string;
      /** Null: taken back. */
      sign: string | null;
    }
  | { kind: 'identity'; conversation: ConversationRef; author: Author; at: string }
  | {
      kind: 'status';
      conversation: ConversationRef | null;
      /** The vendor's id of our message, or the key it was sent with. */
      messageId: string | null;
      key: string | null;
      status: 'sent' | 'delivered' | 'read' | 'failed';
      at: string;
      code: string | null;
    }
  | {
      kind: 'service';
      conversation: ConversationRef;
      author: Author;
      what: 'started' | 'stopped' | 'allowed' | 'blocked';
      at: string;
      payload: string | null;
    }
  | {
      kind: 'unsupported';
      conversation: ConversationRef;
      author: Author;
      messageId: string;
      at: string;
      what: string;
      order: string | null;
    };

export interface MessageEvent {
  kind: 'message';
  conversation: ConversationRef;
  author: Author;
  messageId: string;
  /** The vendor's moment, ISO with offset. */
  at: string;
  /** The vendor's own sequence within the conversation, compared as a decimal number of any length; null where there is none. */
  order: string | null;
  text: string | null;
  media: MediaRef[];
  /** Messages with one album belong to one line. */
  album: string | null;
  replyTo: string | null;
  /** Written by our side: an operator's phone, another system, or an echo of what the hub sent (`key`). */
  own: { key: string | null } | null;
  /** A robot wrote it: never answered automatically. */
  automatic: boolean;
  subject: string | null;
  /** What the connector needs later to answer in this conversation, such as a credential of the dialogue; sealed by the hub. */
  replyWith: Json | null;
}

/** One dialogue of a channel account; `id` is the vendor's, `kind` tells private ones from others. */
export interface ConversationRef {
  id: string;
  kind: 'private' | 'group' | 'comments' | 'mail' | 'form' | 'call';
  title: string | null;
}

/** Who wrote. Only a phone or e-mail that the channel itself has proved counts as `verified`. */
export interface Author {
  id: string;
  name: string | null;
  phone: string | null;
  email: string | null;
  verified: ('phone' | 'email')[];
  language: string | null;
}

/** A file that is fetched in a step of its own, by the connector that knows how. */
export interface MediaRef {
  /** Unique within its message. */
  id: string;
  type: 'image' | 'video' | 'audio' | 'voice' | 'file' | 'sticker' | 'location' | 'contact' | 'link';
  name: string | null;
  contentType: string | null;
  /** Bytes, where the vendor says so. */
  size: number | null;
  /** What the connector's `media` read needs: an id or an address of the vendor. Null: the text says it all (location, contact, link). */
  source: Json | null;
  /** What stands for it in the text, such as coordinates or an address. */
  text: string | null;
}

/** Client of a channel connection, besides its write `message.send`. */
export interface ChannelPort {
  /** Fetches a file from the vendor's hosts only. @throws HubError `business_refusal` too large or not to be had any more; others as usual */
  media(source: Json): Promise<{ bytes: Uint8Array; contentType: string | null; name: string | null }>;
}

/** Input of `message.send`: what our side says in a conversation. Text is cut by the connector where the vendor has a limit, by whole words. */
export type SendMessage = {
  conversation: string;
  text: string;
  replyTo: string | null;
  /** Base64 content of files, already of a size and type that the channel takes. */
  files: { name: string; contentType: string; content: string }[];
  /** The name of a template of the vendor with its values, where a free text is not allowed any more. */
  template: { name: string; values: string[] } | null;
  replyWith: Json | null;
};
