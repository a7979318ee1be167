/** A way to reach somebody. Each is served by the connections of one or more systems. */
export type Channel = 'email' | 'webhook';

/** Why somebody is written to; it decides channels, patience and, for advertising, whether they may be written to at all. */
export type MessageClass = 'alert' | 'service' | 'document' | 'answer' | 'advertising';

/** Where somebody can be reached; `webhook` is the id of the connection that knows the address. */
export interface Addresses {
  email?: string;
  webhook?: string;
}

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
 * `queued` nothing is under way · `sending` an attempt's outcome is open · `unknown` a person is asked whether it arrived · the others are final.
 */
export type DeliveryState = 'queued' | 'sending' | 'sent' | 'failed' | 'unknown' | 'expired' | 'cancelled';
