import { and, asc, desc, eq, getTableColumns, gt, isNotNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Sentence } from '../domain/errors.ts';
import type { Db } from './database.ts';
import type { EffectRow } from './effects.ts';
import type { InboxRow } from './inbox.ts';
import type { LinkRow } from './links.ts';
import { type PayerQuery, payersMatching } from './payer-search.ts';
import { deliveries, effects, inbox, links, tasks } from './schema/index.ts';
import { type UnitScope, within } from './scope.ts';
import type { TaskRow } from './tasks.ts';

/** A page of a list, newest first: rows before the last one seen, of these units. Columns that hold sealed values are left out. */
export interface Page<Before = number> {
  scope: UnitScope;
  before?: Before | undefined;
  limit: number;
}

/** Bytes that an envelope adds to what it seals, besides its key id, whose length is its second byte. */
const ENVELOPE_BYTES = 30;

/** Length of what is sealed in a column, without opening it. */
const plainSize = (column: typeof inbox.body | typeof deliveries.body) =>
  sql<number | null>`(octet_length(${column}) - ${ENVELOPE_BYTES} - get_byte(${column}, 1))::int`;

/** A condition on what was asked for; none where nothing was. */
export function given<T>(value: T | undefined, condition: (value: T) => SQL | undefined): SQL | undefined {
  return value === undefined ? undefined : condition(value);
}

const { body: _fact, ...eventColumns } = getTableColumns(inbox);
export type ListedEvent = Omit<InboxRow, 'body'>;

export interface EventFilter {
  state?: InboxRow['state'] | undefined;
  connectionId?: string | undefined;
  entity?: string | undefined;
  subject?: string | undefined;
  kind?: InboxRow['kind'] | undefined;
  /** Of the error that parked it, or in one word what became of it. */
  cause?: string | undefined;
  externalId?: string | undefined;
  job?: string | undefined;
  route?: string | undefined;
}

export function listEvents(db: Db, filter: EventFilter & Page): Promise<ListedEvent[]> {
  return db
    .select(eventColumns)
    .from(inbox)
    .where(
      and(
        given(filter.state, (state) => eq(inbox.state, state)),
        given(filter.connectionId, (id) => eq(inbox.connectionId, id)),
        given(filter.entity, (entity) => eq(inbox.entity, entity)),
        given(filter.subject, (subject) => eq(inbox.subject, subject)),
        given(filter.kind, (kind) => eq(inbox.kind, kind)),
        given(filter.cause, (cause) => sql`coalesce(${inbox.error} ->> 'code', ${inbox.result}) = ${cause}`),
        given(filter.externalId, (id) => eq(inbox.externalId, id)),
        given(filter.job, (job) => eq(inbox.jobId, job)),
        given(filter.route, (route) => eq(inbox.routeId, route)),
        given(filter.before, (id) => lt(inbox.id, id)),
        within('connection', inbox.connectionId, filter.scope),
      ),
    )
    .orderBy(desc(inbox.id))
    .limit(filter.limit);
}

/** Why events are parked: each code with the newest sentence, how many, and since when. */
export async function eventCauses(
  db: Db,
  filter: { connectionId?: string | undefined; scope: UnitScope },
): Promise<{ code: string; sentence: Sentence; count: number; oldestAt: Date; newestAt: Date }[]> {
  const rows = await db
    .select({
      code: sql<string>`${inbox.error} ->> 'code'`,
      sentence: sql<Sentence>`(array_agg(${inbox.error} -> 'sentence' order by ${inbox.id} desc))[1]`,
      count: sql<number>`count(*)::int`,
      oldest: sql<string>`min(${inbox.receivedAt})::text`,
      newest: sql<string>`max(${inbox.receivedAt})::text`,
    })
    .from(inbox)
    .where(
      and(
        eq(inbox.state, 'dead'),
        isNotNull(inbox.error),
        given(filter.connectionId, (id) => eq(inbox.connectionId, id)),
        within('connection', inbox.connectionId, filter.scope),
      ),
    )
    .groupBy(sql`1`)
    .orderBy(sql`3 desc`);
  return rows.map(({ oldest, newest, ...row }) => ({ ...row, oldestAt: new Date(oldest), newestAt: new Date(newest) }));
}

const { body: _raw, ...deliveryColumns } = getTableColumns(deliveries);
export type ListedDelivery = Omit<typeof deliveries.$inferSelect, 'body'> & { sizeBytes: number | null };

export function listDeliveries(
  db: Db,
  filter: { state?: ListedDelivery['state'] | undefined; connectionId?: string | undefined } & Page,
): Promise<ListedDelivery[]> {
  return db
    .select({ ...deliveryColumns, sizeBytes: plainSize(deliveries.body) })
    .from(deliveries)
    .where(
      and(
        given(filter.state, (state) => eq(deliveries.state, state)),
        given(filter.connectionId, (id) => eq(deliveries.connectionId, id)),
        given(filter.before, (id) => lt(deliveries.id, id)),
        within('connection', deliveries.connectionId, filter.scope),
      ),
    )
    .orderBy(desc(deliveries.id))
    .limit(filter.limit);
}

/** One event with the delivery that brought it, and the sizes of what stays sealed. */
export async function getEvent(
  db: Db,
  id: number,
): Promise<{ event: ListedEvent & { sizeBytes: number | null }; delivery: ListedDelivery | null } | null> {
  const [row] = await db
    .select({
      event: { ...eventColumns, sizeBytes: plainSize(inbox.body) },
      delivery: { ...deliveryColumns, sizeBytes: plainSize(deliveries.body) },
    })
    .from(inbox)
    .leftJoin(deliveries, eq(deliveries.id, inbox.deliveryId))
    .where(eq(inbox.id, id));
  return row ?? null;
}

/** Where a link stands in the order of lists: two opened in one transaction share their moment. Microseconds do not fit a Date. */
export interface LinkPlace {
  at: string;
  id: string;
}

export interface LinkFilter {
  number?: string | undefined;
  /** The number of its claim, or the id of its record on the right. */
  called?: string | undefined;
  payer?: PayerQuery | undefined;
  pairId?: string | undefined;
  kind?: LinkRow['kind'] | undefined;
  state?: LinkRow['state'] | undefined;
  attention?: boolean | undefined;
}

export function listLinks(db: Db, filter: LinkFilter & Page<LinkPlace>): Promise<(LinkRow & { place: string })[]> {
  return db
    .select({ ...getTableColumns(links), place: sql<string>`${links.createdAt}::text` })
    .from(links)
    .where(
      and(
        given(filter.number, (number) => eq(links.leftNumber, number)),
        given(filter.called, (name) => or(eq(links.leftNumber, name), eq(links.rightId, name))),
        given(filter.payer, (query) => sql`${links.personId} in (${payersMatching(query)})`),
        given(filter.pairId, (pair) => eq(links.pairId, pair)),
        given(filter.kind, (kind) => eq(links.kind, kind)),
        given(filter.state, (state) => eq(links.state, state)),
        given(filter.attention, (attention) => eq(links.attention, attention)),
        within('pair', links.pairId, filter.scope),
        given(filter.before, ({ at, id }) => sql`(${links.createdAt}, ${links.id}) < (${at}::timestamptz, ${id})`),
      ),
    )
    .orderBy(desc(links.createdAt), desc(links.id))
    .limit(filter.limit);
}

const { sealed: _values, ...taskColumns } = getTableColumns(tasks);
export type ListedTask = Omit<TaskRow, 'sealed'>;

export interface TaskFilter {
  state?: TaskRow['state'] | undefined;
  kind?: string | undefined;
  linkId?: string | undefined;
  connectionId?: string | undefined;
  /** The longest open first; pages then go on after `before`. */
  oldestFirst?: boolean | undefined;
}

export function listTasks(db: Db, filter: TaskFilter & Page): Promise<ListedTask[]> {
  return db
    .select(taskColumns)
    .from(tasks)
    .where(
      and(
        given(filter.state, (state) => eq(tasks.state, state)),
        given(filter.kind, (kind) => eq(tasks.kind, kind)),
        given(filter.linkId, (id) => eq(tasks.linkId, id)),
        given(filter.connectionId, (id) => eq(tasks.connectionId, id)),
        given(filter.before, (id) => (filter.oldestFirst === true ? gt(tasks.id, id) : lt(tasks.id, id))),
        within('task', tasks.id, filter.scope),
      ),
    )
    .orderBy(filter.oldestFirst === true ? asc(tasks.id) : desc(tasks.id))
    .limit(filter.limit);
}

/** What people are asked now: each kind with how many, and since when the oldest waits. */
export async function taskKinds(db: Db, scope: UnitScope): Promise<{ kind: string; open: number; oldestAt: Date }[]> {
  const rows = await db
    .select({ kind: tasks.kind, open: sql<number>`count(*)::int`, oldest: sql<string>`min(${tasks.openedAt})::text` })
    .from(tasks)
    .where(and(eq(tasks.state, 'open'), within('task', tasks.id, scope)))
    .groupBy(tasks.kind)
    .orderBy(sql`2 desc`, tasks.kind);
  return rows.map(({ oldest, ...row }) => ({ ...row, oldestAt: new Date(oldest) }));
}

/** With its sealed values. `hold` keeps others from deciding it until the transaction ends. */
export async function getTask(db: Db, id: number, hold = false): Promise<TaskRow | null> {
  const query = db.select().from(tasks).where(eq(tasks.id, id));
  const [row] = await (hold ? query.for('update') : query);
  return row ?? null;
}

export async function getEffect(db: Db, id: number): Promise<EffectRow | null> {
  const [row] = await db.select().from(effects).where(eq(effects.id, id));
  return row ?? null;
}
