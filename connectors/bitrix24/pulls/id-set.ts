/** A set of decimal ids as text: `1-50,52,60-61`. Portals number their records in a row, so that tens of thousands fit into a line. */
export function packIds(ids: Iterable<string>): string {
  const sorted = [...new Set(ids)].map(BigInt).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const ranges: [bigint, bigint][] = [];
  for (const id of sorted) {
    const last = ranges.at(-1);
    if (last && last[1] + 1n === id) last[1] = id;
    else ranges.push([id, id]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}

export function unpackIds(packed: string): Set<string> {
  const ids = new Set<string>();
  for (const range of packed === '' ? [] : packed.split(',')) {
    const [from = '0', to = from] = range.split('-');
    for (let id = BigInt(from); id <= BigInt(to); id++) ids.add(String(id));
  }
  return ids;
}
