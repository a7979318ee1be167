import type { CrmEntity } from '../../domain/deals/ports.ts';
import type { EntitySchema, FieldSchema } from '../sdk/contract.ts';
import type { Bitrix24 } from './client.ts';
import type { Field } from './metadata.ts';
import { stageDictionary, stageInHub } from './stages.ts';
import { schemaType } from './values.ts';
import { statusesResult } from './wire.ts';

const ENTITIES: readonly CrmEntity[] = ['deal', 'contact', 'company'];

/** Deals, contacts and companies with the portal's own fields and the ones that the hub makes of them; product rows of deals. */
export async function describe(client: Bitrix24): Promise<EntitySchema[]> {
  const schemas: EntitySchema[] = [];
  for (const entity of ENTITIES) {
    const { byName } = await client.metadata.fields(entity);
    const own = [...byName.values()].filter((field) => field.type !== 'crm_multifield').map(toSchema);
    schemas.push({ entity, fields: [...own, ...(entity === 'deal' ? await dealExtras(client) : communications())] });
  }
  return [...schemas, productRow];
}

/** A row of a deal's `productRows`. */
const productRow: EntitySchema = {
  entity: 'productRow',
  fields: [
    { name: 'name', type: 'string', title: 'Name', required: true, readOnly: false },
    { name: 'price', type: 'decimal', title: 'Price of one', required: true, readOnly: false },
    { name: 'quantity', type: 'decimal', title: 'Quantity', required: true, readOnly: false },
    { name: 'sort', type: 'integer', title: 'Place in the list', required: true, readOnly: false },
  ],
};

/** Stages of the configured funnel, by their code in the hub. */
export async function stagesOf(client: Bitrix24): Promise<{ id: string; title: string }[]> {
  const funnel = client.options.dealCategoryId;
  const params = { filter: { ENTITY_ID: stageDictionary(funnel) }, order: { SORT: 'ASC' } };
  const { result } = await client.rest.read('crm.status.list', params, statusesResult);
  return result.map((row) => ({ id: stageInHub(row.STATUS_ID, String(funnel), funnel) ?? '', title: row.NAME }));
}

function toSchema(field: Field): FieldSchema {
  const { name, title, isRequired: required, isReadOnly } = field;
  const type = schemaType(field);
  const readOnly = isReadOnly || field.type === 'file';
  const values = field.items?.map((option) => ({ id: option.VALUE, title: option.VALUE }));
  return { name, type, title, required, readOnly, ...(type === 'enum' && values ? { values } : {}) };
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
