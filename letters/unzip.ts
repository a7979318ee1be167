import { inflateRawSync } from 'node:zlib';
import { LIMITS } from './limits.ts';

/** Why an archive is not taken; the place names the file inside it. */
export class BadArchive extends Error {}

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/**
 * The files of a zip archive by name. What it claims is checked before anything is unpacked, and no file may turn out larger than it claims.
 * @throws BadArchive
 */
export function unzip(archive: Buffer): Map<string, Buffer> {
  const entries = directoryOf(archive);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > LIMITS.zip.unpackedBytes) throw new BadArchive('it unpacks to too much');
  return new Map(entries.map((entry) => [entry.name, contentOf(archive, entry)]));
}

interface Entry {
  name: string;
  method: number;
  packed: number;
  size: number;
  offset: number;
}

function directoryOf(archive: Buffer): Entry[] {
  let end = archive.length - 22;
  while (end >= 0 && archive.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new BadArchive('it is no zip archive');
  const count = archive.readUInt16LE(end + 10);
  if (count > LIMITS.zip.files) throw new BadArchive('it holds too many files');
  const entries: Entry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== ENTRY) throw new BadArchive('its list of files is broken');
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const [packed, size] = [archive.readUInt32LE(at + 20), archive.readUInt32LE(at + 24)];
    if (/^\/|\\|(^|\/)\.\.(\/|$)/.test(name)) throw new BadArchive('a name in it leads outside');
    if (size > LIMITS.zip.ratio * Math.max(packed, 100)) throw new BadArchive('it is packed suspiciously tight');
    entries.push({ name, method: archive.readUInt16LE(at + 10), packed, size, offset: archive.readUInt32LE(at + 42) });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function contentOf(archive: Buffer, { method, packed, size, offset }: Entry): Buffer {
  if (offset + 30 > archive.length) throw new BadArchive('its list of files is broken');
  const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  const raw = archive.subarray(start, start + packed);
  if (method === 0 && raw.length === size) return Buffer.from(raw);
  if (method !== 8) throw new BadArchive('it is packed in a way that nobody uses for documents');
  try {
    const content = inflateRawSync(raw, { maxOutputLength: Math.max(1, size) });
    if (content.length === size) return content;
  } catch (error) {
    throw new BadArchive('a file in it is broken, or larger than it claims', { cause: error });
  }
  throw new BadArchive('a file in it is not as large as it claims');
}
