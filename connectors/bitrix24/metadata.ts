import type { Clock } from '../sdk/contract.ts';
import { entityTypeId, type RecordEntity } from './entities.ts';
import type { Rest } from './rest.ts';
import { type FieldMeta, fieldsResult } from './wire.ts';

const TTL_MS = 10 * 60_000;
/** A reread asked for by an unknown name or option, so that a person's new field works at once; not more often than this. */
const MIN_REREAD_MS = 30_000;

export interface Field extends FieldMeta {
  /** Name in the hub: camelCase for standard fields, the original upper-case one for custom fields. */
  name: string;
  /** Name on the wire. Custom names are spelled by several rules there, so it is looked up and never derived. */
  wireName: string;
}

export interface EntityFields {
  byName: ReadonlyMap<string, Field>;
  byWireName: ReadonlyMap<string, Field>;
  readAt: number;
}

/** What fields the portal's entities have. */
export interface Metadata {
  fields(entity: RecordEntity): Promise<EntityFields>;
  /** Read now, whatever is known. */
  fresh(entity: RecordEntity): Promise<EntityFields>;
  /** Newer than `seen` where the portal may be asked again already, else `seen` itself. */
  reread(entity: RecordEntity, seen: EntityFields): Promise<EntityFields>;
}

export function createMetadata(rest: Rest, clock: Clock): Metadata {
  const cache = new Map<RecordEntity, Promise<EntityFields>>();

  function load(entity: RecordEntity): Promise<EntityFields> {
    const loading = rest
      .read('crm.item.fields', { entityTypeId: entityTypeId[entity] }, fieldsResult)
      .then(({ result }) => index(result.fields, clock.now()));
    cache.set(entity, loading);
    loading.catch(() => {
      if (cache.get(entity) === loading) cache.delete(entity);
    });
    return loading;
  }

  async function fields(entity: RecordEntity): Promise<EntityFields> {
    const known = await cache.get(entity);
    return known && clock.now() - known.readAt < TTL_MS ? known : load(entity);
  }

  return {
    fields,
    fresh: load,
    async reread(entity, seen) {
      const known = await fields(entity);
      if (known.readAt > seen.readAt || clock.now() - known.readAt < MIN_REREAD_MS) return known;
      return load(entity);
    },
  };
}

/** Lists of links which some portals keep out of their metadata. */
const implied: { [wireName: string]: FieldMeta } = {
  contactIds: { type: 'crm_contact', title: 'Contacts', isRequired: false, isReadOnly: false, isMultiple: true },
};

function index(wire: { [wireName: string]: FieldMeta }, readAt: number): EntityFields {
  const fields = Object.entries({ ...('contactId' in wire ? implied : {}), ...wire }).map(([wireName, meta]): Field => {
    const custom = meta.upperName?.startsWith('UF_') ?? false;
    return { ...meta, wireName, name: custom ? (meta.upperName ?? wireName) : wireName };
  });
  return {
    byName: new Map(fields.map((field) => [field.name, field])),
    byWireName: new Map(fields.map((field) => [field.wireName, field])),
    readAt,
  };
}
