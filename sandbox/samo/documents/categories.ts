import type { Claim, Service } from '../claim.ts';

/** A kind of document, and the rule by which a claim gets it. */
export interface Category {
  id: number;
  name: string;
  /** How it is called inside a rendered file. */
  title: string;
  module: string;
  /** What one document of the kind belongs to. */
  of: 'claim' | 'tourist' | 'order';
  /** Whether the claim has such documents at all. */
  belongs: (claim: Claim) => boolean;
  needsPayment: boolean;
  /** The reason given until the office has it from its supplier; null for what the office makes itself. */
  awaited: Reason | null;
  /** Kinds that count as handed out as soon as they are downloaded. */
  issuedByDownload: boolean;
  /** Only after the last day of the tour. */
  afterTour?: boolean;
}

/** Why a document cannot be had. */
export const reasons = {
  1000038: 'Печать документа запрещена',
  1000040: 'Заявка не подтверждена',
  1000042: 'Тур не завершён',
  1000043: 'Виза не получена',
  1000044: 'Документ не готов',
  1000045: 'Документ будет доступен позже, ближе к началу тура',
  1000046: 'Документ не готов',
  1000047: 'Срок получения документа истёк',
  1000049: 'Заявка не оплачена',
  1000050: 'Документ отключён',
  1000052: 'Документ выдаётся в офисе',
} as const;
export type Reason = keyof typeof reasons;

/** Reasons that pass by themselves: the service answers 3500 to who asks for the document. */
export const passing: readonly Reason[] = [1000044, 1000046];

const has = (wanted: (service: Service) => boolean) => (claim: Claim) => claim.services.some(wanted);
const always = () => true;
const base = {
  module: 'print',
  of: 'claim',
  belongs: always,
  needsPayment: false,
  awaited: null,
  issuedByDownload: false,
} as const;

export const invoiceCategory = 1;

export const categories: readonly Category[] = [
  { ...base, id: invoiceCategory, name: 'Счёт', title: 'INVOICE' },
  {
    ...base,
    id: 3,
    name: 'Медицинская страховка',
    title: 'MEDICAL INSURANCE',
    of: 'tourist',
    belongs: has(({ type }) => type === 'stInsurance'),
    needsPayment: true,
    issuedByDownload: true,
  },
  { ...base, id: 4, name: 'Ваучер', title: 'VOUCHER', belongs: has(isHotel), needsPayment: true, issuedByDownload: true },
  { ...base, id: 6, name: 'Акт', title: 'ACT', needsPayment: true, afterTour: true },
  {
    ...base,
    id: 8,
    name: 'Авиабилет',
    title: 'E-TICKET',
    of: 'tourist',
    belongs: has(({ kind }) => kind === 'transport'),
    needsPayment: true,
    awaited: 1000044,
    issuedByDownload: true,
  },
  { ...base, id: 10, name: 'Памятка туриста', title: 'BOOKLET' },
  { ...base, id: 11, name: 'Подтверждение', title: 'CONFIRMATION' },
  {
    ...base,
    id: 12,
    name: 'Виза',
    title: 'VISA',
    of: 'tourist',
    belongs: has(({ type }) => type === 'stVisa'),
    needsPayment: true,
    awaited: 1000043,
  },
  { ...base, id: 17, name: 'Договор с туристом', title: 'CONTRACT', belongs: ({ buyer }) => buyer.kind === 'person' },
  { ...base, id: 20, name: 'Квитанция', title: 'RECEIPT', belongs: ({ payments }) => payments.length > 0 },
  { ...base, id: 23, name: 'Агентский договор', title: 'AGENCY AGREEMENT', belongs: ({ buyer }) => buyer.kind === 'agency' },
  {
    ...base,
    id: 24,
    name: 'Ваучер на услугу',
    title: 'SERVICE VOUCHER',
    of: 'order',
    belongs: has(isTransfer),
    needsPayment: true,
  },
];

export function isTransfer({ type }: Service): boolean {
  return type === 'stTransfer';
}

function isHotel({ kind }: Service): boolean {
  return kind === 'hotel';
}
