import type { CrmEntity, CrmRecord } from '../../domain/deals/ports.ts';
import { isHubError } from '../../domain/errors.ts';
import type { Fields } from '../../domain/json.ts';
import { entityTypeId, ORIGINATOR } from './entities.ts';
import type { EntityFields, Metadata } from './metadata.ts';
import { additions, diff } from './multifields.ts';
import type { Bitrix24Options } from './options.ts';
import { isUnplaced, meetsUnknownOption, shows, toRecord, toWireFields } from './records.ts';
import type { Answer, Rest } from './rest.ts';
import { exactNumber } from './values.ts';
import { type Item, itemResult, itemsResult, multifields } from './wire.ts';

export const PAGE_SIZE = 50;

export interface ChangedPage {
  records: CrmRecord[];
  /** The portal's own time at this answer, ISO 8601; null where it does not say. */
  servedAt: string | null;
  complete: boolean;
}

/** Records of the universal CRM surface. */
export interface Items {
  getRecord(entity: CrmEntity, id: string): Promise<CrmRecord | null>;
  getRecords(entity: CrmEntity, ids: readonly string[]): Promise<CrmRecord[]>;
  findByMark(entity: CrmEntity, mark: string): Promise<CrmRecord[]>;
  changedPage(entity: CrmEntity, since: string | null, afterId: string | null): Promise<ChangedPage>;
  /** Creates a record with our mark and the configured funnel, source and responsible person; answers with what the portal kept. */
  add(entity: CrmEntity, fields: Fields, mark: string): Promise<CrmRecord>;
  /** Writes the named fields; answers with the whole record that the portal kept. */
  update(entity: CrmEntity, id: string, fields: Fields): Promise<CrmRecord>;
  /** The record, if it shows every planned field as planned. */
  holds(entity: CrmEntity, id: string, fields: Fields): Promise<CrmRecord | null>;
}

interface ItemsDeps {
  rest: Rest;
  metadata: Metadata;
  options: Bitrix24Options;
  /** End of a write attempt that starts now, in epoch milliseconds. */
  deadlineAt: () => number;
}

export function createItems({ rest, metadata, options, deadlineAt }: ItemsDeps): Items {
  async function present(entity: CrmEntity, items: readonly Item[]): Promise<CrmRecord[]> {
    if (items.length === 0) return [];
    let known = await metadata.fields(entity);
    if (items.some((item) => meetsUnknownOption(item, known))) known = await metadata.reread(entity, known);
    return items.map((item) => toRecord(entity, item, known, options));
  }

  /** `*` alone brings communications along; names of custom fields together with it lose whole items. */
  async function list(entity: CrmEntity, filter: object): Promise<Answer<{ items: Item[] }>> {
    const params = { entityTypeId: entityTypeId[entity], select: ['*'], filter, order: { id: 'ASC' }, start: -1 };
    const { result, time } = await rest.read('crm.item.list', params, itemsResult);
    return { result: { items: result.items.map(whole) }, time };
  }

  async function find(entity: CrmEntity, filter: object): Promise<CrmRecord[]> {
    return present(entity, (await list(entity, filter)).result.items);
  }

  async function item(entity: CrmEntity, id: string): Promise<Item> {
    const { result } = await rest.read('crm.item.get', { entityTypeId: entityTypeId[entity], id: exactNumber(id) }, itemResult);
    return whole(result.item);
  }

  /** Metadata that can place the planned fields, if need be read again. */
  async function placing(entity: CrmEntity, fields: Fields): Promise<EntityFields> {
    const known = await metadata.fields(entity);
    return isUnplaced(entity, fields, known, options) ? metadata.reread(entity, known) : known;
  }

  /** The answer to a write lacks communications. The write has landed: a reread that fails may not turn it into a failure. */
  async function readBack(entity: CrmEntity, answered: Item, known: EntityFields): Promise<CrmRecord> {
    const shown = entity === 'deal' ? answered : await item(entity, String(answered['id'])).catch(() => answered);
    return toRecord(entity, shown, known, options);
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
      const found: CrmRecord[] = [];
      for (let from = 0; from < ids.length; from += PAGE_SIZE) {
        found.push(...(await find(entity, { '@id': ids.slice(from, from + PAGE_SIZE).map(exactNumber) })));
      }
      return found;
    },

    findByMark: (entity, mark) => find(entity, { '=originatorId': ORIGINATOR, '=originId': mark }),

    async changedPage(entity, since, afterId) {
      const answer = await list(entity, {
        ...(since === null ? {} : { '>=updatedTime': since }),
        ...(afterId === null ? {} : { '>id': exactNumber(afterId) }),
      });
      return {
        records: await present(entity, answer.result.items),
        servedAt: moment(answer.time?.date_start),
        complete: answer.result.items.length < PAGE_SIZE,
      };
    },

    async add(entity, fields, mark) {
      const endsAt = deadlineAt();
      const known = await placing(entity, fields);
      const wire = toWireFields(entity, fields, known, options);
      const fm = additions(wire.communications, options.phoneCountry);
      const { result } = await rest.write(
        'crm.item.add',
        {
          entityTypeId: entityTypeId[entity],
          fields: {
            ...defaults(entity, options),
            ...wire.plain,
            ...(fm.length > 0 ? { fm } : {}),
            originatorId: ORIGINATOR,
            originId: mark,
          },
        },
        itemResult,
        endsAt,
      );
      return readBack(entity, result.item, known);
    },

    async update(entity, id, fields) {
      const endsAt = deadlineAt();
      const known = await placing(entity, fields);
      const wire = toWireFields(entity, fields, known, options);
      const speaks = Object.keys(wire.communications).length > 0;
      const stored = speaks ? multifields.parse((await item(entity, id))['fm'] ?? []) : [];
      const fm = diff(stored, wire.communications, options.phoneCountry);
      const { result } = await rest.write(
        'crm.item.update',
        {
          entityTypeId: entityTypeId[entity],
          id: exactNumber(id),
          fields: { ...wire.plain, ...(Object.keys(fm).length > 0 ? { fm } : {}) },
        },
        itemResult,
        endsAt,
      );
      return readBack(entity, result.item, known);
    },

    async holds(entity, id, fields) {
      const known = await placing(entity, fields);
      const record = await items.getRecord(entity, id);
      return record && shows(record, fields, known, options) ? record : null;
    },
  };
  return items;
}

function defaults(entity: CrmEntity, options: Bitrix24Options): { [wireName: string]: unknown } {
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
