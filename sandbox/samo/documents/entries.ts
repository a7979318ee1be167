import type { ClaimView, Person, Service } from '../claim.ts';
import { isOwed, obstacle, offered } from './availability.ts';
import { type Category, categories, invoiceCategory, isTransfer, type Reason } from './categories.ts';
import type { Decisions } from './decisions.ts';

/** One row of a claim's documents: of the claim, of one tourist, or of one service order. */
export interface Entry {
  id: string;
  category: Category;
  person: Person | null;
  order: Service | null;
  /** A way to pay: there is no file behind it. */
  payment: boolean;
  reason: Reason | null;
  daysBefore: number | null;
}

/** What the claim has to offer today, as the rules of availability go. */
export function entriesOf(view: ClaimView, decisions: Decisions, today: string): Entry[] {
  const { claim } = view;
  const kind = offered(claim);
  if (kind === 'nothing') return [];
  const payment = isOwed(claim) ? categories.filter(({ id }) => id === invoiceCategory).map(wayToPay) : [];
  if (kind === 'payment') return payment;
  const documents = categories
    .filter(({ belongs }) => belongs(claim))
    .flatMap((category) => {
      const decision = decisions.about(claim, category);
      const reason = obstacle(claim, category, decision, today);
      return holders(view, category).map(({ person, order }, index) => ({
        id: idOf(category, index + 1),
        category,
        person,
        order,
        payment: false,
        reason,
        daysBefore: decision.daysBefore,
      }));
    });
  return [...payment, ...documents];

  function idOf(category: Category, place: number): string {
    return `${claim.number}${String(category.id).padStart(2, '0')}${String(place).padStart(2, '0')}`;
  }

  function wayToPay(category: Category): Entry {
    return { id: idOf(category, 0), category, person: null, order: null, payment: true, reason: null, daysBefore: null };
  }
}

function holders({ claim, people }: ClaimView, category: Category): { person: Person | null; order: Service | null }[] {
  if (category.of === 'tourist') return [...people.values()].map((person) => ({ person, order: null }));
  if (category.of === 'order') return claim.services.filter(isTransfer).map((order) => ({ person: null, order }));
  return [{ person: null, order: null }];
}

/** What is written in the document; it changes when the claim changes. */
export function contentOf({ claim, people }: ClaimView, { category, person, order }: Entry): string[] {
  const guests = person === null ? [...people.values()] : [person];
  const hotel = claim.services.find(({ kind }) => kind === 'hotel');
  const money = [1, 11, 17, 23].includes(category.id) ? [`Price: ${claim.price} ${claim.currency}`] : [];
  return [
    category.title,
    `Claim ${claim.number}`,
    `Dates: ${claim.dateBeg} - ${claim.dateEnd}`,
    `Hotel key: ${hotel?.key ?? 'none'}`,
    ...guests.map(({ lname, pserie, pnumber }) => `Guest: ${lname} ${pserie} ${pnumber}`),
    ...(order === null ? [] : [`Service: ${order.key}`]),
    ...money,
    ...(category.id === 20 ? [`Paid: ${claim.paid} RUB`] : []),
  ];
}
