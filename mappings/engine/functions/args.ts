import type { Sentence } from '../../../domain/errors.ts';
import type { Json } from '../../../domain/json.ts';

/** For functions that take no arguments. */
export function noArgs(args: Json): Sentence | null {
  return args === null ? null : { ru: 'Функция не принимает параметров.', en: 'The function takes no arguments.' };
}

/** An optional whole number between two bounds. */
export function integerArg(from: number, to: number): (args: Json) => Sentence | null {
  return (args) => {
    if (args === null || (typeof args === 'number' && Number.isInteger(args) && args >= from && args <= to)) return null;
    return { ru: `Параметр — целое число от ${from} до ${to}.`, en: `The argument is a whole number from ${from} to ${to}.` };
  };
}

/** An optional text out of a closed set. */
export function oneOfArg(allowed: readonly string[]): (args: Json) => Sentence | null {
  return (args) => {
    if (args === null || (typeof args === 'string' && allowed.includes(args))) return null;
    return { ru: `Параметр — одно из: ${allowed.join(', ')}.`, en: `The argument is one of: ${allowed.join(', ')}.` };
  };
}

export function stringOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** A field of a row; null when there is none. */
export function fieldOf(row: Json, name: string): Json {
  return row !== null && typeof row === 'object' && !Array.isArray(row) ? (row[name] ?? null) : null;
}
