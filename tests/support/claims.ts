import fc from 'fast-check';
import type { Buyer, Claim, ClaimService, Tourist } from '../../domain/deals/claim.ts';

/** A confirmed, partly paid claim with everything filled in. */
export function sampleClaim(patch: Partial<Claim> = {}): Claim {
  return {
    ref: { guid: '7f0c1f6e-0000-4000-8000-000000000001', number: '123456' },
    status: { booking: 'confirmed', payment: 'partially_paid', cancel: 'none' },
    dates: {
      start: '2027-03-12',
      end: '2027-03-19',
      created: '2026-12-01T10:00:00',
      edited: '2026-12-02T11:30:00',
      confirmed: '2026-12-02T11:30:00',
      prepayDue: '2026-12-10',
      payDue: '2027-02-20',
      cancelRequested: null,
      cancelled: null,
    },
    money: {
      claim: { currency: 'USD', price: '1500.50', net: '1350.45', debt: '1000.50', paid: '500.00', rate: null },
      payment: { currency: 'RUB', price: '135045.00', net: null, debt: '90045.00', paid: '45000.00', rate: '90.00' },
    },
    buyer: samplePerson(),
    tourists: [
      sampleTourist({ key: '501', name: 'ИВАНОВ ИВАН', latinName: 'IVANOV IVAN', age: 'adult' }),
      sampleTourist({ key: '502', name: 'ИВАНОВА АННА', latinName: 'IVANOVA ANNA', age: 'child' }),
    ],
    services: [
      sampleService({ uid: '1', kind: 'hotel', name: 'SUN PALACE 5*', price: '1000.00' }),
      sampleService({ uid: '2', kind: 'transport', name: 'Москва – Анталья', price: '450.50', quantity: 2 }),
    ],
    tour: { key: '77', name: 'Анталья, раннее бронирование' },
    country: { key: '12', name: 'Турция' },
    townFrom: 'Москва',
    nights: 7,
    note: 'Просят номера рядом',
    cancelReason: null,
    revision: '2026-12-02T11:30:00',
    unknown: {},
    ...patch,
  };
}

export function samplePerson(patch: Partial<Extract<Buyer, { kind: 'person' }>> = {}): Extract<Buyer, { kind: 'person' }> {
  return {
    kind: 'person',
    key: '9001',
    touristKey: '501',
    name: 'ИВАНОВ ИВАН ПЕТРОВИЧ',
    latinName: 'IVANOV IVAN',
    phone: '8 900 000-00-01',
    email: 'Ivanov@Example.com',
    born: '1985-05-05',
    ...patch,
  };
}

export function sampleAgency(patch: Partial<Extract<Buyer, { kind: 'agency' }>> = {}): Extract<Buyer, { kind: 'agency' }> {
  return {
    kind: 'agency',
    key: '300',
    name: 'ООО «Ромашка Тур»',
    inn: '7707083893',
    phone: '+7 900 000-00-90',
    email: 'office@example.org',
    contactName: 'ПЕТРОВА МАРИЯ',
    ...patch,
  };
}

export function sampleTourist(patch: Partial<Tourist> = {}): Tourist {
  return {
    key: '501',
    iid: null,
    name: 'ИВАНОВ ИВАН',
    latinName: null,
    age: 'adult',
    born: null,
    phone: null,
    email: null,
    ...patch,
  };
}

export function sampleService(patch: Partial<ClaimService> = {}): ClaimService {
  return {
    uid: '1',
    kind: 'hotel',
    type: null,
    name: 'SUN PALACE 5*',
    begin: '2027-03-12',
    end: '2027-03-19',
    price: '1000.00',
    quantity: 1,
    touristKeys: ['501', '502'],
    ...patch,
  };
}

const money = fc
  .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.nat({ max: 99 }))
  .map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`);
const date = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2029-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const text = fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom('Турция', 'ИВАНОВ ИВАН', 'ПЕТРОВА/АННА СЕРГЕЕВНА', ' '));
const currency = fc.constantFrom('RUB', 'USD', 'EUR');
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const claimMoney = fc.record({ currency, price: money, net: orNull(money), debt: money, paid: money, rate: orNull(money) });
const person = fc.record({
  key: orNull(text),
  name: orNull(text),
  latinName: orNull(text),
  phone: orNull(
    fc.oneof(
      text,
      fc.nat({ max: 99 }).map((tail) => `8900000${String(tail).padStart(4, '0')}`),
    ),
  ),
  email: orNull(fc.oneof(text, fc.constant('anna@example.com'))),
  born: orNull(date),
});
const service = fc.record({
  uid: fc.uuid(),
  kind: fc.constantFrom('hotel' as const, 'transport' as const, 'service' as const),
  type: orNull(text),
  name: text,
  begin: orNull(date),
  end: orNull(date),
  price: orNull(money),
  quantity: fc.integer({ min: 1, max: 9 }),
  touristKeys: fc.array(fc.string(), { maxLength: 3 }),
});
const tourist = fc.record({
  key: fc.uuid(),
  iid: orNull(text),
  name: orNull(text),
  latinName: orNull(text),
  age: fc.constantFrom('adult' as const, 'child' as const, 'infant' as const),
  born: orNull(date),
  phone: orNull(text),
  email: orNull(text),
});
const booking = fc.constantFrom(
  'offer' as const,
  'not_read' as const,
  'processing' as const,
  'unconfirmed' as const,
  'confirmed' as const,
  'unknown' as const,
);
const payment = fc.constantFrom(
  'not_paid' as const,
  'partially_paid' as const,
  'paid' as const,
  'penalty_due' as const,
  'penalty_partially_paid' as const,
  'penalty_paid' as const,
  'unknown' as const,
);
const cancel = fc.constantFrom('none' as const, 'requested' as const, 'cancelled' as const, 'unknown' as const);
const agency = fc.record({
  kind: fc.constant('agency' as const),
  key: orNull(text),
  name: text,
  inn: orNull(text),
  phone: orNull(text),
  email: orNull(text),
  contactName: orNull(text),
});

export const anyPerson: fc.Arbitrary<Extract<Buyer, { kind: 'person' }>> = person.chain((data) =>
  orNull(text).map((touristKey) => ({ kind: 'person' as const, touristKey, ...data })),
);

/** Any claim that a booking system can hold, however odd. */
export const anyClaim: fc.Arbitrary<Claim> = fc.record({
  ref: fc.record({ guid: fc.uuid(), number: fc.nat().map(String) }),
  status: fc.record({ booking, payment, cancel }),
  dates: fc.record({
    start: orNull(date),
    end: orNull(date),
    created: orNull(date),
    edited: orNull(date),
    confirmed: orNull(date),
    prepayDue: orNull(date),
    payDue: orNull(date),
    cancelRequested: orNull(date),
    cancelled: orNull(date),
  }),
  money: fc.record({ claim: claimMoney, payment: orNull(claimMoney) }),
  buyer: orNull(fc.oneof(anyPerson, agency)),
  tourists: fc.array(tourist, { maxLength: 4 }),
  services: fc.array(service, { maxLength: 5 }),
  tour: fc.record({ key: orNull(text), name: orNull(text) }),
  country: fc.record({ key: orNull(text), name: orNull(text) }),
  townFrom: orNull(text),
  nights: orNull(fc.nat({ max: 30 })),
  note: orNull(text),
  cancelReason: orNull(text),
  revision: orNull(date),
  unknown: fc.constant({}),
});
