/** A record of the twin: whatever was sent, under an id of the twin's own. */
export interface Item {
  id: string;
  /** The key that made it, where one was given. */
  key: string | null;
  at: string;
  body: { [name: string]: unknown };
}

/** A request that came again with a key already known. */
export interface Repeat {
  key: string;
  at: string;
  id: string;
}

export interface HttpState {
  items: Map<string, Item>;
  byKey: Map<string, Item>;
  repeats: Repeat[];
  next: bigint;
}

/** Ids lie beyond what a double holds: whoever reads them as numbers shows it. */
const FIRST_ID = 9_007_199_254_740_993n;

export function createState(): HttpState {
  return { items: new Map(), byKey: new Map(), repeats: [], next: FIRST_ID };
}

export function makeItem(state: HttpState, body: Item['body'], key: string | null, at: string): Item {
  const id = String(state.next);
  state.next += 1n;
  const item = { id, key, at, body };
  state.items.set(id, item);
  if (key !== null) state.byKey.set(key, item);
  return item;
}
