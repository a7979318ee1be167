import type { Availability } from '../booking/ports.ts';
import type { Sentence } from '../errors.ts';
import type { ListedDocument, PartRule } from './types.ts';
import { CATEGORY_WORDS, days, writtenDate } from './words.ts';

/** Why a part stands as it does. `code` is stable; the sentence says it to people and names nobody. */
export interface Reason {
  code: ReasonCode;
  sentence: Sentence;
  /** Of the booking system, where it gives one. */
  detail?: string;
  /** The day from which it passes by itself. */
  from?: string;
}

export type ReasonCode =
  | 'days_before'
  | 'visa_awaited'
  | 'tour_not_over'
  | 'dates_unknown'
  | 'not_paid'
  | 'not_paid_fully'
  | 'payment_unknown'
  | 'payment_question'
  | 'not_confirmed'
  | 'booking_unknown'
  | 'cancel_requested'
  | 'cancelled'
  | 'cancel_unknown'
  | 'no_documents'
  | 'list_empty'
  | 'document_waits'
  | 'document_failure'
  | 'document_final'
  | 'document_lost'
  | 'document_refused'
  | 'document_changed'
  | 'document_added'
  | 'document_withdrawn'
  | 'tourists_changed'
  | 'paid_back'
  | 'no_address'
  | 'delivery_failed'
  | 'delivery_unknown';

const plain = (code: ReasonCode, ru: string, en: string): Reason => ({ code, sentence: { ru, en } });

const about = ({ category }: Pick<ListedDocument, 'category'>) => CATEGORY_WORDS[category];

export const reasons = {
  daysBefore({ title }: Pick<PartRule, 'title'>, count: number, from: string): Reason {
    const [on, span] = [writtenDate(from), days(count)];
    const ru = `«${title.ru}»: выдаётся за ${span.ru} до начала тура, ${on.ru}`;
    return { code: 'days_before', sentence: { ru, en: `“${title.en}” goes out ${span.en} before the tour, on ${on.en}` }, from };
  },
  tourNotOver(from: string): Reason {
    const on = writtenDate(from);
    const sentence = { ru: `Высылается после окончания тура, ${on.ru}`, en: `Goes out after the tour, on ${on.en}` };
    return { code: 'tour_not_over', sentence, from };
  },
  visaAwaited: plain('visa_awaited', 'Визы получены ещё не все', 'Not all visas are in yet'),
  datesUnknown: plain('dates_unknown', 'В заявке нет дат тура', 'The claim has no tour dates'),
  notPaid: plain('not_paid', 'Заявка не оплачена', 'The claim is not paid'),
  notPaidFully: plain('not_paid_fully', 'Заявка оплачена не полностью', 'The claim is not paid in full'),
  paymentUnknown: plain(
    'payment_unknown',
    'Состояние оплаты в системе бронирования непонятно',
    'The booking system tells nothing clear of the payment',
  ),
  paymentQuestion: plain(
    'payment_question',
    'Финансы разбираются с оплатой по заявке',
    'Finance looks into a payment for the claim',
  ),
  notConfirmed: plain('not_confirmed', 'Заявка не подтверждена', 'The claim is not confirmed'),
  bookingUnknown: plain(
    'booking_unknown',
    'Состояние брони в системе бронирования непонятно',
    'The booking system tells nothing clear of the booking',
  ),
  cancelRequested: plain('cancel_requested', 'По заявке запрошена отмена', 'A cancellation of the claim is requested'),
  cancelled: plain('cancelled', 'Заявка отменена', 'The claim is cancelled'),
  cancelUnknown: plain('cancel_unknown', 'Неясно, не отменена ли заявка', 'It is not clear whether the claim is cancelled'),
  noDocuments: plain('no_documents', 'У заявки нет таких документов', 'The claim has no such documents'),
  listEmpty: plain(
    'list_empty',
    'Система бронирования пока не показывает документов заявки',
    'The booking system shows no documents of the claim yet',
  ),
  kept(document: ListedDocument, availability: Exclude<Availability, { state: 'ready' }>): Reason {
    const word = about(document);
    const { state, code, message, daysBefore } = availability;
    const late = daysBefore === null ? { ru: '', en: '' } : days(daysBefore);
    const ru = daysBefore === null ? message.ru : `Документ выдаётся за ${late.ru} до начала тура.`;
    const en = daysBefore === null ? message.en : `The document is given out ${late.en} before the tour.`;
    const codes = { waits: 'document_waits', failure: 'document_failure', final: 'document_final' } as const;
    return { code: codes[state], sentence: { ru: `${word.ru}. ${ru}`, en: `${word.en}. ${en}` }, detail: code };
  },
  lost(document: ListedDocument): Reason {
    const word = about(document);
    return plain(
      'document_lost',
      `${word.ru}: выдан системой бронирования, но не дошёл. Решите, запросить ли его ещё раз`,
      `${word.en}: handed out by the booking system, and lost on the way. Decide whether to ask for it again`,
    );
  },
  refused(document: ListedDocument): Reason {
    const word = about(document);
    return plain(
      'document_refused',
      `${word.ru}: система бронирования не отдаёт файл`,
      `${word.en}: the booking system gives out no file`,
    );
  },
  changed(document: ListedDocument): Reason {
    const word = about(document);
    return plain('document_changed', `${word.ru}: появилась новая версия`, `${word.en}: there is a new version`);
  },
  added(document: ListedDocument): Reason {
    const word = about(document);
    return plain('document_added', `${word.ru}: появился после отправки`, `${word.en}: it came after the part was sent`);
  },
  withdrawn: plain(
    'document_withdrawn',
    'Отправленного документа больше нет в системе бронирования',
    'A document that was sent is no longer in the booking system',
  ),
  touristsChanged: plain(
    'tourists_changed',
    'Состав туристов изменился после отправки',
    'The list of tourists has changed since it was sent',
  ),
  paidBack: plain('paid_back', 'После отправки оплата уменьшилась', 'The payment has become less since it was sent'),
  noAddress: plain('no_address', 'У получателя нет ни почты, ни телефона', 'The recipient has neither an e-mail nor a phone'),
  deliveryFailed(failure: Sentence | null): Reason {
    const said = failure ?? { ru: 'причина неизвестна', en: 'for an unknown reason' };
    return plain('delivery_failed', `Сообщение не доставлено: ${said.ru}`, `The message was not delivered: ${said.en}`);
  },
  deliveryUnknown: plain(
    'delivery_unknown',
    'Неизвестно, дошло ли сообщение: ответьте на задачу',
    'It is unknown whether the message arrived: answer the task',
  ),
};
