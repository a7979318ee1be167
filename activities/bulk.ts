import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ClaimListItem } from '../domain/deals/ports.ts';
import { subjects } from '../ingress/subjects.ts';
import { type BulkJobRow, finishJob, getJob, notePage, outstanding } from '../store/bulk-jobs.ts';
import { getPair, type PairRow } from '../store/connections.ts';
import { insertEvents } from '../store/inbox.ts';
import { openLinks } from '../store/links.ts';
import { at, begun, running } from './context.ts';
import type { SyncDeps } from './deps.ts';

export interface BulkStep {
  state: BulkJobRow['state'];
  fed: number;
}

export interface BulkActivities {
  /**
   * Feeds a job for up to a minute: hands out the next page of subjects whenever few are outstanding, so that a halt takes effect at once.
   * Page and cursor are committed together: after a crash the walk goes on where it stood, and nothing is handed out twice.
   */
  feedBulk(jobId: string): Promise<BulkStep>;
}

export interface BulkDeps extends SyncDeps {
  onEvents(): void;
}

const BUDGET_MS = 45_000;
const LOOK_MS = 500;
const PAGE_SIZE = 100;
/** Subjects handed out and not yet worked off, at most. */
const OUTSTANDING = 200;

const cursorShape = z.object({ after: z.string() });

export function createBulkActivities(deps: BulkDeps): BulkActivities {
  return {
    feedBulk: (jobId) =>
      running(deps.limitScale, async () => {
        begun();
        const until = Date.now() + BUDGET_MS;
        for (;;) {
          const job = await getJob(deps.db, jobId);
          if (job?.state !== 'running') return { state: job?.state ?? 'halted', fed: job?.fed ?? 0 };
          const waiting = await outstanding(deps.db, jobId);
          if (job.walked && waiting === 0) {
            await finishJob(deps.db, jobId);
            return { state: 'done', fed: job.fed };
          }
          if (Date.now() > until) return { state: 'running', fed: job.fed };
          const pair = await getPair(deps.db, job.pairId);
          if (!pair || job.walked || waiting > OUTSTANDING - PAGE_SIZE) await sleep(LOOK_MS);
          else await feed(deps, job, pair);
        }
      }),
  };
}

async function feed(deps: BulkDeps, job: BulkJobRow, pair: PairRow): Promise<void> {
  const source = await deps.clients.claims(pair.leftConnection);
  const after = job.cursor === null ? null : cursorShape.parse(job.cursor).after;
  const numbers = { from: after === null ? '0' : String(BigInt(after) + 1n) };
  const { items, pageCount } = await at(pair.leftConnection, source.listClaims({ page: 1, pageSize: PAGE_SIZE, numbers }));
  const last = items.at(-1)?.ref.number ?? after ?? '0';
  const walked = pageCount <= 1;
  const page = {
    fed: items.length,
    total: job.fed + (walked ? items.length : pageCount * PAGE_SIZE),
    cursor: { after: last },
    walked,
  };
  await deps.db.transaction(async (tx) => {
    const links = await openLinks(
      tx,
      pair.id,
      'deal',
      items.map(({ ref }) => ({ leftId: ref.guid, leftNumber: ref.number })),
    );
    await insertEvents(
      tx,
      deps.vault,
      items.flatMap((item) => hint(pair, job, item, links.get(item.ref.guid))),
    );
    await notePage(tx, job.id, page);
  });
  deps.onEvents();
}

function hint(pair: PairRow, job: BulkJobRow, { ref }: ClaimListItem, link: string | undefined) {
  if (link === undefined) return [];
  const subject = subjects.deal(link);
  return [
    {
      connectionId: pair.leftConnection,
      deliveryId: null,
      kind: 'hint' as const,
      entity: 'claim',
      externalId: ref.guid,
      subject,
      jobId: job.id,
    },
  ];
}
