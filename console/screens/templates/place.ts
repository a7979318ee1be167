/** A place as the API names it (`block 3 (facts), row 2`), taken apart; `block` is null outside of blocks. */
export interface Part {
  block: number | null;
  kind: string;
  /** What within the block: `row`, `column`, `link`. */
  within: string | null;
  number: number | null;
}

export function partOf(place: string): Part {
  const [, block, kind, within, number] = /^block (\d+) \((\w+)\)(?:, (\w+)(?: (\d+))?)?$/.exec(place) ?? [];
  return {
    block: block === undefined ? null : Number(block),
    kind: kind ?? place,
    within: within ?? null,
    number: number === undefined ? null : Number(number),
  };
}
