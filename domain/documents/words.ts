import type { DocumentCategory } from '../booking/ports.ts';
import type { Sentence } from '../errors.ts';

/** What a document is called in letters, file names and reasons: the booking system's own names may name people. */
export const CATEGORY_WORDS: { readonly [category in DocumentCategory]: Sentence } = {
  invoice: { ru: 'Счёт', en: 'Invoice' },
  medical_insurance: { ru: 'Медицинская страховка', en: 'Medical insurance' },
  voucher: { ru: 'Ваучер', en: 'Voucher' },
  contract: { ru: 'Договор', en: 'Contract' },
  act: { ru: 'Акт', en: 'Act of completion' },
  ticket_cost: { ru: 'Справка о стоимости билета', en: 'Certificate of the ticket price' },
  ticket: { ru: 'Билет', en: 'Ticket' },
  questionnaire: { ru: 'Анкета', en: 'Questionnaire' },
  booklet: { ru: 'Памятка', en: 'Booklet' },
  confirmation: { ru: 'Подтверждение', en: 'Confirmation' },
  visa: { ru: 'Виза', en: 'Visa' },
  warrant: { ru: 'Доверенность', en: 'Power of attorney' },
  private_agreement: { ru: 'Договор с туристом', en: 'Contract with the tourist' },
  email: { ru: 'Письмо', en: 'E-mail' },
  receipt: { ru: 'Квитанция', en: 'Receipt' },
  cancellation_insurance: { ru: 'Страховка от невыезда', en: 'Cancellation insurance' },
  agency_agreement: { ru: 'Агентский договор', en: 'Agency agreement' },
  service_voucher: { ru: 'Ваучер на услугу', en: 'Service voucher' },
  money_back: { ru: 'Заявление на возврат', en: 'Refund request' },
  other: { ru: 'Документ', en: 'Document' },
};

/** `1 день`, `3 дня`, `11 дней`. */
export function plural(n: number, one: string, few: string, many: string): string {
  const [last, lastTwo] = [n % 10, n % 100];
  if (last === 1 && lastTwo !== 11) return `${n} ${one}`;
  return last >= 2 && last <= 4 && (lastTwo < 12 || lastTwo > 14) ? `${n} ${few}` : `${n} ${many}`;
}

/** `3 дня`. */
export const days = (n: number): Sentence => ({ ru: plural(n, 'день', 'дня', 'дней'), en: n === 1 ? '1 day' : `${n} days` });

/** `2027-03-12` as people write it: `12.03.2027`, `12/03/2027`. */
export function writtenDate(date: string): Sentence {
  const [year = '', month = '', day = ''] = date.split('-');
  return { ru: `${day}.${month}.${year}`, en: `${day}/${month}/${year}` };
}
