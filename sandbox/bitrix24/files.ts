import { createHash } from 'node:crypto';
import type { Portal } from './portal.ts';
import { shelf } from './shelf.ts';
import { asText, type Wire } from './wire.ts';

/** Bytes that the portal keeps, whatever refers to them: a field, the disk, a document. */
export interface StoredFile {
  id: number;
  name: string;
  bytes: Buffer;
}

export const storedFiles = shelf<StoredFile>();

export function keepFile(portal: Portal, name: string, bytes: Buffer): StoredFile {
  const file = { id: portal.nextId('file'), name, bytes };
  storedFiles(portal).set(file.id, file);
  return file;
}

/** `[name, base64]` of a write; null when it is something else. */
export function fileContent(raw: Wire | undefined): { name: string; bytes: Buffer } | null {
  if (!Array.isArray(raw) || raw.length < 2) return null;
  const [name, content] = raw.map(asText);
  return name === undefined || name === '' ? null : { name, bytes: Buffer.from(content ?? '', 'base64') };
}

/** A link that opens without a session: the token in it is as good as a password. */
export function downloadUrl(portal: Portal, method: string, file: StoredFile): string {
  return `${portal.endpoint()}${method}.json?auth=&token=${encodeURIComponent(downloadToken(file.id))}`;
}

export function downloadToken(fileId: number): string {
  return `disk|${fileId}|${createHash('sha256').update(`download ${fileId}`).digest('hex').slice(0, 32)}`;
}

/** Width and height of a gif or a png; null for everything else. */
export function imageSize({ bytes }: StoredFile): { width: number; height: number } | null {
  if (bytes.length >= 10 && bytes.subarray(0, 3).toString('latin1') === 'GIF') {
    return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  }
  if (bytes.length >= 24 && bytes.readUInt32BE(0) === 0x89504e47) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  return null;
}
