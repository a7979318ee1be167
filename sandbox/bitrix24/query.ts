import { type Page, page } from './list.ts';
import { asList, asMap, asText, type Wire, type WireMap } from './wire.ts';

const prefixed = /^(>=|<=|!@|!%|!=|>|<|=|@|%|!)?(.*)$/s;

export interface Query {
  filter?: Wire | undefined;
  order?: Wire | undefined;
  start?: Wire | undefined;
}

/** Filter, order and page over rows as a method shows them. Unknown columns are ignored, case of columns too. */
export function query<Row extends WireMap>(rows: Row[], { filter, order, start }: Query): Page<Row> {
  const tests = Object.entries(asMap(filter)).map(([key, wanted]) => condition(key, wanted));
  const found = rows.filter((row) => tests.every((holds) => holds(row)));
  return page(sorted(found, asMap(order)), start);
}

/** The same without counting: `next` alone says that there is more. */
export function queryUncounted<Row extends WireMap>(rows: Row[], asked: Query): Pick<Page<Row>, 'rows' | 'next'> {
  const { total: _, ...rest } = query(rows, asked);
  return rest;
}

/** The named columns of a row; all of them for no names or `*`. Names are compared without regard to case. */
export function columns(row: WireMap, select: Wire | undefined, always: readonly string[] = []): WireMap {
  const names = new Set(asList(select).map((name) => asText(name).toLowerCase()));
  if (names.size === 0 || names.has('*')) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => always.includes(name) || names.has(name.toLowerCase())));
}

function condition(key: string, wanted: Wire): (row: WireMap) => boolean {
  const [, prefix = '=', name = ''] = prefixed.exec(key) ?? [];
  const candidates = (Array.isArray(wanted) ? wanted : [wanted]).map(asText);
  const [one = ''] = candidates;
  return (row) => {
    const column = Object.keys(row).find((known) => known.toLowerCase() === name.toLowerCase());
    if (column === undefined) return true;
    const value = asText(row[column]);
    switch (prefix) {
      case '>':
        return compare(value, one) > 0;
      case '>=':
        return compare(value, one) >= 0;
      case '<':
        return compare(value, one) < 0;
      case '<=':
        return compare(value, one) <= 0;
      case '%':
        return like(value, `%${one}%`);
      case '!%':
        return !like(value, `%${one}%`);
      case '!':
      case '!=':
      case '!@':
        return !candidates.some((candidate) => same(value, candidate));
      default:
        return candidates.some((candidate) => same(value, candidate));
    }
  };
}

const same = (value: string, candidate: string) => (candidate.includes('%') ? like(value, candidate) : value === candidate);

function like(value: string, pattern: string): boolean {
  const parts = pattern.split('%').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'isu').test(value);
}

function compare(left: string, right: string): number {
  const [a, b] = [Number(left), Number(right)];
  if (left !== '' && right !== '' && !Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return left < right ? -1 : left > right ? 1 : 0;
}

function sorted<Row extends WireMap>(rows: Row[], order: WireMap): Row[] {
  const [first] = Object.entries(order);
  if (first === undefined) return rows;
  const [name, direction] = first;
  const sign = asText(direction).toUpperCase() === 'DESC' ? -1 : 1;
  const value = (row: Row) => asText(Object.entries(row).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]);
  return [...rows].sort((a, b) => sign * compare(value(a), value(b)));
}
