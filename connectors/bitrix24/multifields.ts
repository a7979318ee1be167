import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Json } from '../../domain/json.ts';
import { invalidValue } from './invalid.ts';
import type { Multifield } from './wire.ts';

/** The two lists that the hub keeps of a contact's or company's communications. */
export const communications = { phones: 'PHONE', emails: 'EMAIL' } as const;
export type Communication = keyof typeof communications;
export type Communications = { [kind in Communication]?: readonly string[] };
const NEW_VALUE_TYPE = 'WORK';

export interface NewMultifield {
  typeId: string;
  valueType: string;
  value: string;
}

/** Key `n0`, `n1`… adds, an id changes, an id with an empty value deletes. A list would append and make doubles. */
export type MultifieldDiff = { [key: string]: NewMultifield };

/** Numbers or addresses of one type in their order, each once: phones in E.164 where they parse, e-mails in lower case. */
export function valuesOf(fm: readonly Multifield[], kind: Communication, country: string): string[] {
  const values = ordered(fm, kind).map((entry) => normalise(kind, entry.value, country));
  return [...new Set(values.filter((value) => value !== ''))];
}

/** For a new record. */
export function additions(wanted: Communications, country: string): NewMultifield[] {
  return kinds(wanted).flatMap((kind) =>
    distinct(kind, wanted[kind] ?? [], country).map((value) => ({
      typeId: communications[kind],
      valueType: NEW_VALUE_TYPE,
      value,
    })),
  );
}

/**
 * Brings the stored entries to the wanted lists, position by position, so that the first one stays first. A list that is not named stays.
 * An entry that moves takes its kind (work, mobile…) along; equal lists give an empty diff.
 */
export function diff(fm: readonly Multifield[], wanted: Communications, country: string): MultifieldDiff {
  const changes: MultifieldDiff = {};
  let added = 0;
  for (const kind of kinds(wanted)) {
    const typeId = communications[kind];
    const stored = ordered(fm, kind).map((entry) => ({ ...entry, value: normalise(kind, entry.value, country) }));
    const target = distinct(kind, wanted[kind] ?? [], country);
    const valueTypeOf = (value: string) => stored.find((entry) => entry.value === value)?.valueType;
    for (const [at, entry] of stored.entries()) {
      const value = target[at] ?? '';
      if (value !== entry.value) changes[entry.id] = { typeId, valueType: valueTypeOf(value) ?? entry.valueType, value };
    }
    for (const value of target.slice(stored.length)) {
      changes[`n${added++}`] = { typeId, valueType: valueTypeOf(value) ?? NEW_VALUE_TYPE, value };
    }
  }
  return changes;
}

/** @throws HubError `validation` when the value is no list of texts */
export function asTexts(kind: Communication, value: Json): string[] {
  if (value === null) return [];
  if (!Array.isArray(value) || value.some((entry) => typeof entry !== 'string')) throw invalidValue(kind, 'a list of texts');
  return value.map(String);
}

export function normalise(kind: Communication, value: string, country: string): string {
  const text = value.trim();
  if (kind === 'emails') return text.toLowerCase();
  const phone = parsePhoneNumberFromString(text, country as CountryCode);
  return phone?.isPossible() ? phone.number : text;
}

function kinds(wanted: Communications): Communication[] {
  return (['phones', 'emails'] as const).filter((kind) => wanted[kind] !== undefined);
}

function distinct(kind: Communication, wanted: readonly string[], country: string): string[] {
  return [...new Set(wanted.map((value) => normalise(kind, value, country)).filter((value) => value !== ''))];
}

function ordered(fm: readonly Multifield[], kind: Communication): Multifield[] {
  return fm.filter((entry) => entry.typeId === communications[kind]).sort((a, b) => compareIds(a.id, b.id));
}

/** Decimal ids of any length in their numeric order. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
