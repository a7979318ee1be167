import { and, eq, sql } from 'drizzle-orm';
import type { DeletionWave } from '../domain/identity/deletions.ts';
import type { Db } from './database.ts';
import { tombstones } from './schema/index.ts';

export type TombstoneRow = typeof tombstones.$inferSelect;

/** Serialises deletions of a connection for the rest of the transaction, so that two of them cannot each count the other out. */
async function inTurn(db: Db, connectionId: string): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtext(${`deletions:${connectionId}`}))`);
}

/** What a person has said about this record's deletion; null when it is news. */
export async function tombstoneOf(
  db: Db,
  stone: Pick<TombstoneRow, 'connectionId' | 'linkId' | 'externalId'>,
): Promise<TombstoneRow | null> {
  await inTurn(db, stone.connectionId);
  const [row] = await db.select().from(tombstones).where(same(stone));
  return row ?? null;
}

/** Notes a deletion, or its new state. */
export async function putTombstone(db: Db, stone: Omit<TombstoneRow, 'id' | 'at'>): Promise<void> {
  await db
    .insert(tombstones)
    .values(stone)
    .onConflictDoUpdate({
      target: [tombstones.connectionId, tombstones.linkId, tombstones.externalId],
      set: { state: stone.state, at: sql`now()` },
    });
}

function same(stone: Pick<TombstoneRow, 'connectionId' | 'linkId' | 'externalId'>) {
  return and(
    eq(tombstones.connectionId, stone.connectionId),
    eq(tombstones.linkId, stone.linkId),
    eq(tombstones.externalId, stone.externalId),
  );
}

/** Deletions of one kind of record within the window, the present one included, against the links that have a record there. */
export async function deletionWave(
  db: Db,
  { connectionId, entity, windowMs }: { connectionId: string; entity: string; windowMs: number },
): Promise<DeletionWave> {
  const { rows } = await db.execute<{ deleted: number; linked: number }>(sql`
    select (select count(*)::int + 1 from tombstones
        where connection_id = ${connectionId} and entity = ${entity} and state <> 'dismissed'
          and at > now() - make_interval(secs => ${windowMs / 1_000})) as deleted,
      (select count(*)::int from links join pairs on pairs.id = links.pair_id
        where (pairs.right_connection = ${connectionId} and links.kind = ${entity} and links.right_id is not null)
          or (pairs.left_connection = ${connectionId} and ${entity} = 'claim' and links.kind = 'deal')) as linked`);
  return rows[0] ?? { deleted: 1, linked: 0 };
}

function held(db: Db, connectionId: string) {
  return db
    .select()
    .from(tombstones)
    .where(and(eq(tombstones.connectionId, connectionId), eq(tombstones.state, 'held')));
}

export async function anyHeld(db: Db, connectionId: string): Promise<boolean> {
  return (await held(db, connectionId).limit(1)).length > 0;
}

/** Ends the holding of a connection's deletions as a person says. Returns the links concerned. */
export async function releaseHeld(db: Db, connectionId: string, state: 'accepted' | 'dismissed'): Promise<string[]> {
  const released = await db
    .update(tombstones)
    .set({ state })
    .where(and(eq(tombstones.connectionId, connectionId), eq(tombstones.state, 'held')))
    .returning({ linkId: tombstones.linkId });
  return [...new Set(released.map(({ linkId }) => linkId))];
}
