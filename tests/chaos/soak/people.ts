import type { Cluster } from '../../support/cluster.ts';
import { between, pick, type Random } from './random.ts';
import { type Contact, type Deal, firstPhone, type SamoClaim } from './twins.ts';

/** The people on both sides: each act is one edit. They look at their screens anew now and then, and never ask the hub. */
export interface People {
  /** One edit; false when what was drawn cannot be done right now. */
  act(): Promise<boolean>;
  /** Edits made, by name. */
  counts: Map<string, number>;
}

type Act = { twin: 'samo' | 'bitrix24'; name: string; input: object };

const LOOK_EVERY = 60;
const FIRST_NEW_PHONE = 3_000;
const STAGES = ['C7:NEW', 'C7:CONFIRMED', 'C7:PART_PAID', 'C7:PAID', 'C7:WON', 'C7:CANCEL_REQUEST', 'C7:LOSE'];
const HOTELS = ['Учебный Бриз Кемер 3*', 'Пример Палас Белек 5*', 'Тестовый Риф Хургада 4*', 'Макет Бич Сочи 3*'];

/** @param notes  takes the first note of each claim that is booked meanwhile */
export function createPeople(cluster: Cluster, random: Random, notes: Map<string, string>): People {
  let claims: SamoClaim[] = [];
  let deals: Deal[] = [];
  let contacts: Contact[] = [];
  let acts = 0;
  let phones = 0;
  const counts = new Map<string, number>();

  const newPhone = () => {
    phones += 1;
    // Above what seeding gives away: two people with one phone are another story.
    const tail = String(FIRST_NEW_PHONE + phones).padStart(4, '0');
    return pick(random, [`+7 900 000-${tail.slice(0, 2)}-${tail.slice(2)}`, `8900000${tail}`]) ?? '';
  };
  const live = () =>
    pick(
      random,
      claims.filter((claim) => !claim.offer && claim.cancelledAt === null),
    );
  const debtOf = (claim: SamoClaim) =>
    Number(claim.moneys.find((row) => !row.isClaimCurrency)?.debt ?? claim.moneys[0]?.debt ?? 0);

  const onClaim = (name: string, input: (claim: SamoClaim) => object | null) => (): Act | null => {
    const claim = live();
    const rest = claim === undefined ? null : input(claim);
    return claim === undefined || rest === null ? null : { twin: 'samo', name, input: { claim: claim.guid, ...rest } };
  };
  const onDeal = (fields: () => object) => (): Act | null => {
    const deal = pick(random, deals);
    return deal === undefined ? null : { twin: 'bitrix24', name: 'edit', input: { deal: deal.id, fields: fields() } };
  };

  const habits: { weight: number; what: string; plan(): Act | null }[] = [
    { weight: 3, what: 'book', plan: () => ({ twin: 'samo', name: 'book', input: {} }) },
    {
      weight: 22,
      what: 'pay',
      plan: onClaim('pay', (claim) => (debtOf(claim) > 0 ? { amount: part(random, debtOf(claim)) } : null)),
    },
    { weight: 9, what: 'confirm', plan: onClaim('confirm', (claim) => (claim.confirmed ? null : {})) },
    { weight: 6, what: 'note', plan: onClaim('edit', () => ({ patch: { note: `Пожелание ${between(random, 1, 999)}` } })) },
    { weight: 8, what: 'price', plan: onClaim('edit', (claim) => ({ patch: { price: reprice(random, claim.price) } })) },
    { weight: 4, what: 'hotel', plan: onClaim('edit', () => ({ patch: { hotel: pick(random, HOTELS) } })) },
    { weight: 6, what: 'dates', plan: onClaim('edit', (claim) => ({ patch: { dateEnd: later(claim.dateEnd) } })) },
    { weight: 6, what: 'buyer phone', plan: onClaim('edit', () => ({ patch: { phone: newPhone() } })) },
    {
      weight: 1,
      what: 'cancel',
      plan: onClaim('cancel', (claim) => (random() < 0.5 ? {} : { penalty: part(random, Number(claim.price)) })),
    },
    {
      weight: 1,
      what: 'request cancel',
      plan: onClaim('request_cancel', (claim) => (claim.cancelRequestedAt === null ? {} : null)),
    },
    {
      weight: 1,
      what: 'refuse cancel',
      plan: onClaim('refuse_cancel', (claim) => (claim.cancelRequestedAt === null ? null : {})),
    },
    { weight: 10, what: 'responsible', plan: onDeal(() => ({ assignedById: between(random, 11, 13) })) },
    { weight: 8, what: 'comments', plan: onDeal(() => ({ comments: `Разговор ${between(random, 1, 9_999)}` })) },
    { weight: 4, what: 'title', plan: onDeal(() => ({ title: `Моя сделка ${between(random, 1, 999)}` })) },
    { weight: 4, what: 'amount', plan: onDeal(() => ({ opportunity: between(random, 100, 9_999), isManualOpportunity: 'Y' })) },
    {
      weight: 5,
      what: 'stage',
      plan: onDeal(() => ({ stageId: random() < 0.04 ? pick(random, STAGES) : pick(random, STAGES.slice(0, 5)) })),
    },
    { weight: 5, what: 'contact phone', plan: () => contactPhone(random, contacts, newPhone()) },
  ];
  const total = sum(habits);

  return {
    counts,
    async act() {
      if (acts % LOOK_EVERY === 0) {
        [claims, deals, contacts] = await Promise.all([
          cluster.samo.state<SamoClaim>('claims'),
          cluster.bitrix24.state<Deal>('deals'),
          cluster.bitrix24.state<Contact>('contacts'),
        ]);
      }
      acts += 1;
      const drawn = random() * total;
      const habit = habits.find((_, index) => drawn < sum(habits.slice(0, index + 1)));
      const act = habit?.plan() ?? null;
      if (habit === undefined || act === null) return false;
      const done = await cluster[act.twin].act(act.name, act.input).then(
        () => true,
        (error: Error) => {
          // What the screen showed may be out of date: the system refuses, and the person goes on.
          if (/: (409|404) /.test(error.message)) return false;
          throw error;
        },
      );
      if (done && act.name === 'book') {
        for (const { guid, note } of await cluster.samo.state<SamoClaim>('claims'))
          if (!notes.has(guid)) notes.set(guid, note ?? '');
      }
      if (done) counts.set(habit.what, (counts.get(habit.what) ?? 0) + 1);
      return done;
    },
  };
}

const sum = (habits: readonly { weight: number }[]) => habits.reduce((total, { weight }) => total + weight, 0);

function part(random: Random, amount: number): string {
  const some = random() < 0.4 ? amount : (amount * between(random, 20, 60)) / 100;
  return Math.max(0.01, some).toFixed(2);
}

function reprice(random: Random, price: string): string {
  return (Number(price) + between(random, 1, 90)).toFixed(2);
}

function later(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function contactPhone(random: Random, contacts: readonly Contact[], value: string): Act | null {
  const contact = pick(random, contacts);
  const entry = firstPhone(contact);
  if (contact === undefined || entry === undefined) return null;
  const fm = { [String(entry.id)]: { typeId: 'PHONE', value } };
  return { twin: 'bitrix24', name: 'edit', input: { contact: contact.id, fields: { fm } } };
}
