/** An 8-byte rowversion: `0x` and 16 hexadecimal digits. Larger than what a double holds exactly. */
export function writeStamp(stamp: bigint): string {
  return `0x${stamp.toString(16).toUpperCase().padStart(16, '0')}`;
}

/** Null for what is no stamp. */
export function readStamp(text: string): bigint | null {
  return /^0x[0-9a-f]{1,16}$/i.test(text) ? BigInt(text) : null;
}
