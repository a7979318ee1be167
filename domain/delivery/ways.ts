import { carries, type FileFacts } from './attachments.ts';
import type { ClassPolicy } from './policy.ts';
import { type Account, type Addresses, addressOn, type Channel, type Passed, type Step } from './types.ts';

/** A message as the choice of its ways sees it. */
export interface Travelling {
  to: Addresses;
  files: readonly Pick<FileFacts, 'size'>[];
  /** It has a text for channels that carry one line and no files. */
  short: boolean;
  /** Channels on which this recipient must not be written to. */
  blocked: { readonly [channel in Channel]?: 'bounced' | 'opted_out' };
}

/**
 * The ways of a message in the order of the policy, one account for each channel, those that work first; and why each other channel is passed over.
 * No way at all: nobody can carry it.
 */
export function waysOf(
  policy: Pick<ClassPolicy, 'order'>,
  message: Travelling,
  accounts: readonly Account[],
): { route: Step[]; passed: Passed[] } {
  const route: Step[] = [];
  const passed: Passed[] = [];
  for (const channel of policy.order) {
    const taken = wayBy(channel, message, accounts);
    if (typeof taken === 'string') passed.push({ channel, reason: taken });
    else route.push(taken);
  }
  return { route, passed };
}

function wayBy(
  channel: Channel,
  { to, files, short, blocked }: Travelling,
  accounts: readonly Account[],
): Step | Passed['reason'] {
  const address = addressOn(channel, to);
  if (address === undefined) return 'no_address';
  const barred = blocked[channel];
  if (barred !== undefined) return barred;
  if (channel === 'sms' && !short) return 'no_text';
  if (!carries(channel, files)) return 'too_large';
  const serving = accounts.filter(
    (account) => account.channel === channel && (channel !== 'webhook' || account.connection === address),
  );
  const chosen = serving.find((account) => account.ready) ?? serving[0];
  return chosen ? { channel, connection: chosen.connection } : 'no_account';
}

/** The ways that are left once the first is given up: those after it, beginning with one whose account may send now where there is one. */
export function waysLeft(route: readonly Step[], ready: (connection: string) => boolean): Step[] {
  const left = route.slice(1);
  const first = left.findIndex(({ connection }) => ready(connection));
  return first <= 0 ? left : left.slice(first);
}
