import { and, desc, eq, getTableColumns, gte, inArray, lt, lte, type SQL, sql } from 'drizzle-orm';
import type { PartState } from '../domain/documents/types.ts';
import type { Db } from './database.ts';
import type { PackRow, PartRow } from './document-packs.ts';
import type { JournalRow } from './journal.ts';
import { given, type LinkPlace, type Page } from './listing.ts';
import { type PayerQuery, payersMatching } from './payer-search.ts';
import { documentPacks, documentParts, documentSends, journal, links, people } from './schema/index.ts';
import { within } from './scope.ts';

const { contacts: _sealed, ...packColumns } = getTableColumns(documentPacks);

/** A pack with whose it is; the people themselves stay sealed. */
export interface ListedPack extends Omit<PackRow, 'contacts'> {
  number: string | null;
  dealId: string | null;
  payer: string | null;
  payerKind: 'person' | 'company' | null;
}

export interface PackFilter {
  claim?: string | undefined;
  linkId?: string | undefined;
  payer?: PayerQuery | undefined;
  state?: PackRow['state'] | undefined;
  /** One of its parts stands so. */
  part?: PartState | undefined;
  attention?: boolean | undefined;
  /** Of the claim's price. */
  from?: string | undefined;
  to?: string | undefined;
  /** Dates of the beginning of the tour. */
  startsFrom?: string | undefined;
  startsTo?: string | undefined;
  /** Something of it was sent then. */
  sentSince?: Date | undefined;
  sentUntil?: Date | undefined;
}

/** The newest first. */
export function listPacks(db: Db, filter: PackFilter & Page<LinkPlace>): Promise<(ListedPack & { place: string })[]> {
  return db
    .select({
      ...packColumns,
      number: links.leftNumber,
      dealId: links.rightId,
      payer: people.name,
      payerKind: people.kind,
      place: sql<string>`${documentPacks.openedAt}::text`,
    })
    .from(documentPacks)
    .innerJoin(links, eq(links.id, documentPacks.linkId))
    .leftJoin(people, eq(people.id, links.personId))
    .where(
      and(
        given(filter.claim, (number) => eq(links.leftNumber, number)),
        given(filter.linkId, (id) => eq(documentPacks.linkId, id)),
        given(filter.payer, (query) => sql`${links.personId} in (${payersMatching(query)})`),
        given(filter.state, (state) => eq(documentPacks.state, state)),
        given(
          filter.part,
          (state) =>
            sql`exists (select 1 from document_parts d where d.link_id = ${documentPacks.linkId} and d.state = ${state})`,
        ),
        given(filter.attention, (attention) => eq(documentPacks.attention, attention)),
        given(filter.from, (sum) => gte(documentPacks.price, sum)),
        given(filter.to, (sum) => lte(documentPacks.price, sum)),
        given(filter.startsFrom, (date) => gte(documentPacks.startsOn, date)),
        given(filter.startsTo, (date) => lte(documentPacks.startsOn, date)),
        sentBetween(filter),
        within('link', documentPacks.linkId, filter.scope),
        given(
          filter.before,
          ({ at, id }) => sql`(${documentPacks.openedAt}, ${documentPacks.linkId}) < (${at}::timestamptz, ${id})`,
        ),
      ),
    )
    .orderBy(desc(documentPacks.openedAt), desc(documentPacks.linkId))
    .limit(filter.limit);
}

function sentBetween({ sentSince, sentUntil }: PackFilter): SQL | undefined {
  if (sentSince === undefined && sentUntil === undefined) return undefined;
  const since = sentSince === undefined ? sql`` : sql` and s.ordered_at >= ${sentSince.toISOString()}::timestamptz`;
  const until = sentUntil === undefined ? sql`` : sql` and s.ordered_at < ${sentUntil.toISOString()}::timestamptz`;
  return sql`exists (select 1 from document_sends s where s.link_id = ${documentPacks.linkId}${since}${until})`;
}

export function partsOfMany(db: Db, linkIds: readonly string[]): Promise<PartRow[]> {
  if (linkIds.length === 0) return Promise.resolve([]);
  return db
    .select()
    .from(documentParts)
    .where(inArray(documentParts.linkId, [...linkIds]))
    .orderBy(documentParts.place, documentParts.recipient);
}

export type StoryLine = Pick<JournalRow, 'id' | 'at' | 'type' | 'actor' | 'data'>;

/** What has happened to a claim's documents, the newest first. */
export function documentStory(db: Db, linkId: string, limit: number, before?: number): Promise<StoryLine[]> {
  const { id, at, type, actor, data } = journal;
  return db
    .select({ id, at, type, actor, data })
    .from(journal)
    .where(
      and(
        eq(journal.linkId, linkId),
        sql`(${journal.type} like 'documents%' or (${journal.type} = 'fields_written' and ${journal.actor} = 'process:documents'))`,
        given(before, (last) => lt(journal.id, last)),
      ),
    )
    .orderBy(desc(journal.id))
    .limit(limit);
}

/** Which parts are meant to be sent again. */
export interface SentFilter {
  /** How the newest message of the part stands. */
  state: 'failed' | 'bounced' | 'expired' | 'sent';
  /** Of the error that it came back or failed with. */
  code?: string | undefined;
  part?: string | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
  scope: 'all' | readonly string[];
}

export interface SentOne {
  linkId: string;
  part: string;
  recipient: string;
}

/** Parts whose newest message stands as asked, by claim; one more than `limit` when there are more. */
export async function sentAs(db: Db, filter: SentFilter, limit: number): Promise<SentOne[]> {
  const { state, code, part, since, until, scope } = filter;
  const newest = sql`
    select distinct on (s.link_id, s.part, s.recipient) s.link_id, s.part, s.recipient, s.ordered_at, d.state, d.error
    from ${documentSends} s join deliveries d on d.message = s.delivery_id and d.replaced_by is null
    where s.state = 'posted' order by s.link_id, s.part, s.recipient, s.ordered_at desc, s.id desc`;
  const conditions = [
    sql`newest.state = ${state}`,
    ...(code === undefined ? [] : [sql`newest.error ->> 'code' = ${code}`]),
    ...(part === undefined ? [] : [sql`newest.part = ${part}`]),
    ...(since === undefined ? [] : [sql`newest.ordered_at >= ${since.toISOString()}::timestamptz`]),
    ...(until === undefined ? [] : [sql`newest.ordered_at < ${until.toISOString()}::timestamptz`]),
  ];
  const seen = within('link', sql`newest.link_id`, scope);
  if (seen !== undefined) conditions.push(seen);
  const { rows } = await db.execute<{ link: string; part: string; recipient: string }>(sql`
    select newest.link_id as link, newest.part, newest.recipient from (${newest}) newest
    where ${sql.join(conditions, sql` and `)} order by newest.link_id, newest.part, newest.recipient limit ${limit + 1}`);
  return rows.map(({ link, ...row }) => ({ linkId: link, ...row }));
}
