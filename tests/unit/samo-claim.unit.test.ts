import { expect, test } from 'vitest';
import { readClaim } from '../../connectors/samo/claim.ts';
import { parseXml } from '../../connectors/sdk/xml.ts';

const REF = { guid: '{A1B2}', number: '100200' };
const MONEYS = '<moneys><money currency="EUR" price="1000,00" debt="400,00" paid="600,00" isClaimCurrency="1"/></moneys>';

function read(attributes: string, inner = MONEYS) {
  return readClaim(parseXml(`<claimDocument guid="a1b2" providerNumber="100200" ${attributes}>${inner}</claimDocument>`), REF);
}

test('absent attributes are null, not errors', () => {
  const claim = read('');
  expect(claim.ref).toEqual(REF);
  expect(claim).toMatchObject({
    buyer: null,
    tourists: [],
    services: [],
    nights: null,
    note: null,
    revision: null,
    townFrom: null,
  });
  expect(Object.values(claim.dates).every((value) => value === null)).toBe(true);
  expect(claim.status).toEqual({ booking: 'unknown', payment: 'unknown', cancel: 'unknown' });
});

test('the moment of the last edit is the revision', () => {
  expect(read('edate="2026-05-01T10:00:00"').revision).toBe('2026-05-01T10:00:00');
});

test('the row of the claim currency comes first whatever its place', () => {
  const rows =
    '<moneys><money currency="RUB" price="92500" debt="0" paid="92500" rate="92,5000" isClaimCurrency="0"/>' +
    '<money currency="EUR" price="1000" debt="0" paid="1000" rate="1" isClaimCurrency="1"/></moneys>';
  expect(read('', rows).money).toEqual({
    claim: { currency: 'EUR', price: '1000.00', net: null, debt: '0.00', paid: '1000.00', rate: null },
    payment: { currency: 'RUB', price: '92500.00', net: null, debt: '0.00', paid: '92500.00', rate: '92.5' },
  });
});

test('what was paid follows from price and debt where it is not said', () => {
  const rows = '<moneys><money currency="EUR" price="1000,10" debt="400,05"/></moneys>';
  expect(read('', rows).money.claim.paid).toBe('600.05');
});

test.each([
  '',
  '<moneys/>',
  '<moneys><money currency="EUR" price="1"/></moneys>',
  '<moneys><money price="1" debt="0"/></moneys>',
])('a claim without a price is for a person to look at (%#)', (rows) => {
  expect(() => read('', rows)).toThrow(expect.objectContaining({ kind: 'validation', code: 'SAMO_CLAIM_WITHOUT_MONEY' }));
});

test('a buyer who travels is known by key, or by name and birth date', () => {
  const people =
    '<peoples><people key="7" iid="1" age="ADL" name="ТЕСТОВА АННА" lname="TESTOVA ANNA" born="1990-02-03"/>' +
    '<people key="8" iid="2" age="CHD" name="ТЕСТОВ ПЁТР" born="2018-02-03"/></peoples>';
  expect(read('', `${MONEYS}${people}<buyer key="8" name="X"/>`).buyer).toMatchObject({ kind: 'person', touristKey: '8' });
  expect(read('', `${MONEYS}${people}<buyer lname="TESTOVA ANNA" born="19900203"/>`).buyer).toMatchObject({ touristKey: '7' });
  expect(read('', `${MONEYS}${people}<buyer name="ТЕСТОВА АННА"/>`).buyer).toMatchObject({ kind: 'person', touristKey: null });
});

test('an agency that buys is no person', () => {
  const buyer = '<buyer name="ООО «Пример»" inn="9900000001" phone="+7 900 000-00-01" contact="ТЕСТОВ ИВАН"/>';
  expect(read('', MONEYS + buyer).buyer).toEqual({
    kind: 'agency',
    key: null,
    name: 'ООО «Пример»',
    inn: '9900000001',
    phone: '+7 900 000-00-01',
    email: null,
    contactName: 'ТЕСТОВ ИВАН',
  });
});

test('a mobile number goes before another phone', () => {
  const people = '<peoples><people key="7" age="ADL" phone="1" mobile="2"/><people key="8" age="INF" phone="1"/></peoples>';
  expect(read('', MONEYS + people).tourists.map(({ phone, age }) => [phone, age])).toEqual([
    ['2', 'adult'],
    ['1', 'infant'],
  ]);
});

test('services keep long keys of tourists and both kinds of dates', () => {
  const hotels =
    '<hotels><hotel uid="1" key="00100000200000000311" name="Пример" datebeg="20260914" dateend="2026-09-21" price="10,5" count="2">' +
    '<clients><client peopleKey="90071992547409931234"/></clients></hotel></hotels>';
  expect(read('', MONEYS + hotels).services).toEqual([
    {
      uid: '1',
      kind: 'hotel',
      type: null,
      name: 'Пример',
      begin: '2026-09-14',
      end: '2026-09-21',
      price: '10.50',
      quantity: 2,
      touristKeys: ['90071992547409931234'],
    },
  ]);
});

test('unknown attributes and elements are kept by path, those of people without their values', () => {
  const inner = `${MONEYS}<peoples><people key="7" visaNumber="V1"/></peoples><buyer key="9" hobby="x"/><insurance>yes</insurance>`;
  expect(read('brandNew="42"', inner).unknown).toEqual({
    'claimDocument@brandNew': '42',
    'peoples/people@visaNumber': '‹hidden›',
    'buyer@hobby': '‹hidden›',
    insurance: 'yes',
  });
});

test('passport data does not enter the hub', () => {
  const people =
    '<peoples><people key="7" pserie="4510" pnumber="123456" pgivenorg="ОВД" bornplace="Тула" inn="990000000012"/></peoples>';
  const told = JSON.stringify(read('', MONEYS + people));
  for (const secret of ['4510', '123456', 'ОВД', 'Тула', '990000000012']) expect(told).not.toContain(secret);
});
