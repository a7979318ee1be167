import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readClaim } from '../../connectors/samo/claim.ts';
import { readDocuments } from '../../connectors/samo/documents/list.ts';
import { parseLossless } from '../../connectors/samo/export/lossless-json.ts';
import { readStamp, writeStamp } from '../../connectors/samo/export/stamp.ts';
import { readPayments } from '../../connectors/samo/payments.ts';
import { date, decimal, moment, text } from '../../connectors/samo/values.ts';
import { buildXml, child, parseXml } from '../../connectors/sdk/xml.ts';

const digits20 = fc.bigInt({ min: 10n ** 19n, max: 10n ** 20n - 1n }).map(String);
const cyrillic = fc
  .array(fc.constantFrom(...'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвёя -&<>"\''), { minLength: 1, maxLength: 40 })
  .map((letters) => letters.join(''));
const amount = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 1n, max: 10n ** 14n }), fc.integer({ min: 0, max: 99 }))
  .map(([negative, whole, cents]) => `${negative ? '-' : ''}${whole}.${String(cents).padStart(2, '0')}`);

test('requirement 15: a 64-bit stamp survives reading and writing, and order is that of numbers', () => {
  const stamps = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(stamps, stamps, (one, other) => {
      expect(readStamp(writeStamp(one))).toBe(one);
      expect(writeStamp(one)).toMatch(/^0x[0-9A-F]{16}$/);
      expect(one < other).toBe(writeStamp(one) < writeStamp(other));
      expect(readStamp(`0x${one.toString(16)}`)).toBe(one);
    }),
  );
});

test.each([undefined, '', '123', '0x', '0xZZ', '0x00000000000000000', '-2147483647'])('%s is no stamp', (given) => {
  expect(readStamp(given)).toBeNull();
});

test('requirement 15: ids, amounts and Cyrillic survive being written as an attribute and read again', () => {
  fc.assert(
    fc.property(digits20, amount, cyrillic, (id, sum, name) => {
      const { attributes } = parseXml(buildXml('i', { $: { id, sum, comma: sum.replace('.', ','), name } }));
      expect(text(attributes['id'])).toBe(id);
      expect(decimal(attributes['sum'])).toBe(sum);
      expect(decimal(attributes['comma'])).toBe(sum);
      expect(text(attributes['name'])).toBe(name.trim() || null);
    }),
  );
});

test('requirement 15: numbers of JSON are what was written, ids beyond 2^53 and amounts included', () => {
  fc.assert(
    fc.property(digits20, amount, cyrillic, (id, sum, name) => {
      const json = `{"id":${id},"rows":[${sum},1,true,null],${JSON.stringify(`7 ${name}`)}:${JSON.stringify(`${name} 12.50`)}}`;
      expect(parseLossless(json)).toEqual({ id, rows: [sum, '1', true, null], [`7 ${name}`]: `${name} 12.50` });
    }),
  );
});

test('a moment survives both formats', () => {
  const moments = fc.date({ min: new Date('1901-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(moments, (at) => {
      const iso = at.toISOString().slice(0, 19);
      expect(moment(iso)).toBe(iso);
      expect(moment(iso.replace(/[-:]/g, '').replace('T', ' '))).toBe(iso);
      expect(date(iso.slice(0, 10).replaceAll('-', ''))).toBe(iso.slice(0, 10));
    }),
  );
});

test('payments are read as they were written: both sums, the rate, the id', () => {
  fc.assert(
    fc.property(digits20, amount, amount, cyrillic, (id, paid, counted, note) => {
      const node = buildXml('payments', {
        payment: {
          $: { id, pdate: '2026-09-14', cash: 1, invoice: id },
          note,
          value: { $: { sum: paid.replace('.', ','), currency: 'RUB', currencyKey: id, rate: '92,5000' } },
          reservationValue: { $: { sum: counted, currency: 'EUR', rate: 1 } },
        },
      });
      const root = parseXml(`<WorkResponse>${node}</WorkResponse>`);
      expect(readPayments(root)).toEqual([
        {
          id,
          date: '2026-09-14',
          cash: true,
          receipt: id,
          receiptDate: null,
          note: note.trim() || null,
          paid: { sum: paid, currency: 'RUB', currencyKey: id, rate: '92.5' },
          counted: { sum: counted, currency: 'EUR' },
          payer: null,
        },
      ]);
    }),
  );
});

test('a payment without a sum is not left out in silence', () => {
  const root = parseXml('<WorkResponse><payments><payment id="1"><value currency="RUB"/></payment></payments></WorkResponse>');
  expect(() => readPayments(root)).toThrow(expect.objectContaining({ kind: 'validation', code: 'SAMO_PAYMENT_UNREADABLE' }));
});

test('a document of a tourist keeps the tourist’s 20 digits; a hidden row and a way to pay are none', () => {
  fc.assert(
    fc.property(digits20, digits20, cyrillic, (id, people, name) => {
      const rows = [
        { id, type: '8', name, People: people, Visible: '1', Enabled: '0', Reason: '1000044' },
        { id: '2', type: '8', name, Visible: '0', Enabled: '1' },
        { id: '3', type: '1', name, module: 'payment', Enabled: '1' },
      ];
      const [document, ...others] = readDocuments(parseXml(buildXml('dataset', { i: rows.map(($) => ({ $ })) })));
      expect(document).toMatchObject({ id, category: 'ticket', holder: { kind: 'tourist', touristKey: people } });
      expect(document?.availability).toMatchObject({ state: 'waits', code: '1000044' });
      expect(others).toEqual([]);
    }),
  );
});

test('a reason that nobody knows needs a person, a category that nobody knows is kept', () => {
  const [row] = readDocuments(parseXml('<dataset><i id="1" type="77" Enabled="0" Reason="1000099"/></dataset>'));
  expect(row).toMatchObject({ code: '77', category: 'other', availability: { state: 'failure', code: '1000099' } });
});

test('requirement 18: an attribute that nobody knows is preserved, of a person without its value', () => {
  const xml =
    '<claimDocument guid="g" extra="x"><moneys><money currency="EUR" price="1" debt="1"/></moneys>' +
    '<peoples><people key="1" shoe="42"/></peoples></claimDocument>';
  const holder = parseXml(`<claim>${xml}</claim>`);
  const document = child(holder, 'claimDocument');
  if (!document) throw new Error('no document');
  const { unknown } = readClaim(document, { guid: 'g', number: '1' });
  expect(unknown).toEqual({ 'claimDocument@extra': 'x', 'peoples/people@shoe': '‹hidden›' });
});
