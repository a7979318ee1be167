import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import { type Addresses, addressOn, CHANNELS, type Channel } from '../domain/delivery/types.ts';
import type { Db } from './database.ts';
import { newId } from './ids.ts';
import type { Vault } from './keys.ts';
import { addressBlocks } from './schema/index.ts';

export type AddressBlock = typeof addressBlocks.$inferSelect;

const hashOf = (db: Db, vault: Vault, channel: Channel, address: string) =>
  vault.hash(db, `address:${channel}`, address.trim().toLowerCase());

/** Channels on which this recipient must not be written to, and why. */
export async function blocksOf(db: Db, vault: Vault, to: Addresses): Promise<{ [channel in Channel]?: AddressBlock['reason'] }> {
  const hashes = new Map<string, Channel>();
  for (const channel of CHANNELS) {
    const address = addressOn(channel, to);
    if (address !== undefined) hashes.set(await hashOf(db, vault, channel, address), channel);
  }
  if (hashes.size === 0) return {};
  const rows = await db
    .select({ address: addressBlocks.address, reason: addressBlocks.reason })
    .from(addressBlocks)
    .where(and(inArray(addressBlocks.address, [...hashes.keys()]), isNull(addressBlocks.liftedAt)));
  return Object.fromEntries(rows.map(({ address, reason }) => [hashes.get(address), reason]));
}

/** Nothing more is sent to an address until somebody lifts it. The same again changes nothing. */
export async function blockAddress(
  db: Db,
  vault: Vault,
  block: Pick<AddressBlock, 'channel' | 'reason' | 'code' | 'deliveryId'> & { address: string },
  now: Date,
): Promise<void> {
  const { address, ...rest } = block;
  const hash = await hashOf(db, vault, block.channel, address);
  await db
    .insert(addressBlocks)
    .values({ id: newId('blk'), ...rest, address: hash, blockedAt: now })
    .onConflictDoNothing();
}

/** Addresses that are blocked now, the latest first. */
export function standingBlocks(db: Db, limit: number): Promise<AddressBlock[]> {
  return db
    .select()
    .from(addressBlocks)
    .where(isNull(addressBlocks.liftedAt))
    .orderBy(desc(addressBlocks.blockedAt), addressBlocks.id)
    .limit(limit);
}

/** Lets an address be written to again; null when it is not blocked. */
export async function liftBlock(db: Db, id: string, by: string, now: Date): Promise<AddressBlock | null> {
  const [row] = await db
    .update(addressBlocks)
    .set({ liftedAt: now, liftedBy: by })
    .where(and(eq(addressBlocks.id, id), isNull(addressBlocks.liftedAt)))
    .returning();
  return row ?? null;
}
