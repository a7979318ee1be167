import type { BackOffice } from './back-office.ts';
import type { Claim, Person, Traveller } from './claim.ts';
import { SamoFault } from './fault.ts';

/** What the service says about a tourist's field: the rules come from it, per tour. */
export interface FieldRule {
  field: string;
  required: boolean;
  readOnly: boolean;
  regular: string | null;
  message: string | null;
}

/** The rules that GET_CLAIM_OFFER and GET_CLAIM_SAVE state and GET_CLAIM_SAVE applies. */
export function fieldRules(settings: { contactsReadOnly: boolean }): FieldRule[] {
  const rule = (field: string, rest: Partial<FieldRule> = {}): FieldRule => ({
    field,
    required: false,
    readOnly: false,
    regular: null,
    message: null,
    ...rest,
  });
  const { contactsReadOnly } = settings;
  return [
    rule('name', { required: true, regular: '^.{2,100}$', message: 'Укажите фамилию и имя' }),
    rule('lname', { required: true, regular: "^[A-Za-z /'-]{2,100}$", message: 'Укажите фамилию и имя латиницей' }),
    rule('born', { required: true, regular: '^\\d{4}-\\d{2}-\\d{2}$', message: 'Укажите дату рождения' }),
    rule('sex', { readOnly: true }),
    rule('pserie', { required: true }),
    rule('pnumber', { required: true, regular: '^\\d{6,7}$', message: 'Проверьте номер паспорта' }),
    rule('pexpire', { regular: '^\\d{4}-\\d{2}-\\d{2}$', message: 'Проверьте срок действия паспорта' }),
    rule('pgiven'),
    rule('pgivenorg'),
    rule('nationality'),
    rule('phone', { readOnly: contactsReadOnly, regular: '^[0-9+() -]{5,30}$', message: 'Проверьте телефон' }),
    rule('email', { readOnly: contactsReadOnly, regular: '^[^@ ]+@[^@ ]+$', message: 'Проверьте адрес электронной почты' }),
    rule('mobile', { readOnly: contactsReadOnly }),
    rule('address'),
  ];
}

type Attributes = Record<string, string>;

/**
 * Pairs incoming tourists with stored ones by the number of equal fields, best pair for each in turn, never by key or iid:
 * children who differ in little can be swapped.
 * @throws SamoFault 1123 when somebody resembles nobody, or more come than the claim has
 */
export function matchTourists(office: BackOffice, claim: Claim, incoming: readonly Attributes[]): Person[] {
  const free = claim.tourists.map((traveller) => ({ traveller, person: office.people.get(traveller.key) }));
  return incoming.map((attributes) => {
    let best = -1;
    let bestScore = 0;
    free.forEach(({ traveller, person }, index) => {
      const score = person === undefined ? 0 : equalFields(attributes, traveller, person);
      if (score > bestScore) [best, bestScore] = [index, score];
    });
    const person = free.splice(best === -1 ? free.length : best, 1)[0]?.person;
    if (person === undefined) throw new SamoFault('1123');
    return person;
  });
}

/**
 * The new values of one person: what came, without read-only fields, names in upper case.
 * Absent attributes stay; an empty one clears.
 * @throws SamoFault 1122 with the rule's own message
 */
export function acceptedFields(rules: readonly FieldRule[], attributes: Attributes): Attributes {
  const accepted: Attributes = {};
  for (const { field, required, readOnly, regular, message } of rules) {
    const value = attributes[field]?.trim();
    if (value === undefined || readOnly) continue;
    if (value === '' ? required : regular !== null && !new RegExp(regular).test(value)) {
      throw new SamoFault('1122', message ?? `Заполните поле ${field}`);
    }
    accepted[field] = field === 'name' || field === 'lname' ? value.toUpperCase() : value;
  }
  return accepted;
}

const nullable: readonly string[] = ['phone', 'email', 'mobile', 'address'];

export function applyFields(person: Person, accepted: Attributes): void {
  for (const [field, value] of Object.entries(accepted)) {
    Object.assign(person, { [field]: value === '' && nullable.includes(field) ? null : value });
  }
}

function equalFields(attributes: Attributes, traveller: Traveller, person: Person): number {
  const stored: Record<string, string | null> = { ...person, age: traveller.age, human: traveller.human };
  const ids = ['key', 'iid'];
  return Object.entries(attributes).filter(
    ([field, value]) => !ids.includes(field) && (stored[field] ?? '').toUpperCase() === value.toUpperCase() && value !== '',
  ).length;
}
