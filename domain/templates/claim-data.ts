import type { Claim } from '../deals/claim.ts';
import type { TemplateData } from './types.ts';

/** What templates may say of a claim. Names stand as the booking system writes them, but not in capitals. */
export function claimData({
  ref,
  tour,
  country,
  townFrom,
  dates,
  nights,
  money,
  buyer,
  tourists,
  services,
}: Claim): TemplateData {
  const asked = money.payment ?? money.claim;
  const sum = (value: string) => ({ sum: value, currency: asked.currency });
  return {
    claim: {
      number: ref.number,
      tour: tour.name,
      country: country.name,
      from: townFrom,
      start: dates.start,
      end: dates.end,
      nights,
      price: sum(asked.price),
      paid: sum(asked.paid),
      debt: /^-|^0*(\.0*)?$/.test(asked.debt) ? null : sum(asked.debt),
      payDue: dates.payDue,
    },
    payer: {
      name: buyer?.name == null ? null : buyer.kind === 'person' ? calm(buyer.name) : buyer.name,
      phone: buyer?.phone ?? null,
      email: buyer?.email ?? null,
    },
    tourists: tourists.map(({ name, latinName }) => ({ name: name === null ? null : calm(name), latinName })),
    services: services.map(({ name, begin, end, quantity }) => ({ name, start: begin, end, quantity })),
  };
}

/** `ИВАНОВ ИВАН` → `Иванов Иван`. */
const calm = (name: string) =>
  name === name.toUpperCase()
    ? name.toLowerCase().replace(/(^|[\s-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
    : name;
