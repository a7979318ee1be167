import type { CrmSource, ProductRow } from '../../domain/deals/ports.ts';
import type { Clock, Connected } from '../sdk/contract.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import { findByCommunication } from './duplicates.ts';
import { createItems, type Items, PAGE_SIZE } from './items.ts';
import { createMetadata, type Metadata } from './metadata.ts';
import type { Bitrix24Options } from './options.ts';
import { createRest, type Rest } from './rest.ts';
import { inOrder, rowsToWire, toRow } from './rows.ts';
import { exactNumber } from './values.ts';
import { productRowsResult } from './wire.ts';

/** Longest attempt of one write with the reads around it; the write itself has the 65 s of a call. Milliseconds at limit scale 1. */
export const WRITE_TIMEOUT_MS = 90_000;

/** One portal, as the hub works with it. */
export interface Bitrix24 extends CrmSource, Pick<Items, 'add' | 'update' | 'changedPage' | 'holds'> {
  /** Replaces all product rows of a deal; answers with the rows that the portal kept. */
  setProductRows(dealId: string, rows: readonly ProductRow[]): Promise<ProductRow[]>;
  options: Bitrix24Options;
  rest: Rest;
  metadata: Metadata;
  clock: Clock;
}

export function createClient(connected: Connected<Bitrix24Options>): Bitrix24 {
  const { options, clock } = connected;
  const rest = createRest(connected);
  const metadata = createMetadata(rest, clock);
  const deadlineAt = () => clock.now() + scaledTimeoutMs(WRITE_TIMEOUT_MS, connected.limitScale);
  const items = createItems({ rest, metadata, options, deadlineAt });

  async function getProductRows(dealId: string): Promise<ProductRow[]> {
    const filter = { '=ownerType': 'D', '=ownerId': exactNumber(dealId) };
    const rows: ProductRow[] = [];
    for (let start = 0; rows.length === start; start += PAGE_SIZE) {
      const params = { filter, order: { id: 'ASC' }, start };
      const { result } = await rest.read('crm.item.productrow.list', params, productRowsResult);
      rows.push(...result.productRows.map(toRow));
    }
    return inOrder(rows);
  }

  return {
    ...items,
    options,
    rest,
    metadata,
    clock,
    getProductRows,
    findByCommunication: (entity, by) => findByCommunication(rest, entity, by),
    listChanged: async (entity, since, afterId) => (await items.changedPage(entity, since, afterId)).records,
    async setProductRows(dealId, rows) {
      const params = { ownerType: 'D', ownerId: exactNumber(dealId), productRows: rowsToWire(rows) };
      const { result } = await rest.write('crm.item.productrow.set', params, productRowsResult, deadlineAt());
      return inOrder(result.productRows.map(toRow));
    },
  };
}
