import { createHash } from 'node:crypto';

const SIGNATURE = /uzel:([0-9a-f]{16})/;
const SHOWN = /\s*\[color=#[0-9a-f]{6}\]uzel:[0-9a-f]{16}\[\/color\]/i;

/** What a write leaves in a text by which it is found again: comments, activities and tasks have no field for it. */
export function signatureOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

/** A text with its signature, pale and on a line of its own. */
export function signed(text: string, key: string): string {
  return `${text}\n[color=#c4c8cc]uzel:${signatureOf(key)}[/color]`;
}

/** The signature that a text carries, however people have edited the rest. */
export function signatureIn(text: string): string | null {
  return SIGNATURE.exec(text)?.[1] ?? null;
}

export function unsigned(text: string): string {
  return text.replace(SHOWN, '');
}
