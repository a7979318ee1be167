import type { Fields, Json } from '../../../domain/json.ts';
import { readableDate } from '../../../domain/time/date.ts';
import { fieldOf, listOf, noArgs, stringOf } from './args.ts';
import type { FunctionTable } from './types.ts';

export const STAGE_KEYS = ['new', 'confirmed', 'part_paid', 'paid', 'cancel_requested', 'check', 'cancelled'] as const;
export type StageKey = (typeof STAGE_KEYS)[number];

const KIND_RANK: { [kind: string]: number } = { hotel: 0, transport: 1, service: 2 };
const OTHER_RANK = Object.keys(KIND_RANK).length;
const KIND_LABEL: { [kind: string]: string } = { hotel: 'Проживание: ', transport: 'Перевозка: ' };
const WITHOUT_DATE = '9999';

/** What the axes can be when they are understood. */
const BOOKING = new Set<string | null>(['offer', 'not_read', 'processing', 'unconfirmed', 'confirmed']);
const PAYMENT = new Set<string | null>([
  'not_paid',
  'partially_paid',
  'paid',
  'penalty_due',
  'penalty_partially_paid',
  'penalty_paid',
]);

/** The one stage that tells most about three axes; an axis that is not understood never counts as paid, unpaid or confirmed. */
export function stageKey(booking: string | null, payment: string | null, cancel: string | null): StageKey {
  if (cancel === 'cancelled') return 'cancelled';
  if (cancel === 'requested') return 'cancel_requested';
  if (!BOOKING.has(booking) || !PAYMENT.has(payment) || cancel !== 'none') return 'check';
  if (payment === 'paid') return 'paid';
  if (payment === 'partially_paid') return 'part_paid';
  return booking === 'confirmed' ? 'confirmed' : 'new';
}

export const claimFunctions = {
  stageKey: {
    summary: {
      ru: 'Ключ стадии по трём осям: [бронь, оплата, аннуляция].',
      en: 'The stage key of three axes: [booking, payment, cancellation].',
    },
    input: 'tuple',
    output: 'enum',
    domain: 'all',
    lossy: true,
    keys: STAGE_KEYS,
    checkArgs: noArgs,
    step: () => (value) => {
      const [booking, payment, cancel] = listOf(value);
      return stageKey(stringOf(booking), stringOf(payment), stringOf(cancel));
    },
  },
  claimTitle: {
    summary: {
      ru: 'Название сделки: «Заявка 123456 · Турция · 12.03.2027» из [номер, страна, начало].',
      en: 'Title of the deal out of [number, country, start].',
    },
    input: 'tuple',
    output: 'string',
    domain: 'all',
    lossy: true,
    checkArgs: noArgs,
    step: () => (value) => {
      const [number, country, start] = listOf(value);
      const parts = [`Заявка ${stringOf(number) ?? ''}`.trim(), stringOf(country), readableDate(stringOf(start) ?? '')];
      return parts.filter((part) => part !== null && part !== '').join(' · ');
    },
  },
  hotelNames: {
    summary: { ru: 'Гостиницы поездки через запятую, по дате заезда.', en: 'Hotels of the trip by check-in, joined by commas.' },
    input: ['rows'],
    output: 'string',
    domain: { ru: 'Строки, среди которых есть гостиницы.', en: 'Rows with a hotel among them.' },
    lossy: true,
    reads: ['kind', 'name', 'begin', 'uid'],
    checkArgs: noArgs,
    step: () => (value) => {
      const hotels = inOrder(listOf(value).filter((service) => fieldOf(service, 'kind') === 'hotel'));
      return (
        [...new Set(hotels.map((hotel) => stringOf(hotel['name'])?.trim() ?? ''))].filter((name) => name !== '').join(', ') ||
        null
      );
    },
  },
  orderServices: {
    summary: {
      ru: 'Услуги по дате начала, виду и названию.',
      en: 'Services by start, kind and name.',
    },
    input: ['rows'],
    output: 'rows',
    domain: 'all',
    lossy: false,
    reads: ['begin', 'kind', 'name', 'uid'],
    checkArgs: noArgs,
    step: () => (value) => inOrder(listOf(value)),
  },
  serviceName: {
    summary: {
      ru: 'Строка товара: «Проживание: Sun Palace, 12.03.2027 – 19.03.2027» из [вид, название, начало, конец].',
      en: 'Name of a product row out of [kind, name, begin, end].',
    },
    input: 'tuple',
    output: 'string',
    domain: 'all',
    lossy: true,
    checkArgs: noArgs,
    step: () => (value) => {
      const [kind, name, begin, end] = listOf(value);
      const label = `${KIND_LABEL[stringOf(kind) ?? ''] ?? ''}${stringOf(name)?.trim() ?? ''}`;
      const from = readableDate(stringOf(begin) ?? '');
      const to = readableDate(stringOf(end) ?? '');
      const dates = from === null || to === null || from === to ? (from ?? to) : `${from} – ${to}`;
      return (dates === null ? label : `${label}, ${dates}`) || null;
    },
  },
} satisfies FunctionTable;

/** Compared field by field: keys that join the fields would be made anew for each record. */
function inOrder(services: readonly Json[]): Fields[] {
  return services.filter(isRow).sort(compareServices);
}

function compareServices(a: Fields, b: Fields): number {
  return (
    compareText(stringOf(a['begin']) || WITHOUT_DATE, stringOf(b['begin']) || WITHOUT_DATE) ||
    rankOf(a['kind']) - rankOf(b['kind']) ||
    compareText(stringOf(a['name']) ?? '', stringOf(b['name']) ?? '') ||
    compareText(stringOf(a['uid']) ?? '', stringOf(b['uid']) ?? '')
  );
}

const rankOf = (kind: Json | undefined) => KIND_RANK[stringOf(kind) ?? ''] ?? OTHER_RANK;
const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function isRow(value: Json): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
