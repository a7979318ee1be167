import Big from 'big.js';
import type { z } from 'zod';
import type { ProductRow } from '../../domain/deals/ports.ts';
import type { Fields, Json } from '../../domain/json.ts';
import { invalidValue } from './invalid.ts';
import { byKeyset } from './paging.ts';
import type { Rest } from './rest.ts';
import { exactNumber } from './values.ts';
import { isPlainObject, listedRows, type productRow, productRowsResult } from './wire.ts';

/** Product rows of deals. */
export interface Rows {
  getProductRows(dealId: string): Promise<ProductRow[]>;
  /** Replaces all product rows of a deal; answers with the rows that the portal kept. */
  setProductRows(dealId: string, rows: readonly ProductRow[]): Promise<ProductRow[]>;
}

export function createRows(rest: Rest, deadlineAt: () => number): Rows {
  return {
    async getProductRows(dealId) {
      const rows = await byKeyset(async (afterId) => {
        const after = afterId === null ? {} : { '>id': exactNumber(afterId) };
        const filter = { '=ownerType': 'D', '=ownerId': exactNumber(dealId), ...after };
        const params = { filter, order: { id: 'ASC' }, start: -1 };
        return (await rest.read('crm.item.productrow.list', params, listedRows)).result.productRows;
      });
      return inOrder(rows.map(toRow));
    },
    async setProductRows(dealId, rows) {
      const { method, params } = rowsCommand(exactNumber(dealId), rows);
      return rowsIn((await rest.write(method, params, productRowsResult, deadlineAt())).result);
    },
  };
}

/** Replaces all rows of a deal, given by its id or by what an earlier command answers. */
export function rowsCommand(ownerId: unknown, rows: readonly ProductRow[]) {
  return { method: 'crm.item.productrow.set', params: { ownerType: 'D', ownerId, productRows: rowsToWire(rows) } };
}

/** The rows that the portal answered with. */
export function rowsIn({ productRows }: z.output<typeof productRowsResult>): ProductRow[] {
  return inOrder(productRows.map(toRow));
}

function toRow(row: z.output<typeof productRow>): ProductRow {
  const own = ownOf(row);
  return {
    name: row.productName,
    price: new Big(row.price).toFixed(),
    quantity: row.quantity,
    sort: row.sort,
    ...(Object.keys(own).length === 0 ? {} : { own }),
  };
}

/** Columns that nothing is lost by leaving out: what a row has when it is written without them. */
const UNSAID: Fields = {
  productId: 0,
  discountTypeId: 2,
  discountRate: 0,
  discountSum: 0,
  taxRate: 0,
  taxIncluded: 'N',
  measureCode: 796,
};

/** Rows are replaced as a whole: what people have entered besides must go back with them. */
function ownOf(row: z.output<typeof productRow>): Fields {
  const own: Fields = {};
  for (const [column, unsaid] of Object.entries(UNSAID)) {
    const value = row[column as keyof typeof row] ?? unsaid;
    if (value !== unsaid) own[column] = value;
  }
  return own;
}

/** Rows as the deal shows them; rows of one place keep the order in which they were stored. */
function inOrder(rows: readonly ProductRow[]): ProductRow[] {
  return [...rows].sort((a, b) => a.sort - b.sort);
}

function rowsToWire(rows: readonly ProductRow[]): object[] {
  return rows.map((row) => ({
    productName: row.name,
    price: exactNumber(new Big(row.price).toFixed()),
    quantity: row.quantity,
    sort: row.sort,
    ...row.own,
  }));
}

/** @throws HubError `validation` when `productRows` is no list of rows */
export function rowsOf(fields: Fields): ProductRow[] {
  const rows = fields['productRows'];
  if (!Array.isArray(rows)) throw invalidValue('productRows', 'a list of rows');
  return rows.map(rowOf);
}

function rowOf(row: Json): ProductRow {
  const { name, price, quantity, sort, own } = isPlainObject(row) ? row : {};
  if (typeof name !== 'string' || typeof price !== 'string' || typeof quantity !== 'number' || typeof sort !== 'number')
    throw invalidValue('productRows', '{name, price: decimal string, quantity, sort}');
  if (!/^-?\d+(\.\d+)?$/.test(price)) throw invalidValue('productRows', 'price as a decimal string');
  return { name, price, quantity, sort, ...(isPlainObject(own) ? { own: own as Fields } : {}) };
}

/** True when both lists hold the same rows in the same order. */
export function sameRows(a: readonly ProductRow[], b: readonly ProductRow[]): boolean {
  return a.length === b.length && JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));
}

function comparable(rows: readonly ProductRow[]): Json {
  return inOrder(rows).map((row) => [row.name.trim(), new Big(row.price).toFixed(), row.quantity, row.sort]);
}
