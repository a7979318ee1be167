import { createHash } from 'node:crypto';
import { addDays, compactDate, localDate } from '../dates.ts';
import { ExportError } from '../export/error.ts';
import type { Parameters } from '../export/request.ts';
import type { Payload } from './envelope.ts';
import { type Action, directionOf, type Market, required } from './market.ts';

/** Tickets alone: prices of one direction, and the sum for one offer. */
export const ticketActions: Record<string, Action> = {
  Tickets_PRICES(parameters, market) {
    const offers = ticketOffers(parameters, market);
    return offers.length === 0 ? [] : { prices: offers };
  },
  Tickets_CALC(parameters, market) {
    const wanted = required(parameters, 'CATCLAIM');
    const offer = ticketOffers(parameters, market).find(({ id }) => id === wanted);
    if (offer === undefined) throw new ExportError(9, 'Offer not found');
    return { id: wanted, price: offer.price, currency: offer.currency };
  },
};

function ticketOffers(
  parameters: Parameters,
  { nowMs }: Market,
): { [key: string]: Payload; id: string; price: string; currency: string }[] {
  const [from, to] = [Number(required(parameters, 'TOWNFROMINC')), Number(required(parameters, 'STATEINC'))];
  const direction = directionOf(from, to);
  if (direction === undefined) return [];
  return Array.from({ length: 5 }, (_, index) => {
    const date = compactDate(addDays(localDate(nowMs), 10 + index * 7));
    const drawn = createHash('sha1').update(`${direction.state.key}:${date}`).digest();
    const price = ((12_000 + (drawn.readUInt32BE(0) % 26_000)) / 100) * (direction.currency === 'RUB' ? 90 : 1);
    return {
      id: `0x${drawn.toString('hex').toUpperCase()}`,
      port: direction.port,
      date,
      price: price.toFixed(2),
      currency: direction.currency,
      class: 'Y',
    };
  });
}
