import type { CrmEntity, CrmRecord, ProductRow, WriteInput, WriteOutcome } from '../../domain/deals/ports.ts';
import { HubError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { Write } from '../sdk/contract.ts';
import { type Bitrix24, WRITE_TIMEOUT_MS } from './client.ts';
import { isCrmEntity } from './entities.ts';
import { rowsOf, sameRows } from './rows.ts';

/** The portal may index a new record a little after it answered. */
const SETTLE_MS = 5_000;

/**
 * Creates a record that carries our link in `originId`. The portal honours no key and would create twins:
 * after an unknown outcome the mark is searched first, and of several records the oldest counts.
 */
const add: Write<Bitrix24> = {
  retry: 'findable',
  settleMs: SETTLE_MS,
  timeoutMs: WRITE_TIMEOUT_MS,
  perform: async (client, input) => outcome(await client.add(entityOf(input), input.fields, input.mark)),
  async find(client, input) {
    const [oldest] = await client.findByMark(entityOf(input), input.mark);
    return oldest ? outcome(oldest) : null;
  },
};

/** Writes the planned fields. What the portal silently dropped is seen in `readBack`. */
const update: Write<Bitrix24> = {
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
const setRows: Write<Bitrix24> = {
  retry: 'findable',
  settleMs: SETTLE_MS,
  timeoutMs: WRITE_TIMEOUT_MS,
  perform: async (client, input) => rowsOutcome(await client.setProductRows(idOf(input), rowsOf(input.fields))),
  async find(client, input) {
    const kept = await client.getProductRows(idOf(input));
    return sameRows(kept, rowsOf(input.fields)) ? rowsOutcome(kept) : null;
  },
};

export const writes = { 'record.add': add, 'record.update': update, 'rows.set': setRows };

function outcome(record: CrmRecord): WriteOutcome {
  return { externalId: record.id, revision: record.revision, readBack: record.fields };
}

function rowsOutcome(rows: readonly ProductRow[]): WriteOutcome {
  return { revision: null, readBack: { productRows: rows.map((row): Json => ({ ...row })) } };
}

function entityOf({ entity }: WriteInput): CrmEntity {
  if (isCrmEntity(entity)) return entity;
  throw badInput(`entity ${entity}`);
}

function idOf({ id }: WriteInput): string {
  if (id !== undefined && /^[1-9]\d*$/.test(id)) return id;
  throw badInput('no id');
}

function badInput(detail: string): HubError {
  return new HubError({
    code: 'B24_BAD_WRITE',
    kind: 'bug',
    userMessage: {
      ru: 'Запись в Битрикс24 составлена неверно. Это ошибка Узла.',
      en: 'The write is composed wrongly. This is a mistake of Uzel.',
    },
    detail,
  });
}
