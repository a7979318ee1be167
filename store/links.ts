import { and, eq, gt, inArray, ne, sql } from 'drizzle-orm';
import type { Fields } from '../domain/json.ts';
import type { Db } from './database.ts';
import { newId } from './ids.ts';
import { keyNames, type Vault } from './keys.ts';
import { bases, links } from './schema/index.ts';

export type LinkRow = typeof links.$inferSelect;
export type LinkKind = LinkRow['kind'];
export type Side = 'left' | 'right';

export interface Base {
  fields: Fields;
  revision: string | null;
}

export interface Bases {
  left: Base | null;
  right: Base | null;
}

/** Opens the links of left records that have none yet; returns the link id of every one of them, by left id. */
export async function openLinks(
  db: Db,
  pairId: string,
  kind: LinkKind,
  records: readonly { leftId: string; leftNumber?: string | undefined; personId?: string | undefined }[],
): Promise<Map<string, string>> {
  const sorted = [...new Map(records.map((r) => [r.leftId, r])).values()].sort((a, b) => (a.leftId < b.leftId ? -1 : 1));
  if (sorted.length === 0) return new Map();
  await db
    .insert(links)
    .values(
      sorted.map((r) => ({
        id: newId('lnk'),
        pairId,
        kind,
        leftId: r.leftId,
        leftNumber: r.leftNumber ?? null,
        personId: r.personId ?? null,
      })),
    )
    .onConflictDoNothing();
  const rows = await db
    .select({ id: links.id, leftId: links.leftId })
    .from(links)
    .where(
      and(
        eq(links.pairId, pairId),
        eq(links.kind, kind),
        inArray(
          links.leftId,
          sorted.map((r) => r.leftId),
        ),
      ),
    );
  return new Map(rows.map((row) => [row.leftId, row.id]));
}

export async function getLink(db: Db, id: string): Promise<LinkRow | null> {
  const [row] = await db.select().from(links).where(eq(links.id, id));
  return row ?? null;
}

/** Sets columns of a link that still stands at a revision, and holds it until the transaction ends; false when it has moved on. */
export async function settleLink(db: Db, id: string, rev: number, set: Partial<typeof links.$inferInsert>): Promise<boolean> {
  const settled = await db
    .update(links)
    .set(set)
    .where(and(eq(links.id, id), eq(links.rev, rev)))
    .returning({ id: links.id });
  return settled.length > 0;
}

export async function linkByLeft(db: Db, pairId: string, kind: LinkKind, leftId: string): Promise<LinkRow | null> {
  const [row] = await db
    .select()
    .from(links)
    .where(and(eq(links.pairId, pairId), eq(links.kind, kind), eq(links.leftId, leftId)));
  return row ?? null;
}

/** Those of these left records that are linked to a record on the right, by left id. */
export async function linkedLeft(
  db: Db,
  pairId: string,
  kind: LinkKind,
  leftIds: readonly string[],
): Promise<Map<string, LinkRow>> {
  if (leftIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(links)
    .where(and(eq(links.pairId, pairId), eq(links.kind, kind), inArray(links.leftId, [...leftIds])));
  return new Map(rows.map((row) => [row.leftId, row]));
}

/** The deal of a person with the highest claim number: where the booking system keeps that person's newest data. */
export async function newestDealOf(db: Db, pairId: string, personId: string): Promise<LinkRow | null> {
  const [row] = await db
    .select()
    .from(links)
    .where(and(eq(links.pairId, pairId), eq(links.kind, 'deal'), eq(links.personId, personId), ne(links.state, 'left_missing')))
    .orderBy(sql`length(${links.leftNumber}) desc, ${links.leftNumber} desc`)
    .limit(1);
  return row ?? null;
}

/** Links of these right ids, over all pairs of the kind. */
export function linksByRight(
  db: Db,
  pairIds: readonly string[],
  kind: LinkKind,
  rightIds: readonly string[],
): Promise<LinkRow[]> {
  if (rightIds.length === 0 || pairIds.length === 0) return Promise.resolve([]);
  return db
    .select()
    .from(links)
    .where(and(inArray(links.pairId, [...pairIds]), eq(links.kind, kind), inArray(links.rightId, [...rightIds])));
}

export function getLinks(db: Db, ids: readonly string[]): Promise<LinkRow[]> {
  return ids.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(links)
        .where(inArray(links.id, [...ids]));
}

export async function updateLink(db: Db, id: string, set: Partial<typeof links.$inferInsert>): Promise<void> {
  await db.update(links).set(set).where(eq(links.id, id));
}

/** Counts a stored outcome: keys of later effects differ from all earlier ones. A create also brings the right id. */
export async function countOutcome(db: Db, id: string, created: string | null): Promise<void> {
  const made = created === null ? {} : { rightId: created, state: 'open' as const };
  await db
    .update(links)
    .set({ rev: sql`${links.rev} + 1`, ...made })
    .where(eq(links.id, id));
}

const baseContext = (linkId: string, side: Side) => `base:${linkId}:${side}`;

/** The key that seals a link's values: its person's, so that they go when the person is erased. */
export function keyOfLink(link: Pick<LinkRow, 'personId'>): string {
  return link.personId === null ? keyNames.shared() : keyNames.person(link.personId);
}

export async function readBases(db: Db, vault: Vault, linkId: string): Promise<Bases> {
  return (await readManyBases(db, vault, [linkId])).get(linkId) ?? { left: null, right: null };
}

export async function readManyBases(db: Db, vault: Vault, linkIds: readonly string[]): Promise<Map<string, Bases>> {
  const found = new Map<string, Bases>();
  if (linkIds.length === 0) return found;
  for (const row of await db
    .select()
    .from(bases)
    .where(inArray(bases.linkId, [...linkIds]))) {
    const both = found.get(row.linkId) ?? { left: null, right: null };
    both[row.side] = {
      fields: await vault.openJson<Fields>(db, row.fields, baseContext(row.linkId, row.side)),
      revision: row.revision,
    };
    found.set(row.linkId, both);
  }
  return found;
}

export async function saveBases(
  db: Db,
  vault: Vault,
  link: Pick<LinkRow, 'id' | 'personId'>,
  both: { left: Base; right: Base },
): Promise<void> {
  const rows = [];
  for (const side of ['left', 'right'] as const) {
    const { fields, revision } = both[side];
    const sealed = await vault.seal(db, keyOfLink(link), baseContext(link.id, side), fields);
    rows.push({ linkId: link.id, side, fields: sealed, revision });
  }
  await db
    .insert(bases)
    .values(rows)
    .onConflictDoUpdate({
      target: [bases.linkId, bases.side],
      set: { fields: sql`excluded.fields`, revision: sql`excluded.revision`, updatedAt: sql`now()` },
    });
}

/** Forgets fields of both bases: they are seen for the first time at the next pass. Waits for a pass that is just storing its outcome. */
export async function forgetFields(
  db: Db,
  vault: Vault,
  link: Pick<LinkRow, 'id' | 'personId'>,
  fields: readonly string[],
): Promise<void> {
  await db.select({ id: links.id }).from(links).where(eq(links.id, link.id)).for('update');
  const { left, right } = await readBases(db, vault, link.id);
  if (left === null || right === null) return;
  const without = ({ fields: known, revision }: Base): Base => ({
    fields: Object.fromEntries(Object.entries(known).filter(([name]) => !fields.includes(name))),
    revision,
  });
  await saveBases(db, vault, link, { left: without(left), right: without(right) });
}

/** Forgets what both sides agreed on: the record on the right is another one from now on. */
export async function dropBases(db: Db, linkId: string): Promise<void> {
  await db.delete(bases).where(eq(bases.linkId, linkId));
}

/** The link that stands for this one: itself, or the one that its record was merged into. */
export async function standingFor(db: Db, link: LinkRow): Promise<LinkRow> {
  let now = link;
  for (const seen = new Set([link.id]); now.mergedInto !== null && !seen.has(now.mergedInto); seen.add(now.id)) {
    const next = await getLink(db, now.mergedInto);
    if (next === null) return now;
    now = next;
  }
  return now;
}

/** Links whose record was merged into this link's. */
export function mergedLinks(db: Db, linkId: string): Promise<LinkRow[]> {
  return db.select().from(links).where(eq(links.mergedInto, linkId));
}

/** All deals of a payer. */
export function dealsOf(db: Db, pairId: string, personId: string): Promise<LinkRow[]> {
  return db
    .select()
    .from(links)
    .where(and(eq(links.pairId, pairId), eq(links.kind, 'deal'), eq(links.personId, personId)));
}

/** Links of a pair in the order of their ids, for walking through all of them. */
export function linksAfter(db: Db, pairId: string, kind: LinkKind, after: string | null, limit: number): Promise<LinkRow[]> {
  return db
    .select()
    .from(links)
    .where(and(eq(links.pairId, pairId), eq(links.kind, kind), after === null ? undefined : gt(links.id, after)))
    .orderBy(links.id)
    .limit(limit);
}
