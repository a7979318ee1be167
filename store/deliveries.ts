import { and, desc, eq, getTableColumns, inArray, ne, type SQL, sql } from 'drizzle-orm';
import { carries } from '../domain/delivery/attachments.ts';
import { type Next, nextOf, type SendResult } from '../domain/delivery/next.ts';
import { POLICIES, routeOf } from '../domain/delivery/policy.ts';
import type { Account, Addresses, Channel, DeliveryState, MessageClass } from '../domain/delivery/types.ts';
import type { Json } from '../domain/json.ts';
import type { Database, Db } from './database.ts';
import { factsOf, type NewAttachment, saveAttachments } from './delivery-attachments.ts';
import { newId } from './ids.ts';
import { keyNames, type Vault } from './keys.ts';
import { connections, deliveriesOut, type SendAttempt, type StoredError } from './schema/index.ts';
import { type UnitScope, within } from './scope.ts';

export type DeliveryRow = typeof deliveriesOut.$inferSelect;

/** What is said. `data` is the same for programs. */
export interface MessageContent {
  subject: string;
  text: string;
  html: string | null;
  data: { [name: string]: Json };
}

export interface NewDelivery {
  /** Two wishes under one key are one message. */
  key: string;
  class: MessageClass;
  process: string;
  subject: string | null;
  unitId: string | null;
  to: { personId: string | null; addresses: Addresses };
  template: { name: string; version: number };
  content: MessageContent;
  /** Files, in the order in which they are shown. */
  attachments?: readonly NewAttachment[];
}

const recipientContext = (id: string) => `delivery:${id}:to`;
const contentContext = (id: string) => `delivery:${id}:content`;
const keyOf = (personId: string | null) => (personId === null ? keyNames.shared() : keyNames.person(personId));

/** The connections that send, and whether they may now. @param channelOf the channel that a system serves */
export async function listAccounts(db: Db, channelOf: (system: string) => Channel | undefined): Promise<Account[]> {
  const rows = await db
    .select({ id: connections.id, system: connections.system, status: connections.status })
    .from(connections)
    .orderBy(connections.id);
  return rows.flatMap(({ id, system, status }) => {
    const channel = channelOf(system);
    return channel === undefined ? [] : [{ connection: id, channel, ready: status === 'active' }];
  });
}

/**
 * Wants a message sent; the same key again changes nothing. Where no account can carry it, or its files are too large for every channel, it fails at once
 * and says so. Returns its id.
 * @throws HubError `validation` for a file that may not be attached
 */
export function postDelivery(
  db: Db,
  vault: Vault,
  accounts: readonly Account[],
  message: NewDelivery,
  now: Date,
): Promise<string> {
  return db.transaction((tx) => post(tx, vault, accounts, message, now));
}

async function post(db: Db, vault: Vault, accounts: readonly Account[], message: NewDelivery, now: Date): Promise<string> {
  const id = newId('dlv');
  const policy = POLICIES[message.class];
  const { personId, addresses } = message.to;
  const files = (message.attachments ?? []).map(factsOf);
  const ways = routeOf(policy, addresses, accounts);
  const route = ways.filter(({ channel }) => carries(channel, files));
  const refusal = ways.length === 0 ? NO_CHANNEL : route.length === 0 ? TOO_LARGE : null;
  const [made] = await db
    .insert(deliveriesOut)
    .values({
      id,
      key: message.key,
      class: message.class,
      process: message.process,
      subject: message.subject,
      unitId: message.unitId,
      personId,
      recipient: await vault.seal(db, keyOf(personId), recipientContext(id), { ...addresses }),
      template: message.template.name,
      templateVersion: message.template.version,
      content: await vault.seal(db, keyOf(personId), contentContext(id), { ...message.content }),
      route,
      connectionId: route[0]?.connection ?? null,
      state: refusal ? 'failed' : 'queued',
      error: refusal,
      dueAt: now,
      expiresAt: new Date(now.getTime() + policy.lifetimeMs),
      createdAt: now,
      finishedAt: refusal ? now : null,
    })
    .onConflictDoNothing({ target: deliveriesOut.key })
    .returning({ id: deliveriesOut.id });
  if (made) {
    await saveAttachments(db, vault, { deliveryId: made.id, personId }, message.attachments ?? []);
    return made.id;
  }
  const [known] = await db.select({ id: deliveriesOut.id }).from(deliveriesOut).where(eq(deliveriesOut.key, message.key));
  if (!known) throw new Error('a delivery vanished while it was being posted');
  return known.id;
}

const NO_CHANNEL: StoredError = {
  code: 'NO_CHANNEL',
  kind: 'config',
  sentence: {
    ru: 'Нет подключения, которое может доставить сообщение этому получателю',
    en: 'There is no connection that could carry the message to this recipient',
  },
};

const TOO_LARGE: StoredError = {
  code: 'ATTACHMENTS_TOO_LARGE',
  kind: 'validation',
  sentence: {
    ru: 'Файлы слишком велики для одного сообщения: отправьте их по частям или ссылкой',
    en: 'The files are too large for one message: send them in parts, or as a link',
  },
};

/** Accounts that have something to do now, and may. */
export async function dueAccounts(db: Db, now: Date): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select distinct d.connection_id as id from deliveries d
    join connections c on c.id = d.connection_id and c.status = 'active'
    where d.state in ('queued', 'sending') and d.due_at <= ${now}`);
  return rows.map((row) => row.id);
}

/** Messages that wait for a paused account go on to the next leg of their route that works, if nothing can have arrived. Returns how many did. */
export async function leavePausedAccounts(db: Db, now: Date): Promise<number> {
  const moved = await db.execute(sql`
    update deliveries d set step = onward.step, connection_id = onward.connection, tries = 0, due_at = ${now}
    from (
      select w.id, min(leg.place)::int - 1 as step, (array_agg(leg.value ->> 'connection' order by leg.place))[1] as connection
      from deliveries w
      join connections held on held.id = w.connection_id and held.status = 'paused'
      cross join lateral jsonb_array_elements(w.route) with ordinality as leg(value, place)
      join connections c on c.id = leg.value ->> 'connection' and c.status = 'active'
      where w.state = 'queued' and not w.open and leg.place - 1 > w.step
      group by w.id
    ) onward
    where d.id = onward.id and d.state = 'queued' and not d.open`);
  return moved.rowCount ?? 0;
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
 * Takes the next attempt of a message. Serialised by the row; two callers never hold one attempt.
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
    if (row.expiresAt <= now && !row.open && row.state === 'queued') {
      await tx.update(deliveriesOut).set({ state: 'expired', finishedAt: now }).where(eq(deliveriesOut.id, id));
      return { kind: 'none' };
    }
    const leg = row.route[row.step];
    if (!leg) throw new Error(`delivery ${id} has no leg ${row.step}`);
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

export interface Outcome {
  result: SendResult;
  /** In one word for the list of attempts: sent, found, or an error's code. */
  word: string;
  providerId?: string | null;
  error?: StoredError;
}

/** Stores what an attempt came to; null when a later attempt has taken over and the outcome must be dropped. */
export async function storeDelivery(
  db: Db,
  row: Pick<DeliveryRow, 'id' | 'class' | 'route' | 'step' | 'tries' | 'open' | 'expiresAt'>,
  attempt: number,
  outcome: Outcome,
  now: Date,
  limitScale: number,
): Promise<Next | null> {
  const standing = { ...row, legs: row.route.length, expiresAt: row.expiresAt.getTime() };
  const next = nextOf(standing, outcome.result, POLICIES[row.class], now.getTime(), limitScale);
  const stored = await db
    .update(deliveriesOut)
    .set({
      state: next.state,
      error: outcome.error ?? null,
      attempts: sql`jsonb_set(${deliveriesOut.attempts}, '{-1,outcome}', to_jsonb(${outcome.word}::text))`,
      ...(outcome.providerId == null ? {} : { providerId: outcome.providerId }),
      ...placeOf(row, next),
      ...(next.state === 'queued' || next.state === 'sending' || next.state === 'unknown' ? {} : { finishedAt: now }),
    })
    .where(and(eq(deliveriesOut.id, row.id), eq(deliveriesOut.attempt, attempt), eq(deliveriesOut.state, 'sending')))
    .returning({ id: deliveriesOut.id });
  return stored.length > 0 ? next : null;
}

function placeOf(row: Pick<DeliveryRow, 'route'>, next: Next) {
  if (next.state !== 'queued') return {};
  const { step, tries, open } = next;
  return {
    step,
    tries,
    open,
    connectionId: row.route[step]?.connection ?? null,
    dueAt: new Date(next.dueAt),
    callDeadline: null,
  };
}

/** Ends a message that a person was asked about: it arrived, or goes out once more under its old name. */
export async function answerDelivery(db: Db, id: string, arrived: boolean, now: Date): Promise<void> {
  await db
    .update(deliveriesOut)
    .set(
      arrived
        ? { state: 'sent', finishedAt: now }
        : {
            state: 'queued',
            open: false,
            tries: 0,
            callDeadline: null,
            dueAt: now,
            expiresAt: sql`greatest(${deliveriesOut.expiresAt}, ${new Date(now.getTime() + ANSWER_LIFETIME_MS)})`,
          },
    )
    .where(and(eq(deliveriesOut.id, id), eq(deliveriesOut.state, 'unknown')));
}

/** A message that a person wants sent again is worth at least this long a try. */
const ANSWER_LIFETIME_MS = 24 * 3_600_000;

/** Takes back a message that has not been handed to anybody. False when it is too late. */
export async function cancelDelivery(db: Db, id: string, now: Date): Promise<boolean> {
  const cancelled = await db
    .update(deliveriesOut)
    .set({ state: 'cancelled', finishedAt: now })
    .where(and(eq(deliveriesOut.id, id), eq(deliveriesOut.state, 'queued'), ne(deliveriesOut.open, true)))
    .returning({ id: deliveriesOut.id });
  return cancelled.length > 0;
}

/** @throws Error when the person's key is destroyed */
export async function openDelivery(
  db: Db,
  vault: Vault,
  row: Pick<DeliveryRow, 'id' | 'recipient' | 'content'>,
): Promise<{ to: Addresses; content: MessageContent }> {
  return {
    to: JSON.parse((await vault.open(db, row.recipient, recipientContext(row.id))).toString()) as Addresses,
    content: JSON.parse((await vault.open(db, row.content, contentContext(row.id))).toString()) as MessageContent,
  };
}

export async function getDelivery(db: Db, id: string, scope: UnitScope = 'all'): Promise<DeliveryRow | null> {
  const [row] = await db
    .select()
    .from(deliveriesOut)
    .where(and(eq(deliveriesOut.id, id), within('unit', deliveriesOut.unitId, scope)));
  return row ?? null;
}

export interface DeliveryFilter {
  state?: DeliveryState | undefined;
  class?: MessageClass | undefined;
  process?: string | undefined;
  subject?: string | undefined;
  connectionId?: string | undefined;
  scope: UnitScope;
  /** Rows before this place. Microseconds do not fit a Date. */
  before?: { at: string; id: string } | undefined;
  limit: number;
}

const given = <T>(value: T | undefined, condition: (value: T) => SQL) => (value === undefined ? undefined : condition(value));

/** The newest first. */
export function listSent(db: Db, filter: DeliveryFilter): Promise<(DeliveryRow & { place: string })[]> {
  return db
    .select({ ...getTableColumns(deliveriesOut), place: sql<string>`${deliveriesOut.createdAt}::text` })
    .from(deliveriesOut)
    .where(
      and(
        given(filter.state, (state) => eq(deliveriesOut.state, state)),
        given(filter.class, (name) => eq(deliveriesOut.class, name)),
        given(filter.process, (process) => eq(deliveriesOut.process, process)),
        given(filter.subject, (subject) => eq(deliveriesOut.subject, subject)),
        given(filter.connectionId, (id) => eq(deliveriesOut.connectionId, id)),
        within('unit', deliveriesOut.unitId, filter.scope),
        given(
          filter.before,
          ({ at, id }) => sql`(${deliveriesOut.createdAt}, ${deliveriesOut.id}) < (${at}::timestamptz, ${id})`,
        ),
      ),
    )
    .orderBy(desc(deliveriesOut.createdAt), desc(deliveriesOut.id))
    .limit(filter.limit);
}
