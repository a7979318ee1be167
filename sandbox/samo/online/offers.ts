import { createHash } from 'node:crypto';
import Big from 'big.js';
import { type Direction, rates } from '../catalogue.ts';
import { addDays, anyDate, compactDate } from '../dates.ts';
import type { Payload } from './envelope.ts';

/** Nights that tours last. */
export const tripLengths: readonly number[] = [5, 7, 9, 10, 14];

export interface Wanted {
  direction: Direction;
  hotels: readonly { [key: string]: Payload; id: number }[];
  /** `YYYYMMDD`. */
  checkIns: readonly string[];
  lengths: readonly number[];
  adult: number;
  child: number;
}

/** Search prices: the same question gets the same answer. Whole amounts come as numbers, others as text. */
export function tripOffers({ direction, hotels, checkIns, lengths, adult, child }: Wanted): Payload[] {
  return checkIns.flatMap((checkIn) =>
    lengths.flatMap((nights) =>
      hotels.map((hotel): Payload => {
        const identity = [direction.townFrom.key, direction.state.key, hotel.id, checkIn, nights, adult, child].join(':');
        const drawn = createHash('sha1').update(identity).digest();
        const cents = 40_000 + (drawn.readUInt32BE(0) % 90_000);
        const price = new Big(cents)
          .div(100)
          .times(adult + child / 2)
          .times(nights)
          .div(7)
          .times(direction.currency === 'RUB' ? 90 : 1);
        return {
          id: `0x${drawn.toString('hex').toUpperCase()}`,
          hotelKey: hotel.id,
          hotel: hotel['name'] ?? '',
          checkIn,
          checkOut: compactDate(addDays(anyDate(checkIn), nights)),
          nights,
          adult,
          child,
          price: asMoney(price),
          currency: direction.currency,
          convertedPrice: `${price.times(rates[direction.currency]).toFixed(0)} RUB`,
          bron: 1,
          grouped: 0,
          packetType: 0,
          freightExternal: 'N',
        };
      }),
    ),
  );
}

function asMoney(amount: Big): string | number {
  const written = amount.toFixed(2);
  return written.endsWith('0') ? Number(written) : written;
}
