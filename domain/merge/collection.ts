import type { Json } from '../json.ts';

/** A list whose elements are told apart by a key and merged one by one. */
export interface Collection {
  keyOf(item: Json): string;
  /** Equal for elements that say the same; what is given once and then the right side's own is left out. */
  formOf(item: Json): string;
  /** Where the right side shows the element: one that was renamed stands where the old one stood. */
  placeOf(item: Json): string;
  /** A left element written over the one that stands on the right. */
  over(left: Json, standing: Json): Json;
}

export interface CollectionInput {
  base: { left: Json; right: Json };
  left: Json;
  right: Json;
}

/**
 * The list that the right side should hold, where the left side decides its own elements.
 *
 * Every left element is there, over the right one of its key. An element that only the right holds goes if it came from the left once and left there
 * since; otherwise somebody added it by hand, and it stays. Right order first, new elements at the end.
 */
export function mergeCollection(collection: Collection, { base, left, right }: CollectionInput): Json[] {
  const standing = listOf(right);
  const wanted = grouped(collection, listOf(left));
  const known = grouped(collection, listOf(base.left));
  const renamed = renamedOf(collection, base, standing);
  const becomes = new Map<Json, Json | null>();
  const added: Json[] = [];

  for (const [key, group] of grouped(collection, standing)) {
    const mine = [...(wanted.get(key) ?? [])];
    wanted.delete(key);
    const open = pairEqual(collection, mine, group, becomes);
    for (const item of open) {
      const next = mine.shift();
      if (next !== undefined) becomes.set(item, collection.over(next, item));
    }
    added.push(...mine);
    const surplus = open.filter((item) => !becomes.has(item));
    const gone = Math.max(0, (known.get(key)?.length ?? 0) - (group.length - surplus.length));
    for (const item of surplus.slice(0, gone)) becomes.set(item, null);
    for (const item of surplus.slice(gone)) if (renamed.has(item)) becomes.set(item, null);
  }
  for (const item of listOf(left)) if (wanted.get(collection.keyOf(item))?.includes(item)) added.push(item);
  const kept = standing.flatMap((item) => {
    const next = becomes.has(item) ? becomes.get(item) : item;
    return next === null || next === undefined ? [] : [next];
  });
  return [...kept, ...added];
}

/** Takes elements that say the same off both lists; what is left of the right ones is returned. */
function pairEqual(collection: Collection, mine: Json[], group: readonly Json[], becomes: Map<Json, Json | null>): Json[] {
  return group.filter((item) => {
    const at = mine.findIndex((candidate) => collection.formOf(candidate) === collection.formOf(item));
    const [same] = at < 0 ? [] : mine.splice(at, 1);
    if (same !== undefined) becomes.set(item, collection.over(same, item));
    return same === undefined;
  });
}

/** Elements of the right that stand where one of ours stood that is there no longer: a person gave it another name. */
function renamedOf(collection: Collection, base: CollectionInput['base'], standing: readonly Json[]): Set<Json> {
  const now = new Set(standing.map(collection.keyOf));
  const before = listOf(base.right);
  const ours = new Set(listOf(base.left).map(collection.keyOf));
  const known = new Set(before.map(collection.keyOf));
  const vacated = new Set(
    before
      .filter((item) => ours.has(collection.keyOf(item)) && !now.has(collection.keyOf(item)))
      .map((item) => collection.placeOf(item)),
  );
  return new Set(standing.filter((item) => !known.has(collection.keyOf(item)) && vacated.has(collection.placeOf(item))));
}

function grouped(collection: Collection, items: readonly Json[]): Map<string, Json[]> {
  const groups = new Map<string, Json[]>();
  for (const item of items) {
    const key = collection.keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

function listOf(value: Json): Json[] {
  return Array.isArray(value) ? value : [];
}
