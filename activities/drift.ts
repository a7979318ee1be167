import type { ClaimSource, CrmRecord, CrmSource } from '../domain/deals/ports.ts';
import { type FieldDrift, fieldDrift } from '../domain/drift/cause.ts';
import type { Fields } from '../domain/json.ts';
import type { PairRow } from '../store/connections.ts';
import { failedFields, type NewDriftItem } from '../store/drift.ts';
import { type Bases, type LinkRow, readManyBases } from '../store/links.ts';
import { pausesOf, WHOLE_RECORD } from '../store/pauses.ts';
import { openBuyer } from './buyers.ts';
import { at } from './context.ts';
import { fieldsReader } from './deals.ts';
import type { SyncDeps } from './deps.ts';

interface Sides {
  pair: PairRow;
  claims: ClaimSource;
  crm: CrmSource;
}

/**
 * Compares both sides of these deals in full and says of each difference why it is there. Reads only.
 *
 * A record that a list of many does not hold is asked for by itself before it counts as missing.
 */
export async function differencesOf(deps: SyncDeps, pair: PairRow, links: readonly LinkRow[]): Promise<NewDriftItem[]> {
  const sides: Sides = {
    pair,
    crm: await deps.clients.crm(pair.rightConnection),
    claims: await deps.clients.claims(pair.leftConnection),
  };
  const ids = links.flatMap((link) => (link.rightId === null ? [] : [link.rightId]));
  const list = ids.length === 0 ? [] : await at(pair.rightConnection, sides.crm.getRecords('deal', ids));
  const records = new Map(list.map((record) => [record.id, record]));
  const fieldsOf = await fieldsReader(deps, pair, list);
  // Asked for together, they are one request.
  const rowsOf = new Map(
    await Promise.all(list.map(async ({ id }) => [id, await at(pair.rightConnection, sides.crm.getProductRows(id))] as const)),
  );
  const linkIds = links.map(({ id }) => id);
  const [bases, failed] = await Promise.all([readManyBases(deps.db, deps.vault, linkIds), failedFields(deps.db, linkIds)]);
  const found: NewDriftItem[] = [];
  for (const link of links) {
    const missing = await missingOf(sides, link, records);
    if (missing !== null) {
      if (missing !== 'unproved') found.push(missing);
      continue;
    }
    const record = records.get(link.rightId ?? '');
    if (record === undefined) continue;
    const right = { ...fieldsOf(record), productRows: (rowsOf.get(record.id) ?? []).map((row) => ({ ...row })) };
    const known = { bases: bases.get(link.id) ?? null, failed: failed.get(link.id) ?? new Set<string>() };
    for (const { field, cause, repair } of await fieldsDiffering(deps, sides, link, right, known)) {
      found.push({ linkId: link.id, kind: field === null ? 'left_missing' : 'field', field, cause, repair });
    }
  }
  return found;
}

/** A record that one side lacks; null when both have theirs. */
async function missingOf(
  { pair, crm }: Sides,
  link: LinkRow,
  records: ReadonlyMap<string, CrmRecord>,
): Promise<NewDriftItem | 'unproved' | null> {
  if (link.rightId === null) return { linkId: link.id, kind: 'right_missing', cause: 'never_synced', repair: 'create' };
  if (records.has(link.rightId)) return null;
  if ((await at(pair.rightConnection, crm.getRecord('deal', link.rightId))) !== null) return 'unproved';
  return { linkId: link.id, kind: 'right_missing', cause: 'manual_edit', repair: 'merge' };
}

async function fieldsDiffering(
  deps: SyncDeps,
  { pair, claims }: Sides,
  link: LinkRow,
  right: Fields,
  known: { bases: Bases | null; failed: ReadonlySet<string> },
): Promise<(FieldDrift | { field: null; cause: 'missed_event'; repair: 'merge' })[]> {
  const resting = new Set((await pausesOf(deps.db, link.id)).map(({ field }) => field));
  if (resting.has(WHOLE_RECORD)) return [];
  const claim = await at(pair.leftConnection, claims.getClaim({ guid: link.leftId, number: link.leftNumber ?? '' }));
  if (claim === null) return [{ field: null, cause: 'missed_event', repair: 'merge' }];
  const buyer = await openBuyer(deps, pair, claim.buyer, claim.ref.guid);
  const references = {
    contact: buyer.contact && { $link: buyer.contact.id },
    company: buyer.company && { $link: buyer.company.id },
  };
  const leftRecord = { ...claim, links: references };
  const left = deps.mappings.deal.toRight(leftRecord, { constants: pair.constants }).fields;
  // A reference to a record that waits for a person is no difference of this deal.
  if (buyer.contact !== null && buyer.contact.rightId === null) delete left['contactId'];
  if (buyer.company !== null && buyer.company.rightId === null) delete left['companyId'];
  return deps.mappings.deal.policies(leftRecord).flatMap((policy) => {
    const value = left[policy.field];
    if (value === undefined || resting.has(policy.field)) return [];
    const drift = fieldDrift(policy, {
      base: { left: known.bases?.left?.fields[policy.field], right: known.bases?.right?.fields[policy.field] },
      left: value,
      right: right[policy.field] ?? null,
      failed: known.failed.has(policy.field),
    });
    return drift === null ? [] : [drift];
  });
}
