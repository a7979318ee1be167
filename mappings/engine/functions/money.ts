import type { Json } from '../../../domain/json.ts';
import { fitsScale, sum, toPlain, toScale } from '../../../domain/money/amount.ts';
import { fieldOf, integerArg, listOf, noArgs, stringOf } from './args.ts';
import type { FunctionTable, LossFlag, Normalise } from './types.ts';

const CENTS = 2;
const scaleArg = integerArg(0, 8);

export const moneyFunctions = {
  amount: {
    summary: {
      ru: 'Точная десятичная сумма с двумя (или указанным числом) знаками.',
      en: 'Exact decimal amount with two (or the given number of) digits.',
    },
    input: ['decimal', 'integer'],
    output: 'decimal',
    domain: { ru: 'Десятичные числа.', en: 'Decimal numbers.' },
    lossy: true,
    checkArgs: scaleArg,
    step: (args) => (value, flag) => scaled(value, scaleOf(args), flag),
    inverse: (args) => (value, flag) => scaled(value, scaleOf(args), flag),
    normalise: (args) => (value) => toScale(value, scaleOf(args)),
  },
  decimal: {
    summary: { ru: 'Десятичное число в кратчайшей записи: курс, доля.', en: 'A decimal in its shortest form: a rate, a share.' },
    input: ['decimal', 'integer'],
    output: 'decimal',
    domain: { ru: 'Десятичные числа.', en: 'Decimal numbers.' },
    lossy: false,
    checkArgs: noArgs,
    step: () => (value, flag) => {
      const text = toPlain(value);
      flag.lossy ||= text === null;
      return text;
    },
    normalise: () => (value) => toPlain(value),
  },
  moneyWithCurrency: {
    summary: { ru: 'Сумма и валюта вместе: [сумма, валюта].', en: 'An amount with its currency: [amount, currency].' },
    input: 'tuple',
    output: 'json',
    domain: { ru: 'Десятичное число и код валюты.', en: 'A decimal number and a currency code.' },
    lossy: true,
    checkArgs: scaleArg,
    step: (args) => (value, flag) => {
      const [amount, currency] = listOf(value);
      return money(amount ?? null, currency, scaleOf(args), flag);
    },
    normalise: (args) => normaliseMoney(scaleOf(args)),
  },
  sumWithCurrency: {
    summary: { ru: 'Складывает суммы; последнее значение — их валюта.', en: 'Adds amounts; the last value is their currency.' },
    input: 'tuple',
    output: 'json',
    domain: { ru: 'Десятичные числа и код валюты.', en: 'Decimal numbers and a currency code.' },
    lossy: true,
    checkArgs: scaleArg,
    step: (args) => (value, flag) => {
      const items = listOf(value);
      const total = sum(items.slice(0, -1));
      flag.lossy ||= total === null;
      return money(total, items.at(-1), scaleOf(args), flag);
    },
    normalise: (args) => normaliseMoney(scaleOf(args)),
  },
} satisfies FunctionTable;

function scaleOf(args: Json): number {
  return typeof args === 'number' ? args : CENTS;
}

function scaled(value: Json, scale: number, flag: LossFlag): string | null {
  const text = toScale(value, scale);
  flag.lossy ||= !fitsScale(value, scale);
  return text;
}

function money(value: Json, currency: Json | undefined, scale: number, flag: LossFlag): Json {
  if (value === null) return null;
  const amount = scaled(value, scale, flag);
  const code = stringOf(currency);
  flag.lossy ||= code === null;
  return amount === null || code === null ? null : { amount, currency: code };
}

function normaliseMoney(scale: number): Normalise {
  return (value) => {
    const amount = toScale(fieldOf(value, 'amount'), scale);
    return amount === null ? null : { amount, currency: fieldOf(value, 'currency') };
  };
}
