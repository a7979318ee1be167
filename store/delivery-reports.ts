import { and, eq, or } from 'drizzle-orm';
import type { DeliveryReport, Verdict } from '../domain/delivery/report.ts';
import { addressOn } from '../domain/delivery/types.ts';
import { blockAddress } from './address-blocks.ts';
import type { Db } from './database.ts';
import { type DeliveryRow, openDelivery } from './deliveries.ts';
import { goOn } from './delivery-attempts.ts';
import type { Vault } from './keys.ts';
import { deliveriesOut, type StoredError } from './schema/index.ts';
import { closeTask } from './tasks.ts';

/** What a report did: `early` one whose message has not stored its own outcome yet is looked at again. */
export type Reported = 'delivered' | 'delayed' | 'bounced' | 'known' | 'foreign' | 'early';

/**
 * Takes in what a channel tells of a message, once: that it arrived, or that it came back. A message that came back goes on by its next way in the same
 * transaction; an address that is dead is not written to any more.
 */
export async function takeReport(
  tx: Db,
  vault: Vault,
  connectionId: string,
  report: DeliveryReport,
  now: Date,
): Promise<Reported> {
  const row = await messageOf(tx, vault, connectionId, report);
  if (row === null) return 'foreign';
  if (row.state === 'sending') return 'early';
  const { verdict } = report;
  if (verdict === 'delayed') return 'delayed';
  if (verdict === 'delivered') return arrived(tx, row, now);
  if (row.state !== 'sent' && row.state !== 'unknown') return 'known';
  if (row.state === 'unknown') await closeTask(tx, `delivery:${row.id}`, 'hub');
  const opened = await openDelivery(tx, vault, row).catch(() => null);
  const address = opened === null || row.channel === null ? undefined : addressOn(row.channel, opened.to);
  // A notice about another address than ours, behind a forwarder, says nothing of ours.
  const same = report.address === null || report.address.toLowerCase() === address?.toLowerCase();
  if (verdict === 'address' && same && row.channel !== null && address !== undefined)
    await blockAddress(
      tx,
      vault,
      { channel: row.channel, address, reason: 'bounced', code: report.code, deliveryId: row.id },
      now,
    );
  await goOn(tx, vault, row, 'bounced', { ...BOUNCED[verdict], detail: report.code }, now);
  return 'bounced';
}

async function arrived(tx: Db, row: DeliveryRow, now: Date): Promise<Reported> {
  if (row.deliveredAt !== null || (row.state !== 'sent' && row.state !== 'unknown')) return 'known';
  if (row.state === 'unknown') await closeTask(tx, `delivery:${row.id}`, 'hub');
  const sent = row.state === 'sent' ? {} : { state: 'sent' as const, finishedAt: now, error: null };
  await tx
    .update(deliveriesOut)
    .set({ deliveredAt: now, ...sent })
    .where(eq(deliveriesOut.id, row.id));
  return 'delivered';
}

/**
 * The row that a report is about, held. A channel may use a name twice, for two addresses; a Message-ID of ours begins with the row's own id, by which
 * returns are known in whatever mailbox they arrive.
 */
async function messageOf(tx: Db, vault: Vault, connectionId: string, report: DeliveryReport): Promise<DeliveryRow | null> {
  const own = report.message.split('@', 1)[0] ?? '';
  const rows = await tx
    .select()
    .from(deliveriesOut)
    .where(
      or(
        and(eq(deliveriesOut.connectionId, connectionId), eq(deliveriesOut.providerId, report.message)),
        eq(deliveriesOut.id, own),
      ),
    )
    .for('update');
  if (rows.length <= 1 || report.address === null) return rows[0] ?? null;
  for (const row of rows) {
    const opened = await openDelivery(tx, vault, row).catch(() => null);
    const address = opened === null || row.channel === null ? undefined : addressOn(row.channel, opened.to);
    if (address?.toLowerCase() === report.address.toLowerCase()) return row;
  }
  return null;
}

const BOUNCED: { readonly [verdict in Extract<Verdict, 'address' | 'message'>]: StoredError } = {
  address: {
    code: 'BOUNCED_ADDRESS',
    kind: 'business_refusal',
    sentence: {
      ru: 'Сообщение вернулось: такого адреса нет или он отключён',
      en: 'The message came back: the address does not exist or is switched off',
    },
  },
  message: {
    code: 'BOUNCED_MESSAGE',
    kind: 'business_refusal',
    sentence: { ru: 'Сообщение вернулось: его не удалось доставить', en: 'The message came back: it could not be delivered' },
  },
};
