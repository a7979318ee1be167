import { createHash } from 'node:crypto';
import { and, desc, eq, lte, or, sql } from 'drizzle-orm';
import { HubError } from '../domain/errors.ts';
import type { Calendar } from '../domain/sla/calendar.ts';
import type { ClockPolicy } from '../domain/sla/clock.ts';
import { type Hours, hoursOf } from '../domain/sla/hours.ts';
import type { Db } from './database.ts';
import { calendars, policies, productionCalendars, units } from './schema/index.ts';

export type CalendarRow = typeof calendars.$inferSelect;
export type PolicyRow = typeof policies.$inferSelect;
export type ProductionRow = typeof productionCalendars.$inferSelect;

/** Owner of the calendar and the policies that count where no unit on the way up has its own. */
export const HUB = 'hub';

export interface Standing<Row> {
  /** `<owner>/<version>` */
  id: string;
  row: Row;
}

/** Every calendar and policy in force at one moment. */
export interface Rules {
  /** @param unitId  null for the hub's own */
  calendarFor(unitId: string | null): Standing<CalendarRow>;
  /** @throws HubError `config` for a name that nobody has published */
  policyFor(unitId: string | null, name: string): Standing<PolicyRow>;
}

export interface Change {
  calendars?: readonly Pick<CalendarRow, 'owner' | 'calendar'>[];
  policies?: readonly Pick<PolicyRow, 'owner' | 'name' | 'policy'>[];
}

const idOf = ({ owner, version }: { owner: string; version: number }) => `${owner}/${version}`;

/**
 * What counts at a moment: of each owner the version published last by then. The hub's first version also counts before it.
 * @param change  what is thought of, in place of what is in force
 */
export async function rulesAt(db: Db, at: Date, change: Change = {}): Promise<Rules> {
  const by = (published: typeof calendars.publishedAt | typeof policies.publishedAt) => lte(published, at);
  const first = (table: typeof calendars | typeof policies) => and(eq(table.owner, HUB), eq(table.version, 1));
  // One after the other: a transaction has one connection.
  const weeks = await db
    .selectDistinctOn([calendars.owner])
    .from(calendars)
    .where(or(by(calendars.publishedAt), first(calendars)))
    .orderBy(calendars.owner, desc(calendars.version));
  const norms = await db
    .selectDistinctOn([policies.owner, policies.name])
    .from(policies)
    .where(or(by(policies.publishedAt), first(policies)))
    .orderBy(policies.owner, policies.name, desc(policies.version));
  const tree = await db.select({ id: units.id, parent: units.parentId }).from(units);
  const thought = { version: 0, author: '', reason: '', publishedAt: at };
  const own = new Map(weeks.map((row) => [row.owner, row]));
  for (const { owner, calendar } of change.calendars ?? []) {
    const draft = { ...calendar, production: null, breaks: calendar.breaks ?? [] };
    own.set(owner, { ...thought, owner, calendar, draft });
  }
  const named = new Map(norms.map((row) => [`${row.owner} ${row.name}`, row]));
  for (const policy of change.policies ?? []) named.set(`${policy.owner} ${policy.name}`, { ...thought, ...policy });
  const parents = new Map(tree.map(({ id, parent }) => [id, parent]));
  const nearest = <Row extends { owner: string; version: number }>(
    unitId: string | null,
    of: (owner: string) => Row | undefined,
  ) => {
    for (let unit = unitId; unit !== null; unit = parents.get(unit) ?? null) {
      const row = of(unit);
      if (row !== undefined) return { id: idOf(row), row };
    }
    const row = of(HUB);
    return row === undefined ? null : { id: idOf(row), row };
  };
  return {
    calendarFor(unitId) {
      const found = nearest(unitId, (owner) => own.get(owner));
      if (found === null) throw missing('CALENDAR_MISSING', 'Не задан рабочий календарь', 'There is no working calendar', HUB);
      return found;
    },
    policyFor(unitId, name) {
      const found = nearest(unitId, (owner) => named.get(`${owner} ${name}`));
      if (found === null) throw missing('POLICY_MISSING', `Не задан норматив «${name}»`, `There is no policy “${name}”`, name);
      return found;
    },
  };
}

const missing = (code: string, ru: string, en: string, detail: string) =>
  new HubError({ code, kind: 'config', userMessage: { ru, en }, detail });

/** The calendar that counts for a unit at a moment. @param unitId  null for the hub's own */
export async function readCalendar(db: Db, unitId: string | null, at: Date): Promise<Standing<CalendarRow>> {
  return (await rulesAt(db, at)).calendarFor(unitId);
}

const KEPT = 64;
const known = new Map<string, Hours>();

/** A calendar that can be asked. The days it has worked out are kept for as long as it is among the last used. */
export function hoursFor(calendar: Calendar): Hours {
  const key = createHash('sha256').update(JSON.stringify(calendar)).digest('base64');
  const hours = known.get(key) ?? hoursOf(calendar);
  known.delete(key);
  known.set(key, hours);
  for (const oldest of known.keys()) {
    if (known.size <= KEPT) break;
    known.delete(oldest);
  }
  return hours;
}

/** No change of calendars and policies until the transaction ends: what is read by them now is not read by others a moment later. */
export async function shareCalendars(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended('calendars', 0))`);
}

type Published = Pick<CalendarRow, 'author' | 'reason' | 'publishedAt'>;

/** @param tx  holds the name `calendars` */
export async function publishCalendar(
  tx: Db,
  calendar: Pick<CalendarRow, 'owner' | 'draft' | 'calendar'> & Published,
): Promise<CalendarRow> {
  const version = sql<number>`(select coalesce(max(version), 0) + 1 from calendars where owner = ${calendar.owner})`;
  const [row] = await tx
    .insert(calendars)
    .values({ ...calendar, version })
    .returning();
  if (!row) throw new Error('the calendar was not stored');
  return row;
}

/** @param tx  holds the name `calendars` */
export async function publishPolicy(
  tx: Db,
  policy: { owner: string; name: string; policy: ClockPolicy } & Published,
): Promise<PolicyRow> {
  const version = sql<number>`(select coalesce(max(version), 0) + 1 from policies where owner = ${policy.owner} and name = ${policy.name})`;
  const [row] = await tx
    .insert(policies)
    .values({ ...policy, version })
    .returning();
  if (!row) throw new Error('the policy was not stored');
  return row;
}

/** @param tx  holds the name `calendars` */
export async function publishProduction(
  tx: Db,
  production: Pick<ProductionRow, 'country' | 'years' | 'origin'> & Published,
): Promise<ProductionRow> {
  const version = sql<number>`(select coalesce(max(version), 0) + 1 from production_calendars where country = ${production.country})`;
  const [row] = await tx
    .insert(productionCalendars)
    .values({ ...production, version })
    .returning();
  if (!row) throw new Error('the production calendar was not stored');
  return row;
}

/** Each owner's calendar in force. @param country  only of those that keep to its production calendar */
export function currentCalendars(db: Db, country?: string): Promise<CalendarRow[]> {
  const newest = db
    .selectDistinctOn([calendars.owner])
    .from(calendars)
    .orderBy(calendars.owner, desc(calendars.version))
    .as('newest');
  return db
    .select()
    .from(newest)
    .where(country === undefined ? undefined : sql`${newest.draft} ->> 'production' = ${country}`)
    .orderBy(newest.owner);
}

/** The production calendar of a country in force; null for a country that has none. */
export async function currentProduction(db: Db, country: string): Promise<ProductionRow | null> {
  const [row] = await db
    .select()
    .from(productionCalendars)
    .where(eq(productionCalendars.country, country))
    .orderBy(desc(productionCalendars.version))
    .limit(1);
  return row ?? null;
}

/** Each owner's policies in force. */
export function currentPolicies(db: Db): Promise<PolicyRow[]> {
  return db
    .selectDistinctOn([policies.name, policies.owner])
    .from(policies)
    .orderBy(policies.name, policies.owner, desc(policies.version));
}

/** Versions of an owner's own calendar, the newest first; none where it keeps to another's. */
export function calendarVersions(db: Db, owner: string): Promise<CalendarRow[]> {
  return db.select().from(calendars).where(eq(calendars.owner, owner)).orderBy(desc(calendars.version));
}
