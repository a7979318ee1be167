import { buyerElement, conditionOf, decimalWriter, noMoment, personAttributes } from './answer-list.ts';
import { type Claim, type ClaimView, currencyKeys, paymentCurrency, type Service } from './claim.ts';
import { moneyRows } from './money.ts';
import { type FieldRule, fieldRules } from './save-tourists.ts';
import type { Settings } from './settings.ts';
import { derivedPayStatus, derivedStatus } from './status.ts';
import { element, escapeXml } from './xml.ts';

/** The whole claim of GET_CLAIM_OFFER and GET_CLAIM_SAVE: dates are `YYYY-MM-DD` or moments without offset. */
export function fullClaim(view: ClaimView, settings: Settings): string {
  return element(
    'claim',
    { version: '3.0' },
    element('checkFields', {}, element('people', {}, ...fieldRules(settings).map(ruleElement))),
    claimDocument(view, settings),
    element('variants', {}),
    element('groups', {}, element('group', { id: 1 })),
  );
}

function claimDocument(view: ClaimView, settings: Settings): string {
  const { claim } = view;
  const decimal = decimalWriter(settings);
  const attributes = {
    guid: claim.guid,
    providerNumber: claim.number,
    condition: conditionOf(claim.offer),
    status: derivedStatus(claim),
    payStatus: derivedPayStatus(claim),
    currency: claim.currency,
    currencyKey: currencyKeys[claim.currency],
    datebeg: claim.dateBeg,
    dateend: claim.dateEnd,
    nights: claim.nights,
    cdate: claim.createdAt,
    edate: claim.editedAt,
    payDate: claim.payDate,
    prepayDate: claim.prepayDate,
    confirmedDate: claim.confirmedAt,
    rdate: claim.readAt ?? noMoment,
    comissionPercent: decimal(claim.commissionPercent),
    townFrom: claim.townFrom.name,
    townFromKey: claim.townFrom.key,
    state: claim.state.name,
    stateKey: claim.state.key,
    tour: claim.tour.name,
    tourKey: claim.tour.key,
    spo: claim.spo.name,
    spoKey: claim.spo.key,
  };
  return element(
    'claimDocument',
    attributes,
    ...(claim.note === null ? [] : [element('note', {}, escapeXml(claim.note))]),
    moneysElement(claim, settings),
    buyerElement(view.buyer),
    peoplesElement(view),
    ...servicesElements(claim.services, settings),
  );
}

function moneysElement(claim: Claim, settings: Settings): string {
  const decimal = decimalWriter(settings);
  const rows = moneyRows(claim)
    .slice(0, claim.singleCurrency ? 1 : 2)
    .map((row) =>
      element('money', {
        price: decimal(row.price),
        cost: decimal(row.cost),
        net: decimal(row.net),
        debt: decimal(row.debt),
        paid: decimal(row.paid),
        currency: row.currency,
        currencyKey: currencyKeys[row.currency],
        isClaimCurrency: row.isClaimCurrency ? 1 : 0,
        rate: decimal(row.rate),
        priceForCommiss: decimal(row.price),
      }),
    );
  return element('moneys', {}, ...rows);
}

function peoplesElement({ claim, people }: ClaimView): string {
  const rows = claim.tourists.flatMap(({ key, iid, age, human }) => {
    const person = people.get(key);
    return person === undefined ? [] : [element('people', { ...personAttributes(person), iid, age, human })];
  });
  return element('peoples', {}, ...rows);
}

function servicesElements(services: readonly Service[], settings: Settings): string[] {
  const decimal = decimalWriter(settings);
  return (['hotel', 'transport', 'service'] as const).map((kind) => {
    const rows = services
      .filter((service) => service.kind === kind)
      .map((service) => {
        const { uid, groupId, key, type, name, detail, dateBeg, dateEnd, price, touristKeys } = service;
        const clients = touristKeys.map((peopleKey) => element('client', { peopleKey }));
        const attributes = {
          uid,
          groupId,
          key,
          type,
          name,
          detail,
          datebeg: dateBeg,
          dateend: dateEnd,
          price: decimal(price),
          count: 1,
        };
        return element(kind, attributes, element('clients', {}, ...clients));
      });
    return element(`${kind}s`, {}, ...rows);
  });
}

function ruleElement({ field, required, readOnly, regular, message }: FieldRule): string {
  return element(field, { required: required ? 1 : 0, readOnly: readOnly ? 1 : 0, visible: 1, regular, message });
}

/** GET_CLAIM_PAYMENT: what was paid, and what it came to in the claim currency. */
export function paymentsAnswer({ claim, buyer }: ClaimView, settings: Settings): string {
  const decimal = decimalWriter(settings);
  const rows = claim.payments.map((payment) =>
    element(
      'payment',
      {
        id: payment.id,
        guid: claim.guid,
        pdate: payment.date,
        cash: payment.cash ? 1 : 0,
        invoice: payment.invoice,
        invoiceDate: payment.date,
      },
      element('value', {
        sum: decimal(payment.sum),
        currency: paymentCurrency,
        currencyKey: currencyKeys[paymentCurrency],
        rate: decimal(payment.rate),
      }),
      element('reservationValue', { sum: decimal(payment.claimSum), currency: claim.currency, rate: 1 }),
      element('payer', 'inn' in buyer ? { name: buyer.name, inn: buyer.inn, legal: 1 } : { name: buyer.name, legal: 0 }),
      element('payee', { name: 'ООО «Учебный туроператор»', inn: '9999999999', legal: 1 }),
    ),
  );
  return element('payments', {}, ...rows);
}
