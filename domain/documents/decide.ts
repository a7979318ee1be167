import type { Sentence } from '../errors.ts';
import type { ReasonCode } from './reasons.ts';
import { type ListedDocument, type PackClaim, type PlannedPart, type SentPart, versionOf } from './types.ts';

/** Something about what was sent, or cannot be, that a person must see. */
export interface PackTask {
  code: 'recall' | 'paid_back' | 'tourists' | 'withdrawn' | 'failed' | 'no_address';
  /** Tells one occasion from the next: a task that a person has closed is not opened again for the same one. */
  occasion: string;
  title: Sentence;
  /** Parts it is about. */
  parts: string[];
}

export interface Dispatch {
  /** Documents to be taken out of the booking system, each version once. */
  fetch: ListedDocument[];
  /** Parts that may go once their documents are fetched. */
  send: PlannedPart[];
  /** Wishes that are to be taken back, if they have not left yet. */
  cancel: SentPart[];
  tasks: PackTask[];
}

/** What is to be done about a plan now: what to fetch, to send, to take back, and what to ask people. */
export function decideDispatch(claim: PackClaim, plan: readonly PlannedPart[], sent: readonly SentPart[]): Dispatch {
  const send = plan.filter(({ sendable }) => sendable !== null);
  const fetch = new Map<string, ListedDocument>();
  for (const { documents } of send)
    for (const document of documents) if (document.state === 'listed') fetch.set(document.id, document);
  return { fetch: [...fetch.values()], send, cancel: outdated(plan, sent), tasks: tasksOf(claim, plan) };
}

/** Queued by the hub itself, and no longer what the plan wants to go out. */
function outdated(plan: readonly PlannedPart[], sent: readonly SentPart[]): SentPart[] {
  return sent.filter((one) => {
    if (one.state !== 'waiting') return false;
    const part = plan.find(({ rule, recipient }) => rule.part === one.part && recipient === one.recipient);
    if (part === undefined || part.state === 'stopped' || stops(part)) return true;
    return !part.documents.every((document) => one.versions.includes(versionOf(document)));
  });
}

const stops = ({ reasons }: PlannedPart) => reasons.some(({ code }) => CANCELLING.includes(code));

const CANCELLING: readonly ReasonCode[] = ['cancel_requested', 'cancelled', 'cancel_unknown'];
/** States in which something has left, or may have. */
const LEFT: readonly PlannedPart['state'][] = ['sending', 'sent', 'changed', 'unknown'];

function tasksOf(claim: PackClaim, plan: readonly PlannedPart[]): PackTask[] {
  const { number } = claim.ref;
  const left = plan.filter(({ state }) => LEFT.includes(state));
  const having = (list: readonly PlannedPart[], codes: readonly ReasonCode[]) =>
    list.filter(({ reasons }) => reasons.some(({ code }) => codes.includes(code)));
  const tourists = claim.tourists.map(({ key }) => key).sort();
  const found: (PackTask | null)[] = [
    task('recall', having(left, CANCELLING), claim.dates.cancelled ?? claim.dates.cancelRequested ?? claim.status.cancel, {
      ru: `Документы по заявке ${number} уже отправлены, а её отменяют: предупредите получателя`,
      en: `Documents of claim ${number} were sent already, and it is being cancelled: tell the recipient`,
    }),
    task('paid_back', having(left, ['paid_back']), claim.status.payment, {
      ru: `Документы по заявке ${number} отправлены, а оплата после этого уменьшилась`,
      en: `Documents of claim ${number} were sent, and its payment has become less since`,
    }),
    task('tourists', having(left, ['tourists_changed']), tourists.join(','), {
      ru: `Состав туристов по заявке ${number} изменился после отправки документов`,
      en: `The tourists of claim ${number} have changed since its documents were sent`,
    }),
    task('withdrawn', having(left, ['document_withdrawn']), versionsIn(left), {
      ru: `Документа по заявке ${number}, который уже отправлен, больше нет в системе бронирования`,
      en: `A document of claim ${number} that was sent is no longer in the booking system`,
    }),
    task(
      'failed',
      plan.filter(({ state }) => state === 'failed'),
      failures(plan),
      {
        ru: `Часть документов по заявке ${number} не отправить без вас`,
        en: `Some documents of claim ${number} cannot be sent without you`,
      },
    ),
    task('no_address', having(plan, ['no_address']), 'once', {
      ru: `Документы по заявке ${number} готовы, а отправить их некуда: у получателя нет ни почты, ни телефона`,
      en: `Documents of claim ${number} are ready, and the recipient has neither an e-mail nor a phone`,
    }),
  ];
  return found.filter((one) => one !== null);
}

function task(code: PackTask['code'], parts: readonly PlannedPart[], occasion: string, title: Sentence): PackTask | null {
  if (parts.length === 0) return null;
  return { code, occasion, title, parts: [...new Set(parts.map(({ rule }) => rule.part))] };
}

const versionsIn = (parts: readonly PlannedPart[]) =>
  parts
    .flatMap(({ documents }) => documents.map(versionOf))
    .sort()
    .join(',');

const failures = (plan: readonly PlannedPart[]) =>
  plan
    .filter(({ state }) => state === 'failed')
    .map(({ rule, recipient, reasons, documents }) =>
      [rule.part, recipient, ...reasons.map(({ code, detail }) => `${code} ${detail ?? ''}`), ...documents.map(versionOf)].join(
        ' ',
      ),
    )
    .sort()
    .join(';');
