/** Anything that is emptied as a whole: a portal whose `epoch` is replaced by its reset. */
export interface Era {
  epoch: object;
}

/** What one family of methods keeps, by key; a reset of the portal empties it. */
export function shelf<Row, Key = number>(): (era: Era) => Map<Key, Row> {
  const rooms = new WeakMap<object, Map<Key, Row>>();
  return ({ epoch }) => {
    const known = rooms.get(epoch);
    if (known !== undefined) return known;
    const room = new Map<Key, Row>();
    rooms.set(epoch, room);
    return room;
  };
}
