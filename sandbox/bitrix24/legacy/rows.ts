import type { ProductRow } from '../portal.ts';
import { presentRow } from '../rows.ts';
import { VendorError } from '../vendor-error.ts';
import { asMap, asText, type Wire, type WireMap } from '../wire.ts';

const names =
  'id productId productName price quantity discountTypeId discountRate discountSum taxRate taxIncluded measureCode sort';
const written = names.split(' ').map((name): [string, string] => [capitals(name), name]);

function capitals(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/**
 * A row of a legacy write in universal terms.
 *
 * @throws VendorError ERROR_CORE for a discount whose sum is missing
 */
export function universalRow(raw: Wire): WireMap {
  const row = asMap(raw);
  const absolute = asText(row['DISCOUNT_TYPE_ID']) === '1';
  const whole = asText(row['DISCOUNT_TYPE_ID']) === '2' && asText(row['DISCOUNT_RATE']) === '100';
  if ((absolute || whole) && asText(row['DISCOUNT_SUM']) === '') {
    throw new VendorError(
      400,
      'ERROR_CORE',
      'Discount Sum (DISCOUNT_SUM) is required for this Discount Type (DISCOUNT_TYPE_ID)<br>',
    );
  }
  return Object.fromEntries(
    written.flatMap(([legacy, name]) => {
      const value = row[legacy];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A row as the legacy methods show it: ids of row and owner are strings, so is the price in the accounting currency. */
export function presentLegacyRow(row: ProductRow): WireMap {
  const { priceAccount, xmlId, type, ...shown } = presentRow(row);
  const renamed = Object.fromEntries(Object.entries(shown).map(([name, value]) => [capitals(name), value]));
  return {
    ...renamed,
    ID: String(row.id),
    OWNER_ID: String(row.owner.id),
    ORIGINAL_PRODUCT_NAME: row.productName,
    PRODUCT_DESCRIPTION: null,
    PRICE_ACCOUNT: Number(priceAccount).toFixed(2),
    XML_ID: xmlId ?? '',
    TYPE: type ?? 1,
    STORE_ID: 0,
    RESERVE_ID: null,
    DATE_RESERVE_END: null,
    RESERVE_QUANTITY: null,
  };
}
