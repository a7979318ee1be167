import Big from 'big.js';
import { type Agency, type ClaimView, isAgency, type Person } from './claim.ts';
import { compactDate, daysBetween, localDate } from './dates.ts';
import { moneyRows } from './money.ts';
import type { Settings } from './settings.ts';
import { derivedPayStatus, derivedStatus, isCancelled } from './status.ts';
import { element } from './xml.ts';

/** Fewer days than this before the tour, and the service takes no cancel request. */
export const cancelDays = 3;

/** A row of GET_CLAIM_LIST: dates are `YYYYMMDD`, what is not there is left out. */
export function listItem(view: ClaimView, settings: Settings, nowMs: number): string {
  const { claim } = view;
  const [money] = moneyRows(claim);
  const decimal = decimalWriter(settings);
  const date = (value: string | null) => (value === null ? null : compactDate(value));
  const attributes = {
    id: claim.number,
    guid: claim.guid,
    status: derivedStatus(claim),
    paystatus: derivedPayStatus(claim),
    st_status: claim.rawStatus,
    confirmed: claim.confirmed ? 1 : 0,
    unread: claim.unread ? 1 : 0,
    cdate: date(claim.createdAt),
    edate: date(claim.editedAt),
    datebeg: date(claim.dateBeg),
    dateend: date(claim.dateEnd),
    confirmeddate: date(claim.confirmedAt),
    requestcanceldate: date(claim.cancelRequestedAt),
    canceldate: date(claim.cancelledAt),
    reason: claim.reason,
    sponumber: claim.spo.name,
    comission: decimal(new Big(money.price).minus(money.net).toFixed(2)),
    paydate: date(claim.payDate),
    note: claim.note,
    cost: decimal(money.cost),
    net: decimal(money.net),
    debt: decimal(money.debt),
    currency: money.currency,
    cancancel: canBeCancelled(view, nowMs) ? 1 : 0,
    self: 1,
    tourKey: claim.tour.key,
    tourName: claim.tour.name,
    stateKey: claim.state.key,
    stateName: claim.state.name,
  };
  return element('i', attributes, buyerElement(view.buyer));
}

/** A row of GET_CLAIM_STATUS: the same facts with moments in full. */
export function statusItem({ claim }: ClaimView): string {
  return element('i', {
    guid: claim.guid,
    condition: conditionOf(claim.offer),
    status: derivedStatus(claim),
    payStatus: derivedPayStatus(claim),
    cdate: claim.createdAt,
    rdate: claim.readAt ?? noMoment,
    edate: claim.editedAt,
    confirmedDate: claim.confirmedAt,
  });
}

/** How the database spells a moment that has not come, where it does not leave the attribute out. */
export const noMoment = '1900-01-01T00:00:00';

export function conditionOf(offer: boolean): string {
  return offer ? 'ccOffer' : 'ccReservation';
}

/** A person with passport, or an agency with `legal="1"`. */
export function buyerElement(buyer: Person | Agency): string {
  if (!isAgency(buyer)) return element('buyer', personAttributes(buyer));
  const { inn, name, key, phone, email, contact } = buyer;
  return element('buyer', { legal: 1, inn, name, key, phone, email, contact });
}

export function personAttributes(person: Person): Record<string, string | null> {
  const { key, sex, name, lname, born, pserie, pnumber, pexpire, pgiven, pgivenorg, nationality, nationalityKey } = person;
  const { phone, email, mobile, address } = person;
  const passport = { pserie, pnumber, pexpire, pgiven, pgivenorg, nationality, nationalityKey };
  return { key, sex, name, lname, born, ...passport, phone, email, mobile, address };
}

export function decimalWriter(settings: Settings): (value: string) => string {
  return (value) => (settings.decimalComma ? value.replace('.', ',') : value);
}

function canBeCancelled({ claim }: ClaimView, nowMs: number): boolean {
  if (claim.offer || isCancelled(claim) || claim.cancelRequestedAt !== null) return false;
  return daysBetween(localDate(nowMs), claim.dateBeg) >= cancelDays;
}
