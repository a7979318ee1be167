import Big from 'big.js';
import type { Buyer, Claim, ClaimMoney, ClaimRef, ClaimService, PersonData, Tourist } from '../../domain/deals/claim.ts';
import { HubError } from '../../domain/errors.ts';
import { child, children, type XmlNode } from '../sdk/xml.ts';
import { type Attributes, attributesOf } from './attributes.ts';
import { claimStatus } from './status.ts';
import { count, date, decimal, flag, moment, text } from './values.ts';

/** Known to the hub and left in SAMO on purpose: nobody outside needs it. */
const PASSPORT =
  'pserie pnumber pexpire pgiven pgivenorg nationality nationalityKey bornplace bornplaceKey address inn vexpire sex human'.split(
    ' ',
  );
const SERVICE_DETAILS = 'groupId key detail cost net currency currencyKey townKey town stateKey state'.split(' ');
const DOCUMENT_DETAILS = 'currency currencyKey spo spoKey comissionPercent rdate townFromKey'.split(' ');
const MONEY_DETAILS = 'currencyKey cost priceForCommiss'.split(' ');

/**
 * The claim in a `claimDocument`. Absent attributes are null; unknown ones are kept by path, with their values hidden where they describe people.
 * @param ref  how the claim was asked for: its guid keeps that spelling
 * @throws HubError `validation` without money rows: a price of nothing would be a lie
 */
export function readClaim(document: XmlNode, ref: ClaimRef): Claim {
  const unknown: Claim['unknown'] = {};
  const keep = (path: string, attributes: Attributes, personal = false) => {
    for (const { name, value } of attributes.rest()) unknown[`${path}@${name}`] ??= personal ? '‹hidden›' : value;
  };
  const a = attributesOf(document);
  for (const name of DOCUMENT_DETAILS) a(name);
  a('guid');
  const confirmed = moment(a('confirmedDate'));
  const cancelRequested = moment(a('requestCancelDate'));
  const edited = moment(a('edate'));

  const tourists = children(child(document, 'peoples'), 'people').map((node) => {
    const person = attributesOf(node);
    const tourist = readTourist(person);
    keep('peoples/people', person, true);
    return tourist;
  });
  const money = readMoney(document, keep);
  const claim: Claim = {
    ref: { guid: ref.guid, number: text(a('providerNumber')) ?? ref.number },
    status: claimStatus({
      condition: text(a('condition')),
      status: text(a('status')),
      payStatus: text(a('payStatus')),
      rawStatus: text(a('st_status')),
      confirmed: text(a('confirmed')),
      confirmedDate: confirmed,
      partpayment: text(a('partpayment')),
      unread: text(a('unread')),
      requestCancelDate: cancelRequested,
    }),
    dates: {
      start: date(a('datebeg')),
      end: date(a('dateend')),
      created: moment(a('cdate')),
      edited,
      confirmed,
      prepayDue: date(a('prepayDate')),
      payDue: date(a('payDate')),
      cancelRequested,
      cancelled: moment(a('cancelDate')),
    },
    money,
    buyer: readBuyer(child(document, 'buyer'), tourists, keep),
    tourists,
    services: readServices(document, keep),
    tour: { key: text(a('tourKey')), name: text(a('tour')) },
    country: { key: text(a('stateKey')), name: text(a('state')) },
    townFrom: text(a('townFrom')),
    nights: count(a('nights')),
    note: text(child(document, 'note')?.text) ?? text(a('note')),
    cancelReason: text(a('reason')),
    revision: edited,
    unknown,
  };
  keep('claimDocument', a);
  for (const node of document.children) if (!PARTS.includes(node.name)) unknown[node.name] ??= node.text;
  return claim;
}

const PARTS = ['note', 'moneys', 'peoples', 'buyer', 'hotels', 'transports', 'services'];

type Keep = (path: string, attributes: Attributes, personal?: boolean) => void;

function readMoney(document: XmlNode, keep: Keep): Claim['money'] {
  const rows = children(child(document, 'moneys'), 'money').map((node) => {
    const a = attributesOf(node);
    const row = { own: flag(a('isClaimCurrency')), money: readMoneyRow(a) };
    for (const name of MONEY_DETAILS) a(name);
    keep('moneys/money', a);
    return row;
  });
  const first = rows.find((row) => row.own) ?? rows[0];
  if (!first?.money) throw withoutMoney();
  const second = rows.find((row) => row !== first);
  return { claim: { ...first.money, rate: null }, payment: second?.money ?? null };
}

/** One of debt and paid may be left out: the other and the price tell it. */
function readMoneyRow(a: Attributes): ClaimMoney | null {
  const currency = text(a('currency'));
  const price = decimal(a('price')) ?? decimal(a('cost'));
  const debt = decimal(a('debt'));
  const paid = decimal(a('paid'));
  const net = decimal(a('net'));
  const rate = decimal(a('rate'), 0);
  if (currency === null || price === null || (debt === null && paid === null)) return null;
  const rest = (known: string | null) => new Big(price).minus(known ?? '0').toFixed(2);
  return { currency, price, net, debt: debt ?? rest(paid), paid: paid ?? rest(debt), rate };
}

function readTourist(a: Attributes): Tourist {
  const person = readPerson(a);
  const iid = text(a('iid'));
  return { ...person, key: person.key ?? `iid:${iid ?? ''}`, iid, age: ageOf(text(a('age')), text(a('human'))) };
}

/** Some installations write a slash between the parts of a name. */
function fullName(value: string | undefined): string | null {
  return text(value?.replace(/\s*\/\s*/g, ' '));
}

function ageOf(age: string | null, human: string | null): Tourist['age'] {
  const code = (age ?? human)?.toUpperCase();
  if (code === 'CHD') return 'child';
  return code === 'INF' ? 'infant' : 'adult';
}

function readPerson(a: Attributes): PersonData {
  for (const name of PASSPORT) a(name);
  const phone = text(a('phone'));
  return {
    key: text(a('key')),
    name: fullName(a('name')),
    latinName: fullName(a('lname')),
    phone: text(a('mobile')) ?? phone,
    email: text(a('email')),
    born: date(a('born')),
  };
}

/** A legal buyer says so, or has the ten digits of a company's INN (people have twelve). */
function readBuyer(node: XmlNode | null, tourists: readonly Tourist[], keep: Keep): Buyer | null {
  if (!node) return null;
  const a = attributesOf(node);
  const person = readPerson(a);
  const inn = text(a('inn'));
  const contact = text(a('contact'));
  const legal = flag(a('legal')) || /^\d{10}$/.test(inn ?? '');
  keep('buyer', a, true);
  if (legal) {
    const { key, phone, email } = person;
    return { kind: 'agency', key, name: person.name ?? person.latinName ?? '', inn, phone, email, contactName: contact };
  }
  const traveller = tourists.find((tourist) => isSame(person, tourist));
  return { kind: 'person', ...person, touristKey: traveller?.key ?? null };
}

/** By key where the buyer has one, else by birth date and either spelling of the name. */
function isSame(buyer: PersonData, tourist: Tourist): boolean {
  if (buyer.key !== null) return buyer.key === tourist.key;
  const named =
    (buyer.name !== null && buyer.name === tourist.name) || (buyer.latinName !== null && buyer.latinName === tourist.latinName);
  return named && buyer.born !== null && buyer.born === tourist.born;
}

function readServices(document: XmlNode, keep: Keep): ClaimService[] {
  return (['hotel', 'transport', 'service'] as const).flatMap((kind) =>
    children(child(document, `${kind}s`), kind).map((node, index) => {
      const a = attributesOf(node);
      for (const name of SERVICE_DETAILS) a(name);
      const service: ClaimService = {
        uid: text(a('uid')) ?? `${kind}:${index + 1}`,
        kind,
        type: text(a('type')),
        name: text(a('name')) ?? '',
        begin: date(a('datebeg')),
        end: date(a('dateend')),
        price: decimal(a('price')),
        quantity: count(a('count')) ?? 1,
        touristKeys: children(child(node, 'clients'), 'client').flatMap((client) => text(client.attributes['peopleKey']) ?? []),
      };
      keep(`${kind}s/${kind}`, a);
      return service;
    }),
  );
}

function withoutMoney(): HubError {
  return new HubError({
    code: 'SAMO_CLAIM_WITHOUT_MONEY',
    kind: 'validation',
    userMessage: {
      ru: 'В заявке САМО нет стоимости. Проверьте её расчёт в САМО.',
      en: 'The claim has no price in SAMO. Check its calculation there.',
    },
  });
}
