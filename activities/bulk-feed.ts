import { z } from 'zod';
import type { ClaimRef } from '../domain/deals/claim.ts';
import { subjects } from '../ingress/subjects.ts';
import { type BulkJobRow, notePage } from '../store/bulk-jobs.ts';
import type { PairRow } from '../store/connections.ts';
import { insertEvents, type NewEvent } from '../store/inbox.ts';
import { type LinkRow, openLinks } from '../store/links.ts';
import { at } from './context.ts';
import type { SyncDeps } from './deps.ts';
import { repairPage } from './repair.ts';

export const PAGE_SIZE = 100;

const cursorShape = z.object({ after: z.string() });

const afterOf = (job: BulkJobRow) => (job.cursor === null ? null : cursorShape.parse(job.cursor).after);

/** Hands out the canary: all at once, and once. */
export function feedCanary(deps: SyncDeps, job: BulkJobRow, pair: PairRow): Promise<void> {
  return handOut(deps, job, pair, job.canary, { total: job.total, cursor: null, walked: false });
}

/** Hands out the next page of claims, without those of the canary. */
export async function feedClaims(deps: SyncDeps, job: BulkJobRow, pair: PairRow): Promise<void> {
  const source = await deps.clients.claims(pair.leftConnection);
  const after = afterOf(job);
  const numbers = { from: after === null ? '0' : String(BigInt(after) + 1n) };
  const { items, pageCount } = await at(pair.leftConnection, source.listClaims({ page: 1, pageSize: PAGE_SIZE, numbers }));
  const last = items.at(-1)?.ref.number ?? after ?? '0';
  const walked = pageCount <= 1;
  const tried = new Set(job.canary.map(({ guid }) => guid));
  const refs = items.flatMap(({ ref }) => (tried.has(ref.guid) ? [] : [ref]));
  const total = walked ? job.fed + refs.length : Math.max(job.total, job.fed + refs.length);
  await handOut(deps, job, pair, refs, { total, cursor: { after: last }, walked });
}

async function handOut(
  deps: SyncDeps,
  job: BulkJobRow,
  pair: PairRow,
  refs: readonly ClaimRef[],
  page: { total: number; cursor: { after: string } | null; walked: boolean },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const links = await openLinks(
      tx,
      pair.id,
      'deal',
      refs.map((ref) => ({ leftId: ref.guid, leftNumber: ref.number })),
    );
    await insertEvents(
      tx,
      deps.vault,
      refs.flatMap((ref) => {
        const link = links.get(ref.guid);
        return link === undefined ? [] : [hint(pair, job, { id: link, leftId: ref.guid })];
      }),
    );
    await notePage(tx, job.id, { fed: refs.length, ...page });
  });
}

/** Hands out the next links of a comparison. */
export async function feedRepair(deps: SyncDeps, job: BulkJobRow, pair: PairRow): Promise<void> {
  const after = afterOf(job);
  await deps.db.transaction(async (tx) => {
    const order = { run: job.driftRun ?? 0, after, limit: PAGE_SIZE, jobId: job.id };
    const { fed, next } = await repairPage(tx, deps.vault, pair, order);
    const cursor = { after: next ?? after ?? '' };
    await notePage(tx, job.id, { fed, total: Math.max(job.total, job.fed + fed), cursor, walked: next === null });
  });
}

function hint(pair: PairRow, job: BulkJobRow, link: Pick<LinkRow, 'id' | 'leftId'>): NewEvent {
  return {
    connectionId: pair.leftConnection,
    deliveryId: null,
    kind: 'hint',
    entity: 'claim',
    externalId: link.leftId,
    subject: subjects.deal(link.id),
    jobId: job.id,
  };
}
