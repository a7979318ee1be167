import { and, desc, eq, getTableColumns, isNull, ne, type SQL, sql } from 'drizzle-orm';
import type { Account, Addresses, Channel, DeliveryState, MessageClass, Passed } from '../domain/delivery/types.ts';
import { waysOf } from '../domain/delivery/ways.ts';
import type { Json } from '../domain/json.ts';
import { blocksOf } from './address-blocks.ts';
import { policyOf } from './channel-policies.ts';
import type { Db } from './database.ts';
import { factsOf, type NewAttachment, saveAttachments } from './delivery-attachments.ts';
import { newId } from './ids.ts';
import { keyNames, type Vault } from './keys.ts';
import { connections, deliveriesOut, type StoredError } from './schema/index.ts';
import { type UnitScope, within } from './scope.ts';

export type DeliveryRow = typeof deliveriesOut.$inferSelect;

/** What is said. `data` is the same for programs. */
export interface MessageContent {
  subject: string;
  text: string;
  html: string | null;
  data: { [name: string]: Json };
  /** For channels that carry one short text and no files; without it they are passed over. */
  short?: string;
  /** A page that offers the files and that `short` names. It is made when the short text is handed over, and not where another channel carries the message. */
  page?: { token: string; language: 'ru' | 'en' };
}

export interface NewDelivery {
  /** Two wishes under one key are one message. */
  key: string;
  class: MessageClass;
  process: string;
  subject: string | null;
  unitId: string | null;
  /** `zone` is an IANA name, where the recipient's is known. */
  to: { personId: string | null; addresses: Addresses; zone?: string };
  template: { name: string; version: number };
  content: MessageContent;
  /** Files, in the order in which they are shown. */
  attachments?: readonly NewAttachment[];
}

export const recipientContext = (id: string) => `delivery:${id}:to`;
export const contentContext = (id: string) => `delivery:${id}:content`;
export const keyOf = (personId: string | null) => (personId === null ? keyNames.shared() : keyNames.person(personId));

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
  const { version, policy } = await policyOf(db, message.class);
  const { personId, addresses, zone } = message.to;
  const travelling = {
    to: addresses,
    files: (message.attachments ?? []).map(factsOf),
    short: Boolean(message.content.short),
    blocked: await blocksOf(db, vault, addresses),
  };
  const { route, passed } = waysOf(policy, travelling, accounts);
  const refusal = route.length > 0 ? null : refusalOf(passed);
  const [made] = await db
    .insert(deliveriesOut)
    .values({
      id,
      message: id,
      key: message.key,
      class: message.class,
      policyVersion: version,
      process: message.process,
      subject: message.subject,
      unitId: message.unitId,
      personId,
      recipient: await vault.seal(db, keyOf(personId), recipientContext(id), { ...addresses }),
      template: message.template.name,
      templateVersion: message.template.version,
      content: await vault.seal(db, keyOf(personId), contentContext(id), { ...message.content }),
      route,
      passed,
      channel: route[0]?.channel ?? null,
      connectionId: route[0]?.connection ?? null,
      zone: zone ?? null,
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

/** Why nothing can carry it: what stands nearest to a mistake is said first. */
function refusalOf(passed: readonly Passed[]): StoredError {
  const because = (reason: Passed['reason']) => passed.some((one) => one.reason === reason);
  if (because('too_large')) return TOO_LARGE;
  if (because('opted_out')) return OPTED_OUT;
  return because('bounced') ? BOUNCED_BEFORE : NO_CHANNEL;
}

const OPTED_OUT: StoredError = {
  code: 'RECIPIENT_OPTED_OUT',
  kind: 'business_refusal',
  sentence: { ru: 'Получатель отказался от сообщений', en: 'The recipient does not want messages' },
};

const BOUNCED_BEFORE: StoredError = {
  code: 'ADDRESS_BOUNCED',
  kind: 'business_refusal',
  sentence: {
    ru: 'С адреса получателя письма возвращаются: укажите другой или снимите блокировку',
    en: 'Mail to the address of the recipient comes back: give another one, or lift the block',
  },
};

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

/** Takes back a message that has not been handed to anybody, whatever channel it is on by now. False when it is too late. */
export async function cancelDelivery(db: Db, id: string, now: Date): Promise<boolean> {
  const cancelled = await db
    .update(deliveriesOut)
    .set({ state: 'cancelled', finishedAt: now })
    .where(and(currentOf(id), eq(deliveriesOut.state, 'queued'), ne(deliveriesOut.open, true)))
    .returning({ id: deliveriesOut.id });
  return cancelled.length > 0;
}

/** The row on which the message of this row is by now. */
const currentOf = (id: string) =>
  and(
    sql`${deliveriesOut.message} = (select first.message from deliveries first where first.id = ${id})`,
    isNull(deliveriesOut.replacedBy),
  );

/** Where a message stands, whatever channel it is on by now. */
export async function latestDelivery(db: Db, id: string): Promise<DeliveryRow | null> {
  const [row] = await db.select().from(deliveriesOut).where(currentOf(id));
  return row ?? null;
}

/** A message in clear. */
export interface OpenedMessage {
  to: Addresses;
  content: MessageContent;
}

/** @throws Error when the person's key is destroyed */
export async function openDelivery(
  db: Db,
  vault: Vault,
  row: Pick<DeliveryRow, 'id' | 'recipient' | 'content'>,
): Promise<OpenedMessage> {
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
  message?: string | undefined;
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
        given(filter.message, (message) => eq(deliveriesOut.message, message)),
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
