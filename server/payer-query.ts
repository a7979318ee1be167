import type { PayerQuery } from '../store/payer-search.ts';
import { InvalidRequest } from './refusals.ts';

const FEWEST_LETTERS = 3;
const FEWEST_DIGITS = 5;
/** Digits of a phone without its country: `8 900 …` and `+7 900 …` are one phone. */
const NATIONAL = 10;

/** What somebody typed to find a payer: a name, a phone or an e-mail. @throws InvalidRequest when it is too short to tell people apart */
export function payerQuery(text: string): PayerQuery {
  const typed = text.trim();
  if (typed.includes('@')) {
    if (typed.indexOf('@') < FEWEST_LETTERS) throw tooShort();
    return { by: 'email', start: typed };
  }
  if (/^[+\d\s()-]+$/.test(typed)) {
    const digits = typed.replace(/\D/g, '');
    if (digits.length < FEWEST_DIGITS) throw tooShort();
    return { by: 'phone', digits: digits.slice(-NATIONAL) };
  }
  const words = typed.split(/[\s,.«»"]+/).filter((word) => word !== '');
  if (words.join('').length < FEWEST_LETTERS) throw tooShort();
  return { by: 'name', words };
}

const tooShort = () =>
  new InvalidRequest([{ path: 'payer', message: `at least ${FEWEST_LETTERS} letters, or ${FEWEST_DIGITS} digits of a phone` }]);
