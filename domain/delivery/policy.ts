import { CHANNELS, type Channel, type MessageClass } from './types.ts';

/** How messages of one class travel. Durations in milliseconds. */
export interface ClassPolicy {
  /** Channels in the order in which they are tried. */
  order: readonly Channel[];
  /** A channel that takes nothing for this long counts as down: the next one is tried. */
  downMs: number;
  /** After this long an unsent message is of no use any more. */
  lifetimeMs: number;
  /** Hours, in the zone of the recipient, in which these channels keep still; what falls into them waits for their end. */
  quiet: { channels: readonly Channel[]; from: string; to: string } | null;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NIGHT = { from: '21:00', to: '09:00' } as const;

/** As shipped. An alarm is late after minutes; papers and answers are worth days of patience. A phone rings at night, a mailbox does not. */
export const POLICIES: { readonly [name in MessageClass]: ClassPolicy } = {
  alert: { order: ['email', 'webhook'], downMs: MINUTE, lifetimeMs: DAY, quiet: null },
  service: {
    order: ['messenger', 'email', 'sms'],
    downMs: 30 * MINUTE,
    lifetimeMs: 3 * DAY,
    quiet: { channels: ['sms', 'messenger'], ...NIGHT },
  },
  document: {
    order: ['email', 'messenger', 'sms'],
    downMs: 30 * MINUTE,
    lifetimeMs: 14 * DAY,
    quiet: { channels: ['sms', 'messenger'], ...NIGHT },
  },
  answer: { order: ['messenger', 'email', 'sms'], downMs: 30 * MINUTE, lifetimeMs: 3 * DAY, quiet: null },
  advertising: {
    order: ['email', 'messenger', 'sms'],
    downMs: 30 * MINUTE,
    lifetimeMs: DAY,
    quiet: { channels: CHANNELS, from: '20:00', to: '10:00' },
  },
};
