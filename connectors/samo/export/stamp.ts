/** The mark before all marks. */
export const FIRST_STAMP = '0x0000000000000000';

/** An unsigned 8-byte mark; null when it is none. Marks are compared as numbers, whatever their width and case. */
export function readStamp(text: string | undefined): bigint | null {
  return text !== undefined && /^0x[0-9a-f]{1,16}$/i.test(text) ? BigInt(text) : null;
}

export function writeStamp(stamp: bigint): string {
  return `0x${stamp.toString(16).toUpperCase().padStart(16, '0')}`;
}
