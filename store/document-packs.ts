import { and, eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import type { Db } from './database.ts';
import type { Vault } from './keys.ts';
import { keyOfLink, type LinkRow } from './links.ts';
import { documentPacks, documentParts } from './schema/index.ts';

export type PackRow = typeof documentPacks.$inferSelect;
export type PartRow = typeof documentParts.$inferSelect;

/** Where the people of a claim are reached. */
export type PackContacts = { recipient: string; name: string | null; email: string | null; phone: string | null }[];

const contactsContext = (linkId: string) => `pack:${linkId}:contacts`;

/** With `hold` nobody else decides about the pack until the transaction ends. */
export async function getPack(db: Db, linkId: string, hold = false): Promise<PackRow | null> {
  const query = db.select().from(documentPacks).where(eq(documentPacks.linkId, linkId));
  const [row] = await (hold ? query.for('update') : query);
  return row ?? null;
}

export type NewPack = Omit<PackRow, 'contacts' | 'openedAt'> & { contacts: PackContacts };

/** Keeps what the last look has shown of a pack. */
export async function savePack(db: Db, vault: Vault, link: Pick<LinkRow, 'personId'>, pack: NewPack): Promise<void> {
  const { linkId, contacts, ...rest } = pack;
  const sealed = await vault.seal(db, keyOfLink(link), contactsContext(linkId), contacts as Json);
  const set = { ...rest, contacts: sealed };
  await db
    .insert(documentPacks)
    .values({ linkId, ...set, openedAt: pack.lookedAt })
    .onConflictDoUpdate({ target: documentPacks.linkId, set });
}

/** Null once the person's key is destroyed. */
export function openContacts(db: Db, vault: Vault, pack: Pick<PackRow, 'linkId' | 'contacts'>): Promise<PackContacts | null> {
  return vault.openJson<PackContacts & Json>(db, pack.contacts, contactsContext(pack.linkId)).catch(() => null);
}

export function partsOf(db: Db, linkId: string): Promise<PartRow[]> {
  return db
    .select()
    .from(documentParts)
    .where(eq(documentParts.linkId, linkId))
    .orderBy(documentParts.place, documentParts.recipient);
}

/** The parts of a pack as they stand now; those that the plan does not know any more go. */
export async function saveParts(db: Db, linkId: string, parts: readonly PartRow[]): Promise<void> {
  const names = parts.map(({ part, recipient }) => `${part} ${recipient}`);
  await db
    .delete(documentParts)
    .where(
      and(
        eq(documentParts.linkId, linkId),
        names.length === 0 ? undefined : notInArray(sql`${documentParts.part} || ' ' || ${documentParts.recipient}`, names),
      ),
    );
  for (const row of parts) {
    await db
      .insert(documentParts)
      .values(row)
      .onConflictDoUpdate({ target: [documentParts.linkId, documentParts.part, documentParts.recipient], set: row });
  }
}

/**
 * Whether a claim's documents are to be looked at: the process is on, something is paid or the pack is open already, and the claim looks other than when it was
 * last read.
 */
export async function documentsMoved(
  db: Db,
  linkId: string,
  connectionId: string,
  claim: { look: string; paid: boolean },
): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select 1 from modes left join document_packs pack on pack.link_id = ${linkId}
    where modes.process = 'documents' and modes.connection_id = ${connectionId} and modes.mode <> 'off'
      and (${claim.paid} or pack.link_id is not null) and pack.look is distinct from ${claim.look} limit 1`);
  return rows.length > 0;
}

/** Packs that should have looked at themselves by now, by their own moment or by a deadline that a new calendar has moved, and that nobody has told yet. */
export async function overduePacks(db: Db, by: Date, limit: number): Promise<{ linkId: string; connectionId: string }[]> {
  const { rows } = await db.execute<{ link: string; connection: string }>(sql`
    select pack.link_id as link, pairs.left_connection as connection from document_packs pack
    join links on links.id = pack.link_id join pairs on pairs.id = links.pair_id
    where (pack.wake_at <= ${by} or exists (
        select 1 from sla_clocks clock where clock.subject = 'documents:' || pack.link_id and clock.closed_at is null and clock.wake_at <= ${by}))
      and not exists (select 1 from inbox where inbox.subject = 'documents:' || pack.link_id and inbox.state = 'pending')
    order by pack.wake_at limit ${limit}`);
  return rows.map(({ link, connection }) => ({ linkId: link, connectionId: connection }));
}

/** Links of packs that wait for a moment of their own: each must have its run. */
export async function waitingPacks(db: Db): Promise<string[]> {
  const rows = await db
    .select({ linkId: documentPacks.linkId })
    .from(documentPacks)
    .where(sql`${documentPacks.wakeAt} is not null`);
  return rows.map(({ linkId }) => linkId);
}

export const packsAmong = (db: Db, linkIds: readonly string[]): Promise<PackRow[]> =>
  linkIds.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(documentPacks)
        .where(inArray(documentPacks.linkId, [...linkIds]));
