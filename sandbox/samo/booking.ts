import { between, pick, type Random } from '../core/random.ts';
import type { BackOffice } from './back-office.ts';
import type { Claim, Person } from './claim.ts';
import { localDate, localMoment } from './dates.ts';
import { draftClaim, syntheticGuid } from './synthetic-claim.ts';
import { countSurnames, syntheticAgency, syntheticPerson } from './synthetic-people.ts';

export interface BookingWish {
  /** Who buys; drawn when absent: 15 % agencies, and every fifth person has bought before. */
  buyer?: 'person' | 'agency' | 'repeat';
  /** How many days ago it was booked. */
  daysAgo?: number;
}

type Party = { person: Person; years: number }[];

/** Books a synthetic trip: makes the people it needs and adds the claim. */
export function bookSynthetic(office: BackOffice, wish: BookingWish = {}): Claim {
  const { random } = office;
  const bookedAt = office.now() - (wish.daysAgo ?? 0) * 86_400_000;
  const today = localDate(bookedAt);
  const { buyer, party } = draw(office, today, wish.buyer ?? drawKind(random));
  const claim = draftClaim(random, {
    number: office.nextNumber(),
    guid: unusedGuid(office),
    today,
    now: localMoment(bookedAt),
    buyer,
    travellers: party,
  });
  office.add(claim);
  return claim;
}

function drawKind(random: Random): NonNullable<BookingWish['buyer']> {
  const drawn = random();
  if (drawn < 0.15) return 'agency';
  return drawn < 0.32 ? 'repeat' : 'person';
}

function draw(
  office: BackOffice,
  today: string,
  kind: NonNullable<BookingWish['buyer']>,
): { buyer: Claim['buyer']; party: Party } {
  const { random } = office;
  const surname = between(random, 0, countSurnames() - 1);
  if (kind === 'agency') {
    return { buyer: { kind: 'agency', key: agencyOf(office) }, party: family(office, today, surname, between(random, 1, 3)) };
  }
  const known = kind === 'repeat' ? office.claims().filter(({ buyer }) => buyer.kind === 'person') : [];
  const person = known.length === 0 ? undefined : office.people.get(pick(random, known).buyer.key);
  const buyer = person ?? newPerson(office, today, surname, between(random, 24, 65), true);
  const travels = random() < 0.8;
  const others = family(office, today, surname, travels ? between(random, 0, 2) : between(random, 1, 3));
  const self = { person: buyer, years: 30 };
  return { buyer: { kind: 'person', key: buyer.key }, party: travels ? [self, ...others] : others };
}

/** Adults first; children sometimes come as twins, who differ in little. */
function family(office: BackOffice, today: string, surname: number, size: number): Party {
  const { random } = office;
  const party: Party = [];
  for (let n = 0; n < size; n += 1) {
    const years = n === 0 || random() < 0.4 ? between(random, 22, 60) : between(random, 0, 11);
    party.push({ person: newPerson(office, today, surname, years, false), years });
  }
  const child = party.find(({ years }) => years >= 2 && years < 12);
  if (child !== undefined && random() < 0.3) {
    const twin = newPerson(office, today, surname, child.years, false);
    twin.born = child.person.born;
    party.push({ person: twin, years: child.years });
  }
  return party;
}

function newPerson(office: BackOffice, today: string, surname: number, years: number, reachable: boolean): Person {
  const serial = office.people.size + 1;
  const { random, delimiter } = office;
  const person = syntheticPerson(random, { serial, years, today, surname, reachable, delimiter });
  office.people.set(person.key, person);
  return person;
}

function agencyOf(office: BackOffice): string {
  const keys = [...office.agencies.keys()];
  if (keys.length > 0 && office.random() < 0.6) return pick(office.random, keys);
  const agency = syntheticAgency(office.random, office.agencies.size + 1, office.delimiter);
  office.agencies.set(agency.key, agency);
  return agency.key;
}

function unusedGuid(office: BackOffice): string {
  let guid = syntheticGuid(office.random);
  while (office.find(guid) !== undefined) guid = syntheticGuid(office.random);
  return guid;
}
