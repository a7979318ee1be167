import { expect, test } from 'vitest';
import { createRedactor } from '../../connectors/sdk/redact.ts';

test('a secret is hidden as it is, percent-encoded, base64 and XML-escaped', () => {
  const secret = 'p&ss/w"rd!12';
  const redact = createRedactor([secret]);
  const base64 = Buffer.from(secret).toString('base64');
  const seen = redact(`a ${secret} b ${encodeURIComponent(secret)} c ${base64} d p&amp;ss/w&quot;rd!12`);
  expect(seen).toBe('a ‹secret› b ‹secret› c ‹secret› d ‹secret›');
});

test.each([
  ['написала anna.petrova@example.com вчера', 'написала ‹e-mail› вчера'],
  ['тел. +7 900 000-12-34', 'тел. ‹phone›'],
  ['тел. 8(900)0001234!', 'тел. ‹phone›!'],
  ['паспорт 4510 123456', 'паспорт ‹document›'],
  ['карта 4111 1111 1111 1111', 'карта ‹number›'],
])('%s', (text, clean) => {
  expect(createRedactor([])(text)).toBe(clean);
});

test('codes, claim numbers and dates stay readable', () => {
  const text = 'SAMO fault 1111, claim 123456, 2026-09-14T10:00:00, GUID {A0B1C2D3-0000-0000-0000-000000000001}';
  expect(createRedactor([])(text)).toBe(text);
});

test('a long text is cut', () => {
  expect(createRedactor([])('x'.repeat(10_000))).toHaveLength(501);
});
