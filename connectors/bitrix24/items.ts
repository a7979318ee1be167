import type { CrmRecord, ProductRow } from '../../domain/deals/ports.ts';
import { isHubError } from '../../domain/errors.ts';
import type { Fields } from '../../domain/json.ts';
import { resultOf } from './batch.ts';
import { entityTypeId, ORIGINATOR, type RecordEntity } from './entities.ts';
import type { EntityFields, Metadata } from './metadata.ts';
import { additions, diff } from './multifields.ts';
import type { Bitrix24Options } from './options.ts';
import { PAGE_SIZE } from './paging.ts';
import { isUnplaced, meetsUnknownOption, shows, toRecord, toWireFields } from './records.ts';
import type { Answer, Rest } from './rest.ts';
import { rowsCommand, rowsIn } from './rows.ts';
import { exactNumber } from './values.ts';
import { type Item, itemResult, itemsResult, multifields, productRowsResult, type Timing } from './wire.ts';

/** Pages of one request while everything is read for the first time. */
const CHAINED_PAGES = 10;
/** Ids alone are light. */
const CHAINED_ID_PAGES = 40;

export interface ChangedPage {
  records: CrmRecord[];
  /** The portal's own time at this answer, ISO 8601; null where it does not say. */
  servedAt: string | null;
  complete: boolean;
}

/** Records of the universal CRM surface. */
export interface Items {
  getRecord(entity: RecordEntity, id: string): Promise<CrmRecord | null>;
  getRecords(entity: RecordEntity, ids: readonly string[]): Promise<CrmRecord[]>;
  findByMark(entity: RecordEntity, mark: string): Promise<CrmRecord[]>;
  /** Records changed at or after a moment, 50 by id; without a moment all of them, 500 in one request. */
  changedPage(entity: RecordEntity, since: string | null, afterId: string | null): Promise<ChangedPage>;
  /** Ids of all records by size, some thousands in one request. */
  idsPage(entity: RecordEntity, afterId: string | null): Promise<{ ids: string[]; complete: boolean }>;
  /** Creates a record with our mark and the configured funnel, source and responsible person; answers with what the portal kept. */
  add(entity: RecordEntity, fields: Fields, mark: string): Promise<CrmRecord>;
  /** Creates a deal and sets its product rows in one request; `rows` is null where the deal was made and its rows were not, or not surely. */
  addDeal(fields: Fields, rows: readonly ProductRow[], mark: string): Promise<{ record: CrmRecord; rows: ProductRow[] | null }>;
  /** Writes the named fields; answers with the whole record that the portal kept. */
  update(entity: RecordEntity, id: string, fields: Fields): Promise<CrmRecord>;
  /** The record, if it shows every planned field as planned. */
  holds(entity: RecordEntity, id: string, fields: Fields): Promise<CrmRecord | null>;
}

interface ListedItems {
  items: Item[];
  time: Timing | undefined;
  complete: boolean;
}

interface ItemsDeps {
  rest: Rest;
  metadata: Metadata;
  options: Bitrix24Options;
  /** End of a write attempt that starts now, in epoch milliseconds. */
  deadlineAt: () => number;
}

export function createItems({ rest, metadata, options, deadlineAt }: ItemsDeps): Items {
  async function present(entity: RecordEntity, items: readonly Item[]): Promise<CrmRecord[]> {
    if (items.length === 0) return [];
    let known = await metadata.fields(entity);
    if (items.some((item) => meetsUnknownOption(item, known))) known = await metadata.reread(entity, known);
    return items.map((item) => toRecord(entity, item, known, options));
  }

  /** `*` alone brings communications along; names of custom fields together with it lose whole items. */
  const listParams = (entity: RecordEntity, filter: object, select: string) => ({
    entityTypeId: entityTypeId[entity],
    select: [select],
    filter,
    order: { id: 'ASC' },
    start: -1,
  });

  async function list(entity: RecordEntity, filter: object): Promise<Answer<{ items: Item[] }>> {
    const { result, time } = await rest.read('crm.item.list', listParams(entity, filter, '*'), itemsResult);
    return { result: { items: result.items.map(whole) }, time };
  }

  /** Pages of one request, each beginning after the last id of the one before; what follows a page that is not full is worth nothing. */
  async function chained(entity: RecordEntity, select: string, afterId: string | null, pages: number): Promise<ListedItems> {
    const commands = Array.from({ length: pages }, (_, at) => {
      const after = at === 0 ? afterId && exactNumber(afterId) : resultOf(at - 1, 'items', PAGE_SIZE - 1, 'id');
      return { method: 'crm.item.list', params: listParams(entity, after === null ? {} : { '>id': after }, select) };
    });
    const answers = await rest.readChain(commands, itemsResult);
    const last = answers.findIndex(({ result }) => result.items.length < PAGE_SIZE);
    const read = last < 0 ? answers : answers.slice(0, last + 1);
    return { items: read.flatMap(({ result }) => result.items.map(whole)), time: answers[0]?.time, complete: last >= 0 };
  }

  async function changed(entity: RecordEntity, since: string, afterId: string | null): Promise<ListedItems> {
    const after = afterId === null ? {} : { '>id': exactNumber(afterId) };
    const { result, time } = await list(entity, { '>=updatedTime': since, ...after });
    return { items: result.items, time, complete: result.items.length < PAGE_SIZE };
  }

  async function find(entity: RecordEntity, filter: object): Promise<CrmRecord[]> {
    return present(entity, (await list(entity, filter)).result.items);
  }

  async function item(entity: RecordEntity, id: string): Promise<Item> {
    const { result } = await rest.read('crm.item.get', { entityTypeId: entityTypeId[entity], id: exactNumber(id) }, itemResult);
    return whole(result.item);
  }

  /** Metadata that can place the planned fields, if need be read again. */
  async function placing(entity: RecordEntity, fields: Fields): Promise<EntityFields> {
    const known = await metadata.fields(entity);
    return isUnplaced(entity, fields, known, options) ? metadata.reread(entity, known) : known;
  }

  /** Reads the record that a write has answered with, in the same request: answers to writes lack communications. */
  const rereading = (entity: RecordEntity, id: unknown) => ({
    method: 'crm.item.get',
    params: { entityTypeId: entityTypeId[entity], id },
    result: itemResult,
    writes: false,
  });

  /** The write has landed: a reread that fails may not turn it into a failure. */
  async function readBack(
    entity: RecordEntity,
    answered: Item,
    reread: Answer<{ item: Item }> | null,
    known: EntityFields,
  ): Promise<CrmRecord> {
    const again = () => item(entity, String(answered['id'])).catch(() => answered);
    const shown = entity === 'deal' ? answered : reread ? whole(reread.result.item) : await again();
    return toRecord(entity, shown, known, options);
  }

  async function creation(entity: RecordEntity, fields: Fields, mark: string) {
    const known = await placing(entity, fields);
    const wire = toWireFields(entity, fields, known, options);
    const fm = additions(wire.communications, options.phoneCountry);
    const marked = { originatorId: ORIGINATOR, originId: mark };
    const params = {
      entityTypeId: entityTypeId[entity],
      fields: { ...defaults(entity, options), ...wire.plain, ...(fm.length > 0 ? { fm } : {}), ...marked },
    };
    return { known, write: { method: 'crm.item.add', params, result: itemResult } };
  }

  const items: Items = {
    async getRecord(entity, id) {
      try {
        const [record] = await present(entity, [await item(entity, id)]);
        return record ?? null;
      } catch (error) {
        if (isHubError(error) && error.kind === 'not_found') return null;
        throw error;
      }
    },

    async getRecords(entity, ids) {
      const pages = Array.from({ length: Math.ceil(ids.length / PAGE_SIZE) }, (_, at) =>
        find(entity, { '@id': ids.slice(at * PAGE_SIZE, (at + 1) * PAGE_SIZE).map(exactNumber) }),
      );
      return (await Promise.all(pages)).flat();
    },

    findByMark: (entity, mark) => find(entity, { '=originatorId': ORIGINATOR, '=originId': mark }),

    async changedPage(entity, since, afterId) {
      const {
        items: listed,
        time,
        complete,
      } = since === null ? await chained(entity, '*', afterId, CHAINED_PAGES) : await changed(entity, since, afterId);
      return { records: await present(entity, listed), servedAt: moment(time?.date_start), complete };
    },

    async idsPage(entity, afterId) {
      const { items: listed, complete } = await chained(entity, 'id', afterId, CHAINED_ID_PAGES);
      return { ids: listed.map((listedItem) => String(listedItem['id'])), complete };
    },

    async add(entity, fields, mark) {
      const endsAt = deadlineAt();
      const { known, write } = await creation(entity, fields, mark);
      if (entity === 'deal') {
        const { result } = await rest.write(write.method, write.params, itemResult, endsAt);
        return readBack(entity, result.item, null, known);
      }
      const [{ result }, reread] = await rest.writeThen(write, rereading(entity, resultOf(0, 'item', 'id')), endsAt);
      return readBack(entity, result.item, reread, known);
    },

    async addDeal(fields, rows, mark) {
      const endsAt = deadlineAt();
      const { known, write } = await creation('deal', fields, mark);
      const setting = rowsCommand(resultOf(0, 'item', 'id'), rows);
      const [{ result }, set] = await rest.writeThen(write, { ...setting, result: productRowsResult, writes: true }, endsAt);
      const record = await readBack('deal', result.item, null, known);
      return { record, rows: set && rowsIn(set.result) };
    },

    async update(entity, id, fields) {
      const endsAt = deadlineAt();
      const known = await placing(entity, fields);
      const wire = toWireFields(entity, fields, known, options);
      const speaks = Object.keys(wire.communications).length > 0;
      const stored = speaks ? multifields.parse((await item(entity, id))['fm'] ?? []) : [];
      const fm = diff(stored, wire.communications, options.phoneCountry);
      const method = 'crm.item.update';
      const params = {
        entityTypeId: entityTypeId[entity],
        id: exactNumber(id),
        fields: { ...wire.plain, ...(Object.keys(fm).length > 0 ? { fm } : {}) },
      };
      if (entity === 'deal') {
        const { result } = await rest.write(method, params, itemResult, endsAt);
        return readBack(entity, result.item, null, known);
      }
      const [{ result }, reread] = await rest.writeThen(
        { method, params, result: itemResult },
        rereading(entity, params.id),
        endsAt,
      );
      return readBack(entity, result.item, reread, known);
    },

    async holds(entity, id, fields) {
      const known = await placing(entity, fields);
      const record = await items.getRecord(entity, id);
      return record && shows(record, fields, known, options) ? record : null;
    },
  };
  return items;
}

function defaults(entity: RecordEntity, options: Bitrix24Options): { [wireName: string]: unknown } {
  return {
    ...(entity === 'deal' ? { categoryId: options.dealCategoryId } : {}),
    ...(options.defaultAssignedById ? { assignedById: exactNumber(options.defaultAssignedById) } : {}),
    ...(options.sourceId && entity !== 'company' ? { sourceId: options.sourceId } : {}),
  };
}

/** A record read whole has no communications where the portal leaves them out; the answer to a write only does not show them. */
function whole(item: Item): Item {
  return { fm: [], ...item };
}

function moment(text: string | undefined): string | null {
  return text !== undefined && !Number.isNaN(Date.parse(text)) ? text : null;
}
