import { createHash } from 'node:crypto';
import { and, eq, getTableColumns, isNull, sql } from 'drizzle-orm';
import type { SendState } from '../domain/documents/types.ts';
import type { Db } from './database.ts';
import type { DeliveryRow } from './deliveries.ts';
import { newId } from './ids.ts';
import type { Vault } from './keys.ts';
import { keyOfLink, type LinkRow } from './links.ts';
import { deliveriesOut, documentSends, type StoredError } from './schema/index.ts';

export type SendRow = typeof documentSends.$inferSelect;

/** A wish to send with how its message stands. */
export interface StandingSend extends SendRow {
  /** The row that its message is on by now. */
  delivery: Pick<DeliveryRow, 'id' | 'state' | 'open' | 'channel' | 'passed' | 'error' | 'finishedAt'> | null;
}

const addressContext = (id: string) => `send:${id}:address`;

/** Names a set of versions, whatever their order. */
export const versionSetOf = (versions: readonly string[]): string =>
  createHash('sha256')
    .update([...versions].sort().join('\n'))
    .digest('hex')
    .slice(0, 24);

/** What makes two wishes the same message. */
export const deliveryKey = ({ linkId, part, recipient, versionSet, resend }: SendRow): string =>
  ['documents', linkId, part, recipient, versionSet, resend].join('/');

/** Wishes of a claim in their order. */
export function sendsOf(db: Db, linkId: string): Promise<StandingSend[]> {
  return standing(db).where(eq(documentSends.linkId, linkId)).orderBy(documentSends.orderedAt, documentSends.id);
}

function standing(db: Db) {
  return db
    .select({
      ...getTableColumns(documentSends),
      delivery: {
        id: deliveriesOut.id,
        state: deliveriesOut.state,
        open: deliveriesOut.open,
        channel: deliveriesOut.channel,
        passed: deliveriesOut.passed,
        error: deliveriesOut.error,
        finishedAt: deliveriesOut.finishedAt,
      },
    })
    .from(documentSends)
    .leftJoin(deliveriesOut, and(eq(deliveriesOut.message, documentSends.deliveryId), isNull(deliveriesOut.replacedBy)));
}

/** How a wish stands, by its own state and by its message's. */
export function stateOfSend({ state, delivery }: Pick<StandingSend, 'state' | 'delivery'>): SendState {
  if (state === 'cancelled' || state === 'refused') return 'cancelled';
  if (state === 'ordered' || delivery === null) return 'waiting';
  switch (delivery.state) {
    case 'queued':
      return delivery.open ? 'under_way' : 'waiting';
    case 'sending':
      return 'under_way';
    case 'sent':
      return 'sent';
    case 'unknown':
      return 'unknown';
    default:
      return 'failed';
  }
}

export type NewSend = Omit<
  SendRow,
  'id' | 'address' | 'deliveryId' | 'deliveryState' | 'error' | 'provenAt' | 'notedAt' | 'planHash' | 'bulkId' | 'reason'
> &
  Partial<Pick<SendRow, 'planHash' | 'bulkId' | 'reason'>> & { address: string | null };

/** Stores a wish to send; null when the very same one is there already. */
export async function orderSend(db: Db, vault: Vault, link: Pick<LinkRow, 'personId'>, wish: NewSend): Promise<SendRow | null> {
  const id = newId('snd');
  const { address, ...row } = wish;
  const sealed = address === null ? null : await vault.seal(db, keyOfLink(link), addressContext(id), { email: address });
  const [made] = await db
    .insert(documentSends)
    .values({ id, ...row, address: sealed })
    .onConflictDoNothing()
    .returning();
  return made ?? null;
}

/** The address that a person has named; null where the recipient's own is meant. @throws Error when the person's key is destroyed */
export async function openAddress(db: Db, vault: Vault, send: Pick<SendRow, 'id' | 'address'>): Promise<string | null> {
  if (send.address === null) return null;
  return (await vault.openJson<{ email: string }>(db, send.address, addressContext(send.id))).email;
}

export async function updateSend(db: Db, id: string, set: Partial<typeof documentSends.$inferInsert>): Promise<void> {
  await db.update(documentSends).set(set).where(eq(documentSends.id, id));
}

export const refuseSend = (db: Db, id: string, error: StoredError): Promise<void> =>
  updateSend(db, id, { state: 'refused', error });

/** Wishes that one plan has led to. */
export function sendsOfPlan(db: Db, linkId: string, planHash: string): Promise<StandingSend[]> {
  return standing(db).where(and(eq(documentSends.linkId, linkId), eq(documentSends.planHash, planHash)));
}

/** Claims whose messages stand otherwise than when their run last looked, and that nobody has told yet; a month after it left, no news of a message is expected any more. */
export async function movedSends(db: Db, limit: number): Promise<{ linkId: string; connectionId: string }[]> {
  const { rows } = await db.execute<{ link: string; connection: string }>(sql`
    select distinct send.link_id as link, pairs.left_connection as connection from document_sends send
    join deliveries on deliveries.message = send.delivery_id and deliveries.replaced_by is null
    join links on links.id = send.link_id join pairs on pairs.id = links.pair_id
    where send.state = 'posted' and (send.delivery_state is null or send.ordered_at > now() - interval '30 days')
      and deliveries.state not in ('queued', 'sending')
      and (deliveries.state is distinct from send.delivery_state or (deliveries.state = 'sent' and deliveries.finished_at > send.proven_at))
      and not exists (select 1 from inbox where inbox.subject = 'documents:' || send.link_id and inbox.state = 'pending')
    limit ${limit}`);
  return rows.map(({ link, connection }) => ({ linkId: link, connectionId: connection }));
}
