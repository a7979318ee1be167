import type { EntityTypeId, FieldSpec } from './field-spec.ts';
import { linkTypes } from './field-spec.ts';
import { communicationFields } from './fm.ts';
import { fieldsOf, type Portal, type Version } from './portal.ts';
import { parseDate, parseMoment } from './portal-time.ts';
import { invalidArgument, VendorError } from './vendor-error.ts';
import { asList, asText, isEmpty, type Wire, type WireMap } from './wire.ts';

export type Predicate = (version: Version) => boolean;
type Scalar = string | number | null;

const prefixes = ['>=', '<=', '!=%', '!%=', '!@', '!%', '!=', '=%', '%=', '>', '<', '@', '%', '=', '!'] as const;
type Prefix = (typeof prefixes)[number];

const filterable: readonly string[] = ['phone', 'email', 'imol'];

/**
 * Compiles a filter: prefixes, nested groups, `logic: "OR"`.
 *
 * @throws VendorError INVALID_ARG_VALUE for a field that cannot be filtered or a value that cannot be read; 100 for `fm`
 */
export function compileFilter(portal: Portal, type: EntityTypeId, filter: WireMap, originalNames: boolean): Predicate {
  const specs = new Map(fieldsOf(portal, type).map((spec) => [originalNames && spec.dynamic ? spec.upper : spec.name, spec]));

  function group(conditions: WireMap, depth: number): Predicate {
    const either = asText(conditions['logic']).toUpperCase() === 'OR';
    const parts = Object.entries(conditions)
      .filter(([key]) => key !== 'logic')
      .map(([key, value]) => (/^\d+$/.test(key) ? group(mapOf(value), depth + 1) : condition(key, value, depth)));
    return (version) => (either ? parts.some((part) => part(version)) : parts.every((part) => part(version)));
  }

  function condition(key: string, wanted: Wire, depth: number): Predicate {
    const prefix = prefixes.find((candidate) => key.startsWith(candidate)) ?? '=';
    const name = key.startsWith(prefix) ? key.slice(prefix.length) : key;
    if (name === 'fm') throw new VendorError(400, '100', 'fm is not allowed in filter');
    const spec = specs.get(name);
    if (spec === undefined || (spec.access === 'response' && !filterable.includes(name))) {
      throw invalidArgument(`Invalid filter: field '${name}' is not allowed in filter`);
    }
    const mute = portal.switches.nestedIsoFails && depth > 0 && spec.type === 'datetime' && /T/.test(asText(wanted));
    return mute ? () => false : test(spec, prefix, wanted);
  }

  return group(filter, 0);
}

function mapOf(value: Wire): WireMap {
  if (typeof value !== 'object' || value === null) throw invalidArgument('Invalid filter: a group must be an object');
  return Array.isArray(value) ? Object.fromEntries(value.map((item, index) => [String(index), item])) : value;
}

function test(spec: FieldSpec, prefix: Prefix, wanted: Wire): Predicate {
  const wantedList = (typeof wanted === 'object' ? asList(wanted) : [wanted]).map((value) => comparable(spec, value));
  const one = wantedList[0] ?? null;
  const stored = (version: Version) => storedValues(spec, version);
  const like = (pattern: RegExp) => (version: Version) => stored(version).some((value) => pattern.test(String(value ?? '')));
  const anyOf: Predicate = (version) => stored(version).some((value) => wantedList.includes(value));
  const ordered = (compare: (value: string | number, bound: string | number) => boolean): Predicate => {
    return (version) => stored(version).some((value) => value !== null && one !== null && compare(value, one));
  };
  const not =
    (predicate: Predicate): Predicate =>
    (version) =>
      !predicate(version);
  switch (prefix) {
    case '>=':
      return ordered((value, bound) => value >= bound);
    case '>':
      return ordered((value, bound) => value > bound);
    case '<=':
      return ordered((value, bound) => value <= bound);
    case '<':
      return ordered((value, bound) => value < bound);
    case '@':
    case '=':
      return anyOf;
    case '!@':
    case '!=':
    case '!':
      return not(anyOf);
    case '%':
      return like(new RegExp(escaped(asText(wanted)), 'iu'));
    case '!%':
      return not(like(new RegExp(escaped(asText(wanted)), 'iu')));
    case '=%':
    case '%=':
      return like(likePattern(asText(wanted)));
    case '!=%':
    case '!%=':
      return not(like(likePattern(asText(wanted))));
  }
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const likePattern = (text: string) => new RegExp(`^${text.split('%').map(escaped).join('.*')}$`, 'isu');

/** A written value in the terms of the stored one; strings compare without regard to case, as the portal's database does. */
function comparable(spec: FieldSpec, raw: Wire): Scalar {
  if (isEmpty(raw) || raw === false) return null;
  const text = asText(raw).trim();
  switch (spec.type) {
    case 'datetime':
      return parseMoment(text) ?? unreadable(spec);
    case 'date':
      return parseDate(text) ?? unreadable(spec);
    case 'boolean':
      // User fields are filtered by 1 and 0 only, although they are written and read as Y and N.
      return spec.dynamic ? ({ '1': 'Y', '0': 'N' }[text] ?? `?${text}`) : text.toUpperCase();
    case 'string':
    case 'text':
    case 'url':
    case 'address':
    case 'crm':
    case 'money':
    case 'crm_status':
    case 'crm_currency':
      return text.toLowerCase();
    default: {
      const number = Number(text);
      if (Number.isNaN(number)) unreadable(spec);
      return number === 0 && linkTypes.includes(spec.type) ? null : number;
    }
  }
}

function unreadable(spec: FieldSpec): never {
  throw invalidArgument(`Invalid filter: field '${spec.name}' has invalid value`);
}

function storedValues(spec: FieldSpec, version: Version): Scalar[] {
  if (filterable.includes(spec.name)) {
    const typeId = { phone: 'PHONE', email: 'EMAIL', imol: 'IM' }[spec.name];
    const values = version.fm.filter((entry) => entry.typeId === typeId).map((entry) => entry.value.toLowerCase());
    return values.length === 0 ? [null] : values;
  }
  const value = version.values[spec.name] ?? communicationFields(version.fm)[spec.name] ?? spec.empty;
  if (spec.multiple) return Array.isArray(value) && value.length > 0 ? value.map(scalar) : [null];
  return [value === 0 && linkTypes.includes(spec.type) ? null : scalar(value)];

  function scalar(item: Wire): Scalar {
    if (typeof item === 'number') return item;
    if (typeof item !== 'string' || item === '') return null;
    return spec.type === 'date' || spec.type === 'boolean' ? item : item.toLowerCase();
  }
}
