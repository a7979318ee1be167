/** A way to reach somebody. Each is served by the connections of one or more systems. */
export type Channel = 'email' | 'sms' | 'messenger' | 'webhook';

export const CHANNELS: readonly Channel[] = ['email', 'sms', 'messenger', 'webhook'];

/** Why somebody is written to; it decides channels, patience and, for advertising, whether they may be written to at all. */
export type MessageClass = 'alert' | 'service' | 'document' | 'answer' | 'advertising';

/** Where somebody can be reached: e-mail, phone in E.164, a conversation; `webhook` is the id of the connection that knows the address. */
export interface Addresses {
  email?: string;
  phone?: string;
  conversation?: string;
  webhook?: string;
}

const PLACES = { email: 'email', sms: 'phone', messenger: 'conversation', webhook: 'webhook' } as const satisfies {
  [channel in Channel]: keyof Addresses;
};

/** The address that a channel uses; undefined where there is none. */
export const addressOn = (channel: Channel, to: Addresses): string | undefined => to[PLACES[channel]] || undefined;

/** A connection that sends. */
export interface Account {
  connection: string;
  channel: Channel;
  /** False while it is paused. */
  ready: boolean;
}

/** One leg of a route: a channel and the account that serves it. */
export interface Step {
  channel: Channel;
  connection: string;
}

/**
 * Why a channel of the policy is not taken: nobody's address · mail to it came back · the person asked not to be written to · no connection serves it ·
 * the message has no text short enough · its files are too large.
 */
export type Block = 'no_address' | 'bounced' | 'opted_out' | 'no_account' | 'no_text' | 'too_large';

export interface Passed {
  channel: Channel;
  reason: Block;
}

/**
 * `queued` nothing is under way · `sending` an attempt's outcome is open · `unknown` a person is asked whether it arrived · `sent` handed over ·
 * `bounced` came back after that · the others are final.
 */
export type DeliveryState = 'queued' | 'sending' | 'sent' | 'failed' | 'unknown' | 'expired' | 'cancelled' | 'bounced';
