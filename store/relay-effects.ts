import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Json } from '../domain/json.ts';
import type { Database, Db } from './database.ts';
import type { InboxRow } from './inbox.ts';
import type { Vault } from './keys.ts';
import { type AttemptLine, effects, type StoredError } from './schema/index.ts';

/** One planned write of a route, its values sealed already. */
export interface RelayPlan {
  /** Of the event: what makes two plans the same write. */
  key: string;
  routeId: string;
  connectionId: string;
  entity: string;
  externalId: string | null;
  operation: string;
  plan: Buffer;
  planHash: string;
  fieldNames: string[];
  mappingHash: string;
}

/** A write as an attempt finds it. `overdue`: the last attempt's call, and the time its trace needs to show, are over. */
export type RelayStanding =
  | { kind: 'claimed'; effectId: number; attempt: number }
  | { kind: 'open'; effectId: number; attempt: number; overdue: boolean; untilMs: number }
  | { kind: 'done'; effectId: number }
  | { kind: 'asked'; effectId: number };

export interface CallTimes {
  callMs: number;
  settleMs: number;
}

const MARK_LENGTH = 40;

/** Our own name of an event towards the target: a keyed hash, since the vendor's key may tell something. */
export async function relayMark(
  db: Db,
  vault: Vault,
  { connectionId, entity, vendorKey }: Pick<InboxRow, 'connectionId' | 'entity' | 'vendorKey'>,
): Promise<string> {
  return (await vault.hash(db, 'relay-event', `${connectionId}/${entity}/${vendorKey}`)).slice(0, MARK_LENGTH);
}

/** The key of a route's write of one event. */
export const relayKey = (routeId: string, mark: string): string => `relay/${routeId}/${mark}`;

const rowOf = ({ routeId, ...plan }: RelayPlan) => ({
  ...plan,
  process: 'relay' as const,
  linkId: routeId,
  side: 'right' as const,
  creates: plan.externalId === null,
});

const deadline = (callMs: number) => sql`clock_timestamp() + make_interval(secs => ${callMs / 1000})`;

function attemptLine(no: number, callMs: number): AttemptLine {
  const now = Date.now();
  return { no, at: new Date(now).toISOString(), callDeadline: new Date(now + callMs).toISOString() };
}

/**
 * Takes the next attempt of each write, in one statement where none has been attempted before. Two callers never hold one attempt.
 * An open attempt is taken over when a repeat does no harm (`repeatable`), or when it is the one in `absent`, proved to have left no trace.
 */
export async function claimWrites(
  db: Database,
  plans: readonly RelayPlan[],
  times: CallTimes,
  options: { repeatable: boolean; absent?: ReadonlyMap<string, number> },
): Promise<Map<string, RelayStanding>> {
  const standings = new Map<string, RelayStanding>();
  if (plans.length === 0) return standings;
  const column = (value: (plan: RelayPlan) => unknown) => sql.param(plans.map(value));
  const { rows: made } = await db.execute<{ id: string; key: string }>(sql`
    insert into effects (process, side, state, attempt, attempts, call_deadline, creates, key, link_id, connection_id, entity, external_id, operation,
      plan, plan_hash, field_names, mapping_hash)
    select 'relay', 'right', 'intended', 1, ${JSON.stringify([attemptLine(1, times.callMs)])}::jsonb, ${deadline(times.callMs)}, external_id is null,
      key, link_id, connection_id, entity, external_id, operation, plan, plan_hash, array(select jsonb_array_elements_text(field_names)), mapping_hash
    from unnest(
      ${column((plan) => plan.key)}::text[], ${column((plan) => plan.routeId)}::text[], ${column((plan) => plan.connectionId)}::text[],
      ${column((plan) => plan.entity)}::text[], ${column((plan) => plan.externalId)}::text[], ${column((plan) => plan.operation)}::text[],
      ${column((plan) => plan.plan)}::bytea[], ${column((plan) => plan.planHash)}::text[],
      ${column((plan) => JSON.stringify(plan.fieldNames))}::jsonb[], ${column((plan) => plan.mappingHash)}::text[]
    ) as given(key, link_id, connection_id, entity, external_id, operation, plan, plan_hash, field_names, mapping_hash)
    on conflict (key) do nothing returning id::text, key`);
  for (const { id, key } of made) standings.set(key, { kind: 'claimed', effectId: Number(id), attempt: 1 });
  const known = plans.filter(({ key }) => !standings.has(key));
  if (known.length > 0) {
    const found = await db.transaction((tx) => claimKnown(tx, known, times, options));
    for (const [key, standing] of found) standings.set(key, standing);
  }
  return standings;
}

async function claimKnown(
  db: Db,
  plans: readonly RelayPlan[],
  times: CallTimes,
  { repeatable, absent }: { repeatable: boolean; absent?: ReadonlyMap<string, number> },
): Promise<Map<string, RelayStanding>> {
  const rows = await db
    .select({
      id: effects.id,
      key: effects.key,
      state: effects.state,
      attempt: effects.attempt,
      attempts: effects.attempts,
      open: sql<boolean>`${effects.callDeadline} is not null and ${effects.state} = 'intended'`,
      overdue: sql<boolean>`coalesce(${effects.callDeadline} + make_interval(secs => ${times.settleMs / 1000}) < clock_timestamp(), true)`,
      until: sql<number>`coalesce(extract(epoch from ${effects.callDeadline}) * 1000, 0)::float8 + ${times.settleMs}::float8`,
    })
    .from(effects)
    .where(
      inArray(
        effects.key,
        plans.map(({ key }) => key),
      ),
    )
    .orderBy(effects.id)
    .for('update');
  const seen = new Map(rows.map((row) => [row.key, row]));
  const standings = new Map<string, RelayStanding>();
  for (const plan of plans) {
    const row = seen.get(plan.key);
    if (!row) throw new Error('a write vanished while it was being claimed');
    const { id: effectId, attempt: before } = row;
    if (row.state === 'done') standings.set(plan.key, { kind: 'done', effectId });
    else if (row.state === 'unknown') standings.set(plan.key, { kind: 'asked', effectId });
    else if (row.open && !repeatable && !(row.overdue && absent?.get(plan.key) === before)) {
      standings.set(plan.key, { kind: 'open', effectId, attempt: before, overdue: row.overdue, untilMs: Math.ceil(row.until) });
    } else {
      const attempt = before + 1;
      const { plan: sealed, planHash, fieldNames, mappingHash, operation, entity, connectionId, externalId } = plan;
      await db
        .update(effects)
        .set({
          state: 'intended',
          ...{ plan: sealed, planHash, fieldNames, mappingHash, operation, entity, connectionId, externalId },
          attempt,
          error: null,
          finishedAt: null,
          callDeadline: deadline(times.callMs),
          attempts: [...row.attempts.slice(-19), attemptLine(attempt, times.callMs)],
        })
        .where(eq(effects.id, effectId));
      standings.set(plan.key, { kind: 'claimed', effectId, attempt });
    }
  }
  return standings;
}

/** Stores plans that must not be carried out. A newer plan under the same key replaces an observed one; a real write is left alone. */
export async function storePlans(db: Db, plans: readonly RelayPlan[]): Promise<void> {
  if (plans.length === 0) return;
  await db
    .insert(effects)
    .values(plans.map((plan) => ({ ...rowOf(plan), state: 'planned' as const })))
    .onConflictDoUpdate({
      target: effects.key,
      set: {
        plan: sql`excluded.plan`,
        planHash: sql`excluded.plan_hash`,
        fieldNames: sql`excluded.field_names`,
        mappingHash: sql`excluded.mapping_hash`,
      },
      setWhere: eq(effects.state, 'planned'),
    });
}

/** A write that was made, and the event that asked for it. */
export interface MadeWrite {
  effectId: number;
  attempt: number;
  eventId: number;
  externalId: string | null;
  result: string;
  /** Codes, names and counts for the journal. */
  data: Record<string, Json>;
}

/**
 * Stores outcomes, ends their events and tells the journal, all in one statement. An outcome whose attempt has been taken over is dropped with
 * everything that would follow from it. Returns the events that were ended.
 */
export async function storeMade(
  db: Db,
  route: { id: string; connectionId: string; mappingHash: string },
  made: readonly MadeWrite[],
): Promise<Set<number>> {
  if (made.length === 0) return new Set();
  const { rows } = await db.execute<{ event_id: string }>(sql`
    with made as (
      select * from unnest(
        ${sql.param(made.map((one) => one.effectId))}::bigint[], ${sql.param(made.map((one) => one.attempt))}::int[],
        ${sql.param(made.map((one) => one.eventId))}::bigint[], ${sql.param(made.map((one) => one.externalId))}::text[],
        ${sql.param(made.map((one) => one.result))}::text[], ${sql.param(made.map((one) => JSON.stringify(one.data)))}::jsonb[]
      ) as made(effect_id, attempt, event_id, external_id, result, data)
    ), stored as (
      update effects set state = 'done', finished_at = now(), error = null, external_id = coalesce(made.external_id, effects.external_id),
        attempts = jsonb_set(effects.attempts, '{-1,outcome}', '"done"')
      from made where effects.id = made.effect_id and effects.attempt = made.attempt and effects.state = 'intended'
      returning made.*
    ), ended as (
      update inbox set state = 'done', finished_at = now(), result = stored.result, error = null, retry_at = null
      from stored where inbox.id = stored.event_id and inbox.state = 'pending'
    ), told as (
      insert into journal (link_id, connection_id, type, actor, data, mapping_hash, effect_id)
      select ${route.id}, ${route.connectionId}, 'event_relayed', 'process:relay', stored.data, ${route.mappingHash}, stored.effect_id from stored
    )
    select event_id::text from stored`);
  return new Set(rows.map((row) => Number(row.event_id)));
}

/** Ends an attempt that failed for good, or whose outcome a person must tell. False when a later attempt has taken over. */
export async function storeRefused(
  db: Db,
  effectId: number,
  attempt: number,
  outcome: { state: 'failed' | 'unknown'; error: StoredError },
): Promise<boolean> {
  const stored = await db
    .update(effects)
    .set({
      ...outcome,
      finishedAt: sql`now()`,
      attempts: sql`jsonb_set(${effects.attempts}, '{-1,outcome}', to_jsonb(${outcome.error.code}::text))`,
    })
    .where(and(eq(effects.id, effectId), eq(effects.attempt, attempt), eq(effects.state, 'intended')))
    .returning({ id: effects.id });
  return stored.length > 0;
}

/** Records that attempts never sent anything, or may be repeated at will: the next ones need not wait for them. */
export async function releaseWrites(
  db: Db,
  attempts: readonly { effectId: number; attempt: number; code: string }[],
): Promise<void> {
  if (attempts.length === 0) return;
  await db.execute(sql`
    update effects set call_deadline = null, attempts = jsonb_set(effects.attempts, '{-1,outcome}', to_jsonb(given.code))
    from unnest(${sql.param(attempts.map((one) => one.effectId))}::bigint[], ${sql.param(attempts.map((one) => one.attempt))}::int[],
      ${sql.param(attempts.map((one) => one.code))}::text[]) as given(id, attempt, code)
    where effects.id = given.id and effects.attempt = given.attempt and effects.state = 'intended'`);
}
