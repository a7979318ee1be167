import { subjects } from '../ingress/subjects.ts';
import { getPair, type PairRow } from '../store/connections.ts';
import { addDrift, type DriftRow, finishDrift, type NewDriftItem, startDrift } from '../store/drift.ts';
import { waitingOf } from '../store/inbox.ts';
import { linkedLeft, linksAfter, openLinks } from '../store/links.ts';
import { openTask } from '../store/tasks.ts';
import { at, begun, running } from './context.ts';
import { pinned, type SyncDeps } from './deps.ts';
import { differencesOf } from './drift.ts';
import { repairPage } from './repair.ts';

export interface ReconcileActivities {
  startReconcile(pairId: string): Promise<number>;
  /**
   * Compares both sides of up to fifty deals in full and notes each difference with its cause; after the last of them, looks through the list of claims for
   * those that were never brought over. Reads only. Returns where to go on; null at the end.
   */
  reconcilePage(run: number, pairId: string, after: string | null): Promise<{ next: string | null; different: number }>;
  /** Repairs at once what little was found; asks a person about more than that. */
  finishReconcile(run: number): Promise<void>;
}

const PAGE = 50;
const CLAIMS_PAGE = 100;
/** Where the walk through the list of claims stands, as opposed to the one through links. */
const CLAIMS = 'claims:';
/** So many records are repaired without asking; or this share of what was compared. */
const FEW = 20;
const SHARE = 0.01;

export function createReconcileActivities(deps: SyncDeps): ReconcileActivities {
  return {
    startReconcile: (pairId) => running(deps.limitScale, () => startDrift(deps.db, pairId)),
    finishReconcile: (run) => running(deps.limitScale, () => finish(deps, run)),
    reconcilePage: (run, pairId, after) =>
      running(deps.limitScale, async () => {
        begun();
        const pair = await getPair(deps.db, pairId);
        if (!pair) return { next: null, different: 0 };
        return after?.startsWith(CLAIMS) === true
          ? claimsPage(deps, pair, run, after.slice(CLAIMS.length))
          : linksPage(deps, pair, run, after);
      }),
  };
}

async function linksPage(deps: SyncDeps, pair: PairRow, run: number, after: string | null) {
  const links = await linksAfter(deps.db, pair.id, 'deal', after, PAGE);
  // What is under way will differ until it is done.
  const waiting = await waitingOf(
    deps.db,
    links.map((link) => subjects.deal(link.id)),
  );
  const open = links.filter((link) => link.state === 'open' && !waiting.has(subjects.deal(link.id)));
  const items = await differencesOf(pinned(deps), pair, open);
  await addDrift(deps.db, run, links.length, items);
  return { next: links.length < PAGE ? `${CLAIMS}0` : (links.at(-1)?.id ?? null), different: recordsIn(items) };
}

/** Claims that nobody has told of get their link here, so that the repair has a subject. */
async function claimsPage(deps: SyncDeps, pair: PairRow, run: number, after: string) {
  const source = await deps.clients.claims(pair.leftConnection);
  const numbers = { from: String(BigInt(after) + 1n) };
  const { items, pageCount } = await at(pair.leftConnection, source.listClaims({ page: 1, pageSize: CLAIMS_PAGE, numbers }));
  const guids = items.map(({ ref }) => ref.guid);
  const linked = await linkedLeft(deps.db, pair.id, 'deal', guids);
  const unknown = items.filter(({ ref }) => !linked.has(ref.guid));
  const found = await deps.db.transaction(async (tx) => {
    const opened = await openLinks(
      tx,
      pair.id,
      'deal',
      unknown.map(({ ref }) => ({ leftId: ref.guid, leftNumber: ref.number })),
    );
    const missing = [...opened.values()].map(
      (linkId): NewDriftItem => ({ linkId, kind: 'right_missing', cause: 'never_synced', repair: 'create' }),
    );
    await addDrift(tx, run, unknown.length, missing);
    return missing;
  });
  const last = items.at(-1)?.ref.number;
  return { next: pageCount <= 1 || last === undefined ? null : `${CLAIMS}${last}`, different: recordsIn(found) };
}

const recordsIn = (items: readonly NewDriftItem[]) => new Set(items.map((item) => item.linkId)).size;

async function finish(deps: SyncDeps, run: number): Promise<void> {
  const found = await finishDrift(deps.db, run);
  const pair = found && (await getPair(deps.db, found.pairId));
  if (found === null || pair === null || found.different === 0) return;
  if (found.different > Math.max(FEW, found.compared * SHARE)) return askAboutDrift(deps, found);
  for (let after: string | null = null; ; ) {
    const { next } = await deps.db.transaction((tx) => repairPage(tx, deps.vault, pair, { run, after, limit: PAGE }));
    if (next === null) return;
    after = next;
  }
}

async function askAboutDrift(deps: SyncDeps, { id, pairId, different, compared }: DriftRow): Promise<void> {
  await openTask(deps.db, deps.vault, {
    kind: 'drift_found',
    dedupKey: `drift:${pairId}`,
    title: {
      ru: `Сверка нашла расхождения: ${different} из ${compared}. Посмотрите причины и запустите исправление`,
      en: `The comparison found differences in ${different} of ${compared}: look at the causes and start the repair`,
    },
    data: { run: id, pair: pairId, different, compared },
  });
}
