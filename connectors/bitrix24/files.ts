import { createHash } from 'node:crypto';
import type { Fields, Json } from '../../domain/json.ts';
import { invalidValue } from './invalid.ts';
import { isPlainObject } from './wire.ts';

/** A file to be sent: its bytes in base64 without a `data:` prefix. */
export interface OutgoingFile {
  name: string;
  base64: string;
}

/** The pair that the portal takes for a file. */
export function fileToWire({ name, base64 }: OutgoingFile): [string, string] {
  return [name, base64];
}

/** `ваучер.pdf` → `ваучер 1a2b3c4d5e6f.pdf`: a name that tells the content, so that the same file is found again and never stored twice. */
export function nameWithDigest({ name, base64 }: OutgoingFile): string {
  const digest = createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex').slice(0, 12);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? `${name.slice(0, dot)} ${digest}${name.slice(dot)}` : `${name} ${digest}`;
}

export function sizeOf({ base64 }: OutgoingFile): number {
  return Buffer.from(base64, 'base64').byteLength;
}

/** @throws HubError `validation` when a field is no file `{name, base64}` */
export function fileOf(fields: Fields, field: string): OutgoingFile {
  return asFile(field, fields[field] ?? null);
}

/** None when the field is absent. */
export function filesOf(fields: Fields, field: string): OutgoingFile[] {
  const list = fields[field] ?? [];
  if (!Array.isArray(list)) throw invalidValue(field, 'a list of files');
  return list.map((entry) => asFile(field, entry));
}

function asFile(field: string, value: Json): OutgoingFile {
  const { name, base64 } = isPlainObject(value) ? value : {};
  if (typeof name !== 'string' || name.trim() === '' || typeof base64 !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64))
    throw invalidValue(field, '{name, base64} without a data: prefix');
  return { name, base64 };
}
