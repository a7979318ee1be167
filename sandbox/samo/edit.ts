import { z } from 'zod';
import { ActError } from '../core/act-error.ts';
import type { BackOffice } from './back-office.ts';
import { directions } from './catalogue.ts';
import type { Claim, Person } from './claim.ts';
import { daysBetween, isDate } from './dates.ts';
import { reprice } from './office-work.ts';

const date = z.string().refine(isDate, 'must be YYYY-MM-DD');

/** `phone` and `email` are the buyer's; `touristPhone` is the first traveller's who is not the buyer; `price` is in the claim currency. */
export const editPatch = z.strictObject({
  note: z.string().exactOptional(),
  phone: z.string().exactOptional(),
  email: z.string().exactOptional(),
  dateBeg: date.exactOptional(),
  dateEnd: date.exactOptional(),
  hotel: z.string().min(1).exactOptional(),
  price: z
    .union([z.number().positive(), z.string().regex(/^\d+(\.\d{1,2})?$/)])
    .transform(String)
    .exactOptional(),
  touristPhone: z.string().exactOptional(),
});
export type EditPatch = z.infer<typeof editPatch>;

/** Alters a claim and its people in place. An empty text clears what it is written to. */
export function edit(office: BackOffice, claim: Claim, patch: EditPatch): void {
  const { buyer } = office.view(claim);
  if (patch.note !== undefined) claim.note = patch.note || null;
  if (patch.phone !== undefined) buyer.phone = patch.phone || null;
  if (patch.email !== undefined) buyer.email = patch.email || null;
  if (patch.touristPhone !== undefined) travellerOf(office, claim).phone = patch.touristPhone || null;
  if (patch.dateBeg !== undefined || patch.dateEnd !== undefined) {
    moveTrip(claim, patch.dateBeg ?? claim.dateBeg, patch.dateEnd ?? claim.dateEnd);
  }
  if (patch.hotel !== undefined) moveHotel(claim, patch.hotel);
  if (patch.price !== undefined) reprice(claim, patch.price);
}

function travellerOf(office: BackOffice, claim: Claim): Person {
  const traveller = claim.tourists.find(({ key }) => key !== claim.buyer.key) ?? claim.tourists[0];
  const person = office.people.get(traveller?.key ?? '');
  if (person === undefined) throw new ActError('refused', 'nobody travels on this claim');
  return person;
}

function moveTrip(claim: Claim, begin: string, end: string): void {
  if (daysBetween(begin, end) < 0) throw new ActError('bad_input', 'the trip would end before it begins');
  for (const service of claim.services) {
    const single = service.dateBeg === service.dateEnd;
    const outbound = service.dateBeg === claim.dateBeg;
    service.dateBeg = single && !outbound ? end : begin;
    service.dateEnd = single && outbound ? begin : end;
  }
  claim.dateBeg = begin;
  claim.dateEnd = end;
  claim.nights = daysBetween(begin, end);
}

function moveHotel(claim: Claim, name: string): void {
  const hotel = claim.services.find(({ kind }) => kind === 'hotel');
  if (hotel === undefined) throw new ActError('refused', 'the claim has no hotel');
  const known = directions
    .filter(({ state, townFrom }) => state.key === claim.state.key && townFrom.key === claim.townFrom.key)
    .flatMap(({ hotels }) => hotels)
    .find((each) => each.name === name);
  hotel.name = name;
  hotel.key = known?.key ?? hotel.key;
}
