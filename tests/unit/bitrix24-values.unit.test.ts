import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLossless } from '../../connectors/bitrix24/json.ts';
import type { Field } from '../../connectors/bitrix24/metadata.ts';
import { fromWire, sameValue, toWire } from '../../connectors/bitrix24/values.ts';
import type { Json } from '../../domain/json.ts';

function field(type: string, more: Partial<Field> = {}): Field {
  return { name: 'F', wireName: 'f', type, title: '', isRequired: false, isReadOnly: false, isMultiple: false, ...more };
}

const tourType = field('enumeration', {
  items: [
    { ID: '44', VALUE: 'Пляжный' },
    { ID: '45', VALUE: 'Экскурсионный' },
  ],
});

/** The way of a value to the portal and back, JSON text included. */
function roundTrip(of: Field, value: Json): Json {
  return fromWire(of, parseLossless(JSON.stringify(toWire(of, value))));
}

describe('emptiness has one spelling', () => {
  test.each([
    ['crm_company', 0],
    ['crm_company', '0'],
    ['crm_lead', null],
    ['string', ''],
    ['date', {}],
    ['datetime', []],
    ['enumeration', false],
    ['money', '|RUB'],
    ['double', ''],
  ])('%s %j is null', (type, raw) => {
    expect(fromWire(field(type), raw)).toBeNull();
  });

  test('the default funnel is number 0 and no emptiness', () => {
    expect(fromWire(field('crm_category'), 0)).toBe('0');
  });

  test('a multiple field without values is an empty list', () => {
    expect(fromWire(field('user', { isMultiple: true }), false)).toEqual([]);
    expect(fromWire(field('user', { isMultiple: true }), { 0: 4, 2: 5 })).toEqual(['4', '5']);
  });
});

describe('dates', () => {
  test.each([
    ['2024-04-19T03:00:00+03:00', '2024-04-19'],
    ['2024-07-23T02:00:00+02:00', '2024-07-23'],
    ['2024-04-19', '2024-04-19'],
  ])('%s is the day %s in UTC', (raw, day) => {
    expect(fromWire(field('date'), raw)).toBe(day);
  });

  test('any day survives the way there and back, whatever offset the portal writes', () => {
    const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, fc.integer({ min: -11, max: 12 }), (at, offset) => {
        const text = at.toISOString().slice(0, 10);
        expect(roundTrip(field('date'), text)).toBe(text);
        const local = new Date(Date.parse(text) + offset * 3_600_000).toISOString().slice(0, 19);
        const sign = offset < 0 ? '-' : '+';
        expect(fromWire(field('date'), `${local}${sign}${String(Math.abs(offset)).padStart(2, '0')}:00`)).toBe(text);
      }),
    );
  });

  test('a day that is not in the calendar is refused', () => {
    expect(() => toWire(field('date'), '2026-02-30')).toThrowError(/B24_INVALID_VALUE/);
  });
});

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, scale]) => shortest(digits, scale));

/** The shortest decimal string of `digits` × 10^-scale. */
function shortest(digits: bigint, scale: number): string {
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const part = text.slice(text.length - scale).replace(/0+$/, '');
  const number = scale === 0 || part === '' ? whole : `${whole}.${part}`;
  return digits < 0n ? `-${number}` : number;
}

describe('numbers', () => {
  test('no decimal is changed on the way there and back', () => {
    fc.assert(
      fc.property(decimal, (amount) => {
        expect(roundTrip(field('double'), amount)).toBe(amount);
      }),
    );
  });

  test('no amount of money is changed on the way there and back', () => {
    fc.assert(
      fc.property(decimal, fc.constantFrom('RUB', 'EUR', 'USD'), (amount, currency) => {
        const money = { amount, currency };
        expect(roundTrip(field('money'), money)).toEqual(money);
      }),
    );
  });

  test('money is amount, bar and currency on the wire', () => {
    expect(toWire(field('money'), { amount: '300.50', currency: 'RUB' })).toBe('300.5|RUB');
    expect(fromWire(field('money'), '300.00|RUB')).toEqual({ amount: '300', currency: 'RUB' });
  });

  test('no 64-bit id is changed on the way there and back', () => {
    const id = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
    fc.assert(
      fc.property(id, (text) => {
        expect(roundTrip(field('crm_contact'), text)).toBe(text);
        expect(fromWire(field('crm_contact'), parseLossless(text))).toBe(text);
      }),
    );
  });

  test('reading JSON never loses a digit, and never touches the inside of strings', () => {
    const text =
      '{"id":9223372036854775807,"sum":12345678901234567.89,"t":1721660468.931424,"s":"9223372036854775807, \\"1.10000000000000000001\\""}';
    expect(parseLossless(text)).toEqual({
      id: '9223372036854775807',
      sum: '12345678901234567.89',
      t: 1721660468.931424,
      s: '9223372036854775807, "1.10000000000000000001"',
    });
  });
});

describe('options', () => {
  test('an option goes by its text here and by its id there', () => {
    expect(toWire(tourType, 'Экскурсионный')).toBe(45);
    for (const text of ['Пляжный', 'Экскурсионный']) expect(roundTrip(tourType, text)).toBe(text);
  });

  test('several options keep their order', () => {
    const several = { ...tourType, isMultiple: true };
    expect(roundTrip(several, ['Экскурсионный', 'Пляжный'])).toEqual(['Экскурсионный', 'Пляжный']);
  });

  test('a text that the portal does not list is refused before the portal drops it silently', () => {
    expect(() => toWire(tourType, 'Горный')).toThrowError(/B24_INVALID_VALUE/);
  });
});

describe('booleans', () => {
  test.each([
    ['Y', true],
    ['N', false],
    ['1', true],
    [0, false],
    [true, true],
    [null, null],
  ])('%j is %j', (raw, value) => {
    expect(fromWire(field('boolean'), raw)).toBe(value);
  });

  test('they are written as Y and N', () => {
    expect(toWire(field('boolean'), true)).toBe('Y');
    expect(toWire(field('boolean'), false)).toBe('N');
  });
});

test('values of the wrong kind are refused by name, without the value in the error', () => {
  const secretive: [string, Json][] = [
    ['double', 12.5],
    ['money', 'Иванова'],
    ['date', 'Иванова'],
    ['user', 'Иванова'],
    ['boolean', 'Иванова'],
    ['file', 'Иванова'],
  ];
  for (const [type, value] of secretive) {
    expect(() => toWire(field(type), value)).toThrowError(/B24_INVALID_VALUE/);
    expect(() => toWire(field(type), value)).not.toThrowError(/Иванова/);
  }
});

test('a kept value equals a planned one in another spelling', () => {
  expect(sameValue(field('double'), '1200', '1200.00')).toBe(true);
  expect(sameValue(field('datetime'), '2026-05-01T12:00:00+03:00', '2026-05-01T09:00:00Z')).toBe(true);
  expect(sameValue(field('crm_contact', { isMultiple: true }), ['4', '5'], ['4', '5'])).toBe(true);
  expect(sameValue(field('string'), 'Турция', 'Египет')).toBe(false);
});
