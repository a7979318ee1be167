import type { BackOffice } from './back-office.ts';
import type { Claim } from './claim.ts';
import { anyDate, localDate } from './dates.ts';
import { SamoFault } from './fault.ts';
import { moneyRows } from './money.ts';
import { isCancelled } from './status.ts';
import { childText, first, type XmlNode } from './xml.ts';

const defaultPageSize = 10;

/**
 * One page of GET_CLAIM_LIST, oldest number first. Pages are cut anew at each call: what is booked in mid-scan moves later pages.
 * @throws SamoFault 104 without a valid CLAIMTYPE, 1111 when nothing is found or the page is past the end
 */
export function listClaims(
  office: BackOffice,
  params: XmlNode | undefined,
  { repeatedPage, shiftedPage }: { repeatedPage: boolean; shiftedPage: boolean },
): { items: Claim[]; page: number; pageCount: number } {
  const matching = office.claims().filter(filterOf(office, params));
  const size = whole(childText(params, 'RPP'), defaultPageSize);
  const asked = whole(childText(params, 'PAGE'), 1);
  const page = repeatedPage ? Math.max(1, asked - 1) : asked;
  const shift = shiftedPage && page > 1 ? 1 : 0;
  const items = matching.slice((page - 1) * size + shift, page * size + shift);
  if (items.length === 0) throw new SamoFault('1111');
  return { items, page, pageCount: Math.ceil(matching.length / size) };
}

function filterOf(office: BackOffice, params: XmlNode | undefined): (claim: Claim) => boolean {
  const type = childText(params, 'CLAIMTYPE');
  if (!['1', '2', '3', '4'].includes(type)) throw new SamoFault('104');
  const today = localDate(office.now());
  const [from, to] = [whole(childText(params, 'CLAIMBEG'), 0), whole(childText(params, 'CLAIMEND'), Number.MAX_SAFE_INTEGER)];
  const [begin, end] = [anyDate(childText(params, 'DATEBEG')), anyDate(childText(params, 'DATEEND'))];
  const name = childText(params, 'FIO').toUpperCase();
  const listed = first(params, 'CLAIMS')?.children['CLAIM']?.map(({ text }) => text);
  return (claim) =>
    ofType(claim, type, today) &&
    claim.number >= from &&
    claim.number <= to &&
    (begin === '' || claim.dateBeg >= begin) &&
    (end === '' || claim.dateBeg <= end) &&
    (name === '' || namesOf(office, claim).some((each) => each.includes(name))) &&
    (listed === undefined || listed.includes(String(claim.number)));
}

/** 1 all · 2 current · 4 payment overdue; nobody knows what 3 is, here it is 1. */
function ofType(claim: Claim, type: string, today: string): boolean {
  if (type === '2') return claim.dateEnd >= today && !isCancelled(claim);
  if (type === '4') return claim.payDate < today && !isCancelled(claim) && !moneyRows(claim)[0].debt.match(/^-|^0\.00$/);
  return true;
}

function namesOf(office: BackOffice, claim: Claim): string[] {
  const { buyer, people } = office.view(claim);
  return [buyer, ...people.values()].flatMap((each) => ('lname' in each ? [each.name, each.lname] : [each.name.toUpperCase()]));
}

function whole(text: string, fallback: number): number {
  const value = Number.parseInt(text, 10);
  return value > 0 ? value : fallback;
}
