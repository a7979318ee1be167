import { language } from '../i18n/language.ts';

/** `12 345`, grouped as the viewer's language does. */
export function numberText(value: number): string {
  return new Intl.NumberFormat(language()).format(value);
}

/** An exact amount, given as the API does: a decimal string and a currency code. */
export function Money({ amount, currency }: { amount: string | null; currency: string | null }) {
  if (amount === null) return <>—</>;
  const exact = amount as Intl.StringNumericLiteral;
  const format =
    currency !== null && /^[A-Z]{3}$/.test(currency)
      ? new Intl.NumberFormat(language(), { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
      : new Intl.NumberFormat(language(), { minimumFractionDigits: 2 });
  return <span>{format.format(exact)}</span>;
}
