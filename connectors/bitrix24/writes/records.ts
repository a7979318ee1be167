import type { CrmRecord, ProductRow, WriteOutcome } from '../../../domain/deals/ports.ts';
import type { Fields, Json } from '../../../domain/json.ts';
import type { Write } from '../../sdk/contract.ts';
import { type Bitrix24, WRITE_TIMEOUT_MS } from '../client.ts';
import { rowsOf, sameRows } from '../rows.ts';
import { entityOf, idOf, SETTLE_MS } from './input.ts';

const ROWS = 'productRows';

/**
 * Creates a record that carries our link in `originId`. The portal honours no key and would create twins:
 * after an unknown outcome the mark is searched first, and of several records the oldest counts.
 * A deal may bring its `productRows`; where the deal is there and its rows are not known to be, they stand in `unwritten`.
 */
export const addRecord: Write<Bitrix24> = {
  retry: 'findable',
  settleMs: SETTLE_MS,
  timeoutMs: WRITE_TIMEOUT_MS,
  async perform(client, input) {
    const entity = entityOf(input);
    if (entity === 'lead') await client.modes.assertLeads();
    if (!bringsRows(input.fields)) return outcome(await client.add(entity, input.fields, input.mark));
    const { [ROWS]: _, ...fields } = input.fields;
    const wished = rowsOf(input.fields);
    const { record, rows } =
      wished.length > 0
        ? await client.addDeal(fields, wished, input.mark)
        : { record: await client.add(entity, fields, input.mark), rows: wished };
    const made = outcome(record);
    return rows === null ? { ...made, unwritten: [ROWS] } : { ...made, readBack: { ...made.readBack, ...rowsField(rows) } };
  },
  async find(client, input) {
    const [oldest] = await client.findByMark(entityOf(input), input.mark);
    if (!oldest) return null;
    return bringsRows(input.fields) ? { ...outcome(oldest), unwritten: [ROWS] } : outcome(oldest);
  },
};

const bringsRows = (fields: Fields) => fields[ROWS] !== undefined;

/** Writes the planned fields. What the portal silently dropped is seen in `readBack`. */
export const updateRecord: Write<Bitrix24> = {
  retry: 'findable',
  settleMs: SETTLE_MS,
  timeoutMs: WRITE_TIMEOUT_MS,
  perform: async (client, input) => outcome(await client.update(entityOf(input), idOf(input), input.fields)),
  async find(client, input) {
    const record = await client.holds(entityOf(input), idOf(input), input.fields);
    return record ? outcome(record) : null;
  },
};

/** Replaces all product rows of a deal by `fields.productRows`. */
export const setRows: Write<Bitrix24> = {
  retry: 'findable',
  settleMs: SETTLE_MS,
  timeoutMs: WRITE_TIMEOUT_MS,
  perform: async (client, input) => rowsOutcome(await client.setProductRows(idOf(input), rowsOf(input.fields))),
  async find(client, input) {
    const kept = await client.getProductRows(idOf(input));
    return sameRows(kept, rowsOf(input.fields)) ? rowsOutcome(kept) : null;
  },
};

function outcome(record: CrmRecord): WriteOutcome {
  return { externalId: record.id, revision: record.revision, readBack: record.fields };
}

function rowsOutcome(rows: readonly ProductRow[]): WriteOutcome {
  return { revision: null, readBack: rowsField(rows) };
}

function rowsField(rows: readonly ProductRow[]): Fields {
  return { [ROWS]: rows.map((row): Json => ({ ...row })) };
}
