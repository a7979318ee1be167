import { createHash } from 'node:crypto';
import { and, desc, eq, getTableColumns, inArray, lt, sql } from 'drizzle-orm';
import { type EffectPlan, effectKey } from '../domain/effects/plan.ts';
import type { Fields, Json } from '../domain/json.ts';
import type { Database, Db } from './database.ts';
import type { Vault } from './keys.ts';
import { countOutcome, keyOfLink, type LinkRow } from './links.ts';
import { type AttemptLine, effects, type StoredError } from './schema/index.ts';
import { type UnitScope, within } from './scope.ts';

export type EffectRow = typeof effects.$inferSelect;
const { plan: _plan, ...openColumns } = getTableColumns(effects);
/** Everything but what is sealed. */
export const effectColumns = openColumns;

export type EffectState = EffectRow['state'];

type LinkKey = Pick<LinkRow, 'id' | 'personId'>;
interface PlanBody {
  fields: Fields;
  agreed: Fields;
}

/** What a sealed plan is bound to. */
export const planContext = (key: string) => `effect:${key}`;

/** Order of keys does not matter, order of lists does. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}

async function rowOf(db: Db, vault: Vault, link: LinkKey, plan: EffectPlan, state: EffectState) {
  const key = effectKey(plan);
  const body = { fields: plan.fields, agreed: plan.agreed };
  return {
    key,
    state,
    process: plan.process,
    linkId: plan.linkId,
    side: plan.side,
    creates: plan.creates,
    connectionId: plan.connectionId,
    entity: plan.entity,
    externalId: plan.externalId,
    operation: plan.operation,
    mappingHash: plan.mappingHash,
    plan: await vault.seal(db, keyOfLink(link), planContext(key), body),
    planHash: createHash('sha256').update(canonical(plan.fields)).digest('hex'),
    fieldNames: Object.keys(plan.fields),
  };
}

/** Stores a plan that must not be carried out (observe). A newer plan under the same key replaces it; a real effect is left alone. */
export async function storePlan(db: Db, vault: Vault, link: LinkKey, plan: EffectPlan): Promise<void> {
  const row = await rowOf(db, vault, link, plan, 'planned');
  const { plan: sealed, planHash, fieldNames, mappingHash } = row;
  await db
    .insert(effects)
    .values(row)
    .onConflictDoUpdate({
      target: effects.key,
      set: { plan: sealed, planHash, fieldNames, mappingHash },
      setWhere: eq(effects.state, 'planned'),
    });
}

/** An effect as an attempt finds it. `overdue`: the last attempt's call, and the time its trace needs to show, are over. */
export type Standing =
  | { kind: 'claimed'; effectId: number; attempt: number }
  | { kind: 'open'; effectId: number; attempt: number; overdue: boolean; untilMs: number }
  | { kind: 'done'; effectId: number; externalId: string | null }
  /** A person was asked, and has not answered. */
  | { kind: 'asked' };

/**
 * Takes the next attempt of an effect, unless an earlier attempt's outcome is still open. Serialised by the row; two callers never hold one attempt.
 * `absentAttempt` names the open attempt that the caller has proved to have left no trace.
 */
export async function claimAttempt(
  db: Database,
  vault: Vault,
  link: LinkKey,
  plan: EffectPlan,
  times: { callMs: number; settleMs: number },
  absentAttempt: number | null,
): Promise<Standing> {
  const row = await rowOf(db, vault, link, plan, 'intended');
  const fresh = { ...row, attempt: 1, attempts: [attemptLine(1, times.callMs)], callDeadline: deadline(times.callMs) };
  const [made] = await db
    .insert(effects)
    .values(fresh)
    .onConflictDoNothing({ target: effects.key })
    .returning({ id: effects.id });
  if (made) return { kind: 'claimed', effectId: made.id, attempt: 1 };
  return db.transaction((tx) => claimExisting(tx, row, times, absentAttempt));
}

const deadline = (callMs: number) => sql`clock_timestamp() + make_interval(secs => ${callMs / 1000})`;

function attemptLine(no: number, callMs: number): AttemptLine {
  const now = Date.now();
  return { no, at: new Date(now).toISOString(), callDeadline: new Date(now + callMs).toISOString() };
}

async function claimExisting(
  db: Db,
  row: Awaited<ReturnType<typeof rowOf>>,
  times: { callMs: number; settleMs: number },
  absentAttempt: number | null,
): Promise<Standing> {
  const [seen] = await db
    .select({
      id: effects.id,
      state: effects.state,
      attempt: effects.attempt,
      attempts: effects.attempts,
      externalId: effects.externalId,
      open: sql<boolean>`${effects.callDeadline} is not null and ${effects.state} = 'intended'`,
      overdue: sql<boolean>`coalesce(${effects.callDeadline} + make_interval(secs => ${times.settleMs / 1000}) < clock_timestamp(), true)`,
      until: sql<number>`coalesce(extract(epoch from ${effects.callDeadline}) * 1000, 0)::float8 + ${times.settleMs}::float8`,
    })
    .from(effects)
    .where(eq(effects.key, row.key))
    .for('update');
  if (!seen) throw new Error('an effect vanished while it was being claimed');
  if (seen.state === 'done') return { kind: 'done', effectId: seen.id, externalId: seen.externalId };
  if (seen.state === 'unknown') return { kind: 'asked' };
  if (seen.open && !(seen.overdue && seen.attempt === absentAttempt)) {
    return { kind: 'open', effectId: seen.id, attempt: seen.attempt, overdue: seen.overdue, untilMs: Math.ceil(seen.until) };
  }
  const attempt = seen.attempt + 1;
  const { plan: sealed, planHash, fieldNames, mappingHash } = row;
  await db
    .update(effects)
    .set({
      state: 'intended',
      plan: sealed,
      planHash,
      fieldNames,
      mappingHash,
      attempt,
      error: null,
      finishedAt: null,
      callDeadline: deadline(times.callMs),
      attempts: [...seen.attempts.slice(-19), attemptLine(attempt, times.callMs)],
    })
    .where(eq(effects.id, seen.id));
  return { kind: 'claimed', effectId: seen.id, attempt };
}

/** Stores the outcome of an attempt; false when a later attempt has taken over and the outcome must be dropped. */
export async function storeOutcome(
  db: Db,
  effectId: number,
  attempt: number,
  outcome: { state: 'done'; externalId: string | null } | { state: 'failed' | 'unknown'; error: StoredError },
): Promise<boolean> {
  const result = outcome.state === 'done' ? 'done' : outcome.error.code;
  const stored = await db
    .update(effects)
    .set({
      state: outcome.state,
      finishedAt: sql`now()`,
      attempts: sql`jsonb_set(${effects.attempts}, '{-1,outcome}', to_jsonb(${result}::text))`,
      ...(outcome.state === 'done'
        ? { error: null, ...(outcome.externalId === null ? {} : { externalId: outcome.externalId }) }
        : { error: outcome.error }),
    })
    .where(and(eq(effects.id, effectId), eq(effects.attempt, attempt), eq(effects.state, 'intended')))
    .returning({ id: effects.id });
  return stored.length > 0;
}

/**
 * Ends an effect that a person was asked about. One that landed counts as an outcome of its link; one that did not may be attempted again.
 * What both sides hold is read at the link's next pass.
 */
export async function answerUnknown(db: Db, effectId: number, landed: boolean): Promise<void> {
  const [answered] = await db
    .update(effects)
    .set({ state: landed ? 'done' : 'failed', finishedAt: sql`now()` })
    .where(and(eq(effects.id, effectId), eq(effects.state, 'unknown')))
    .returning({ linkId: effects.linkId });
  if (answered && landed) await countOutcome(db, answered.linkId, null);
}

/** Records that an attempt never sent anything: the next one need not wait for it. */
export async function releaseAttempt(db: Db, effectId: number, attempt: number, code: string): Promise<void> {
  await db
    .update(effects)
    .set({ callDeadline: null, attempts: sql`jsonb_set(${effects.attempts}, '{-1,outcome}', to_jsonb(${code}::text))` })
    .where(and(eq(effects.id, effectId), eq(effects.attempt, attempt), eq(effects.state, 'intended')));
}

/** Effects of a process on a link whose outcome is open, with their plans. */
export async function openEffects(
  db: Db,
  vault: Vault,
  linkId: string,
  process: EffectRow['process'],
): Promise<{ row: EffectRow; body: PlanBody }[]> {
  const rows = await db
    .select()
    .from(effects)
    .where(and(eq(effects.linkId, linkId), eq(effects.process, process), inArray(effects.state, ['intended'])))
    .orderBy(effects.id);
  return Promise.all(rows.map(async (row) => ({ row, body: await openPlan(db, vault, row) })));
}

export async function openPlan(db: Db, vault: Vault, row: Pick<EffectRow, 'key' | 'plan'>): Promise<PlanBody> {
  return JSON.parse((await vault.open(db, row.plan, planContext(row.key))).toString());
}

export function listEffects(
  db: Db,
  filter: {
    linkId?: string | undefined;
    connectionId?: string | undefined;
    process?: EffectRow['process'] | undefined;
    state?: EffectState | undefined;
    before?: number | undefined;
    limit: number;
    scope: UnitScope;
  },
): Promise<EffectRow[]> {
  return db
    .select()
    .from(effects)
    .where(
      and(
        filter.linkId === undefined ? undefined : eq(effects.linkId, filter.linkId),
        filter.connectionId === undefined ? undefined : eq(effects.connectionId, filter.connectionId),
        filter.process === undefined ? undefined : eq(effects.process, filter.process),
        filter.state === undefined ? undefined : eq(effects.state, filter.state),
        filter.before === undefined ? undefined : lt(effects.id, filter.before),
        within('link', effects.linkId, filter.scope),
      ),
    )
    .orderBy(desc(effects.id))
    .limit(filter.limit);
}
