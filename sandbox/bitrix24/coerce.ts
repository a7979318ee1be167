import { entityTypes, type FieldSpec } from './field-spec.ts';
import { fileContent, keepFile } from './files.ts';
import type { Portal } from './portal.ts';
import { parseDate, parseMoment } from './portal-time.ts';
import { invalidValue, VendorError } from './vendor-error.ts';
import { asId, asMap, asText, isEmpty, type Wire } from './wire.ts';

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
 * A file comes as `[name, base64]` or as `{id}` of a file that the field holds already: what is not named is gone afterwards.
 *
 * @param current what the field holds now
 * @throws VendorError CRM_FIELD_ERROR_VALUE_NOT_VALID, or 100 when a multiple field did not get a list
 */
export function coerce(portal: Portal, spec: FieldSpec, raw: Wire, current?: Wire): Coerced {
  if (spec.type === 'file') return set(coerceFiles(portal, spec, raw, current));
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

function coerceFiles(portal: Portal, spec: FieldSpec, raw: Wire, current: Wire | undefined): Wire {
  const held = Array.isArray(current) ? current : [current ?? null];
  const one = (item: Wire): number | null => {
    const content = fileContent(item);
    if (content !== null) return keepFile(portal, content.name, content.bytes).id;
    const id = asId(asMap(item)['id'] ?? item);
    return id !== null && held.includes(id) ? id : null;
  };
  if (!spec.multiple) return isEmpty(raw) ? null : one(raw);
  const items = Array.isArray(raw) && fileContent(raw) === null ? raw : Object.values(asMap(raw));
  return items.map(one).filter((id) => id !== null);
}

function coerceOne(portal: Portal, spec: FieldSpec, raw: Wire): Coerced {
  const text = asText(raw).trim();
  switch (spec.type) {
    case 'integer':
    case 'double':
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
    case 'employee':
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
    case 'url':
    case 'address':
    case 'crm':
      return set(asText(raw));
    case 'iblock_section':
    case 'iblock_element':
    case 'resourcebooking':
      return number(spec, text);
    case 'file':
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
