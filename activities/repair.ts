import { subjects } from '../ingress/subjects.ts';
import type { PairRow } from '../store/connections.ts';
import type { Db } from '../store/database.ts';
import { repairableAfter, resentFields } from '../store/drift.ts';
import { insertEvents } from '../store/inbox.ts';
import type { Vault } from '../store/keys.ts';
import { forgetFields, getLinks } from '../store/links.ts';

export interface RepairPage {
  /** Links handed out. */
  fed: number;
  /** Where the next page begins; null after the last. */
  next: string | null;
}

/**
 * Hands out the next links of a comparison to be brought together. Fields that must be sent although nothing moved are forgotten first, so that they count as
 * seen for the first time.
 */
export async function repairPage(
  tx: Db,
  vault: Vault,
  pair: Pick<PairRow, 'leftConnection'>,
  order: { run: number; after: string | null; limit: number; jobId?: string },
): Promise<RepairPage> {
  const ids = await repairableAfter(tx, order.run, order.after, order.limit);
  const links = await getLinks(tx, ids);
  const resent = await resentFields(tx, order.run, ids);
  for (const link of links) {
    const fields = resent.get(link.id);
    if (fields !== undefined) await forgetFields(tx, vault, link, fields);
  }
  await insertEvents(
    tx,
    vault,
    links.map((link) => ({
      connectionId: pair.leftConnection,
      deliveryId: null,
      kind: 'hint' as const,
      entity: 'claim',
      externalId: link.leftId,
      subject: subjects.deal(link.id),
      ...(order.jobId === undefined ? {} : { jobId: order.jobId }),
    })),
  );
  return { fed: links.length, next: ids.length < order.limit ? null : (ids.at(-1) ?? null) };
}
