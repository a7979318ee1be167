import { asc, desc, eq, gt, sql } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import { digestOf, GENESIS, rootOf, sealOf } from '../vault/chain.ts';
import { type Db, tryLock } from './database.ts';
import type { Vault } from './keys.ts';
import { keyOfLink, type LinkRow } from './links.ts';
import { journal, seals } from './schema/index.ts';

export type JournalRow = typeof journal.$inferSelect;

export interface JournalLine {
  link?: Pick<LinkRow, 'id' | 'personId'>;
  connectionId?: string;
  /** Past tense, stable: `deal_created`, `fields_written`, `echo_absorbed`, `conflict_opened` … */
  type: string;
  actor: string;
  /** Codes, names, ids and counts only. */
  data?: Record<string, Json>;
  /** Values; sealed under the person's key. */
  values?: Json;
  mappingHash?: string;
  effectId?: number;
}

const journalContext = (linkId: string) => `journal:${linkId}`;

/** Appends what happened, in the transaction in which it happened. */
export async function appendJournal(db: Db, vault: Vault, line: JournalLine): Promise<void> {
  const sealed =
    line.values === undefined || !line.link
      ? null
      : await vault.seal(db, keyOfLink(line.link), journalContext(line.link.id), line.values);
  await db.insert(journal).values({
    linkId: line.link?.id ?? null,
    connectionId: line.connectionId ?? null,
    type: line.type,
    actor: line.actor,
    data: line.data ?? {},
    sealed,
    mappingHash: line.mappingHash ?? null,
    effectId: line.effectId ?? null,
  });
}

export async function journalOf(
  db: Db,
  vault: Vault,
  linkId: string,
  limit: number,
  before?: number,
): Promise<(Omit<JournalRow, 'sealed' | 'xact'> & { values: Json | null })[]> {
  const rows = await db
    .select()
    .from(journal)
    .where(before === undefined ? eq(journal.linkId, linkId) : sql`${journal.linkId} = ${linkId} and ${journal.id} < ${before}`)
    .orderBy(desc(journal.id))
    .limit(limit);
  return Promise.all(
    rows.map(async ({ sealed, xact: _, ...row }) => ({
      ...row,
      values: sealed === null ? null : await vault.openJson<Json>(db, sealed, journalContext(linkId)),
    })),
  );
}

/** The values of a line, opened; null where it has none. */
export function journalValues(db: Db, vault: Vault, row: Pick<JournalRow, 'sealed' | 'linkId'>): Promise<Json | null> {
  if (row.sealed === null || row.linkId === null) return Promise.resolve(null);
  return vault.openJson<Json>(db, row.sealed, journalContext(row.linkId));
}

/** Rows of one transaction range as digests, in order. Taken over ciphertext: destroying a key breaks no seal. */
async function digestRange(db: Db, from: string, to: string): Promise<Buffer[]> {
  const rows = await db.execute<
    Record<
      'id' | 'at' | 'link_id' | 'connection_id' | 'type' | 'actor' | 'data' | 'mapping_hash' | 'effect_id',
      string | null
    > & {
      sealed: Buffer | null;
    }
  >(sql`
    select id::text, extract(epoch from at)::text as at, link_id, connection_id, type, actor, data::text, sealed, mapping_hash, effect_id::text
    from journal where xact >= ${from}::xid8 and xact < ${to}::xid8 order by xact, id`);
  return rows.rows.map((r) =>
    digestOf([r.id, r.at, r.link_id, r.connection_id, r.type, r.actor, r.data, r.sealed, r.mapping_hash, r.effect_id]),
  );
}

/**
 * Seals all journal rows of transactions that are over, if there are any. One process at a time; the others return at once.
 * A transaction still in flight keeps its rows, and all later ones, for the next seal.
 */
export async function sealJournal(db: Db): Promise<number> {
  if (!(await tryLock(db, 'journal-seal'))) return 0;
  const [last] = await db.select().from(seals).orderBy(desc(seals.id)).limit(1);
  const from = last?.toXact ?? '0';
  const horizon = await db.execute<{ xmin: string; pending: boolean }>(sql`
    select pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
      exists(select 1 from journal where xact >= ${from}::xid8 and xact < pg_snapshot_xmin(pg_current_snapshot())) as pending`);
  const to = horizon.rows[0]?.xmin;
  if (to === undefined || horizon.rows[0]?.pending !== true) return 0;
  const digests = await digestRange(db, from, to);
  const range = { from, to, rows: digests.length, root: rootOf(digests), previous: last?.seal ?? GENESIS };
  await db
    .insert(seals)
    .values({ fromXact: from, toXact: to, rows: range.rows, root: range.root, previous: range.previous, seal: sealOf(range) });
  return range.rows;
}

export type SealVerdict =
  | { ok: true; seals: number; rows: number }
  | { ok: false; seal: number; reason: 'chain' | 'rows' | 'seal' };

/** Recomputes every seal. Finds a changed, added or removed journal row, and a changed or removed seal. */
export async function verifySeals(db: Db): Promise<SealVerdict> {
  let previous: Buffer = GENESIS;
  let rows = 0;
  let count = 0;
  let lastId = 0;
  let expectedFrom = '0';
  for (;;) {
    const page = await db.select().from(seals).where(gt(seals.id, lastId)).orderBy(asc(seals.id)).limit(500);
    if (page.length === 0) return { ok: true, seals: count, rows };
    for (const row of page) {
      if (!row.previous.equals(previous) || row.fromXact !== expectedFrom) return { ok: false, seal: row.id, reason: 'chain' };
      const digests = await digestRange(db, row.fromXact, row.toXact);
      const root = rootOf(digests);
      if (digests.length !== row.rows || !root.equals(row.root)) return { ok: false, seal: row.id, reason: 'rows' };
      if (!sealOf({ from: row.fromXact, to: row.toXact, rows: row.rows, root, previous }).equals(row.seal)) {
        return { ok: false, seal: row.id, reason: 'seal' };
      }
      previous = row.seal;
      expectedFrom = row.toXact;
      rows += row.rows;
      count += 1;
      lastId = row.id;
    }
  }
}
