import Big from 'big.js';
import { between, hex, pick, type Random } from '../core/random.ts';
import { type Direction, directions, type Hotel, rates } from './catalogue.ts';
import type { Claim, Person, Service, Traveller } from './claim.ts';
import { addDays } from './dates.ts';

export interface ClaimDraft {
  number: number;
  guid: string;
  /** Epoch-free: dates of the installation. */
  today: string;
  now: string;
  buyer: Claim['buyer'];
  travellers: { person: Person; years: number }[];
}

/** A new, unread, unpaid claim on a random direction of the catalogue. */
export function draftClaim(random: Random, draft: ClaimDraft): Claim {
  const direction = pick(random, directions);
  const hotel = pick(random, direction.hotels);
  const nights = pick(random, [5, 7, 7, 9, 10, 14]);
  const dateBeg = addDays(draft.today, between(random, 10, 120));
  const dateEnd = addDays(dateBeg, nights);
  const tourists = draft.travellers.map(({ person, years }, index) => placeOf(person, years, index));
  const services = servicesOf(random, { direction, hotel, dateBeg, dateEnd, tourists });
  return {
    number: draft.number,
    guid: draft.guid,
    rawStatus: 2,
    offer: false,
    confirmed: false,
    partPayment: false,
    unread: true,
    createdAt: draft.now,
    editedAt: draft.now,
    readAt: null,
    confirmedAt: null,
    cancelRequestedAt: null,
    cancelledAt: null,
    reason: null,
    dateBeg,
    dateEnd,
    nights,
    prepayDate: addDays(draft.today, 3),
    payDate: addDays(dateBeg, -7),
    note:
      random() < 0.3
        ? pick(random, ['Просьба номер с видом на море', 'Детская кроватка', 'Поздний заезд', 'Номера рядом'])
        : null,
    townFrom: direction.townFrom,
    state: direction.state,
    tour: pick(random, direction.tours),
    spo: {
      key: `${direction.state.key.slice(0, 9)}${String(between(random, 1, 99_999)).padStart(11, '0')}`,
      name: `SPO-${between(random, 100, 999)}`,
    },
    currency: direction.currency,
    rate: rates[direction.currency],
    price: sum(services),
    commissionPercent: draft.buyer.kind === 'agency' ? '10.00' : '0.00',
    paid: '0.00',
    accessPay: true,
    singleCurrency: false,
    penalty: null,
    buyer: draft.buyer,
    tourists,
    services,
    payments: [],
  };
}

/** Upper-case GUID without braces, as the database prints it. */
export function syntheticGuid(random: Random): string {
  const digits = hex(random, 32).toUpperCase();
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
}

function placeOf(person: Person, years: number, index: number): Traveller {
  const age = years < 2 ? 'INF' : years < 12 ? 'CHD' : 'ADL';
  const human = age === 'ADL' ? (person.sex === 'M' ? 'MR' : 'MRS') : age;
  return { key: person.key, iid: String(index + 1), age, human };
}

interface Trip {
  direction: Direction;
  hotel: Hotel;
  dateBeg: string;
  dateEnd: string;
  tourists: Traveller[];
}

function servicesOf(random: Random, trip: Trip): Service[] {
  const { direction, hotel, dateBeg, dateEnd, tourists } = trip;
  const perUnit = direction.currency === 'RUB' ? 90 : 1;
  const price = (min: number, max: number) => new Big(between(random, min * 100, max * 100)).div(100).times(perUnit).toFixed(2);
  const base = { groupId: '1', dateBeg, dateEnd, touristKeys: tourists.map(({ key }) => key) };
  const server = hotel.key.slice(0, 9);
  const key = (inc: number) => `${server}${String(inc).padStart(11, '0')}`;
  const services: Omit<Service, 'uid'>[] = [
    {
      ...base,
      kind: 'hotel',
      type: null,
      key: hotel.key,
      name: hotel.name,
      detail: pick(random, ['DBL, AI', 'DBL, HB', 'FAM, UAI']),
      price: price(400, 1900),
    },
    flight(base, key(311), direction.townFrom.name, direction.port, dateBeg, price(120, 380)),
    flight(base, key(312), direction.port, direction.townFrom.name, dateEnd, price(120, 380)),
    {
      ...base,
      kind: 'service',
      type: 'stInsurance',
      key: key(421),
      name: 'Медицинская страховка',
      detail: null,
      price: price(10, 40),
    },
    {
      ...base,
      kind: 'service',
      type: 'stTransfer',
      key: key(422),
      name: 'Трансфер аэропорт — отель — аэропорт',
      detail: null,
      price: price(15, 60),
    },
  ];
  if (direction.visa)
    services.push({ ...base, kind: 'service', type: 'stVisa', key: key(423), name: 'Виза', detail: null, price: price(25, 90) });
  return services.map((service, index) => ({ uid: String(index + 1), ...service }));
}

type Base = Pick<Service, 'groupId' | 'dateBeg' | 'dateEnd' | 'touristKeys'>;

function flight(base: Base, key: string, from: string, to: string, date: string, price: string): Omit<Service, 'uid'> {
  return {
    ...base,
    kind: 'transport',
    type: null,
    key,
    name: `Авиаперелёт ${from} — ${to}`,
    detail: 'Эконом',
    dateBeg: date,
    dateEnd: date,
    price,
  };
}

function sum(services: readonly Service[]): string {
  return services.reduce((total, { price }) => total.plus(price), new Big(0)).toFixed(2);
}
