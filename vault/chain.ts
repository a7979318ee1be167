import { createHash } from 'node:crypto';

export const GENESIS = Buffer.alloc(32);

/** Digest of a range of rows: each row's digest in order, hashed once more. */
export function rootOf(rowDigests: readonly Buffer[]): Buffer {
  const root = createHash('sha256');
  for (const digest of rowDigests) root.update(digest);
  return root.digest();
}

/** The seal of one range binds its bounds, its root and the seal before it. */
export function sealOf(range: { from: string; to: string; rows: number; root: Buffer; previous: Buffer }): Buffer {
  return createHash('sha256')
    .update(`${range.from}\u0000${range.to}\u0000${range.rows}\u0000`)
    .update(range.root)
    .update(range.previous)
    .digest();
}

/** Digest of one row over its columns as text, in a fixed order. */
export function digestOf(columns: readonly (string | Buffer | null)[]): Buffer {
  const hash = createHash('sha256');
  for (const column of columns) {
    if (column === null) hash.update('\u0001');
    else hash.update(`\u0002${Buffer.byteLength(column)}\u0000`).update(column);
  }
  return hash.digest();
}
