import { describeFields, type FieldRow } from '../describe.ts';
import { saveRows } from '../items.ts';
import { page } from '../list.ts';
import { type Call, family, type MethodTable } from '../method.ts';
import type { ProductRow, RowOwner } from '../portal.ts';
import { permit } from '../rights.ts';
import { ownerOf, presentRow, rowsOf } from '../rows.ts';
import { missingParameter, VendorError } from '../vendor-error.ts';
import { asId, asList, asMap, asText, type Wire, type WireMap } from '../wire.ts';

const crm = family(['crm']);
const rowNotFound = () => new VendorError(400, 'NOT_FOUND', 'Элемент не найден');

const fieldRows: FieldRow[] = [
  ['id', 'integer', 'ID', 'r'],
  ['ownerId', 'integer', 'ID владельца', 'qi'],
  ['ownerType', 'string', 'Тип владельца', 'qi'],
  ['productId', 'integer', 'Товар', 'q'],
  ['productName', 'string', 'Название товара'],
  ['price', 'double', 'Цена'],
  ['priceExclusive', 'double', 'Цена без налога со скидкой', 'r'],
  ['priceNetto', 'double', 'PRICE_NETTO', 'r'],
  ['priceBrutto', 'double', 'PRICE_BRUTTO', 'r'],
  ['quantity', 'double', 'Количество'],
  ['discountTypeId', 'integer', 'Тип скидки'],
  ['discountRate', 'double', 'Величина скидки'],
  ['discountSum', 'double', 'Сумма скидки'],
  ['taxRate', 'double', 'Налог'],
  ['taxIncluded', 'char', 'Налог включён в цену'],
  ['customized', 'char', 'Изменён'],
  ['measureCode', 'integer', 'Код единицы измерения'],
  ['measureName', 'string', 'Единица измерения'],
  ['sort', 'integer', 'Сортировка'],
  ['type', 'integer', 'TYPE', 'r'],
  ['storeId', 'integer', 'STORE_ID', 'r'],
];

/** Product rows of deals and leads. */
export const rowMethods: MethodTable = {
  'crm.item.productrow.fields': crm.value(0.01, () => ({ fields: describeFields(fieldRows) })),
  'crm.item.productrow.set': crm.value(0.25, (call) => {
    const { params, machine, actor } = call;
    for (const name of ['ownerType', 'ownerId', 'productRows']) if (params[name] === undefined) throw missingParameter(name);
    const owner = ownerParameter(params['ownerType'], params['ownerId']);
    permit(machine.portal, 'productrow', 'update');
    saveRows(machine.portal, owner, asList(params['productRows']), actor);
    return { productRows: rowsOf(machine.portal, owner).map(presentRow) };
  }),
  'crm.item.productrow.list': crm.paged(0.08, (call) => {
    const filter = asMap(call.params['filter']);
    if (asText(filter['=ownerType']) === '' || asId(filter['=ownerId']) === null) {
      throw new VendorError(400, 'REQUIRED_ARG_MISSING', 'Required filter fields are missing: =ownerType, =ownerId');
    }
    const owner = ownerParameter(filter['=ownerType'], filter['=ownerId']);
    permit(call.machine.portal, 'productrow', 'read');
    const conditions = Object.entries(filter).flatMap(([key, value]) => condition(key, value));
    const found = sorted(rowsOf(call.machine.portal, owner), call).filter((row) => conditions.every((holds) => holds(row)));
    const { rows, ...paging } = page(found, call.params['start']);
    return { result: { productRows: rows.map((row) => ({ ...presentRow(row), storeId: 0 })) }, ...paging };
  }),
  'crm.item.productrow.get': crm.value(0.05, (call) => ({ productRow: { ...presentRow(rowOf(call)), storeId: 0 } })),
  'crm.item.productrow.update': crm.value(0.2, (call) => {
    const { machine, params, actor } = call;
    const { id, owner } = rowOf(call);
    const rows = rowsOf(machine.portal, owner).map((row) => written(row, row.id === id ? asMap(params['fields']) : {}));
    const saved = saveRows(machine.portal, owner, rows, actor).find((row) => row.id === id);
    if (saved === undefined) throw rowNotFound();
    return { productRow: presentRow(saved) };
  }),
};

function ownerParameter(code: Wire | undefined, id: Wire | undefined): RowOwner {
  const owner = ownerOf(asText(code), asId(id) ?? 0);
  if (owner === null) throw new VendorError(400, 'ENTITY_TYPE_NOT_SUPPORTED', 'Тип объекта не поддерживает товарные позиции');
  return owner;
}

function rowOf({ machine, params }: Call): ProductRow {
  const row = [...machine.portal.rows.values()].flat().find((one) => one.id === asId(params['id']));
  if (row === undefined) throw rowNotFound();
  return row;
}

/** A kept row as a caller would write it again, with some of its fields changed. */
function written({ owner: _, ...row }: ProductRow, changes: WireMap): WireMap {
  return { ...row, ...changes, id: row.id };
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
