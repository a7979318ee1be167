import { and, asc, eq, gte, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import { keyIdOf } from '../vault/envelope.ts';
import type { Db } from './database.ts';
import { type EffectRow, effectColumns } from './effects.ts';
import { openFact } from './inbox.ts';
import type { JournalRow } from './journal.ts';
import type { Vault } from './keys.ts';
import type { ListedEvent } from './listing.ts';
import { relayKey, relayMark } from './relay-effects.ts';
import { deliveries, effects, inbox, journal } from './schema/index.ts';

const SHOWN = 50;
/** Outcomes are stored in the transaction that finishes the event; clocks of its rows differ by less. */
const GRACE_MS = 2_000;

type StoryLine = Pick<JournalRow, 'id' | 'at' | 'type' | 'actor' | 'data'>;

/** The content of a fact, and the body that brought an event; null where there is none, or its day's key is destroyed. */
export async function bodiesOf(
  db: Db,
  vault: Vault,
  eventId: number,
): Promise<{ fact: Json | null; delivery: { contentType: string; body: Buffer } | null }> {
  const [row] = await db.select().from(inbox).where(eq(inbox.id, eventId));
  if (!row) return { fact: null, delivery: null };
  const isKept = async (sealed: Buffer) => (await vault.findKey(db, keyIdOf(sealed))) !== null;
  const fact = row.body !== null && (await isKept(row.body)) ? await openFact(db, vault, row) : null;
  const [raw] = row.deliveryId === null ? [] : await db.select().from(deliveries).where(eq(deliveries.id, row.deliveryId));
  const body = raw && (await isKept(raw.body)) ? await vault.open(db, raw.body, `delivery:${raw.connectionId}`) : null;
  return { fact, delivery: raw && body ? { contentType: raw.contentType, body } : null };
}

/** What was done about one event, in order: it was parked, put back to work, skipped. */
export function historyOf(db: Db, event: Pick<ListedEvent, 'id' | 'connectionId'>, linkId: string | null): Promise<StoryLine[]> {
  const { id, at, type, actor, data } = journal;
  return db
    .select({ id, at, type, actor, data })
    .from(journal)
    .where(
      and(
        linkId === null ? and(eq(journal.connectionId, event.connectionId), isNull(journal.linkId)) : eq(journal.linkId, linkId),
        sql`${journal.data} -> 'event' = to_jsonb(${event.id}::bigint)`,
      ),
    )
    .orderBy(asc(journal.id))
    .limit(SHOWN);
}

/** What an event caused. A route's write bears the event's mark; a link's are those of the time in which it was worked off. */
export async function causedBy(
  db: Db,
  vault: Vault,
  event: ListedEvent,
  linkId: string | null,
): Promise<{ effects: Omit<EffectRow, 'plan'>[]; lines: StoryLine[] }> {
  if (event.routeId !== null) {
    const key = relayKey(event.routeId, await relayMark(db, vault, event));
    return { effects: await db.select(effectColumns).from(effects).where(eq(effects.key, key)), lines: [] };
  }
  if (linkId === null || event.finishedAt === null) return { effects: [], lines: [] };
  const until = new Date(event.finishedAt.getTime() + GRACE_MS);
  const { id, at, type, actor, data } = journal;
  const lines = await db
    .select({ id, at, type, actor, data, effectId: journal.effectId })
    .from(journal)
    .where(and(eq(journal.linkId, linkId), gte(journal.at, event.receivedAt), lte(journal.at, until)))
    .orderBy(asc(journal.id))
    .limit(SHOWN);
  const ids = lines.flatMap(({ effectId }) => (effectId === null ? [] : [effectId]));
  const made = ids.length === 0 ? [] : await db.select(effectColumns).from(effects).where(inArray(effects.id, ids));
  return { effects: made, lines: lines.map(({ effectId: _, ...line }) => line) };
}
