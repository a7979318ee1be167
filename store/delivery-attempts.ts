import { and, eq, inArray, sql } from 'drizzle-orm';
import { type Next, nextOf, type SendResult } from '../domain/delivery/next.ts';
import type { ClassPolicy } from '../domain/delivery/policy.ts';
import type { DeliveryState } from '../domain/delivery/types.ts';
import { waysLeft } from '../domain/delivery/ways.ts';
import { outside } from '../domain/time/quiet.ts';
import { policyOf } from './channel-policies.ts';
import type { Database, Db } from './database.ts';
import { contentContext, type DeliveryRow, keyOf, openDelivery, recipientContext } from './deliveries.ts';
import { newId } from './ids.ts';
import type { Vault } from './keys.ts';
import { connections, deliveriesOut, type SendAttempt, type StoredError } from './schema/index.ts';

/** Whose clock counts where the recipient's zone is not known. */
const HOME_ZONE = 'Europe/Moscow';

/** Accounts that have something to do now, and may. */
export async function dueAccounts(db: Db, now: Date): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select distinct d.connection_id as id from deliveries d
    join connections c on c.id = d.connection_id and c.status = 'active'
    where d.state in ('queued', 'sending') and d.due_at <= ${now}`);
  return rows.map((row) => row.id);
}

const PAUSED: StoredError = {
  code: 'CHANNEL_PAUSED',
  kind: 'config',
  sentence: {
    ru: 'Подключение остановлено: сообщение ушло другим каналом',
    en: 'The connection is paused: the message took another channel',
  },
};
const AT_ONCE = 100;

/** Messages that wait for a paused account go on by the next of their ways that works, if nothing can have arrived. Returns how many did. */
export async function leavePausedAccounts(db: Database, vault: Vault, now: Date): Promise<number> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select d.id from deliveries d
    join connections held on held.id = d.connection_id and held.status = 'paused'
    where d.state = 'queued' and not d.open and exists (
      select 1 from jsonb_array_elements(d.route - 0) as leg(value)
      join connections c on c.id = leg.value ->> 'connection' and c.status = 'active')
    order by d.due_at limit ${AT_ONCE}`);
  for (const { id } of rows)
    await db.transaction(async (tx) => {
      const [row] = await tx.select().from(deliveriesOut).where(eq(deliveriesOut.id, id)).for('update');
      if (row?.state === 'queued' && !row.open) await goOn(tx, vault, row, 'failed', PAUSED, now);
    });
  return rows.length;
}

export function dueOf(db: Db, connectionId: string, now: Date, limit: number): Promise<DeliveryRow[]> {
  return db
    .select()
    .from(deliveriesOut)
    .where(
      and(
        eq(deliveriesOut.connectionId, connectionId),
        inArray(deliveriesOut.state, ['queued', 'sending']),
        sql`${deliveriesOut.dueAt} <= ${now}`,
      ),
    )
    .orderBy(deliveriesOut.dueAt, deliveriesOut.id)
    .limit(limit);
}

/** A message as an attempt finds it. */
export type Claim =
  | { kind: 'claimed'; attempt: number }
  /** An attempt of somebody else ended without an outcome, or is under way until `overdue`. */
  | { kind: 'open'; attempt: number; overdue: boolean }
  | { kind: 'none' };

/**
 * Takes the next attempt of a message. Serialised by the row; two callers never hold one attempt. In the quiet hours of its recipient a message waits for
 * their end instead.
 * @param provenAbsent the attempt without outcome that the caller has proved to have left no trace, or may repeat
 */
export async function claimDelivery(
  db: Database,
  id: string,
  times: { callMs: number; settleMs: number },
  now: Date,
  provenAbsent: number | null,
): Promise<Claim> {
  return db.transaction(async (tx) => {
    const [row] = await tx.select().from(deliveriesOut).where(eq(deliveriesOut.id, id)).for('update');
    if (!row || (row.state !== 'queued' && row.state !== 'sending') || row.dueAt > now) return { kind: 'none' };
    if (row.state === 'sending' && row.attempt !== provenAbsent) {
      const until = (row.callDeadline?.getTime() ?? 0) + times.settleMs;
      return { kind: 'open', attempt: row.attempt, overdue: until <= Date.now() };
    }
    if (row.state === 'queued' && !row.open) {
      if (row.expiresAt <= now) {
        await tx.update(deliveriesOut).set({ state: 'expired', finishedAt: now }).where(eq(deliveriesOut.id, id));
        return { kind: 'none' };
      }
      const from = wakefulFrom((await policyOf(tx, row.class)).policy, row, now);
      if (from > now) {
        await tx.update(deliveriesOut).set({ dueAt: from }).where(eq(deliveriesOut.id, id));
        return { kind: 'none' };
      }
    }
    const [leg] = row.route;
    if (!leg) throw new Error(`delivery ${id} has no way`);
    const attempt = row.attempt + 1;
    const at = Date.now();
    const callDeadline = new Date(at + times.callMs);
    const line: SendAttempt = {
      no: attempt,
      ...leg,
      at: new Date(at).toISOString(),
      callDeadline: callDeadline.toISOString(),
    };
    await tx
      .update(deliveriesOut)
      .set({
        state: 'sending',
        attempt,
        callDeadline,
        dueAt: new Date(callDeadline.getTime() + times.settleMs),
        attempts: [...row.attempts.slice(-19), line],
      })
      .where(eq(deliveriesOut.id, id));
    return { kind: 'claimed', attempt };
  });
}

/** From when on its recipient may be disturbed on this channel. */
function wakefulFrom({ quiet }: ClassPolicy, { channel, zone }: DeliveryRow, now: Date): Date {
  if (quiet === null || channel === null || !quiet.channels.includes(channel)) return now;
  return new Date(outside(quiet, zone ?? HOME_ZONE, now.getTime()));
}

export interface Outcome {
  result: SendResult;
  /** In one word for the list of attempts: sent, found, or an error's code. */
  word: string;
  providerId?: string | null;
  error?: StoredError;
}

/**
 * Stores what an attempt came to; null when a later attempt has taken over and the outcome must be dropped. Where the message goes on by another channel,
 * the row that does so is made in the same transaction.
 */
export async function storeDelivery(
  tx: Db,
  vault: Vault,
  { id }: Pick<DeliveryRow, 'id'>,
  attempt: number,
  outcome: Outcome,
  now: Date,
  limitScale: number,
): Promise<Next | null> {
  const [row] = await tx.select().from(deliveriesOut).where(eq(deliveriesOut.id, id)).for('update');
  if (!row || row.attempt !== attempt || row.state !== 'sending') return null;
  const { policy } = await policyOf(tx, row.class);
  const standing = {
    left: row.route.length - 1,
    since: row.createdAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
    tries: row.tries,
    open: row.open,
  };
  const next = nextOf(standing, outcome.result, policy, now.getTime(), limitScale);
  await tx
    .update(deliveriesOut)
    .set({
      error: outcome.error ?? null,
      attempts: sql`jsonb_set(${deliveriesOut.attempts}, '{-1,outcome}', to_jsonb(${outcome.word}::text))`,
      ...(outcome.providerId == null ? {} : { providerId: outcome.providerId }),
      ...(next.state === 'onward' ? {} : { state: next.state }),
      ...(next.state === 'queued' ? { tries: next.tries, open: next.open, dueAt: new Date(next.dueAt), callDeadline: null } : {}),
      ...(FINAL.has(next.state) ? { finishedAt: now } : {}),
    })
    .where(eq(deliveriesOut.id, id));
  if (next.state === 'onward') await goOn(tx, vault, row, 'failed', outcome.error ?? null, now);
  return next;
}

const FINAL: ReadonlySet<Next['state']> = new Set(['sent', 'failed', 'expired']);

/**
 * Closes a row on whose channel nothing has arrived for certain, and lets its message go on by the next way, if one is left. Returns the row that goes on.
 * The caller holds the row.
 */
export async function goOn(
  tx: Db,
  vault: Vault,
  row: DeliveryRow,
  state: Extract<DeliveryState, 'failed' | 'bounced'>,
  error: StoredError | null,
  now: Date,
): Promise<string | null> {
  const next = row.replacedBy === null && row.expiresAt > now ? await follower(tx, vault, row, now) : null;
  if (next !== null) await tx.insert(deliveriesOut).values(next);
  await tx
    .update(deliveriesOut)
    .set({ state, error, finishedAt: now, ...(next === null ? {} : { replacedBy: next.id }) })
    .where(eq(deliveriesOut.id, row.id));
  return next?.id ?? null;
}

/** Null where no way is left, or the data of the recipient are erased. */
async function follower(tx: Db, vault: Vault, row: DeliveryRow, now: Date): Promise<typeof deliveriesOut.$inferInsert | null> {
  const ready = new Set(
    (await tx.select({ id: connections.id }).from(connections).where(eq(connections.status, 'active'))).map(({ id }) => id),
  );
  const route = waysLeft(row.route, (connection) => ready.has(connection));
  const [leg] = route;
  const opened = leg && (await openDelivery(tx, vault, row).catch(() => null));
  if (!leg || !opened) return null;
  const id = newId('dlv');
  const key = keyOf(row.personId);
  const { message, class: name, policyVersion, process, subject, unitId, personId, template, templateVersion } = row;
  const { zone, expiresAt, passed } = row;
  return {
    id,
    key: `${message}>${id}`,
    ...{ message, class: name, policyVersion, process, subject, unitId, personId, template, templateVersion },
    ...{ zone, expiresAt, passed, route },
    recipient: await vault.seal(tx, key, recipientContext(id), { ...opened.to }),
    content: await vault.seal(tx, key, contentContext(id), { ...opened.content }),
    channel: leg.channel,
    connectionId: leg.connection,
    state: 'queued',
    dueAt: now,
    createdAt: now,
  };
}
