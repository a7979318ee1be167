import type { Database } from '../../store/database.ts';
import type { Vault } from '../../store/keys.ts';
import { blockedUntil, countFailure, forgetFailures, type ThrottleRule } from '../../store/throttles.ts';

const MINUTE_MS = 60_000;

/**
 * One guesser against one account is slowed after five tries, hard. The account as a whole and the address as a whole bear more: a stranger must not be
 * able to keep a person out, nor a forgetful person a whole office.
 */
const RULES = {
  both: { free: 4, firstWaitMs: 30_000, longestWaitMs: 15 * MINUTE_MS, windowMs: 15 * MINUTE_MS },
  account: { free: 30, firstWaitMs: MINUTE_MS, longestWaitMs: 15 * MINUTE_MS, windowMs: 60 * MINUTE_MS },
  address: { free: 50, firstWaitMs: MINUTE_MS, longestWaitMs: 15 * MINUTE_MS, windowMs: 60 * MINUTE_MS },
} as const satisfies { [key: string]: ThrottleRule };

/** Slows down whoever guesses passwords, in all processes alike. Accounts and addresses are kept as keyed hashes. */
export function createThrottle({ db, vault, now }: { db: Database; vault: Vault; now: () => Date }) {
  const keysOf = async (account: string, address: string | null) => ({
    both: await vault.hash(db, 'sign-in', `${account}\n${address ?? ''}`),
    account: await vault.hash(db, 'sign-in', account),
    ...(address === null ? {} : { address: await vault.hash(db, 'sign-in-from', address) }),
  });
  return {
    /** Seconds until the next try is let through; null when it is now. */
    async wait(account: string, address: string | null): Promise<number | null> {
      const until = await blockedUntil(db, Object.values(await keysOf(account, address)), now());
      return until === null ? null : Math.max(1, Math.ceil((until.getTime() - now().getTime()) / 1000));
    },
    async failed(account: string, address: string | null): Promise<void> {
      const keys = await keysOf(account, address);
      for (const name of ['both', 'account', 'address'] as const) {
        const key = keys[name];
        if (key !== undefined) await countFailure(db, key, RULES[name], now());
      }
    },
    /** A right password clears what stands against this person here; the address still answers for its other guesses. */
    async succeeded(account: string, address: string | null): Promise<void> {
      const { both, account: whole } = await keysOf(account, address);
      await forgetFailures(db, [both, whole]);
    },
  };
}

export type Throttle = ReturnType<typeof createThrottle>;
