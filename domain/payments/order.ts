/** What an order of the shop says of a claim; `share` is a decimal string where the order states one. */
export interface OrderedClaim {
  number: string;
  share: string | null;
}

const PART = /^(\d{1,12})(?::(\d{1,12}(?:\.\d{1,2})?))?$/;

/**
 * The claims that an order is for: `51234`, several as `51234+51235`, with shares as `51234:1000.00+51235:500.50`. What follows a dash, an underline or a
 * slash tells attempts to pay apart (`51234-2`) and names nothing. Empty where it is no such text; a claim that stands twice makes it one.
 */
export function claimsOfOrder(order: string): OrderedClaim[] {
  const [head = ''] = order.trim().split(/[-_/\s]/, 1);
  const claims: OrderedClaim[] = [];
  for (const part of head.split('+')) {
    const [, number, share = null] = PART.exec(part) ?? [];
    if (number === undefined || claims.some((claim) => claim.number === number)) return [];
    claims.push({ number, share });
  }
  return claims;
}
