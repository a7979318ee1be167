import { and, asc, desc, eq, getTableColumns, inArray, ne, type SQL, sql } from 'drizzle-orm';
import { RULES, type RuleKind } from '../domain/alerts/rules.ts';
import { RETURN_MS } from '../domain/alerts/step.ts';
import type { Sentence } from '../domain/errors.ts';
import type { Db } from './database.ts';
import { newId } from './ids.ts';
import { keyNames, type Vault } from './keys.ts';
import { type AlertRecipients, alertRules, alerts } from './schema/index.ts';
import { type UnitScope, within } from './scope.ts';

export type AlertRow = typeof alerts.$inferSelect;
export type AlertRuleRow = typeof alertRules.$inferSelect;

const addressesContext = (kind: RuleKind) => `alert-rule:${kind}:addresses`;

/** Who is told until somebody decides otherwise. */
const FIRST_RECIPIENTS: AlertRecipients = {
  roles: ['crm_admin', 'operations'],
  users: [],
  webhooks: [],
  webhookWhen: 'always',
  language: 'ru',
};

/** Makes the rules that are not there yet, as they ship. Idempotent. */
export async function ensureRules(db: Db): Promise<void> {
  const rows = RULES.map(({ kind, threshold, holdMinutes, remindMinutes }) => ({
    kind,
    threshold,
    holdMinutes,
    remindMinutes,
    recipients: FIRST_RECIPIENTS,
  }));
  await db.insert(alertRules).values(rows).onConflictDoNothing();
}

/** In the order in which they ship. */
export async function listRules(db: Db): Promise<AlertRuleRow[]> {
  const order = new Map(RULES.map(({ kind }, place) => [kind, place]));
  const rows = await db.select().from(alertRules);
  return rows.filter(({ kind }) => order.has(kind)).sort((a, b) => (order.get(a.kind) ?? 0) - (order.get(b.kind) ?? 0));
}

export async function getRule(db: Db, kind: RuleKind): Promise<AlertRuleRow | null> {
  const [row] = await db.select().from(alertRules).where(eq(alertRules.kind, kind));
  return row ?? null;
}

export interface RuleChange {
  enabled?: boolean | undefined;
  threshold?: number | undefined;
  holdMinutes?: number | undefined;
  remindMinutes?: number | undefined;
  recipients?: AlertRecipients | undefined;
  addresses?: readonly string[] | undefined;
  mutedUntil?: Date | null | undefined;
}

/** Changes what is given, and leaves the rest. */
export async function changeRule(db: Db, vault: Vault, kind: RuleKind, change: RuleChange, by: string): Promise<void> {
  const { addresses, ...rest } = change;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const sealed =
    addresses === undefined ? {} : { addresses: await vault.seal(db, keyNames.shared(), addressesContext(kind), [...addresses]) };
  await db
    .update(alertRules)
    .set({ ...given, ...sealed, version: sql`${alertRules.version} + 1`, updatedBy: by, updatedAt: sql`now()` })
    .where(eq(alertRules.kind, kind));
}

export async function addressesOf(db: Db, vault: Vault, rule: Pick<AlertRuleRow, 'kind' | 'addresses'>): Promise<string[]> {
  return rule.addresses === null ? [] : vault.openJson<string[]>(db, rule.addresses, addressesContext(rule.kind));
}

/** Somebody at the desk who is told of alerts. */
export interface AudienceMember {
  id: string;
  email: string;
  language: 'ru' | 'en';
}

/** Those who hold one of the roles over the whole hub or over the connection's unit, and those named; closed accounts are left out. */
export async function audienceOf(
  db: Db,
  { roles, users }: Pick<AlertRecipients, 'roles' | 'users'>,
  connectionId: string | null,
): Promise<AudienceMember[]> {
  if (roles.length === 0 && users.length === 0) return [];
  const list = (values: readonly string[]) => sql`(${sql.join([sql`''`, ...values.map((value) => sql`${value}`)], sql`, `)})`;
  const { rows } = await db.execute<{ id: string; email: string; language: 'ru' | 'en' }>(sql`
    with recursive above as (
      select unit_id as id from connections where id = ${connectionId} and unit_id is not null
      union select u.parent_id from units u join above on u.id = above.id where u.parent_id is not null
    )
    select u.id, u.email, u.language from users u
    where u.disabled_at is null and (u.id in ${list(users)} or exists (
      select 1 from held_roles h where h.user_id = u.id and h.role in ${list(roles)}
        and (h.unit_id is null or h.unit_id in (select id from above))))
    order by u.id`);
  return rows;
}

/** What is not over, by rule and subject. */
export function currentAlerts(db: Db): Promise<AlertRow[]> {
  return db.select().from(alerts).where(ne(alerts.state, 'resolved')).orderBy(asc(alerts.id));
}

export interface NewAlert {
  kind: RuleKind;
  subject: string;
  connectionId: string | null;
  title: Sentence;
  figure: number;
}

/** Begins to watch a condition. One that was over a moment ago comes back as the same alert. */
export async function beginAlert(db: Db, found: NewAlert, now: Date): Promise<AlertRow> {
  const [back] = await db
    .update(alerts)
    .set({
      ...found,
      state: sql`case when ${alerts.openedAt} is null then 'pending' else 'open' end`,
      since: now,
      seenAt: now,
      repeats: sql`${alerts.repeats} + 1`,
      resolvedAt: null,
      resolvedBy: null,
      acknowledgedAt: null,
      acknowledgedBy: null,
      note: null,
    })
    .where(
      sql`${alerts.id} = (select id from alerts where kind = ${found.kind} and subject = ${found.subject} and state = 'resolved'
        and resolved_at > ${new Date(now.getTime() - RETURN_MS)} order by resolved_at desc limit 1)`,
    )
    .returning();
  if (back) return back;
  const [made] = await db
    .insert(alerts)
    .values({ id: newId('alr'), ...found, state: 'pending', since: now, seenAt: now })
    .returning();
  if (!made) throw new Error('an alert was not stored');
  return made;
}

export async function touchAlert(
  db: Db,
  id: string,
  change: Partial<Pick<AlertRow, 'state' | 'openedAt' | 'title' | 'figure' | 'seenAt' | 'notices' | 'noticedAt'>>,
): Promise<void> {
  await db.update(alerts).set(change).where(eq(alerts.id, id));
}

/** Ends alerts whose condition is gone; those that nobody was told of vanish. */
export async function endAlerts(db: Db, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await db.delete(alerts).where(and(inArray(alerts.id, [...ids]), eq(alerts.state, 'pending')));
  await db
    .update(alerts)
    .set({ state: 'resolved', resolvedAt: now, resolvedBy: 'hub' })
    .where(and(inArray(alerts.id, [...ids]), ne(alerts.state, 'resolved')));
}

/** Somebody takes an open alert: no more reminders. False when it is not open. */
export async function acknowledgeAlert(db: Db, id: string, by: string, note: string | null, now: Date): Promise<boolean> {
  return moved(
    db,
    { state: 'acknowledged', acknowledgedAt: now, acknowledgedBy: by, note },
    and(eq(alerts.id, id), eq(alerts.state, 'open')),
  );
}

/** Somebody says that it is over. False when it is already. */
export async function resolveAlert(db: Db, id: string, by: string, note: string | null, now: Date): Promise<boolean> {
  return moved(
    db,
    { state: 'resolved', resolvedAt: now, resolvedBy: by, ...(note === null ? {} : { note }) },
    and(eq(alerts.id, id), ne(alerts.state, 'resolved')),
  );
}

/** Nobody is told of this alert before `until`; null lets it speak again. */
export async function muteAlert(db: Db, id: string, until: Date | null): Promise<boolean> {
  return moved(db, { mutedUntil: until }, and(eq(alerts.id, id), ne(alerts.state, 'resolved')));
}

async function moved(db: Db, set: Partial<typeof alerts.$inferInsert>, where: SQL | undefined): Promise<boolean> {
  const rows = await db.update(alerts).set(set).where(where).returning({ id: alerts.id });
  return rows.length > 0;
}

export async function getAlert(db: Db, id: string, scope: UnitScope): Promise<AlertRow | null> {
  const [row] = await db
    .select()
    .from(alerts)
    .where(and(eq(alerts.id, id), within('connection', alerts.connectionId, scope)));
  return row ?? null;
}

export interface AlertFilter {
  /** `current` is open or acknowledged. */
  state: 'current' | 'open' | 'acknowledged' | 'resolved';
  kind?: RuleKind | undefined;
  connectionId?: string | undefined;
  scope: UnitScope;
  before?: { at: string; id: string } | undefined;
  limit: number;
}

/** The newest first. */
export function listAlerts(db: Db, filter: AlertFilter): Promise<(AlertRow & { place: string })[]> {
  const { state, kind, connectionId, scope, before, limit } = filter;
  return db
    .select({ ...getTableColumns(alerts), place: sql<string>`${alerts.openedAt}::text` })
    .from(alerts)
    .where(
      and(
        state === 'current' ? inArray(alerts.state, ['open', 'acknowledged']) : eq(alerts.state, state),
        sql`${alerts.openedAt} is not null`,
        kind === undefined ? undefined : eq(alerts.kind, kind),
        connectionId === undefined ? undefined : eq(alerts.connectionId, connectionId),
        within('connection', alerts.connectionId, scope),
        before === undefined ? undefined : sql`(${alerts.openedAt}, ${alerts.id}) < (${before.at}::timestamptz, ${before.id})`,
      ),
    )
    .orderBy(desc(alerts.openedAt), desc(alerts.id))
    .limit(limit);
}
