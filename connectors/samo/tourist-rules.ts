import type { TouristRule } from '../../domain/booking/ports.ts';
import type { Sentence } from '../../domain/errors.ts';
import { child, type XmlNode } from '../sdk/xml.ts';
import { attributesOf } from './attributes.ts';
import { flag, text } from './values.ts';

/** Attributes of a `people` element as written. */
export type PersonRow = { [name: string]: string };

/** A field of the service and its new value; empty clears. */
export type Change = readonly [field: string, value: string];

/** What tells two people apart. Contact data does not: families share it, and it is what we change. */
const IDENTITY = ['name', 'lname', 'born', 'sex', 'human', 'age', 'pserie', 'pnumber'];
const LONGEST_PATTERN = 500;
const LONGEST_VALUE = 200;

/** What `checkFields/people` says of each field; null without it. */
export function touristRules(rules: XmlNode | null): TouristRule[] | null {
  return rules?.children.map(ruleOf) ?? null;
}

/** A field that is not said to be hidden is visible. */
function ruleOf(node: XmlNode): TouristRule {
  const a = attributesOf(node);
  const visible = a('visible');
  return {
    field: node.name,
    required: flag(a('required')),
    readOnly: flag(a('readOnly')),
    visible: visible === undefined || flag(visible),
    pattern: text(a('regular')),
    message: text(a('message')),
  };
}

/** Why the service's own rules forbid a change; null when they do not. Patterns that cannot be read are left to the service. */
export function brokenRule(rules: XmlNode | null, changes: readonly Change[]): Sentence | null {
  for (const [field, value] of changes) {
    const node = child(rules, field);
    if (!node) continue;
    const rule = ruleOf(node);
    if (rule.readOnly || !rule.visible) return sentence(field, 'закрыто для изменения', 'cannot be changed');
    if (value === '' && rule.required) return sentence(field, 'обязательно', 'is required');
    if (value !== '' && !fits(value, rule.pattern))
      return sentence(field, 'не подходит под правило САМО', 'does not follow the rule of SAMO');
  }
  return null;
}

function fits(value: string, pattern: string | null): boolean {
  if (value.length > LONGEST_VALUE) return false;
  if (!pattern || pattern.length > LONGEST_PATTERN) return true;
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

/**
 * True when the pairing by equal fields could take one tourist for another: a changed tourist still equals itself in all other fields,
 * and must differ from everybody else in more fields than were changed.
 */
export function couldBeConfused(people: readonly PersonRow[], target: PersonRow, changed: number): boolean {
  return people.some((one, index) =>
    people.slice(index + 1).some((other) => differences(one, other) <= (one === target || other === target ? changed : 0)),
  );
}

function differences(one: PersonRow, other: PersonRow): number {
  return IDENTITY.filter((field) => one[field] && other[field] && !same(field, one[field], other[field])).length;
}

/** Fields of the set read back that are not as sent, the changed ones aside, as `<position>.<field>`. */
export function strayFields(
  sent: readonly PersonRow[],
  readBack: readonly PersonRow[],
  changed: readonly string[],
  target: number,
): string[] {
  const byKey = new Map(readBack.map((row) => [keyOf(row), row]));
  return sent.flatMap((row, index) => {
    const found = byKey.get(keyOf(row));
    if (!found) return [`${index + 1}`];
    const fields = Object.keys(row).filter((field) => index !== target || !changed.includes(field));
    return fields.filter((field) => !same(field, row[field], found[field])).map((field) => `${index + 1}.${field}`);
  });
}

function keyOf(row: PersonRow): string {
  return row['key'] ?? `iid:${row['iid'] ?? ''}`;
}

/** The service upper-cases texts and may format phones. */
export function same(field: string, a: string | undefined, b: string | undefined): boolean {
  const plain = (value: string | undefined) => {
    const trimmed = (value ?? '').trim().toUpperCase();
    const digits = field === 'phone' || field === 'mobile' ? trimmed.replace(/[^\d+]/g, '') : '';
    return digits || trimmed;
  };
  return plain(a) === plain(b);
}

function sentence(field: string, ru: string, en: string): Sentence {
  const names: { [field: string]: string } = { phone: 'телефон', mobile: 'мобильный телефон', email: 'электронная почта' };
  return { ru: `Поле туриста «${names[field] ?? field}» ${ru}.`, en: `The tourist's field "${field}" ${en}.` };
}
