import type { Sentence } from '../errors.ts';
import type { Claim } from './claim.ts';

/** Something in a claim that the hub must not guess: it becomes a task, and the claim is synced all the same. */
export interface ClaimProblem {
  /** Stable; at most one open task per claim and code. */
  code: 'BOOKING_STATUS_UNKNOWN' | 'PAYMENT_STATUS_UNKNOWN' | 'CANCEL_STATUS_UNKNOWN' | 'BUYER_MISSING';
  sentence: Sentence;
}

/** What a person must clear up in the booking system or in the hub's dictionaries; empty for a sound claim. */
export function statusProblems(claim: Pick<Claim, 'ref' | 'status' | 'buyer'>): ClaimProblem[] {
  const { number } = claim.ref;
  const problems: ClaimProblem[] = [];
  if (claim.status.booking === 'unknown')
    problems.push(unknownAxis('BOOKING_STATUS_UNKNOWN', number, 'подтверждения', 'booking'));
  if (claim.status.payment === 'unknown') problems.push(unknownAxis('PAYMENT_STATUS_UNKNOWN', number, 'оплаты', 'payment'));
  if (claim.status.cancel === 'unknown') problems.push(unknownAxis('CANCEL_STATUS_UNKNOWN', number, 'аннуляции', 'cancellation'));
  if (claim.buyer === null) {
    problems.push({
      code: 'BUYER_MISSING',
      sentence: {
        ru: `В заявке ${number} не указан покупатель: контакт в CRM не к кому привязать. Укажите покупателя в системе бронирования.`,
        en: `Claim ${number} names no buyer: there is nobody to link in the CRM. Name the buyer in the booking system.`,
      },
    });
  }
  return problems;
}

function unknownAxis(code: ClaimProblem['code'], number: string, axisRu: string, axisEn: string): ClaimProblem {
  return {
    code,
    sentence: {
      ru: `Заявка ${number}: статус ${axisRu} не распознан, сделка стоит на стадии проверки. Сверьте заявку в системе бронирования.`,
      en: `Claim ${number}: its ${axisEn} status is not recognised, the deal stands at the check stage. Compare the claim in the booking system.`,
    },
  };
}
