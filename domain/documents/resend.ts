import type { Sentence } from '../errors.ts';
import type { Reason } from './reasons.ts';
import type { PartState, Recipient } from './types.ts';

/** A part as it stands, with what of it could be sent again. */
export interface StandingPart {
  part: string;
  recipient: Recipient;
  title: Sentence;
  state: PartState;
  reasons: readonly Reason[];
  /** In the present versions. */
  documents: readonly StandingDocument[];
  /** It went out before in these versions, whether or not it arrived. */
  released: boolean;
  /** Times that it was sent again so far. */
  resends: number;
}

export interface StandingDocument {
  id: string;
  externalId: string;
  /** Counts the versions from 1. */
  no: number;
  word: Sentence;
  /** Its bytes can still be read. */
  readable: boolean;
}

export interface ResendState {
  number: string;
  /** Why nothing of the claim may go out; null when it may. */
  cancel: Reason | null;
  parts: readonly StandingPart[];
  /** Where people of the claim are reached, in lower case. */
  addresses: readonly { recipient: Recipient; email: string | null }[];
}

export interface ResendOrder {
  parts: readonly { part: string; recipient: Recipient }[];
  /** Null: where each recipient is reached. */
  address: string | null;
}

/** `all`: also what never arrived, and to an address that is not of the claim; `released`: only what went out before, to who is known. */
export type ResendRight = 'all' | 'released';

export type RefusalCode =
  | 'PART_UNKNOWN'
  | 'CLAIM_CANCELLED'
  | 'BEING_SENT'
  | 'OUTCOME_UNKNOWN'
  | 'DOCUMENT_CHANGED'
  | 'NOT_RELEASED'
  | 'NOT_ALLOWED'
  | 'ADDRESS_FOREIGN'
  | 'NO_ADDRESS'
  | 'ERASED';

export interface Refusal {
  code: RefusalCode;
  part: string;
  recipient: Recipient;
  message: Sentence;
}

export interface ResendItem {
  /** By which the one who orders it acknowledges it. */
  name: string;
  part: StandingPart;
  address: string;
  /** The recipient's own; otherwise the payer's on their behalf, or one that was named. */
  own: boolean;
  warnings: { code: 'foreign_address' | 'never_arrived'; message: Sentence }[];
}

export type ResendPlan = { items: ResendItem[]; refusals: Refusal[] };

/** What would go to whom, or why not. Nothing is decided by halves: a plan with a refusal is not carried out. */
export function planResend(state: ResendState, order: ResendOrder, right: ResendRight): ResendPlan {
  const plan: ResendPlan = { items: [], refusals: [] };
  for (const { part, recipient } of order.parts) {
    const standing = state.parts.find((one) => one.part === part && one.recipient === recipient);
    const refuse = (code: RefusalCode, ru: string, en: string) => ({ code, part, recipient, message: { ru, en } });
    if (standing === undefined) {
      plan.refusals.push(refuse('PART_UNKNOWN', 'У заявки нет такой части документов', 'The claim has no such part'));
      continue;
    }
    const outcome = planPart(state, standing, order.address, right, refuse);
    if ('code' in outcome) plan.refusals.push(outcome);
    else plan.items.push(outcome);
  }
  return plan;
}

function planPart(
  state: ResendState,
  part: StandingPart,
  wanted: string | null,
  right: ResendRight,
  refuse: (code: RefusalCode, ru: string, en: string) => Refusal,
): ResendItem | Refusal {
  const { title, documents } = part;
  if (state.cancel !== null) return refuse('CLAIM_CANCELLED', state.cancel.sentence.ru, state.cancel.sentence.en);
  if (part.state === 'sending')
    return refuse('BEING_SENT', `«${title.ru}» отправляется прямо сейчас`, `“${title.en}” is being sent right now`);
  if (part.state === 'unknown')
    return refuse(
      'OUTCOME_UNKNOWN',
      `Неизвестно, дошла ли «${title.ru}»: сначала ответьте на задачу`,
      `It is unknown whether “${title.en}” arrived: answer the task first`,
    );
  if (part.state === 'changed')
    return refuse(
      'DOCUMENT_CHANGED',
      `${said(part, 'ru')}: новая версия уйдёт сама`,
      `${said(part, 'en')}: the new version goes out by itself`,
    );
  const onlyAddress = part.state === 'waiting' && part.reasons.every(({ code }) => code === 'no_address');
  if (!part.released && !(onlyAddress && right === 'all'))
    return refuse(
      onlyAddress ? 'NOT_ALLOWED' : 'NOT_RELEASED',
      `«${title.ru}» ещё не отправлялась: ${said(part, 'ru')}`,
      `“${title.en}” has not gone out yet: ${said(part, 'en')}`,
    );
  if (part.released && documents.some(({ readable }) => !readable))
    return refuse(
      'ERASED',
      'Данные человека удалены: документы нельзя прочитать',
      'The data of the person are erased: nothing can be read',
    );

  const own = state.addresses.find(({ recipient }) => recipient === part.recipient)?.email ?? null;
  const payer = state.addresses.find(({ recipient }) => recipient === 'payer')?.email ?? null;
  const address = wanted?.trim().toLowerCase() ?? own ?? payer;
  if (address === null)
    return refuse('NO_ADDRESS', 'У получателя нет адреса: укажите его', 'The recipient has no address: give one');
  const foreign = address !== own && address !== payer;
  if (foreign && right !== 'all')
    return refuse(
      'ADDRESS_FOREIGN',
      'Этого адреса нет в заявке: на него отправляют только финансы',
      'This address is not of the claim: only finance may send there',
    );
  const warnings: ResendItem['warnings'] = [];
  if (foreign)
    warnings.push({
      code: 'foreign_address',
      message: {
        ru: 'Этого адреса нет в заявке. Убедитесь, что он принадлежит получателю',
        en: 'This address is not of the claim. Make sure that it is the recipient’s',
      },
    });
  if (part.state === 'failed') warnings.push({ code: 'never_arrived', message: { ru: said(part, 'ru'), en: said(part, 'en') } });
  return { name: `email:${part.part}:${part.recipient}`, part, address, own: address === own, warnings };
}

const said = ({ reasons, title }: StandingPart, language: keyof Sentence) =>
  reasons.map(({ sentence }) => sentence[language]).join('; ') || title[language];

/** Which documents of a plan that somebody looked at are others by now, in words. */
export function movedSince(
  seen: readonly string[],
  now: readonly StandingDocument[],
  known: readonly StandingDocument[],
): { id: string; message: Sentence }[] {
  return seen.flatMap((id) => {
    if (now.some((document) => document.id === id)) return [];
    const before = known.find((document) => document.id === id);
    const after = now.find(({ externalId }) => externalId === before?.externalId);
    if (before === undefined || after === undefined)
      return [{ id, message: { ru: 'Документа больше нет в этой части', en: 'The document is no longer in this part' } }];
    const { ru, en } = after.word;
    const message = {
      ru: `${ru}: версия ${after.no} вместо ${before.no}`,
      en: `${en}: version ${after.no} instead of ${before.no}`,
    };
    return [{ id, message }];
  });
}

/** Effects of a plan that nobody has acknowledged by name. */
export const unacknowledged = ({ items }: ResendPlan, names: readonly string[]): string[] =>
  items.map(({ name }) => name).filter((name) => !names.includes(name));
