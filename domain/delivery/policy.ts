import type { Account, Addresses, Channel, MessageClass, Step } from './types.ts';

/** How messages of one class travel. Durations in milliseconds. */
export interface ClassPolicy {
  /** Channels in the order in which they are tried. */
  order: readonly Channel[];
  /** Attempts on one channel that brought nothing, before the next one is tried. */
  tries: number;
  /** After this long an unsent message is of no use any more. */
  lifetimeMs: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** An alarm is late after minutes; papers and answers are worth days of patience. */
export const POLICIES: { readonly [name in MessageClass]: ClassPolicy } = {
  alert: { order: ['email', 'webhook'], tries: 3, lifetimeMs: DAY },
  service: { order: ['email'], tries: 8, lifetimeMs: 3 * DAY },
  document: { order: ['email'], tries: 8, lifetimeMs: 14 * DAY },
  answer: { order: ['email'], tries: 8, lifetimeMs: 3 * DAY },
  advertising: { order: ['email'], tries: 3, lifetimeMs: DAY },
};

/**
 * The route of a message: for each channel of the policy on which the recipient can be reached, one account, those that work first.
 * Empty when nobody can carry it.
 */
export function routeOf(policy: Pick<ClassPolicy, 'order'>, to: Addresses, accounts: readonly Account[]): Step[] {
  return policy.order.flatMap((channel) => {
    const address = to[channel];
    if (address === undefined || address === '') return [];
    const serving = accounts.filter(
      (account) => account.channel === channel && (channel !== 'webhook' || account.connection === address),
    );
    const chosen = serving.find((account) => account.ready) ?? serving[0];
    return chosen ? [{ channel, connection: chosen.connection }] : [];
  });
}
