import Big from 'big.js';
import type { z } from 'zod';
import type { ProductRow } from '../../domain/deals/ports.ts';
import type { Fields, Json } from '../../domain/json.ts';
import { invalidValue } from './invalid.ts';
import { exactNumber } from './values.ts';
import type { productRow } from './wire.ts';
import { isPlainObject } from './wire.ts';

export function toRow(row: z.output<typeof productRow>): ProductRow {
  return { name: row.productName, price: new Big(row.price).toFixed(), quantity: row.quantity, sort: row.sort };
}

/** Rows as the deal shows them; rows of one place keep the order in which they were stored. */
export function inOrder(rows: readonly ProductRow[]): ProductRow[] {
  return [...rows].sort((a, b) => a.sort - b.sort);
}

export function rowsToWire(rows: readonly ProductRow[]): object[] {
  return rows.map((row) => ({
    productName: row.name,
    price: exactNumber(new Big(row.price).toFixed()),
    quantity: row.quantity,
    sort: row.sort,
  }));
}

/** @throws HubError `validation` when `productRows` is no list of rows */
export function rowsOf(fields: Fields): ProductRow[] {
  const rows = fields['productRows'];
  if (!Array.isArray(rows)) throw invalidValue('productRows', 'a list of rows');
  return rows.map(rowOf);
}

function rowOf(row: Json): ProductRow {
  const { name, price, quantity, sort } = isPlainObject(row) ? row : {};
  if (typeof name !== 'string' || typeof price !== 'string' || typeof quantity !== 'number' || typeof sort !== 'number')
    throw invalidValue('productRows', '{name, price: decimal string, quantity, sort}');
  if (!/^-?\d+(\.\d+)?$/.test(price)) throw invalidValue('productRows', 'price as a decimal string');
  return { name, price, quantity, sort };
}

/** True when both lists hold the same rows in the same order. */
export function sameRows(a: readonly ProductRow[], b: readonly ProductRow[]): boolean {
  return a.length === b.length && JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));
}

function comparable(rows: readonly ProductRow[]): Json {
  return inOrder(rows).map((row) => [row.name.trim(), new Big(row.price).toFixed(), row.quantity, row.sort]);
}
