import { fullClaim, paymentsAnswer } from './answer-claim.ts';
import { cancelDays, listItem, statusItem } from './answer-list.ts';
import type { BackOffice } from './back-office.ts';
import type { Claim, ClaimView } from './claim.ts';
import { listClaims } from './claim-list.ts';
import { daysBetween, localDate, localMoment } from './dates.ts';
import type { Cabinet } from './documents/cabinet.ts';
import { documentProcedures } from './documents/procedures.ts';
import { SamoFault } from './fault.ts';
import { type Partner, requirePartner } from './partner.ts';
import { acceptedFields, applyFields, fieldRules, matchTourists } from './save-tourists.ts';
import type { Settings } from './settings.ts';
import { isCancelled } from './status.ts';
import { childText, element, first, type XmlNode } from './xml.ts';

/** What one call may touch. */
export interface Call {
  params: XmlNode | undefined;
  office: BackOffice;
  partner: Partner;
  settings: Settings;
  cabinet: Cabinet;
  /** Public address of a rendered file. */
  fileUrl: (name: string) => string;
  /** Reads answer the version before the last change. */
  stale: boolean;
  /** A list answers the page before the one asked for, and says so. */
  repeatedPage: boolean;
  /** A list answers as if a claim of an earlier page had just left the selection. */
  shiftedPage: boolean;
}

export type Procedure = (call: Call) => string | Promise<string>;

/**
 * Answers one procedure with the inside of `WorkResponse`.
 * @throws SamoFault as the vendor's table has it; 1299 for a procedure that is not offered
 */
export function runProcedure(proc: string, call: Call): string | Promise<string> {
  const procedure = Object.hasOwn(procedures, proc) ? procedures[proc] : undefined;
  if (procedure === undefined || call.settings.withoutProcedures.includes(proc)) throw new SamoFault('1299');
  requirePartner(call.params, call.partner);
  return procedure(call);
}

const procedures: Record<string, Procedure> = {
  GET_PARTNER({ partner }) {
    const { id, name, partpass, commission } = partner;
    return element('dataset', { name: 'PARTNER' }, element('i', { id, name, partpass, commission }));
  },

  GET_CLAIM_LIST(call) {
    const { office, settings } = call;
    const page = listClaims(office, call.params, call);
    const items = page.items.map((claim) => listItem(viewed(call, claim), settings, office.now()));
    return element('dataset', { name: 'CLAIM', page: page.page, pcount: page.pageCount }, ...items);
  },

  GET_CLAIM_OFFER(call) {
    const claim = claimOf(call);
    call.office.repriced.delete(claim.guid);
    return fullClaim(viewed(call, claim), call.settings);
  },

  GET_CLAIM_STATUS(call) {
    const { params, office } = call;
    const bulk = first(params, 'RESERVATIONS')?.children['GUID']?.map(({ text }) => text) ?? [];
    const guids = bulk.length > 0 ? bulk : [childText(params, 'GUID')];
    const claims = guids.flatMap((guid) => (guid === '' ? [] : (office.find(guid) ?? [])));
    if (claims.length === 0) throw new SamoFault('1111');
    return element('dataset', { name: 'RESERVATION' }, ...claims.map((claim) => statusItem(viewed(call, claim))));
  },

  GET_CLAIM_PAYMENT(call) {
    const claim = claimOf(call);
    if (claim.payments.length === 0) throw new SamoFault('1111');
    return paymentsAnswer(call.office.view(claim), call.settings);
  },

  GET_CLAIM_SAVE(call) {
    const { office, settings } = call;
    const document = first(call.params, 'claimDocument');
    const { guid = '', providerNumber = '' } = document?.attributes ?? {};
    const claim = identified(office, providerNumber, guid);
    if (isCancelled(claim) || claim.offer) throw new SamoFault('1401');
    if (office.repriced.has(claim.guid)) throw new SamoFault('2000');
    const incoming = first(document, 'peoples')?.children['people']?.map(({ attributes }) => attributes) ?? [];
    if (incoming.length === 0) throw new SamoFault('104');
    const rules = fieldRules(settings);
    const people = matchTourists(office, claim, incoming);
    const accepted = incoming.map((attributes) => acceptedFields(rules, attributes));
    const fields = { peoples: people.map(({ key }, index) => ({ key, ...accepted[index] })) };
    office.change(claim, { operation: 'GET_CLAIM_SAVE', by: 'api', fields, movesEditedAt: true }, () => {
      people.forEach((person, index) => {
        applyFields(person, accepted[index] ?? {});
      });
    });
    return fullClaim(office.view(claim), settings);
  },

  GET_CLAIM_CANCEL(call) {
    const { office } = call;
    const claim = claimOf(call);
    if (isCancelled(claim)) throw new SamoFault('1116');
    if (claim.cancelRequestedAt !== null) throw new SamoFault('1117');
    if (claim.offer) throw new SamoFault('1114');
    if (daysBetween(localDate(office.now()), claim.dateBeg) < cancelDays) throw new SamoFault('1115');
    const cancelRequestedAt = localMoment(office.now());
    office.change(claim, { operation: 'GET_CLAIM_CANCEL', by: 'api', fields: { cancelRequestedAt }, movesEditedAt: true }, () => {
      claim.cancelRequestedAt = cancelRequestedAt;
    });
    // A request that was taken is told as a fault.
    throw new SamoFault('2001');
  },

  ...documentProcedures,
};

function claimOf({ params, office }: Call): Claim {
  return identified(office, childText(params, 'CLAIM'), childText(params, 'GUID'));
}

/** Number and guid must both be right. */
function identified(office: BackOffice, number: string, guid: string): Claim {
  const claim = office.find(guid);
  if (claim === undefined || guid === '' || String(claim.number) !== number) throw new SamoFault('1120');
  return claim;
}

function viewed({ office, stale }: Call, claim: Claim): ClaimView {
  return stale ? office.previousView(claim) : office.view(claim);
}
