import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Packing, pack, unpack } from '../../connectors/samo/packing.ts';

const packings: fc.Arbitrary<Packing> = fc.record({
  encode: fc.constantFrom('none', 'gzip', 'zlib', 'aes'),
  aesCipher: fc.constantFrom('aes-128-cbc', 'aes-256-cbc', 'aes-128-ecb', 'aes-256-ecb'),
  aesKey: fc.constantFrom('sha256', 'md5', 'padded'),
  clientSecret: fc.string({ minLength: 1, maxLength: 40 }),
});

const GZIP: Packing = { encode: 'gzip', aesCipher: 'aes-256-cbc', aesKey: 'sha256', clientSecret: 's' };

test('what is packed is unpacked, in every packing and with any text', () => {
  fc.assert(
    fc.property(packings, fc.string({ unit: 'grapheme', maxLength: 300 }), (packing, text) => {
      const xml = `<a>${text.replace(/[\uD800-\uDFFF]/g, '')}</a>`;
      expect(unpack(pack(xml, packing), packing)).toBe(xml);
    }),
  );
});

test('two messages under one key never look alike', () => {
  const aes: Packing = { ...GZIP, encode: 'aes' };
  expect(pack('<a/>', aes)).not.toBe(pack('<a/>', aes));
});

test('a zlib answer is read with the length prefix of the service', () => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(4);
  const answer = Buffer.concat([length, deflateSync('<a/>')]).toString('base64');
  expect(unpack(answer, { ...GZIP, encode: 'zlib' })).toBe('<a/>');
});

test('an answer in plain XML is read whatever was agreed', () => {
  expect(unpack(' <a/>', GZIP)).toBe('<a/>');
});

test('an answer in windows-1251 is read by what it is, not by what it says', () => {
  const bytes = Buffer.concat([
    Buffer.from('<?xml version="1.0" encoding="UTF-8"?><a>'),
    Buffer.from([0xd2, 0xf3, 0xf0]),
    Buffer.from('</a>'),
  ]);
  const answer = deflateSync(bytes).toString('base64');
  expect(unpack(answer, { ...GZIP, encode: 'zlib' })).toContain('<a>Тур</a>');
});

test('a wrong secret cannot be told from a damaged answer', () => {
  const aes: Packing = { ...GZIP, encode: 'aes' };
  expect(() => unpack(pack('<a/>', aes), { ...aes, clientSecret: 'other' })).toThrow();
});

test('a small answer that unpacks beyond reason is refused', () => {
  const bomb = deflateSync(Buffer.alloc(40 * 1024 * 1024)).toString('base64');
  expect(() => unpack(bomb, { ...GZIP, encode: 'zlib' })).toThrow();
});
