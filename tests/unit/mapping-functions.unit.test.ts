import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../domain/json.ts';
import { phoneToE164 } from '../../mappings/engine/functions/contacts.ts';
import { functions } from '../../mappings/engine/functions/index.ts';
import { namePart, titleCaseName } from '../../mappings/engine/functions/people.ts';
import { normaliseText } from '../../mappings/engine/normalise.ts';

/** Runs one function; `lossy` says whether it reported a loss. */
function run(name: string, value: Json, args: Json = null): { value: Json; lossy: boolean } {
  const flag = { lossy: false };
  const result = functions[name]?.step(args)(value, flag);
  if (result === undefined) throw new Error(`no function ${name}`);
  return { value: result, lossy: flag.lossy };
}

function resultOf(name: string, value: Json, args: Json = null): Json {
  return run(name, value, args).value;
}

describe('every function', () => {
  test.each(Object.entries(functions))('%s survives any value', (_name, definition) => {
    const step = definition.step(null);
    fc.assert(fc.property(fc.jsonValue(), (value) => step(value as Json, { lossy: false }) !== undefined));
  });

  test.each(Object.entries(functions).filter(([, definition]) => definition.inverse))(
    '%s comes back through its inverse',
    (_name, definition) => {
      const back = definition.inverse?.(null);
      const flag = { lossy: false };
      fc.assert(
        fc.property(fc.constantFrom<Json>('+79000000001', 'anna@example.com', '10.50', 'text'), (value) => {
          const there = definition.step(null)(value, flag);
          if (there === null) return;
          expect(definition.step(null)(back?.(there, flag) ?? null, flag)).toEqual(there);
        }),
      );
    },
  );
});

describe('names', () => {
  test.each([
    ['ИВАНОВ', 'Иванов'],
    ['ИВАНОВ-ПЕТРОВ ИВАН', 'Иванов-Петров Иван'],
    ['IVANOVA  ANNA', 'Ivanova Anna'],
    ["O'NEIL SEAN", "O'Neil Sean"],
    ['АЛИЕВ МАМЕД ГУСЕЙН ОГЛЫ', 'Алиев Мамед Гусейн оглы'],
    ['ЁЛКИНА', 'Ёлкина'],
    ['де ла Крус', 'де ла Крус'],
    ['МакДональд', 'МакДональд'],
    ['', ''],
  ])('%s → %s', (stored, shown) => {
    expect(titleCaseName(stored)).toBe(shown);
    expect(titleCaseName(titleCaseName(stored))).toBe(shown);
  });

  test.each([
    ['ИВАНОВ ИВАН ПЕТРОВИЧ', 'ИВАНОВ', 'ИВАН', 'ПЕТРОВИЧ'],
    ['ИВАНОВ/ИВАН', 'ИВАНОВ', 'ИВАН', null],
    ['VAN DER BERG/JAN', 'VAN DER BERG', 'JAN', null],
    ['АЛИЕВ МАМЕД ГУСЕЙН ОГЛЫ', 'АЛИЕВ', 'МАМЕД', 'ГУСЕЙН ОГЛЫ'],
    ['ИВАНОВ', 'ИВАНОВ', null, null],
    ['/ИВАН', null, 'ИВАН', null],
  ])('%s has the parts %s, %s, %s', (name, last, first, second) => {
    expect([namePart(name, 'last'), namePart(name, 'first'), namePart(name, 'second')]).toEqual([last, first, second]);
  });

  test('tourists read as a list that does not depend on their order', () => {
    const tourists = [
      { name: 'ИВАНОВА АННА', age: 'child' },
      { name: 'ИВАНОВ/ИВАН', age: 'adult' },
      { name: null, latinName: 'IVANOV PETR', age: 'infant' },
    ];
    const text = 'Иванов Иван (взр.), Иванова Анна (реб.), Ivanov Petr (мл.)';
    expect(resultOf('touristList', tourists)).toBe(text);
    expect(resultOf('touristList', tourists.toReversed())).toBe(text);
    expect(resultOf('touristList', [])).toBeNull();
  });
});

describe('phones and e-mails', () => {
  test.each([
    ['8 (900) 000-00-01', '+79000000001'],
    ['+7 900 000 00 01', '+79000000001'],
    ['9000000001', '+79000000001'],
    ['+79000000001', '+79000000001'],
    ['+375 29 000-00-01', '+375290000001'],
    ['нет', null],
    ['12', null],
  ])('%s → %s', (written, expected) => {
    expect(phoneToE164(written)).toBe(expected);
  });

  test('a number that is not understood stays as it is and is reported', () => {
    expect(run('e164', ' звонить мужу ')).toEqual({ value: 'звонить мужу', lossy: true });
  });

  test('an address is lower-cased; what is none is reported', () => {
    expect(run('emailLower', ' Anna@Example.COM ')).toEqual({ value: 'anna@example.com', lossy: false });
    expect(run('emailLower', 'нет').lossy).toBe(true);
  });

  test('of a list only the first element is compared', () => {
    const compare = functions['asList']?.normalise?.(null, functions['e164']?.normalise?.(null, normaliseText) ?? normaliseText);
    expect(compare?.(['8 900 000-00-01', '+79000000002'])).toBe('+79000000001');
    expect(compare?.([])).toBeNull();
    expect(compare?.(null)).toBeNull();
  });

  test.each<[string, Json, Json, Json]>([
    ['replaces the first of several', ['c'], ['a', 'b'], ['c', 'b']],
    ['moves a known one to the front and keeps the others', ['b'], ['a', 'b'], ['b', 'a']],
    ['is the only one in an empty list', ['c'], null, ['c']],
    ['leaves the others when it goes', null, ['a', 'b'], ['b']],
  ])('a new first element %s', (_what, value, standing, expected) => {
    expect(functions['asList']?.blend?.(null, normaliseText)(value, standing)).toEqual(expected);
  });
});

describe('money', () => {
  test.each<[Json, string | null, boolean]>([
    ['1500.5', '1500.50', false],
    ['1 500,50', '1500.50', false],
    [1500.5, '1500.50', false],
    ['0', '0.00', false],
    ['-0.001', '0.00', true],
    ['12345678901234567890.12', '12345678901234567890.12', false],
    ['10.005', '10.01', true],
    ['много', null, true],
  ])('%j → %s', (value, expected, lossy) => {
    expect(run('amount', value)).toEqual({ value: expected, lossy });
  });

  test('a rate keeps all its digits and loses idle zeros', () => {
    expect(resultOf('decimal', '90.123450')).toBe('90.12345');
  });

  test('a sum is exact', () => {
    expect(resultOf('sumWithCurrency', ['0.1', '0.2', 'RUB'])).toEqual({ amount: '0.30', currency: 'RUB' });
  });

  test('an amount without a currency is no money', () => {
    expect(run('moneyWithCurrency', ['10', null])).toEqual({ value: null, lossy: true });
    expect(run('moneyWithCurrency', [null, 'RUB'])).toEqual({ value: null, lossy: false });
  });

  test('two spellings of one amount compare equal', () => {
    const compare = functions['moneyWithCurrency']?.normalise?.(null, normaliseText);
    expect(compare?.({ amount: '10.5', currency: 'RUB' })).toEqual(compare?.({ amount: '10.50', currency: 'RUB' }));
  });
});

describe('claims', () => {
  test.each([
    ['confirmed', 'paid', 'cancelled', 'cancelled'],
    ['unknown', 'unknown', 'cancelled', 'cancelled'],
    ['confirmed', 'paid', 'requested', 'cancel_requested'],
    ['unknown', 'paid', 'none', 'check'],
    ['confirmed', 'unknown', 'none', 'check'],
    ['confirmed', 'paid', 'unknown', 'check'],
    ['processing', 'paid', 'none', 'paid'],
    ['confirmed', 'partially_paid', 'none', 'part_paid'],
    ['confirmed', 'not_paid', 'none', 'confirmed'],
    ['unconfirmed', 'not_paid', 'none', 'new'],
    ['offer', 'not_paid', 'none', 'new'],
    ['not_read', 'not_paid', 'none', 'new'],
  ])('%s, %s, %s → stage %s', (booking, payment, cancel, stage) => {
    expect(resultOf('stageKey', [booking, payment, cancel])).toBe(stage);
  });

  test('an axis that is missing is looked at by a person', () => {
    expect(resultOf('stageKey', ['confirmed', null, 'none'])).toBe('check');
  });

  test('a title leaves out what the claim does not tell', () => {
    expect(resultOf('claimTitle', ['123456', 'Турция', '2027-03-12'])).toBe('Заявка 123456 · Турция · 12.03.2027');
    expect(resultOf('claimTitle', ['123456', null, null])).toBe('Заявка 123456');
  });

  test('services come by start, kind and name', () => {
    const services = [
      { uid: '3', kind: 'service', name: 'Страховка', begin: null },
      { uid: '2', kind: 'transport', name: 'Перелёт', begin: '2027-03-12' },
      { uid: '1', kind: 'hotel', name: 'Sun Palace', begin: '2027-03-12' },
    ];
    expect((resultOf('orderServices', services) as { uid: string }[]).map((row) => row.uid)).toEqual(['1', '2', '3']);
  });

  test('hotels are named once each, by check-in', () => {
    const hotels = [
      { kind: 'hotel', name: 'Б', begin: '2027-03-15' },
      { kind: 'hotel', name: 'А', begin: '2027-03-12' },
      { kind: 'hotel', name: 'Б', begin: '2027-03-18' },
      { kind: 'transport', name: 'Перелёт', begin: '2027-03-12' },
    ];
    expect(resultOf('hotelNames', hotels)).toBe('А, Б');
  });

  test.each<[Json[], string]>([
    [['hotel', 'Sun Palace', '2027-03-12', '2027-03-19'], 'Проживание: Sun Palace, 12.03.2027 – 19.03.2027'],
    [['transport', 'Москва – Анталья', '2027-03-12', '2027-03-12'], 'Перевозка: Москва – Анталья, 12.03.2027'],
    [['service', 'Страховка', null, null], 'Страховка'],
  ])('a row of %j is named %s', (service, name) => {
    expect(resultOf('serviceName', service)).toBe(name);
  });
});

describe('text', () => {
  test('is cut to its limit without breaking a character, and says so', () => {
    expect(run('limit', 'абвгд', 4)).toEqual({ value: 'абв…', lossy: true });
    expect(resultOf('limit', 'а😀😀', 4)).toBe('а😀…');
  });

  test('lines and first values skip what is empty', () => {
    expect(resultOf('joinLines', ['а', null, ' ', 'б'])).toBe('а\nб');
    expect(resultOf('firstPresent', [null, '', 'б'])).toBe('б');
  });
});
