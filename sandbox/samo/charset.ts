/**
 * How answers are written: `windows-1251-mislabelled` sends windows-1251 bytes under a declaration of UTF-8.
 * The label of UTF-8 answers is right.
 */
export type Charset = 'utf-8' | 'windows-1251' | 'windows-1251-mislabelled';

const codeOf = new Map<string, number>();
const decoder = new TextDecoder('windows-1251');
for (let code = 0x80; code <= 0xff; code += 1) codeOf.set(decoder.decode(Uint8Array.of(code)), code);

/** Characters that windows-1251 does not have become question marks. */
export function encodeText(text: string, charset: Charset): Buffer {
  if (charset === 'utf-8') return Buffer.from(text, 'utf8');
  const codes = Array.from(text, (character) => {
    const ascii = character.charCodeAt(0);
    return ascii < 0x80 ? ascii : (codeOf.get(character) ?? 0x3f);
  });
  return Buffer.from(codes);
}

export function xmlDeclaration(charset: Charset): string {
  return `<?xml version="1.0" encoding="${charset === 'windows-1251' ? 'windows-1251' : 'UTF-8'}"?>`;
}
