import { saveRows } from '../items.ts';
import { page } from '../list.ts';
import type { Call, MethodTable } from '../method.ts';
import type { ProductRow } from '../portal.ts';
import { presentRow, rowOwnerTypes, rowsOf } from '../rows.ts';
import { missingParameter, VendorError } from '../vendor-error.ts';
import { asId, asList, asMap, asText, type Wire } from '../wire.ts';

const crm = ['crm'];

/** Product rows of deals. */
export const rowMethods: MethodTable = {
  'crm.item.productrow.set': {
    scopes: crm,
    seconds: 0.25,
    run(call) {
      const { params, machine, actor } = call;
      for (const name of ['ownerType', 'ownerId', 'productRows']) if (params[name] === undefined) throw missingParameter(name);
      checkOwnerType(asText(params['ownerType']));
      const ownerId = asId(params['ownerId']) ?? 0;
      saveRows(machine.portal, ownerId, asList(params['productRows']), actor);
      return { result: { productRows: rowsOf(machine.portal, ownerId).map(presentRow) } };
    },
  },
  'crm.item.productrow.list': {
    scopes: crm,
    seconds: 0.08,
    run(call) {
      const filter = asMap(call.params['filter']);
      const ownerId = asId(filter['=ownerId']);
      if (asText(filter['=ownerType']) === '' || ownerId === null) {
        throw new VendorError(400, 'REQUIRED_ARG_MISSING', 'Required filter fields are missing: =ownerType, =ownerId');
      }
      checkOwnerType(asText(filter['=ownerType']));
      const conditions = Object.entries(filter).flatMap(([key, value]) => condition(key, value));
      const found = sorted(rowsOf(call.machine.portal, ownerId), call).filter((row) => conditions.every((holds) => holds(row)));
      const { rows, ...paging } = page(found, call.params['start']);
      return { result: { productRows: rows.map((row) => ({ ...presentRow(row), storeId: 0 })) }, ...paging };
    },
  },
  'crm.item.productrow.get': {
    scopes: crm,
    seconds: 0.05,
    run({ params, machine }) {
      const row = [...machine.portal.rows.values()].flat().find((one) => one.id === asId(params['id']));
      if (row === undefined) throw new VendorError(400, 'NOT_FOUND', 'Элемент не найден');
      return { result: { productRow: { ...presentRow(row), storeId: 0 } } };
    },
  },
};

function checkOwnerType(ownerType: string): void {
  if (ownerType in rowOwnerTypes) return;
  throw new VendorError(400, 'ENTITY_TYPE_NOT_SUPPORTED', 'Тип объекта не поддерживает товарные позиции');
}

/** Only `id` can narrow the owner's rows; conditions on other fields are ignored. */
function condition(key: string, value: Wire): ((row: ProductRow) => boolean)[] {
  const [, prefix = '', name] = /^(>=|<=|!=|>|<|=|@)?(.*)$/.exec(key) ?? [];
  if (name !== 'id') return [];
  if (prefix === '@') return [(row) => asList(value).some((item) => asId(item) === row.id)];
  const bound = Number(asText(value));
  const compare: { [prefix: string]: (id: number) => boolean } = {
    '>=': (id) => id >= bound,
    '<=': (id) => id <= bound,
    '!=': (id) => id !== bound,
    '>': (id) => id > bound,
    '<': (id) => id < bound,
  };
  return [(row) => (compare[prefix] ?? ((id: number) => id === bound))(row.id)];
}

function sorted(rows: ProductRow[], call: Call): ProductRow[] {
  const [[name, direction] = ['sort', 'asc']] = Object.entries(asMap(call.params['order']));
  const sign = asText(direction).toLowerCase() === 'desc' ? -1 : 1;
  return name === 'id' ? rows.sort((a, b) => sign * (a.id - b.id)) : sign === 1 ? rows : rows.reverse();
}
