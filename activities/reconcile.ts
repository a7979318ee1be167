import type { Fields } from '../domain/json.ts';
import { sameJson } from '../domain/merge/equal.ts';
import { getPair, type PairRow } from '../store/connections.ts';
import { addDrift, finishDrift, startDrift } from '../store/drift.ts';
import { insertEvents } from '../store/inbox.ts';
import { type LinkRow, linksAfter } from '../store/links.ts';
import { openBuyer } from './buyers.ts';
import { at, begun, running } from './context.ts';
import { claimHint, fieldsReader } from './deals.ts';
import { pinned, type SyncDeps } from './deps.ts';

export interface ReconcileActivities {
  startReconcile(pairId: string): Promise<number>;
  /**
   * Compares both sides of up to fifty deals in full, with no regard to bases; those that differ are noted and hinted.
   * Reads only. Returns the link id to go on after; null at the end.
   */
  reconcilePage(run: number, pairId: string, after: string | null): Promise<{ next: string | null; different: number }>;
  finishReconcile(run: number): Promise<void>;
}

const PAGE = 50;

export function createReconcileActivities(deps: SyncDeps): ReconcileActivities {
  return {
    startReconcile: (pairId) => running(deps.limitScale, () => startDrift(deps.db, pairId)),
    finishReconcile: (run) => running(deps.limitScale, () => finishDrift(deps.db, run)),
    reconcilePage: (run, pairId, after) =>
      running(deps.limitScale, async () => {
        begun();
        const pair = await getPair(deps.db, pairId);
        if (!pair) return { next: null, different: 0 };
        const links = await linksAfter(deps.db, pairId, 'deal', after, PAGE);
        const items = await compare(
          pinned(deps),
          pair,
          links.filter((link) => link.state === 'open'),
        );
        const hinted = new Set(items.map((item) => item.link));
        await deps.db.transaction(async (tx) => {
          await addDrift(tx, run, links.length, items);
          await insertEvents(
            tx,
            deps.vault,
            links.filter((link) => hinted.has(link.id)).map((link) => claimHint(pair, link)),
          );
        });
        return { next: links.length < PAGE ? null : (links.at(-1)?.id ?? null), different: items.length };
      }),
  };
}

interface Difference {
  link: string;
  fields: string[];
}

async function compare(deps: SyncDeps, pair: PairRow, links: readonly LinkRow[]): Promise<Difference[]> {
  const crm = await deps.clients.crm(pair.rightConnection);
  const claims = await deps.clients.claims(pair.leftConnection);
  const ids = links.flatMap((link) => (link.rightId === null ? [] : [link.rightId]));
  const list = ids.length === 0 ? [] : await at(pair.rightConnection, crm.getRecords('deal', ids));
  const records = new Map(list.map((record) => [record.id, record]));
  const fieldsOf = await fieldsReader(deps, pair, list);
  // Asked for together, they are one request.
  const rowsOf = new Map(
    await Promise.all(list.map(async ({ id }) => [id, await at(pair.rightConnection, crm.getProductRows(id))] as const)),
  );
  const differences: Difference[] = [];
  for (const link of links) {
    const claim = await at(pair.leftConnection, claims.getClaim({ guid: link.leftId, number: link.leftNumber ?? '' }));
    const record = records.get(link.rightId ?? '');
    if (claim === null || record === undefined) {
      differences.push({ link: link.id, fields: claim === null ? ['claim_missing'] : ['deal_missing'] });
      continue;
    }
    const buyer = await openBuyer(deps, pair, claim.buyer, claim.ref.guid);
    const refs = { contact: buyer.contact && { $link: buyer.contact.id }, company: buyer.company && { $link: buyer.company.id } };
    const fields = differing(deps, { ...claim, links: refs }, pair, {
      ...fieldsOf(record),
      productRows: (rowsOf.get(record.id) ?? []).map((row) => ({ ...row })),
    });
    if (fields.length > 0) differences.push({ link: link.id, fields });
  }
  return differences;
}

/** Fields that the booking system owns and the deal shows otherwise. */
function differing(deps: SyncDeps, leftRecord: object, pair: PairRow, right: Fields): string[] {
  const left = deps.mappings.deal.toRight(leftRecord, { constants: pair.constants }).fields;
  return deps.mappings.deal
    .policies(leftRecord)
    .filter(
      ({ field, owner, normalise }) =>
        owner === 'left' &&
        left[field] !== undefined &&
        !sameJson(normalise(left[field] ?? null), normalise(right[field] ?? null)),
    )
    .map(({ field }) => field);
}
