import { entityTypes } from './field-spec.ts';
import type { Portal, ProductRow, RowOwner, Values } from './portal.ts';
import { invalidArgument } from './vendor-error.ts';
import { asId, asMap, asText, type Wire, type WireMap } from './wire.ts';

const cents = (value: number) => Math.round(value * 100) / 100;

/**
 * Reads the rows of a write; they replace all rows of the owner. A row keeps its id only if it brings one of this owner.
 * One bad row refuses the whole set.
 *
 * @throws VendorError INVALID_ARG_VALUE for a row without a name or with a product that the catalogue does not hold
 */
export function readRows(portal: Portal, owner: RowOwner, raw: Wire[]): ProductRow[] {
  const current = portal.rows.get(ownerKey(owner)) ?? [];
  return raw.map((item, index) => {
    const row = asMap(item);
    if (asId(row['productId']) !== null) throw invalidArgument('Товар не найден');
    const productName = asText(row['productName']).slice(0, 255);
    if (productName === '') throw invalidArgument('Не указано название товара');
    const known = current.find((one) => one.id === asId(row['id']));
    return {
      id: known?.id ?? portal.nextId('row'),
      owner,
      productName,
      price: cents(amount(row['price'], 0)),
      quantity: amount(row['quantity'], 1),
      discountTypeId: amount(row['discountTypeId'], 2),
      discountRate: amount(row['discountRate'], 0),
      discountSum: amount(row['discountSum'], 0),
      taxRate: asText(row['taxRate']) === '' ? null : amount(row['taxRate'], 0),
      taxIncluded: asText(row['taxIncluded']) === 'Y' ? 'Y' : 'N',
      measureCode: amount(row['measureCode'], 796),
      sort: amount(row['sort'], (index + 1) * 10),
    };
  });
}

function amount(raw: Wire | undefined, fallback: number): number {
  const text = asText(raw);
  const value = Number(text);
  if (Number.isNaN(value)) throw invalidArgument('Неверное значение в товарной позиции');
  return text === '' ? fallback : value;
}

/** Two sets of rows that say the same, whatever their ids. */
export function sameRows(left: readonly ProductRow[], right: readonly ProductRow[]): boolean {
  const content = (rows: readonly ProductRow[]) => JSON.stringify(rows.map(({ id: _, ...row }) => row));
  return content(left) === content(right);
}

/** Amount and tax of a record follow its rows unless the amount is set by hand. */
export function settleAmount(portal: Portal, owner: RowOwner, values: Values): void {
  const rows = portal.rows.get(ownerKey(owner)) ?? [];
  if (rows.length === 0 || values['isManualOpportunity'] === 'Y') return;
  values['opportunity'] = total(rows);
  if (owner.type === entityTypes.deal)
    values['taxValue'] = cents(rows.reduce((sum, row) => sum + (row.price - exclusive(row)) * row.quantity, 0));
}

export function total(rows: readonly ProductRow[]): number {
  return cents(rows.reduce((sum, row) => sum + row.price * row.quantity, 0));
}

function exclusive(row: ProductRow): number {
  return row.price / (1 + (row.taxRate ?? 0) / 100);
}

/** A row in full, prices before tax and before discount worked out from the final price. */
export function presentRow(row: ProductRow): WireMap {
  const withoutTax = exclusive(row);
  const byRate = row.discountTypeId === 2;
  const netto = byRate ? withoutTax / (1 - Math.min(row.discountRate, 99.99) / 100) : withoutTax + row.discountSum;
  return {
    id: row.id,
    ownerId: row.owner.id,
    ownerType: ownerCodes[row.owner.type],
    productId: 0,
    productName: row.productName,
    price: row.price,
    priceAccount: row.price,
    priceExclusive: cents(withoutTax),
    priceNetto: cents(netto),
    priceBrutto: cents(netto * (1 + (row.taxRate ?? 0) / 100)),
    quantity: row.quantity,
    discountTypeId: row.discountTypeId,
    discountRate: byRate ? row.discountRate : cents((row.discountSum / (netto || 1)) * 100),
    discountSum: byRate ? cents(netto - withoutTax) : row.discountSum,
    taxRate: row.taxRate,
    taxIncluded: row.taxIncluded,
    customized: 'Y',
    measureCode: row.measureCode,
    measureName: 'шт',
    sort: row.sort,
    xmlId: '',
    type: 1,
  };
}

/** Rows in the order of the owner's card. */
export function rowsOf(portal: Portal, owner: RowOwner): ProductRow[] {
  return [...(portal.rows.get(ownerKey(owner)) ?? [])].sort((a, b) => a.sort - b.sort || a.id - b.id);
}

const ownerCodes: Record<RowOwner['type'], 'L' | 'D'> = { 1: 'L', 2: 'D' };
const ownerTypes: { [code: string]: RowOwner['type'] } = { L: entityTypes.lead, D: entityTypes.deal };

/** The owner that `ownerType: "D"` and an id name; null for a type that has no rows. */
export function ownerOf(code: string, id: number): RowOwner | null {
  const type = ownerTypes[code];
  return type === undefined ? null : { type, id };
}

export function ownerKey({ type, id }: RowOwner): string {
  return `${ownerCodes[type]}${id}`;
}
