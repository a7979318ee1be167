import { expect, test } from 'vitest';
import { brokenRule, couldBeConfused, type PersonRow, same, strayFields } from '../../connectors/samo/tourist-rules.ts';
import { parseXml } from '../../connectors/sdk/xml.ts';

const rules = parseXml(
  '<people><phone required="1" readOnly="0" visible="1" regular="^[0-9+]{5,15}$"/><email readOnly="1" visible="1"/>' +
    '<mobile visible="0"/><address visible="1" regular="(["/></people>',
);

test.each([
  [['phone', '+79000000001'], null],
  [['phone', '+7 900'], 'правило'],
  [['phone', ''], 'обязательно'],
  [['phone', '1'.repeat(300)], 'правило'],
  [['email', 'a@example.com'], 'закрыто'],
  [['mobile', '+79000000001'], 'закрыто'],
  [['address', 'anything'], null],
  [['nickname', 'anything'], null],
] as const)('the change %j breaks: %s', (change, expected) => {
  const broken = brokenRule(rules, [change]);
  if (expected === null) expect(broken).toBeNull();
  else expect(broken?.ru).toContain(expected);
});

const anna: PersonRow = {
  key: '1',
  name: 'ТЕСТОВА АННА',
  lname: 'TESTOVA ANNA',
  born: '1990-01-01',
  sex: 'F',
  pnumber: '9900001',
};
const twinA: PersonRow = { key: '2', name: 'ТЕСТОВ ИВАН', lname: 'TESTOV IVAN', born: '2018-05-05', sex: 'M', age: 'CHD' };
const twinB: PersonRow = { key: '3', name: 'ТЕСТОВ ПЁТР', lname: 'TESTOV PETR', born: '2018-05-05', sex: 'M', age: 'CHD' };

test('tourists that differ in more than is changed are told apart', () => {
  expect(couldBeConfused([anna, twinA], anna, 2)).toBe(false);
  expect(couldBeConfused([anna, twinA, twinB], anna, 2)).toBe(false);
  expect(couldBeConfused([twinA, twinB], twinA, 1)).toBe(false);
});

test('twins without passports could be confused when two of their fields change', () => {
  expect(couldBeConfused([anna, twinA, twinB], twinA, 2)).toBe(true);
});

test('two tourists that are alike in everything could be confused by any save', () => {
  expect(couldBeConfused([anna, twinA, { ...twinA, key: '4' }], anna, 1)).toBe(true);
});

test('a field that only one of them has tells nobody apart', () => {
  const { pnumber: _, ...bare } = anna;
  expect(couldBeConfused([anna, { ...bare, key: '9' }], anna, 1)).toBe(true);
});

test('a swap and a lost tourist are seen in the set read back', () => {
  const sent = [anna, twinA, twinB];
  expect(strayFields(sent, [{ ...anna, phone: '1' }, twinB, twinA], ['phone'], 0)).toEqual([]);
  expect(strayFields(sent, [anna, { ...twinA, name: twinB['name'] ?? '' }, twinB], ['phone'], 0)).toEqual(['2.name']);
  expect(strayFields(sent, [anna, twinA], ['phone'], 0)).toEqual(['3']);
});

test('case and the way a phone is written make no difference', () => {
  expect(same('email', 'Anna@example.com', 'ANNA@EXAMPLE.COM')).toBe(true);
  expect(same('phone', '+7 900 000-00-01', '+79000000001')).toBe(true);
  expect(same('phone', undefined, '')).toBe(true);
  expect(same('name', 'А', 'Б')).toBe(false);
});
