import type { Claim, ClaimMoney, ClaimService, ClaimStatus, Tourist } from '../../domain/deals/claim.ts';
import type { Fields } from '../../domain/json.ts';
import { toPlain, toScale } from '../../domain/money/amount.ts';
import { dateOf, readableDate } from '../../domain/time/date.ts';
import { titleCaseName } from '../../mappings/engine/functions/people.ts';

/** The same job as somebody would write it by hand for this one portal, with the same exact arithmetic and name rules. */
export function dealOf(claim: Claim & { links: Fields }, constants: Fields): Fields {
  const { money, dates, status } = claim;
  const services = inOrder(claim.services);
  return {
    title: limit([`Заявка ${claim.ref.number}`, claim.country.name, readableDate(dates.start ?? '')].filter(Boolean).join(' · ')),
    UF_CRM_UZEL_CLAIM: claim.ref.number,
    stage: stageOf(status),
    UF_CRM_UZEL_BOOKING: BOOKING[status.booking] ?? 'Неизвестно',
    UF_CRM_UZEL_PAYMENT: PAYMENT[status.payment] ?? 'Неизвестно',
    UF_CRM_UZEL_CANCEL: CANCEL[status.cancel] ?? 'Неизвестно',
    opportunity: toScale(money.claim.price, 2),
    currencyId: money.claim.currency,
    UF_CRM_UZEL_PAID: amount(money.claim, 'paid'),
    UF_CRM_UZEL_DEBT: amount(money.claim, 'debt'),
    UF_CRM_UZEL_PAY_PRICE: money.payment && amount(money.payment, 'price'),
    UF_CRM_UZEL_RATE: money.payment?.rate == null ? null : toPlain(money.payment.rate),
    UF_CRM_UZEL_PENALTY: null,
    UF_CRM_UZEL_TRIP_BEGIN: day(dates.start),
    UF_CRM_UZEL_TRIP_END: day(dates.end),
    UF_CRM_UZEL_PAY_DUE: day(dates.payDue),
    UF_CRM_UZEL_COUNTRY: claim.country.name,
    UF_CRM_UZEL_TOUR: claim.tour.name,
    UF_CRM_UZEL_HOTEL: hotels(services),
    UF_CRM_UZEL_TOWN_FROM: claim.townFrom,
    UF_CRM_UZEL_TOURISTS: tourists(claim.tourists),
    productRows: services.map((service, index) => ({
      name: limit(rowName(service)),
      price: service.price === null ? '0.00' : toScale(service.price, 2),
      quantity: service.quantity,
      sort: (index + 1) * 10,
    })),
    contactId: claim.links['contact'] ?? null,
    companyId: claim.links['company'] ?? null,
    assignedById: constants['assignedById'] ?? null,
    sourceId: constants['sourceId'] ?? null,
    comments: claim.note,
    UF_CRM_GUID: claim.ref.guid,
    UF_CRM_REVISION: claim.revision,
    UF_CRM_PAY_CURRENCY: money.payment?.currency ?? null,
    UF_CRM_CREATED: day(dates.created),
    UF_CRM_CONFIRMED: day(dates.confirmed),
    UF_CRM_PREPAY: day(dates.prepayDue),
    UF_CRM_NET: money.claim.net === null ? null : toScale(money.claim.net, 2),
    UF_CRM_PAY_DEBT: money.payment && amount(money.payment, 'debt'),
    UF_CRM_PAY_PAID: money.payment && amount(money.payment, 'paid'),
    UF_CRM_NIGHTS: claim.nights,
    UF_CRM_COUNTRY_KEY: claim.country.key,
    UF_CRM_TOUR_KEY: claim.tour.key,
    UF_CRM_EDITED: dates.edited,
    UF_CRM_REASON: claim.cancelReason === null ? null : limit(claim.cancelReason.trim()),
  };
}

const BOOKING: Record<string, string> = {
  offer: 'Предложение',
  not_read: 'Не прочитана',
  processing: 'В обработке',
  unconfirmed: 'Не подтверждена',
  confirmed: 'Подтверждена',
};
const PAYMENT: Record<string, string> = { not_paid: 'Не оплачена', partially_paid: 'Оплачена частично', paid: 'Оплачена' };
const CANCEL: Record<string, string> = { none: 'Нет', requested: 'Запрошена', cancelled: 'Аннулирована' };
const AGE = { adult: 'взр.', child: 'реб.', infant: 'мл.' };
const KIND = { hotel: 0, transport: 1, service: 2 };

function stageOf({ booking, payment, cancel }: ClaimStatus): string {
  if (cancel === 'cancelled') return 'LOSE';
  if (cancel === 'requested') return 'CANCEL_REQUEST';
  if (booking === 'unknown' || payment === 'unknown' || cancel === 'unknown') return 'CHECK';
  if (payment === 'paid') return 'PAID';
  if (payment === 'partially_paid') return 'PART_PAID';
  return booking === 'confirmed' ? 'CONFIRMED' : 'NEW';
}

const limit = (text: string) => (text.length > 255 ? `${text.slice(0, 254)}…` : text);
const day = (text: string | null) => (text === null ? null : dateOf(text));
const amount = (money: ClaimMoney, part: 'paid' | 'debt' | 'price') => ({
  amount: toScale(money[part], 2),
  currency: money.currency,
});

function inOrder(services: readonly ClaimService[]): ClaimService[] {
  const key = (one: ClaimService) => `${one.begin ?? '9999'}\u0000${KIND[one.kind]}\u0000${one.name}\u0000${one.uid}`;
  return services
    .map((service) => ({ service, key: key(service) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ service }) => service);
}

function hotels(services: readonly ClaimService[]): string | null {
  const names = services.filter((one) => one.kind === 'hotel').map((one) => one.name.trim());
  return [...new Set(names)].join(', ') || null;
}

function rowName({ kind, name, begin, end }: ClaimService): string {
  const dates = [...new Set([readableDate(begin ?? ''), readableDate(end ?? '')])].filter((date) => date !== null);
  const label = (kind === 'hotel' ? 'Проживание: ' : kind === 'transport' ? 'Перевозка: ' : '') + name.trim();
  return dates.length === 0 ? label : `${label}, ${dates.join(' – ')}`;
}

function tourists(people: readonly Tourist[]): string {
  return people
    .map((one) => ({
      text: `${titleCaseName((one.name ?? one.latinName ?? '').replaceAll('/', ' '))} (${AGE[one.age]})`,
      age: one.age,
    }))
    .sort((a, b) => (a.age < b.age ? -1 : a.age > b.age ? 1 : a.text < b.text ? -1 : 1))
    .map(({ text }) => text)
    .join(', ');
}
