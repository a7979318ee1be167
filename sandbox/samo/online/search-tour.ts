import { addDays, compactDate, localDate } from '../dates.ts';
import type { Parameters } from '../export/request.ts';
import type { Payload } from './envelope.ts';
import { type Action, directionOf, listed, type Market, onSale, required, text, whole } from './market.ts';
import { tripLengths, tripOffers } from './offers.ts';

const homeState = 3;
const priceRows = 20;

/** Search of tours. A caller narrows step by step: town, state, then what is sold between them. */
export const searchActions: Record<string, Action> = {
  SearchTour_TOWNFROMS: (_, market) => townsFrom(market),
  SearchTour_STATES: (parameters, market) => statesOf(market, requiredTown(parameters)),
  SearchTour_TOURS: (parameters, market) => ifSold(parameters, () => onSale(market, 'tour').map(listed)),
  SearchTour_PROGRAMS: (parameters, market) => ifSold(parameters, () => onSale(market, 'tour').map(listed)),
  SearchTour_CHECKIN: (parameters, market) => ifSold(parameters, () => checkIns(market)),
  SearchTour_NIGHTS: (parameters) => ifSold(parameters, () => [...tripLengths]),
  SearchTour_ADULT: () => [1, 2, 3, 4],
  SearchTour_CHILD: () => [0, 1, 2, 3],
  SearchTour_CURRENCIES: (_, market) => onSale(market, 'currency').map(listed),
  SearchTour_TOWNS: (parameters, market) => ofState(parameters, market, 'town'),
  SearchTour_STARS: (_, market) => onSale(market, 'star').map(listed),
  SearchTour_HOTELS: (parameters, market) => hotelsOf(market, stateOf(parameters)),
  SearchTour_MEALS: (_, market) => onSale(market, 'meal').map(listed),
  SearchTour_PRICES: prices,
  SearchTour_ALL: (parameters, market) => ({
    TOWNFROMS: townsFrom(market),
    STATES: statesOf(market, requiredTown(parameters)),
    STARS: onSale(market, 'star').map(listed),
    MEALS: onSale(market, 'meal').map(listed),
    CURRENCIES: onSale(market, 'currency').map(listed),
  }),
};

function townsFrom(market: Market): Payload[] {
  const home = onSale(market, 'state').find(({ inc }) => inc === homeState);
  const towns = onSale(market, 'town').filter(({ inc }) => inc < 100);
  return towns.map((row, index) => ({
    ...listed(row),
    stateFromKey: homeState,
    stateFromName: text(home?.values['name']),
    selected: index === 0 ? 1 : 0,
  }));
}

function statesOf(market: Market, town: number): Payload[] {
  return onSale(market, 'state')
    .filter(({ inc }) => directionOf(town, inc) !== undefined)
    .map(listed);
}

function ofState(parameters: Parameters, market: Market, type: string): Payload[] {
  const state = stateOf(parameters);
  return onSale(market, type)
    .filter(({ inc, values }) => inc >= 100 && values['state'] === state)
    .map((row) => ({ ...listed(row), regionKey: row.values['region'] ?? null }));
}

function hotelsOf(market: Market, state: number): { [key: string]: Payload; id: number }[] {
  const towns = new Map(onSale(market, 'town').map((row) => [row.inc, row]));
  return onSale(market, 'hotel').flatMap((row) => {
    const { star, town } = row.values;
    const place = towns.get(Number(town));
    if (place?.values['state'] !== state) return [];
    return [{ ...listed(row), starKey: star ?? null, star: `${star}*`, townKey: place.inc, town: text(place.values['name']) }];
  });
}

function checkIns({ nowMs }: Market): string[] {
  return Array.from({ length: 14 }, (_, index) => compactDate(addDays(localDate(nowMs), 10 + index * 7)));
}

function prices(parameters: Parameters, market: Market): Payload {
  const direction = directionOf(requiredTown(parameters), stateOf(parameters));
  if (direction === undefined) return [];
  const [from, till] = [required(parameters, 'CHECKIN_BEG'), parameters['CHECKIN_END'] ?? '99991231'];
  const nights = [whole(parameters, 'NIGHTS_FROM', 1), whole(parameters, 'NIGHTS_TILL', 30)] as const;
  const hotels = parameters['HOTELS']?.split(',').map(Number);
  const offers = tripOffers({
    direction,
    hotels: hotelsOf(market, stateOf(parameters)).filter(({ id }) => hotels === undefined || hotels.includes(id)),
    checkIns: checkIns(market).filter((day) => day >= from && day <= till),
    lengths: tripLengths.filter((length) => length >= nights[0] && length <= nights[1]),
    adult: whole(parameters, 'ADULT', 2),
    child: whole(parameters, 'CHILD', 0),
  });
  const page = Math.max(1, whole(parameters, 'PRICEPAGE', 1));
  const rows = offers.slice((page - 1) * priceRows, page * priceRows);
  return rows.length === 0 ? [] : { prices: rows };
}

function ifSold(parameters: Parameters, rows: () => Payload[]): Payload[] {
  return directionOf(requiredTown(parameters), stateOf(parameters)) === undefined ? [] : rows();
}

function requiredTown(parameters: Parameters): number {
  return Number(required(parameters, 'TOWNFROMINC'));
}

function stateOf(parameters: Parameters): number {
  return Number(required(parameters, 'STATEINC'));
}
