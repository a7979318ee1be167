import Big from 'big.js';
import { z } from 'zod';
import { rates } from '../catalogue.ts';
import type { Currency } from '../claim.ts';
import { isDate } from '../dates.ts';

/** The bank that takes payments; invented, and no secret. */
export const sandboxBank = { login: 'uzel-bank', clientSecret: 'sandbox-bank-secret' };

export const rateChange = z.strictObject({
  currency: z.enum(['EUR', 'USD']),
  date: z.string().refine(isDate, 'must be YYYY-MM-DD'),
  rate: z
    .union([z.number().positive(), z.string().regex(/^\d+(\.\d+)?$/)])
    .transform(String)
    .nullable(),
});

/** The bank's own rates by day: roubles for one unit, a little above the operator's. */
export interface BankRates {
  /** Null where the bank has none for that day. */
  on(currency: Currency, date: string): Big | null;
  set(change: z.infer<typeof rateChange>): void;
  forget(): void;
}

export function createBankRates(): BankRates {
  const changed = new Map<string, string | null>();
  return {
    on(currency, date) {
      if (currency === 'RUB') return new Big(1);
      const own = changed.get(`${currency}:${date}`);
      if (own !== undefined) return own === null ? null : new Big(own);
      const day = Math.floor(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
      return new Big(rates[currency]).times(new Big('1.01').plus(new Big((day % 7) - 3).div(1000))).round(4);
    },
    set: ({ currency, date, rate }) => void changed.set(`${currency}:${date}`, rate),
    forget: () => changed.clear(),
  };
}
