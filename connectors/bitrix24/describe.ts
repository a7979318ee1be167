import type { EntitySchema, FieldSchema } from '../sdk/contract.ts';
import type { Bitrix24 } from './client.ts';
import type { RecordEntity } from './entities.ts';
import type { Field } from './metadata.ts';
import { stageDictionary, stageInHub } from './stages.ts';
import { schemaType } from './values.ts';
import { statusesResult } from './wire.ts';

const ENTITIES: readonly RecordEntity[] = ['deal', 'contact', 'company', 'lead'];

/** Deals, contacts, companies and leads with the portal's own fields and the ones that the hub makes of them; product rows of deals. */
export async function describe(client: Bitrix24): Promise<EntitySchema[]> {
  const dictionaries = dictionaryReader(client);
  const schemas: EntitySchema[] = [];
  for (const entity of ENTITIES) {
    const { byName } = await client.metadata.fields(entity);
    const fields: FieldSchema[] = [];
    for (const field of byName.values()) {
      if (field.type !== 'crm_multifield') fields.push(toSchema(field, await dictionaries(field)));
    }
    schemas.push({ entity, fields: [...fields, ...(entity === 'deal' ? await dealExtras(client) : communications())] });
  }
  return [...schemas, productRow];
}

/** A row of a deal's `productRows`. */
const productRow: EntitySchema = {
  entity: 'productRow',
  fields: [
    { name: 'name', type: 'string', title: 'Name', required: true, readOnly: false },
    { name: 'price', type: 'decimal', title: 'Price of one', required: true, readOnly: false },
    { name: 'quantity', type: 'integer', title: 'Quantity', required: true, readOnly: false },
    { name: 'sort', type: 'integer', title: 'Place in the list', required: true, readOnly: false },
  ],
};

/** Stages of the configured funnel, by their code in the hub. */
export async function stagesOf(client: Bitrix24): Promise<Option[]> {
  const funnel = client.options.dealCategoryId;
  const stages = await dictionary(client, stageDictionary(funnel));
  return stages.map(({ id, title }) => ({ id: stageInHub(id, String(funnel), funnel) ?? id, title }));
}

type Option = { id: string; title: string };

async function dictionary(client: Bitrix24, name: string): Promise<Option[]> {
  const params = { filter: { ENTITY_ID: name }, order: { SORT: 'ASC' } };
  const { result } = await client.rest.read('crm.status.list', params, statusesResult);
  return result.map((row) => ({ id: row.STATUS_ID, title: row.NAME }));
}

/** Values of closed fields: lists go by their texts, dictionaries by their codes. Each dictionary is asked for once. */
function dictionaryReader(client: Bitrix24): (field: Field) => Promise<Option[] | undefined> {
  const known = new Map<string, Promise<Option[]>>();
  return async (field) => {
    if (field.items) return field.items.map(({ VALUE }) => ({ id: VALUE, title: VALUE }));
    // Stages differ by funnel: `stage` has those of the configured one.
    if (field.type !== 'crm_status' || field.statusType === undefined || field.name === 'stageId') return undefined;
    const reading = known.get(field.statusType) ?? dictionary(client, field.statusType);
    known.set(field.statusType, reading);
    const options = await reading;
    return options.length > 0 ? options : undefined;
  };
}

function toSchema(field: Field, values: Option[] | undefined): FieldSchema {
  const { name, title, isRequired: required, isReadOnly } = field;
  const closed = values !== undefined && !field.isMultiple;
  const readOnly = isReadOnly || field.type === 'file';
  return { name, type: closed ? 'enum' : schemaType(field), title, required, readOnly, ...(closed ? { values } : {}) };
}

async function dealExtras(client: Bitrix24): Promise<FieldSchema[]> {
  const values = await stagesOf(client);
  return [
    { name: 'stage', type: 'enum', title: 'Stage in the configured funnel', required: false, readOnly: false, values },
    { name: 'productRows', type: 'rows', title: 'Product rows', required: false, readOnly: false },
  ];
}

function communications(): FieldSchema[] {
  return [
    { name: 'phones', type: 'string[]', title: 'Phones, the first one first', required: false, readOnly: false },
    { name: 'emails', type: 'string[]', title: 'E-mails, the first one first', required: false, readOnly: false },
  ];
}
