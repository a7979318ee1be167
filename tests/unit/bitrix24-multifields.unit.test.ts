import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { additions, diff, type MultifieldDiff, valuesOf } from '../../connectors/bitrix24/multifields.ts';
import type { Multifield } from '../../connectors/bitrix24/wire.ts';

const A = '+79000000001';
const B = '+79000000002';
const C = '+79000000003';

function phone(id: string, value: string, valueType = 'WORK'): Multifield {
  return { id, typeId: 'PHONE', valueType, value };
}

/** What the portal does with a diff: `n…` adds, an id changes, an empty value deletes. */
function apply(stored: readonly Multifield[], changes: MultifieldDiff): Multifield[] {
  const kept = stored.map((entry) => ({ ...entry, ...changes[entry.id] })).filter((entry) => entry.value !== '');
  const added = Object.entries(changes).filter(([key]) => key.startsWith('n'));
  return [...kept, ...added.map(([, entry], at) => ({ ...entry, id: String(100_000 + at) }))];
}

describe('reading', () => {
  test('phones come in E.164, once each, in their order; what is no phone stays as it is', () => {
    const fm = [phone('12', '8 (900) 000-00-02'), phone('9', A), phone('15', '+7 900 000 00 01'), phone('20', 'доб. 12')];
    expect(valuesOf(fm, 'phones', 'RU')).toEqual([A, B, 'доб. 12']);
  });

  test('e-mails are apart from phones and in lower case', () => {
    const fm = [phone('1', A), { id: '2', typeId: 'EMAIL', valueType: 'WORK', value: ' Anna@Example.com' }];
    expect(valuesOf(fm, 'emails', 'RU')).toEqual(['anna@example.com']);
  });
});

describe('writing', () => {
  test('a new record gets a list', () => {
    expect(additions({ phones: ['8 900 000-00-01', A], emails: ['a@example.com'] }, 'RU')).toEqual([
      { typeId: 'PHONE', valueType: 'WORK', value: A },
      { typeId: 'EMAIL', valueType: 'WORK', value: 'a@example.com' },
    ]);
  });

  test('the same numbers in another spelling change nothing', () => {
    expect(diff([phone('1', '8 (900) 000-00-01')], { phones: [A] }, 'RU')).toEqual({});
  });

  test('a corrected number changes its entry and keeps its kind', () => {
    expect(diff([phone('1', A, 'MOBILE')], { phones: [B] }, 'RU')).toEqual({
      1: { typeId: 'PHONE', valueType: 'MOBILE', value: B },
    });
  });

  test('a dropped number is deleted by its id, with an empty value', () => {
    expect(diff([phone('1', A), phone('2', B)], { phones: [A] }, 'RU')).toEqual({
      2: { typeId: 'PHONE', valueType: 'WORK', value: '' },
    });
  });

  test('added phones and e-mails never share a key', () => {
    const changes = diff([], { phones: [A, B], emails: ['a@example.com'] }, 'RU');
    expect(Object.keys(changes)).toEqual(['n0', 'n1', 'n2']);
  });

  test('a list that is not named stays', () => {
    expect(diff([phone('1', A)], { emails: [] }, 'RU')).toEqual({});
  });

  test('any list becomes any other, in order, and a second time changes nothing', () => {
    const pool = [A, B, C, '+79000000004', '+79000000005'];
    const list = fc.array(fc.constantFrom(...pool), { maxLength: 6 });
    fc.assert(
      fc.property(list, list, (before, wanted) => {
        const stored = before.map((value, at) => phone(String(at + 1), value));
        const after = apply(stored, diff(stored, { phones: wanted }, 'RU'));
        expect(valuesOf(after, 'phones', 'RU')).toEqual([...new Set(wanted)]);
        expect(diff(after, { phones: wanted }, 'RU')).toEqual({});
      }),
    );
  });
});
