import { and, eq, gt, lt, sql } from 'drizzle-orm';
import type { Db } from './database.ts';
import type { Vault } from './keys.ts';
import { sharedCodes } from './schema/index.ts';

const LIFETIME_MS = 10 * 60_000;
/** After so many wrong ones a code is worth nothing. */
const MOST_TRIES = 5;
/** A new code may be asked for after this long. */
const APART_MS = 60_000;

const hashOf = (db: Db, vault: Vault, linkId: string, code: string) => vault.hash(db, 'shared-code', `${linkId}\n${code}`);

/** Puts a new code in the place of the last one; null while that is too fresh. Returns how many there have been. */
export async function newCode(db: Db, vault: Vault, linkId: string, code: string, now: Date): Promise<number | null> {
  const fresh = { hash: await hashOf(db, vault, linkId, code), sentAt: now, expiresAt: new Date(now.getTime() + LIFETIME_MS) };
  const [row] = await db
    .insert(sharedCodes)
    .values({ linkId, no: 1, ...fresh })
    .onConflictDoUpdate({
      target: sharedCodes.linkId,
      set: { ...fresh, no: sql`${sharedCodes.no} + 1`, tries: 0, used: false },
      setWhere: lt(sharedCodes.sentAt, new Date(now.getTime() - APART_MS)),
    })
    .returning({ no: sharedCodes.no });
  return row?.no ?? null;
}

/** Whether this is the code; a right one is used up, a wrong one counts. One statement each: guesses sent at once are all counted. */
export async function takeCode(db: Db, vault: Vault, linkId: string, code: string, now: Date): Promise<boolean> {
  const hash = await hashOf(db, vault, linkId, code);
  const usable = and(
    eq(sharedCodes.linkId, linkId),
    eq(sharedCodes.used, false),
    gt(sharedCodes.expiresAt, now),
    lt(sharedCodes.tries, MOST_TRIES),
  );
  const [tried] = await db
    .update(sharedCodes)
    .set({ tries: sql`${sharedCodes.tries} + 1`, used: sql`${sharedCodes.hash} = ${hash}` })
    .where(usable)
    .returning({ used: sharedCodes.used });
  return tried?.used === true;
}
