/**
 * Whether two spellings can be one person's: every word of the shorter one occurs in the longer one, in any order.
 * Null when one of them is empty, which proves nothing.
 */
export function namesAgree(a: string | null, b: string | null): boolean | null {
  const left = nameWords(a ?? '');
  const right = nameWords(b ?? '');
  if (left.length === 0 || right.length === 0) return null;
  const [fewer, more] = left.length <= right.length ? [left, right] : [right, left];
  return fewer.every((word) => more.includes(word));
}

/** Words of a person's name in one form: lower case, `ё` as `е`, delimiters of booking systems removed. */
function nameWords(name: string): string[] {
  return name
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[\s/.,]+/)
    .filter((word) => word !== '');
}
