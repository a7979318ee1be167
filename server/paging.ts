import { z } from '@hono/zod-openapi';
import { InvalidRequest } from './refusals.ts';

const LARGEST_PAGE = 1_000;

/** Query parameters of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(50).openapi({ description: 'How many at most', example: 50 }),
  cursor: z.string().max(500).optional().openapi({ description: '`nextCursor` of the page before; opaque' }),
};

/** A list answer: newest first, `nextCursor` null on the last page. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().openapi({ description: 'Where the next page begins; null at the end', example: null }),
  });
}

/** Cuts a page out of rows read with one more than asked for. */
export function pageOf<Row, Item>(rows: readonly Row[], limit: number, item: (row: Row) => Item, place: (row: Row) => string) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), nextCursor: rows.length > limit && last !== undefined ? encode(place(last)) : null };
}

/** The id before which a page begins. @throws InvalidRequest for anything that no page has given out */
export function idBefore(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const text = decode(cursor);
  if (!/^[1-9]\d{0,15}$/.test(text)) throw wrongCursor();
  return Number(text);
}

/** A moment and an id, for lists whose ids have no order. */
export function placeBefore(cursor: string | undefined): { at: string; id: string } | undefined {
  if (cursor === undefined) return undefined;
  const [, at, id] = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d(?::\d\d)?) (\w+)$/.exec(decode(cursor)) ?? [];
  if (at === undefined || id === undefined) throw wrongCursor();
  return { at, id };
}

const encode = (place: string) => Buffer.from(place).toString('base64url');
const decode = (cursor: string) => Buffer.from(cursor, 'base64url').toString();
const wrongCursor = () => new InvalidRequest([{ path: 'cursor', message: 'not a cursor of this list' }]);
