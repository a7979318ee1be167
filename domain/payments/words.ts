import type { Sentence } from '../errors.ts';
import type { PaymentFinding } from './fact.ts';

/** What each finding means, for people. */
export const FINDINGS: { [finding in PaymentFinding]: Sentence } = {
  claim_unknown: {
    ru: 'Оплата пришла, но по номеру заказа не находится ровно одна заявка',
    en: 'A payment came, and its order does not lead to exactly one claim',
  },
  claim_cancelled: { ru: 'Оплата пришла по отменённой заявке', en: 'A payment came for a cancelled claim' },
  currency: {
    ru: 'Валюта оплаты не подходит к заявке',
    en: 'The currency of a payment does not fit its claim',
  },
  over: { ru: 'Оплата больше долга по заявке', en: 'A payment is larger than the debt of its claim' },
  split: {
    ru: 'Оплата за несколько заявок: доли не сходятся с суммой',
    en: 'A payment for several claims: the shares do not add up to it',
  },
};
