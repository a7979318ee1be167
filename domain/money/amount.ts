import Big from 'big.js';
import type { Json } from '../json.ts';

/**
 * Reads a decimal as systems write it: `1 234,50`, `1234.5`, a number. Null for anything else.
 * Numbers are taken by their shortest decimal form, never by their binary one.
 */
export function parseDecimal(value: Json | undefined): Big | null {
  if (typeof value === 'number') return Number.isFinite(value) ? new Big(value) : null;
  if (typeof value !== 'string') return null;
  const text = value.replace(/\s/g, '').replace(',', '.');
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? new Big(text.replace('+', '')) : null;
}

/** Most amounts already are what is asked for, and systems read them by the thousand: a look at the text saves the arithmetic. */
function isInScale(value: Json | undefined, scale: number): value is string {
  if (typeof value !== 'string') return false;
  const point = value.length - scale - 1;
  const whole = scale === 0 ? value.length : point;
  if (scale > 0 && value.charCodeAt(point) !== POINT) return false;
  for (let index = point + 1; scale > 0 && index < value.length; index += 1) if (!isDigit(value.charCodeAt(index))) return false;
  return isWhole(value, whole);
}

const POINT = 46;
const MINUS = 45;
const ZERO = 48;
const isDigit = (code: number) => code >= ZERO && code <= ZERO + 9;

/** The text before `end` is a whole number in its shortest form. */
function isWhole(text: string, end: number): boolean {
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  if (end <= start) return false;
  if (text.charCodeAt(start) === ZERO) return start === 0 && end === 1;
  for (let index = start; index < end; index += 1) if (!isDigit(text.charCodeAt(index))) return false;
  return true;
}

/** A decimal string with exactly `scale` digits after the point, rounded half away from zero; null if unreadable. */
export function toScale(value: Json | undefined, scale: number): string | null {
  if (isInScale(value, scale)) return value;
  const decimal = parseDecimal(value);
  if (decimal === null) return null;
  const text = decimal.toFixed(scale, Big.roundHalfUp);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** Already in its shortest form. */
const PLAIN = /^-?(?:[1-9]\d*|[1-9]\d*\.\d*[1-9]|0\.\d*[1-9])$/;

/** The shortest decimal string of the same value: `90.50` → `90.5`; null if unreadable. */
export function toPlain(value: Json | undefined): string | null {
  if (typeof value === 'string' && PLAIN.test(value)) return value;
  const text = parseDecimal(value)?.toFixed();
  return text === '-0' ? '0' : (text ?? null);
}

/** Whether the value needs no more than `scale` digits after the point. */
export function fitsScale(value: Json | undefined, scale: number): boolean {
  if (isInScale(value, scale)) return true;
  const decimal = parseDecimal(value);
  return decimal?.eq(decimal.round(scale, Big.roundDown)) ?? false;
}

/** Exact sum as a decimal string; null if one of the terms is unreadable. */
export function sum(values: readonly (Json | undefined)[]): string | null {
  let total = new Big(0);
  for (const value of values) {
    const decimal = parseDecimal(value);
    if (decimal === null) return null;
    total = total.plus(decimal);
  }
  return total.toFixed();
}
