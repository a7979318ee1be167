import { createHash } from 'node:crypto';
import type { ClaimListItem, ClaimListQuery, ClaimStatusRow } from '../../domain/deals/ports.ts';
import { children, type XmlInput, type XmlNode } from '../sdk/xml.ts';
import { attributesOf } from './attributes.ts';
import { text } from './values.ts';

/** CLAIMTYPE of all claims. */
const ALL = '1';

/** Parameters of GET_CLAIM_LIST. Dates go out as `YYYYMMDD`. */
export function listParams(query: ClaimListQuery): XmlInput {
  const { tourStart, numbers } = query;
  return {
    CLAIMTYPE: ALL,
    PAGE: String(query.page),
    RPP: String(query.pageSize),
    ...(tourStart ? { DATEBEG: compact(tourStart.from), DATEEND: compact(tourStart.to) } : {}),
    ...(numbers ? { CLAIMBEG: numbers.from, ...(numbers.to === undefined ? {} : { CLAIMEND: numbers.to }) } : {}),
  };
}

function compact(day: string): string {
  return day.replaceAll('-', '');
}

/** Claims of a list with a hash of everything that the list shows of each; rows without an identity are left out. */
export function listItems(dataset: XmlNode | null): ClaimListItem[] {
  return children(dataset, 'i').flatMap((node) => {
    const a = attributesOf(node);
    const guid = text(a('guid'));
    const number = text(a('id'));
    return guid && number ? [{ ref: { guid, number }, fingerprint: fingerprint(node) }] : [];
  });
}

/** Rows of GET_CLAIM_STATUS. */
export function statusRows(dataset: XmlNode | null): ClaimStatusRow[] {
  return children(dataset, 'i').flatMap((node) => {
    const guid = text(attributesOf(node)('guid'));
    return guid ? [{ guid, fingerprint: fingerprint(node) }] : [];
  });
}

/** The same for the same attributes in any order; 22 characters. */
export function fingerprint(node: XmlNode): string {
  return hash(JSON.stringify(canonical(node)));
}

export function hash(content: string): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}

function canonical(node: XmlNode): unknown {
  const attributes = Object.entries(node.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return [node.name, attributes, node.text, node.children.map(canonical)];
}

/** Guids are compared without braces and case: answers do not agree on either. */
export function sameGuid(a: string, b: string): boolean {
  const bare = (guid: string) => guid.replace(/[{}]/g, '').toUpperCase();
  return bare(a) === bare(b);
}
