import type { Fields } from '../json.ts';
import type { Claim, ClaimRef } from './claim.ts';

/** What the hub needs of a booking system to read. Writes go through the effect ledger (see `WritePort`). */
export interface ClaimSource {
  /** One claim in full; null when the system says it does not exist. */
  getClaim(ref: ClaimRef): Promise<Claim | null>;
  /** One page of the list of claims, oldest number first. Cheap fields only; `fingerprint` moves with any of them. */
  listClaims(query: ClaimListQuery): Promise<ClaimListPage>;
  /** Bulk status by guid; claims that the system does not know are absent from the answer. */
  getStatuses(guids: readonly string[]): Promise<ClaimStatusRow[]>;
}

export interface ClaimListQuery {
  page: number;
  pageSize: number;
  /** Tour start window, `YYYY-MM-DD`, inclusive. */
  tourStart?: { from: string; to: string };
  /** Range of claim numbers, inclusive; an absent end is open. */
  numbers?: { from: string; to?: string };
}

export interface ClaimListPage {
  items: ClaimListItem[];
  pageCount: number;
}

export interface ClaimListItem {
  ref: ClaimRef;
  fingerprint: string;
}

export interface ClaimStatusRow {
  guid: string;
  fingerprint: string;
}

export type CrmEntity = 'deal' | 'contact' | 'company';

/**
 * A CRM record: standard fields by their camelCase name, custom fields by their original upper-case name (`UF_CRM_…`),
 * phones and e-mails as `phones: string[]`, `emails: string[]` (first one first). Money is a decimal string, an empty link is null.
 */
export interface CrmRecord {
  id: string;
  fields: Fields;
  /** `updatedTime` as the CRM gave it; two reads are ordered by it, at one-second resolution. */
  revision: string | null;
  /** The link id we created this record for; null when the record is not of our making. */
  mark: string | null;
}

export interface ProductRow {
  name: string;
  /** Decimal string. */
  price: string;
  quantity: number;
  sort: number;
  /** What else the CRM keeps of a row (catalogue product, discount, tax), by its own names: written back as it came. */
  own?: Fields;
}

/** What the hub needs of a CRM to read. */
export interface CrmSource {
  getRecord(entity: CrmEntity, id: string): Promise<CrmRecord | null>;
  /** Up to 50 records in one request; ids that do not exist are absent from the answer. */
  getRecords(entity: CrmEntity, ids: readonly string[]): Promise<CrmRecord[]>;
  getProductRows(dealId: string): Promise<ProductRow[]>;
  /** Records that carry our mark for this link: none, one, or (an accident to report) several; lowest id first. */
  findByMark(entity: CrmEntity, mark: string): Promise<CrmRecord[]>;
  /** Ids of contacts or companies that have this phone (E.164) or e-mail. */
  findByCommunication(entity: 'contact' | 'company', by: { phone?: string; email?: string }): Promise<string[]>;
  /** Records changed at or after a moment, by id, at most 50. */
  listChanged(entity: CrmEntity, since: string, afterId: string | null): Promise<CrmRecord[]>;
}

/** The result of one outbound write, as the other system told it or as it was read back. */
export interface WriteOutcome {
  /** Id that the system assigned, for creates. */
  externalId?: string;
  revision: string | null;
  /** The record as it stands after the write, where the system shows it: what was silently dropped is seen here. */
  readBack: Fields | null;
  /** Fields of the write that are not known to have arrived with the rest; they are written by themselves. */
  unwritten?: readonly string[];
}

/** One outbound write, resolved: no references left. `mark` is our link id, which creates carry into the other system. */
export interface WriteInput {
  entity: string;
  /** Absent for creates. */
  id?: string;
  mark: string;
  fields: Fields;
  /** Files that go with it, where the operation carries any. */
  files?: readonly WriteFile[];
}

export interface WriteFile {
  name: string;
  contentType: string;
  content: Uint8Array;
}

/** How an interrupted write may be repeated; see `connectors/sdk`. */
export type WriteRetry = 'safe' | 'keyed' | 'findable' | 'manual';

/** The writing half of a connected system: only the effect ledger holds one. */
export interface WritePort {
  retry(operation: string): WriteRetry;
  /** How long after the call's deadline a write can still surface in reads. */
  settleMs(operation: string): number;
  /** How long one attempt of this operation can take at most, client time-outs included. */
  deadlineMs(operation: string): number;
  perform(operation: string, input: WriteInput, key: string): Promise<WriteOutcome>;
  /** Looks for the trace of an earlier attempt; null when there is none to be seen. */
  find(operation: string, input: WriteInput, key: string): Promise<WriteOutcome | null>;
}
