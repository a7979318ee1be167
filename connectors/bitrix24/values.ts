import Big from 'big.js';
import type { HubError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { FieldSchema } from '../sdk/contract.ts';
import { invalidValue } from './invalid.ts';
import type { Field } from './metadata.ts';
import { isPlainObject } from './wire.ts';

type Kind = 'text' | 'link' | 'category' | 'integer' | 'decimal' | 'money' | 'boolean' | 'date' | 'datetime' | 'option' | 'file';

const KINDS: { [type: string]: Kind } = {
  integer: 'integer',
  crm_category: 'category',
  double: 'decimal',
  money: 'money',
  boolean: 'boolean',
  char: 'boolean',
  date: 'date',
  datetime: 'datetime',
  enumeration: 'option',
  file: 'file',
  user: 'link',
  employee: 'link',
};
const NOT_LINKS = ['crm_status', 'crm_currency', 'crm_multifield', 'crm'];

/** How a field type of the portal behaves; unknown types are text. */
export function kindOf({ type }: Pick<Field, 'type'>): Kind {
  const kind = KINDS[type];
  if (kind) return kind;
  const link = (type.startsWith('crm_') && !NOT_LINKS.includes(type)) || type.startsWith('iblock_');
  return link ? 'link' : 'text';
}

/**
 * A wire value as the hub keeps it: ids and decimals as strings, dates as `YYYY-MM-DD`, options by their text, money as `{amount, currency}`.
 * Emptiness has many spellings on the wire (`0`, `null`, `""`, `false`, `{}`) and is null here; a multiple field without values is `[]`.
 */
export function fromWire(field: Field, raw: unknown): Json {
  if (!field.isMultiple) return one(field, raw);
  const list = Array.isArray(raw) ? raw : isPlainObject(raw) ? Object.values(raw) : isNothing(raw) ? [] : [raw];
  return list.map((entry) => one(field, entry)).filter((value) => value !== null);
}

function one(field: Field, raw: unknown): Json {
  if (isNothing(raw) && kindOf(field) !== 'boolean') return null;
  switch (kindOf(field)) {
    case 'link':
      return String(raw) === '0' ? null : scalarText(raw);
    case 'category':
      return scalarText(raw);
    case 'integer':
      return integer(raw);
    case 'decimal':
      return decimal(raw);
    case 'money':
      return money(raw);
    case 'boolean':
      return boolean(raw);
    case 'date':
      return dateInUtc(raw);
    case 'datetime':
      return scalarText(raw);
    case 'option':
      return optionText(field, scalarText(raw));
    case 'file':
      return isPlainObject(raw) ? scalarText(raw['id']) : scalarText(raw);
    case 'text':
      return isPlainObject(raw) || Array.isArray(raw) ? null : scalarText(raw);
  }
}

/**
 * A hub value as the wire wants it.
 * @throws HubError `validation` when the value does not fit the field; an option that the portal does not list is one of these
 */
export function toWire(field: Field, value: Json): unknown {
  if (!field.isMultiple) return oneToWire(field, value);
  if (value === null) return [];
  if (!Array.isArray(value)) throw unfit(field, 'a list');
  return value.map((entry) => oneToWire(field, entry));
}

function oneToWire(field: Field, value: Json): unknown {
  const kind = kindOf(field);
  if (kind === 'file') throw unfit(field, 'no value: files are not written through records');
  if (value === null) return kind === 'link' ? 0 : '';
  switch (kind) {
    case 'link':
    case 'category':
    case 'integer':
      return integerToWire(field, value);
    case 'decimal':
      return decimalToWire(field, value);
    case 'money':
      return moneyToWire(field, value);
    case 'boolean':
      if (typeof value !== 'boolean') throw unfit(field, 'true or false');
      return value ? 'Y' : 'N';
    case 'date':
      if (typeof value !== 'string' || !isDate(value)) throw unfit(field, 'a date YYYY-MM-DD');
      return value;
    case 'datetime':
      if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) throw unfit(field, 'a moment in ISO 8601');
      return value;
    case 'option':
      return optionId(field, value);
    case 'text':
      if (typeof value !== 'string' && typeof value !== 'number') throw unfit(field, 'a text');
      return String(value);
  }
}

/** True when the value that the portal shows is the one that was asked for. */
export function sameValue(field: Field, kept: Json, wanted: Json): boolean {
  if (kindOf(field) === 'datetime' && typeof kept === 'string' && typeof wanted === 'string')
    return Date.parse(kept) === Date.parse(wanted);
  return JSON.stringify(trimmed(kept)) === JSON.stringify(trimmed(fromWire(field, toWire(field, wanted))));
}

/** True when a read met an option that the known dictionary lacks. */
export function hasUnknownOption(field: Field, raw: unknown): boolean {
  if (kindOf(field) !== 'option' || !field.items) return false;
  const ids = (Array.isArray(raw) ? raw : [raw]).filter((id) => !isNothing(id)).map(String);
  return ids.some((id) => id !== '0' && !field.items?.some((option) => option.ID === id));
}

/** Type of the field in the hub, for mapping checks. */
export function schemaType(field: Field): FieldSchema['type'] {
  const kind = kindOf(field);
  if (field.isMultiple) return kind === 'money' ? 'json' : 'string[]';
  if (kind === 'money') return 'json';
  return kind === 'integer' || kind === 'decimal' || kind === 'boolean' || kind === 'date' || kind === 'datetime'
    ? kind
    : 'string';
}

function isNothing(raw: unknown): boolean {
  if (raw === null || raw === undefined || raw === '' || raw === false) return true;
  return isPlainObject(raw) ? Object.keys(raw).length === 0 : Array.isArray(raw) && raw.length === 0;
}

function scalarText(raw: unknown): string | null {
  return typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : null;
}

function trimmed(value: Json): Json {
  return typeof value === 'string' ? value.trim() || null : value;
}

function integer(raw: unknown): Json {
  const text = scalarText(raw);
  if (text === null) return null;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

/** Shortest exact spelling, without an exponent: `999.9`, `1200`. */
function decimal(raw: unknown): string | null {
  const text = scalarText(raw);
  if (text === null) return null;
  try {
    return new Big(text).toFixed();
  } catch {
    return text;
  }
}

/** `"300|RUB"` on the wire; an empty amount keeps its currency there and is nothing here. */
function money(raw: unknown): Json {
  const [amount = '', currency = ''] = (scalarText(raw) ?? '').split('|');
  return amount.trim() === '' ? null : { amount: decimal(amount.trim()), currency };
}

function boolean(raw: unknown): boolean | null {
  if (raw === 'Y' || raw === true || raw === '1' || raw === 1) return true;
  if (raw === 'N' || raw === false || raw === '0' || raw === 0) return false;
  return null;
}

/** The portal shows a date as midnight in UTC, written with its own offset: the date is the one in UTC. */
function dateInUtc(raw: unknown): string | null {
  const text = scalarText(raw);
  if (text === null || /^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : new Date(at).toISOString().slice(0, 10);
}

function isDate(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** An option that was deleted in the portal is shown by its id. */
function optionText(field: Field, id: string | null): string | null {
  if (id === null || id === '0') return null;
  return field.items?.find((option) => option.ID === id)?.VALUE ?? id;
}

function optionId(field: Field, value: Json): unknown {
  const id = field.items?.find((option) => option.VALUE === value)?.ID;
  if (id === undefined) throw unfit(field, 'one of the options that the portal lists');
  return exactNumber(id);
}

function integerToWire(field: Field, value: Json): unknown {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^-?\d+$/.test(text)) throw unfit(field, 'a whole number');
  return exactNumber(text);
}

function decimalToWire(field: Field, value: Json): unknown {
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value)) throw unfit(field, 'a decimal number in a string');
  return exactNumber(new Big(value).toFixed());
}

function moneyToWire(field: Field, value: Json): string {
  if (!isPlainObject(value)) throw unfit(field, '{amount, currency}');
  const { amount, currency } = value;
  if (
    typeof amount !== 'string' ||
    !/^-?\d+(\.\d+)?$/.test(amount) ||
    typeof currency !== 'string' ||
    !/^[A-Z]{3}$/.test(currency)
  )
    throw unfit(field, '{amount: decimal string, currency: three letters}');
  return `${new Big(amount).toFixed()}|${currency}`;
}

/** A JSON number where a double holds it exactly, else its text, which the portal reads as well. */
export function exactNumber(text: string): number | string {
  const number = Number(text);
  return String(number) === text ? number : text;
}

function unfit(field: Field, expected: string): HubError {
  return invalidValue(field.name, expected);
}
