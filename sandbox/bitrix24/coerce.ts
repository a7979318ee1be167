import { entityTypes, type FieldSpec } from './field-spec.ts';
import type { Portal } from './portal.ts';
import { parseDate, parseMoment } from './portal-time.ts';
import { invalidValue, VendorError } from './vendor-error.ts';
import { asId, asText, isEmpty, type Wire } from './wire.ts';

/** What the portal makes of a written value: stored, or left out without a word. */
export type Coerced = { kind: 'set'; value: Wire } | { kind: 'dropped' };

const dropped: Coerced = { kind: 'dropped' };
const set = (value: Wire): Coerced => ({ kind: 'set', value });

/** String columns hold 255 characters; the rest is cut off silently. */
const STRING_LENGTH = 255;

/**
 * Reads one written value.
 *
 * An enumeration value outside the list vanishes with a success answer; a dictionary code, a user or a linked record that does not
 * exist is refused.
 *
 * @throws VendorError CRM_FIELD_ERROR_VALUE_NOT_VALID, or 100 when a multiple field did not get a list
 */
export function coerce(portal: Portal, spec: FieldSpec, raw: Wire): Coerced {
  if (spec.multiple) return set(coerceMany(portal, spec, raw));
  if (isEmpty(raw)) return set(spec.type === 'boolean' ? 'N' : null);
  if (typeof raw === 'object') throw invalidValue(spec.title);
  return coerceOne(portal, spec, raw);
}

function coerceMany(portal: Portal, spec: FieldSpec, raw: Wire): Wire[] {
  if (isEmpty(raw)) return [];
  if (!Array.isArray(raw)) {
    throw new VendorError(400, '100', `Expected iterable value for multiple field, but got ${typeof raw} instead`);
  }
  const values = raw.map((item) => coerceOne(portal, spec, item)).flatMap((one) => (one.kind === 'set' ? [one.value] : []));
  return [...new Set(values)].filter((value) => value !== null);
}

function coerceOne(portal: Portal, spec: FieldSpec, raw: Wire): Coerced {
  const text = asText(raw).trim();
  switch (spec.type) {
    case 'integer':
    case 'double':
    case 'file':
    case 'location':
      return number(spec, text);
    case 'boolean':
      return set(raw === true || /^(y|true)$/i.test(text) || (spec.dynamic && text === '1') ? 'Y' : 'N');
    case 'date':
      return set(parseDate(text) ?? refuse(spec));
    case 'datetime':
      return set(parseMoment(text) ?? refuse(spec));
    case 'enumeration':
      return spec.items?.some((item) => String(item.id) === text) ? set(Number(text)) : dropped;
    case 'money':
      return money(text);
    case 'crm_status':
      return status(portal, spec, text);
    case 'crm_category':
      return spec.name === 'categoryId' && /^\d+$/.test(text) ? set(Number(text)) : refuse(spec);
    case 'user':
      return portal.users.some((user) => String(user.id) === text) ? set(Number(text)) : refuse(spec);
    case 'crm_contact':
    case 'crm_company':
    case 'crm_lead':
      return link(portal, spec, raw);
    case 'crm_quote':
      return text === '0' ? set(null) : number(spec, text);
    case 'crm_currency':
      return /^[A-Z]{3}$/.test(text) ? set(text) : refuse(spec);
    case 'string':
      return set(asText(raw).slice(0, STRING_LENGTH));
    case 'text':
      return set(asText(raw));
    case 'crm_multifield':
      return dropped;
  }
}

function refuse(spec: FieldSpec): never {
  throw invalidValue(spec.title);
}

function number(spec: FieldSpec, text: string): Coerced {
  const value = Number(text);
  if (Number.isNaN(value)) refuse(spec);
  return set(spec.type === 'double' ? Math.round(value * 100) / 100 : Math.trunc(value));
}

/** `1234.56|RUB`; a bare amount gets the portal's currency, no amount is empty, the currency is not checked. */
function money(text: string): Coerced {
  const [amount = '', currency = ''] = text.split('|');
  if (!/^-?\d+(\.\d+)?$/.test(amount)) return set(null);
  return set(`${amount}|${currency === '' ? 'RUB' : currency}`);
}

/** Stages are checked against their funnel by the rules of deals and leads. */
function status(portal: Portal, spec: FieldSpec, text: string): Coerced {
  if (spec.name === 'stageId') return set(text);
  const known = portal.statuses.some((entry) => entry.dictionary === spec.dictionary && entry.statusId === text);
  return known ? set(text) : refuse(spec);
}

function link(portal: Portal, spec: FieldSpec, raw: Wire): Coerced {
  if (asText(raw) === '0') return set(null);
  const type = { crm_contact: entityTypes.contact, crm_company: entityTypes.company, crm_lead: entityTypes.lead }[
    spec.type as 'crm_contact' | 'crm_company' | 'crm_lead'
  ];
  const id = asId(raw);
  return id !== null && portal.records[type].has(id) ? set(id) : refuse(spec);
}
