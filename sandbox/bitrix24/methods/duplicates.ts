import { columnsOf } from '../legacy/columns.ts';
import { family, type MethodTable } from '../method.ts';
import { phpMap } from '../php.ts';
import type { Portal } from '../portal.ts';
import { shelf } from '../shelf.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';
import { asId, asList, asText, type Wire } from '../wire.ts';

const MAX_VALUES = 20;
const MAX_HITS = 20;
const order = [
  ['LEAD', 1],
  ['CONTACT', 3],
  ['COMPANY', 4],
] as const;

const MAX_VOLATILE = 7;
const crm = family(['crm']);

/** Fields that duplicates are looked for in besides phone and e-mail. */
const volatileTypes = shelf<{ entityTypeId: number; fieldCode: string }>();

/** Search by phone or e-mail, and the fields that take part in it. */
export const duplicateMethods: MethodTable = {
  'crm.duplicate.volatiletype.register': crm.value(0.2, ({ machine: { portal }, params, actor }) => {
    const type = ([1, 3, 4] as const).find((one) => one === asId(params['entityTypeId']));
    const code = asText(params['fieldCode']);
    if (type === undefined || !columnsOf(portal, type).some((column) => column.name === code)) {
      throw new VendorError(400, 'FIELD_NOT_FOUND', 'Field not found');
    }
    const known = [...volatileTypes(portal)].find(([, one]) => one.entityTypeId === type && one.fieldCode === code);
    if (known !== undefined) return { id: known[0] };
    if (volatileTypes(portal).size >= MAX_VOLATILE)
      throw new VendorError(400, 'MAX_TYPES_COUNT_EXCEEDED', 'Max types count exceeded');
    const id = portal.nextId('volatileType');
    volatileTypes(portal).set(id, { entityTypeId: type, fieldCode: code });
    trace(portal, actor, { entity: 'volatile_type', id, fields: { entityTypeId: type, fieldCode: code } });
    return { id };
  }),
  'crm.duplicate.volatiletype.list': crm.value(0.05, ({ machine }) =>
    [...volatileTypes(machine.portal)].map(([id, type]) => ({ id, ...type })),
  ),
  'crm.duplicate.volatiletype.unregister': crm.value(0.2, ({ machine: { portal }, params }) => {
    if (!volatileTypes(portal).delete(asId(params['id']) ?? 0)) {
      throw new VendorError(400, 'TYPE_IS_NOT_ASSIGNED', 'This type is not assigned');
    }
    return true;
  }),
  'crm.duplicate.findbycomm': {
    scopes: ['crm'],
    seconds: 0.06,
    run({ machine, params }) {
      const type = asText(params['type']).toUpperCase();
      if (type !== 'PHONE' && type !== 'EMAIL') throw new VendorError(400, '', 'Communication type is not defined.');
      const values = asList(params['values']).slice(0, MAX_VALUES).map(asText);
      if (values.length === 0) throw new VendorError(400, '', 'Communication values is not defined.');
      return { result: phpMap(find(machine.portal, type, values, asText(params['entity_type']).toUpperCase())) };
    },
  },
};

/** Twenty hits of one type suppress the types after it. */
function find(portal: Portal, type: 'PHONE' | 'EMAIL', values: string[], only: string): [string, Wire][] {
  const wanted = new Set(values.map((value) => normal(type, value)));
  const result: [string, Wire][] = [];
  for (const [name, entityTypeId] of order) {
    if (only !== '' && only !== name) continue;
    const hits = [...portal.records[entityTypeId].values()].filter((record) =>
      record.fm.some((entry) => entry.typeId === type && wanted.has(normal(type, entry.value))),
    );
    if (hits.length > 0) result.push([name, hits.slice(0, MAX_HITS).map((record) => record.id)]);
    if (hits.length >= MAX_HITS) break;
  }
  return result;
}

/** Whole numbers without their extension: 8 900 … and +7 900 … are different numbers. */
function normal(type: 'PHONE' | 'EMAIL', value: string): string {
  if (type === 'EMAIL') return value.trim().toLowerCase();
  return value.split(/доб|ext|[;,x]/i)[0]?.replace(/\D/g, '') ?? '';
}
