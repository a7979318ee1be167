import { rates } from '../catalogue.ts';
import { currencyKeys } from '../claim.ts';
import { compactDate, localDate } from '../dates.ts';
import { type Action, listed, onSale } from './market.ts';

/** Currencies, and what one unit of each costs in roubles today. */
export const currencyActions: Record<string, Action> = {
  Currency_CURRENCIES: (_, market) =>
    onSale(market, 'currency').map((row) => ({ ...listed(row), alias: row.values['alias'] ?? '' })),
  Currency_RATES: (_, { nowMs }) =>
    Object.entries(rates).map(([currency, rate]) => ({
      currencyKey: Number(currencyKeys[currency as keyof typeof rates]),
      currency,
      baseCurrency: 'RUB',
      rate,
      date: compactDate(localDate(nowMs)),
    })),
};
