import { TextDecoder } from 'node:util';

const XML_DECLARATION = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/i;

/**
 * Text of an answer whose charset label may lie.
 *
 * Bytes that are valid UTF-8 are UTF-8 whatever the label says: Russian text in a single-byte charset practically never is.
 * Otherwise the header, then the XML declaration decide; a missing, unknown or disproved label means windows-1251.
 */
export function decodeText(bytes: Uint8Array, contentType = ''): string {
  const wide = wideByMark(bytes);
  if (wide) return new TextDecoder(wide).decode(bytes);
  const label = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1]?.toLowerCase();
  if (label?.startsWith('utf-16')) return new TextDecoder(label).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return singleByte(label ?? declared(bytes)).decode(bytes);
  }
}

function wideByMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

function declared(bytes: Uint8Array): string | undefined {
  return XML_DECLARATION.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 200)))?.[1]?.toLowerCase();
}

function singleByte(label: string | undefined): TextDecoder {
  if (!label || label === 'utf-8' || label === 'utf8') return new TextDecoder('windows-1251');
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder('windows-1251');
  }
}
