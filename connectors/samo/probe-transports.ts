import { isHubError, type Sentence } from '../../domain/errors.ts';
import type { Capability } from '../sdk/contract.ts';
import type { SamoClient } from './client.ts';
import type { SamoOptions } from './options.ts';
import { attempt, together } from './probe-attempt.ts';

/** Nothing in SAMO has this number. */
const NO_TRANSACTION = 'uzel-probe';

/** What each of the other interfaces gives here, and what the hub has to do without. @param listed  the documents of a claim can be listed */
export async function probeTransports(client: SamoClient, listed: boolean): Promise<Capability[]> {
  const { references, online, bank, checkPrint, options } = client;
  const print = await rowOf(
    'transport.documents',
    PRINT,
    checkPrint && (() => unlessNotFound(checkPrint())),
    missing(options, 'documents'),
  );
  const fetched = listed && (print.available || !checkPrint);
  return [
    await rowOf('transport.gate', GATE, references && (() => references.currentStamp()), missing(options, 'gate')),
    await rowOf('transport.online', ONLINE, online && (() => online.call('Currency_CURRENCIES')), missing(options, 'online')),
    await rowOf('transport.wspay', PAY, bank && (() => bank.find({ transactionId: NO_TRANSACTION })), missing(options, 'wspay')),
    print,
    { name: 'document.fetch', available: fetched, reason: fetched ? FETCH : NO_FETCH },
  ];
}

interface Words {
  gives: Sentence;
  without: Sentence;
}

async function rowOf(
  name: string,
  { gives, without }: Words,
  call: (() => Promise<unknown>) | null,
  lacking: string[],
): Promise<Capability> {
  if (call) return attempt(name, gives, call, without);
  return { name, available: false, reason: together(notSet(lacking), without) };
}

async function unlessNotFound(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isHubError(error) || error.kind !== 'not_found') throw error;
  }
}

const NEEDED = {
  gate: ['gateUrl', 'gateToken'],
  online: ['onlineUrl', 'onlineToken'],
  wspay: ['wspayUrl', 'wspayLogin', 'wspaySecret'],
  documents: ['documentsUrl', 'documentsToken'],
} as const;

function missing(options: SamoOptions, transport: keyof typeof NEEDED): string[] {
  return NEEDED[transport].filter((name) => !options[name]);
}

function notSet(names: readonly string[]): Sentence {
  const list = names.join(', ');
  return { ru: `Не настроено: ${list}.`, en: `Not set up: ${list}.` };
}

const GATE: Words = {
  gives: {
    ru: 'XML-шлюз отвечает: справочники САМО читаются.',
    en: 'The XML gate answers: the dictionaries of SAMO can be read.',
  },
  without: {
    ru: 'Справочники САМО не читаются; заявки, оплаты и документы от этого не зависят.',
    en: 'The dictionaries of SAMO are not read; claims, payments and documents do not depend on them.',
  },
};
const ONLINE: Words = {
  gives: {
    ru: 'Online API отвечает: доступны каталог, валюты и поиск. Заявки узел через него не читает.',
    en: 'The Online API answers: catalogue, currencies and search are there. Uzel reads no claims through it.',
  },
  without: {
    ru: 'Каталог и цены поиска недоступны; заявки от этого не зависят.',
    en: 'The catalogue and search prices are not available; claims do not depend on them.',
  },
};
const PAY: Words = {
  gives: {
    ru: 'WSPAY отвечает: платежи можно регистрировать и подтверждать. Сама запись не проверялась.',
    en: 'WSPAY answers: payments can be registered and confirmed. The write itself was not tried.',
  },
  without: {
    ru: 'Узел не передаёт платежи в САМО; оплаты заявок он читает и без этого.',
    en: 'Uzel sends no payments to SAMO; the payments of claims are read without it.',
  },
};
const PRINT: Words = {
  gives: { ru: 'Документы готовятся заданиями печати.', en: 'Documents are made by print jobs.' },
  without: {
    ru: 'Документы готовит сервис заявок, если он это умеет.',
    en: 'Documents are made by the claim service, if it can.',
  },
};
const FETCH: Sentence = {
  ru: 'Документы можно забирать. Проверка ничего не скачивала: скачанный ваучер САМО считает выданным.',
  en: 'Documents can be taken. The probe downloaded none: SAMO counts a downloaded voucher as handed out.',
};
const NO_FETCH: Sentence = {
  ru: 'Документы забирать нельзя: список документов или их подготовка недоступны. Остальные процессы работают.',
  en: 'Documents cannot be taken: their list, or making them, is not available. The other processes run.',
};
