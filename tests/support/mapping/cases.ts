import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../config/root.ts';
import { contactPerson } from '../../../domain/deals/buyer.ts';
import type { Claim } from '../../../domain/deals/claim.ts';
import type { Fields, Json } from '../../../domain/json.ts';
import type { Mapping } from '../../../mappings/engine/types.ts';
import { sampleAgency, sampleClaim, samplePerson, sampleService, sampleTourist } from '../claims.ts';

/** One record and everything that its spec says about it. The table of the shipped specs: `cases.json` holds what is expected, by name. */
export interface MappingCase {
  name: string;
  spec: string;
  record: object;
  /** A change on the right that may be a request, and a patch that goes back. */
  right?: { base: Fields; now: Fields };
  back?: Fields;
  /** Constants of the connection; the usual two unless said otherwise. */
  constants?: Fields;
  /** Say who decides each field, and how rules are marked: once a spec is enough. */
  policies?: true;
  expected: Json;
}

const usual: Fields = { assignedById: '1', sourceId: 'SAMO' };
const links = { contact: { $link: 'lnk_contact' }, company: { $link: 'lnk_company' } };

/** What a mapping makes of a case, in one value to compare. */
export function outcomeOf(one: Omit<MappingCase, 'expected'>, mapping: Mapping): Json {
  const { record, right, back, constants = usual, policies } = one;
  const { fields, issues } = mapping.toRight(record, { constants });
  const outcome = {
    fields,
    issues: issues.map(({ rule, code }) => `${rule} ${code}`),
    ...(policies && {
      policies: mapping.policies(record).map(({ field, owner, writableLeft }) => `${field} ${owner} ${writableLeft}`),
      marks: mapping.rules.map(({ id, critical, pii, direction }) => `${id} ${critical} ${pii} ${direction}`),
    }),
    ...(back && { back: mapping.toLeft(back, record) }),
    ...(right && { requests: mapping.requests({ left: record, baseRight: right.base, right: right.now }) }),
  };
  return JSON.parse(JSON.stringify(outcome)) as Json;
}

const claim = (patch: Partial<Claim>) => ({ ...sampleClaim(patch), links });
const status = (booking: Claim['status']['booking'], payment: Claim['status']['payment'], cancel: Claim['status']['cancel']) =>
  claim({ status: { booking, payment, cancel } });
const LONG = 'Очень длинное название '.repeat(20);

const DEAL = 'samo-claim--bitrix24-deal';
const CONTACT = 'samo-buyer--bitrix24-contact';
const COMPANY = 'samo-agency--bitrix24-company';
const ROW = 'samo-service--bitrix24-product-row';

type Named = Omit<MappingCase, 'expected'>;

const RECORDS: Named[] = [
  { name: 'a full claim', spec: DEAL, record: claim({}), policies: true },
  { name: 'a claim where no constants are set', spec: DEAL, record: claim({}), constants: {} },
  {
    name: 'a claim with next to nothing',
    spec: DEAL,
    record: {
      ref: { number: '1', guid: 'g' },
      status: { booking: 'offer', payment: 'not_paid', cancel: 'none' },
      money: { claim: { currency: 'RUB', price: '0.00', debt: '0.00', paid: '0.00' }, payment: null },
      buyer: null,
      services: [],
      tourists: [],
    },
  },
  {
    name: 'a claim without its own number, price and currency',
    spec: DEAL,
    record: { status: {}, services: null, money: { payment: null } },
  },
  { name: 'a claim in roubles only', spec: DEAL, record: claim({ money: { ...sampleClaim().money, payment: null } }) },
  {
    name: 'a claim with fractions',
    spec: DEAL,
    record: claim({
      money: {
        claim: { currency: 'EUR', price: '10.005', net: null, debt: '3.337', paid: '1.119', rate: null },
        payment: { currency: 'RUB', price: '1001.239', net: null, debt: '0', paid: '0', rate: '91.2500' },
      },
    }),
  },
  {
    name: 'a claim with long texts',
    spec: DEAL,
    record: claim({
      country: { key: '1', name: LONG },
      note: LONG,
      tour: { key: '1', name: LONG },
      services: [sampleService({ name: LONG })],
    }),
  },
  {
    name: 'a claim with moments for dates',
    spec: DEAL,
    record: claim({
      dates: { ...sampleClaim().dates, start: '2027-05-01T10:00:00', end: '20270509', payDue: '2027-04-30T00:00:00' },
    }),
  },
  {
    name: 'a claim with services out of order',
    spec: DEAL,
    record: claim({
      services: [
        sampleService({ uid: '3', kind: 'service', name: 'Страховка', begin: null, end: null, price: null, quantity: 2 }),
        sampleService({ uid: '2', kind: 'transport', name: 'Москва – Анталья', price: '450.505' }),
        sampleService({ uid: '1', kind: 'hotel', name: ' SUN PALACE 5* ' }),
      ],
      tourists: [
        sampleTourist({ name: 'ПЕТРОВА ОЛЬГА', age: 'child' }),
        sampleTourist({ name: null, latinName: 'IVANOV/IVAN', age: 'adult' }),
      ],
    }),
  },
  ...(['offer', 'not_read', 'processing', 'unconfirmed', 'confirmed', 'unknown'] as const).map((booking) => ({
    name: `booking ${booking}`,
    spec: DEAL,
    record: status(booking, 'not_paid', 'none'),
  })),
  ...(['not_paid', 'partially_paid', 'paid', 'penalty_due', 'penalty_partially_paid', 'penalty_paid', 'unknown'] as const).map(
    (payment) => ({ name: `payment ${payment}`, spec: DEAL, record: status('confirmed', payment, 'none') }),
  ),
  ...(['none', 'requested', 'cancelled', 'unknown'] as const).map((cancel) => ({
    name: `cancellation ${cancel}, asked for in the CRM`,
    spec: DEAL,
    record: status('confirmed', 'paid', cancel),
    right: { base: { stage: 'PAID' }, now: { stage: 'LOSE' } },
  })),
  {
    name: 'a cancellation requested by stage',
    spec: DEAL,
    record: claim({}),
    right: { base: { stage: 'PAID', title: 'a' }, now: { stage: 'CANCEL_REQUEST', title: 'LOSE' } },
  },
  {
    name: 'statuses that nobody knows',
    spec: DEAL,
    record: claim({ status: { booking: 'x', payment: 'y', cancel: 'z' } as never }),
  },
  {
    name: 'a traveller who pays',
    spec: CONTACT,
    policies: true,
    record: { ...contactPerson(samplePerson()), links },
    back: { phones: ['+79000000007', '+79000000008'], emails: ['New@example.com'] },
  },
  {
    name: 'a payer who stays at home',
    spec: CONTACT,
    policies: true,
    record: { ...contactPerson(samplePerson({ touristKey: null })), links },
    back: { phones: ['+79000000007'], emails: ['new@example.com'] },
  },
  {
    name: 'a payer with a Latin name only',
    spec: CONTACT,
    record: { ...contactPerson(samplePerson({ name: null, latinName: 'PETROV/PETR ILICH' })), links },
  },
  {
    name: 'a payer with nothing',
    spec: CONTACT,
    constants: {},
    record: { name: null, latinName: null, phone: null, email: null, links: {} },
  },
  {
    name: 'a payer with one word and odd contacts',
    spec: CONTACT,
    record: { name: 'ИВАНОВ', latinName: 'X', phone: 'нет', email: 'нет', touristKey: '5', links: {} },
  },
  { name: 'an agency', spec: COMPANY, record: sampleAgency(), policies: true },
  {
    name: 'an agency with a long name',
    spec: COMPANY,
    record: sampleAgency({ name: ` ${LONG}`, inn: ' 7707083893 ', phone: '8 900 000-00-90', email: ' Office@Example.org' }),
  },
  { name: 'an agency with nothing', spec: COMPANY, constants: {}, record: { name: null, inn: null, phone: null, email: null } },
  { name: 'a service', spec: ROW, record: sampleService(), policies: true },
  { name: 'a service with a long name', spec: ROW, record: sampleService({ name: LONG, price: '10.005', quantity: 3 }) },
  { name: 'a service with nothing', spec: ROW, record: {} },
];

const expected = JSON.parse(readFileSync(join(projectRoot(), 'tests/support/mapping/cases.json'), 'utf8')) as {
  [name: string]: Json;
};

export const CASES: MappingCase[] = RECORDS.map((one) => ({ ...one, expected: expected[one.name] ?? null }));
