import { type Direction, directions, incOf } from '../catalogue.ts';
import { currencyKeys } from '../claim.ts';
import { addDays, localDate } from '../dates.ts';
import { latin } from './latin.ts';
import type { Value } from './references.ts';

export type TableRow = { inc: number } & Record<string, Value>;

/** References that the gate knows; those without rows here are empty. */
export const knownTypes: readonly string[] = [
  ...['state', 'region', 'town', 'star', 'hotel', 'room', 'htplace', 'meal', 'class', 'port', 'freight', 'freighttime'],
  ...['servtype', 'service', 'insure', 'visapr', 'currency', 'tour', 'spog', 'frblock', 'stopsale', 'townstate'],
  ...['hotelsalepr', 'price', 'spolist', 'fit', 'fithotel', 'hotelattributes'],
];

/** Rows that were deleted before anybody first looked. */
export const withdrawn: readonly (readonly [type: string, inc: number])[] = [
  ['hotel', 9001],
  ['meal', 90],
];

/** The catalogue of the claims as tables: a row's `inc` is what follows the server in a claim's 20-digit key. */
export function catalogueTables(nowMs: number): Record<string, TableRow[]> {
  const today = localDate(nowMs);
  return { ...places(), ...lodging(), ...travel(today), ...lists(), ...sales(today) };
}

function named(inc: number, name: string, rest: Record<string, Value> = {}): TableRow {
  return { inc, name, lname: latin(name), ...rest };
}

const unique = <T>(rows: readonly T[], key: (row: T) => unknown) => [...new Map(rows.map((row) => [key(row), row])).values()];
const destinations = unique(directions, ({ state }) => state.name);
const departures = unique(directions, ({ townFrom }) => townFrom.name);
const stateInc = ({ state }: Direction) => incOf(state.key);
const resorts = destinations.flatMap((direction) =>
  unique(
    direction.hotels.map(({ town }) => town),
    (town) => town,
  ).map((name, index) => ({ name, state: stateInc(direction), inc: stateInc(direction) * 100 + index + 1 })),
);
const homeState = 3;

function places(): Record<string, TableRow[]> {
  const regions = destinations.filter(({ visa }) => !visa);
  return {
    state: destinations.map((each) => named(stateInc(each), each.state.name, { alias: latin(each.state.name).slice(0, 3) })),
    // A destination without regions has none in its towns either.
    region: regions.map((each) => named(stateInc(each) * 10, `${each.state.name}: побережье`, { state: stateInc(each) })),
    town: [
      ...departures.map(({ townFrom }) => named(incOf(townFrom.key), townFrom.name, { state: homeState, region: null })),
      ...resorts.map(({ name, state, inc }) =>
        named(inc, name, { state, region: regions.some((each) => stateInc(each) === state) ? state * 10 : null }),
      ),
    ],
    townstate: directions.map((each, index) => ({ inc: index + 1, town: incOf(each.townFrom.key), state: stateInc(each) })),
  };
}

function lodging(): Record<string, TableRow[]> {
  const hotels = destinations.flatMap((direction) =>
    direction.hotels.map((hotel) =>
      named(incOf(hotel.key), hotel.name, {
        star: Number.parseInt(hotel.star, 10),
        town: resorts.find(({ name, state }) => name === hotel.town && state === stateInc(direction))?.inc ?? null,
      }),
    ),
  );
  const rooms = ['Стандарт', 'Стандарт с видом на море', 'Семейный номер', 'Люкс'];
  return {
    star: [3, 4, 5].map((stars) => named(stars, `${stars}*`)),
    hotel: [...hotels, named(9001, 'Закрытый Причал Кемер 4*', { star: 4, town: 901 })],
    room: hotels.flatMap(({ inc }) => rooms.map((name, index) => named(inc * 10 + index, name, { hotel: inc }))),
    htplace: ['SGL', 'DBL', 'TRPL', 'DBL+1CHD', 'DBL+2CHD', 'FAM'].map((name, index) => named(index + 1, name, { adult: 2 })),
    meal: [
      ...['RO', 'BB', 'HB', 'FB', 'AI', 'UAI'].map((name, index) => named(index + 1, name, { alias: name })),
      named(90, 'Только чай', { alias: 'TEA' }),
    ],
  };
}

function travel(today: string): Record<string, TableRow[]> {
  const freights = directions.flatMap((direction, index) => {
    const [from, to] = [direction.townFrom.name, direction.port];
    return [`${from} — ${to}`, `${to} — ${from}`].map((name, back) => {
      const number = `UZ ${5100 + index * 2 + back}`;
      return named(index * 2 + back + 1, `${number} ${name}`, { number, town: incOf(direction.townFrom.key), back });
    });
  });
  return {
    class: [named(1, 'Эконом', { alias: 'Y' }), named(2, 'Бизнес', { alias: 'C' })],
    port: [...departures.map(({ townFrom }) => townFrom.name), ...destinations.map(({ port }) => port)].map((name, index) =>
      named(index + 1, name, { alias: latin(name).slice(0, 3).toUpperCase() }),
    ),
    freight: freights,
    freighttime: freights.map(({ inc }) => ({
      inc,
      freight: inc,
      datebeg: `${today}T00:00:00`,
      dateend: `${addDays(today, 180)}T00:00:00`,
      depttime: inc % 2 === 0 ? '21:40' : '06:15',
    })),
  };
}

function lists(): Record<string, TableRow[]> {
  return {
    servtype: [named(1, 'Страховка'), named(2, 'Трансфер'), named(3, 'Виза')],
    service: [
      named(421, 'Медицинская страховка', { servtype: 1 }),
      named(422, 'Трансфер аэропорт — отель — аэропорт', { servtype: 2 }),
      named(423, 'Виза', { servtype: 3 }),
    ],
    insure: [named(421, 'Медицинская страховка', { days: 30 })],
    visapr: [named(423, 'Виза', { state: 14 })],
    currency: Object.entries(currencyKeys).map(([alias, key]) => named(Number(key), alias, { alias })),
  };
}

function sales(today: string): Record<string, TableRow[]> {
  const tours = unique(
    directions.flatMap((direction) => direction.tours),
    ({ key }) => incOf(key),
  );
  const from = `${today}T00:00:00`;
  return {
    tour: tours.map(({ key, name }) => named(incOf(key), name.replace(/^[^:]+: /, ''))),
    spog: directions.map((each, index) =>
      named(index + 1, `SPO-${100 + index}`, { state: stateInc(each), datebeg: from, dateend: `${addDays(today, 90)}T00:00:00` }),
    ),
    stopsale: destinations.slice(0, 3).map(({ hotels }, index) => ({
      inc: index + 1,
      hotel: incOf(hotels[0]?.key ?? ''),
      room: null,
      datebeg: `${addDays(today, 20)}T00:00:00`,
      dateend: `${addDays(today, 24)}T00:00:00`,
    })),
  };
}
