import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type JobPlan, type PlannedAct, type PlannedSubject, planOf, spread } from '../domain/bulk/plan.ts';
import type { Claim, ClaimRef } from '../domain/deals/claim.ts';
import { decideMatch } from '../domain/identity/match.ts';
import { decide, NO_ORDERS } from '../domain/merge/decide.ts';
import { type BulkJobRow, notePlanning, storeJobPlan } from '../store/bulk-jobs.ts';
import type { PairRow } from '../store/connections.ts';
import { appendJournal } from '../store/journal.ts';
import { type LinkRow, linkedLeft, readBases } from '../store/links.ts';
import { pausesOf, WHOLE_RECORD } from '../store/pauses.ts';
import { buyerRecord, candidates } from './buyers.ts';
import { at } from './context.ts';
import { fieldsReader } from './deals.ts';
import type { SyncDeps } from './deps.ts';

/** Subjects read in full for a plan, and subjects of the canary: with a buyer each, the canary touches fifty records at most. */
const SAMPLE = 25;
const CANARY = 20;
const PAGE_SIZE = 100;
/** Of every page so many refs are kept to draw sample and canary from. */
const KEPT = 10;

const refShape = z.object({ guid: z.string(), number: z.string() });
const cursorShape = z.object({
  after: z.string(),
  subjects: z.number(),
  linked: z.number(),
  kept: z.array(refShape),
});
type Cursor = z.output<typeof cursorShape>;

const START: Cursor = { after: '0', subjects: 0, linked: 0, kept: [] };

/**
 * One step of planning a first sync: a page of the walk that counts, or, after the last page, the reading of a sample and the plan. Writes nothing outside.
 * After a crash the walk goes on where it stood.
 */
export async function planStep(deps: SyncDeps, job: BulkJobRow, pair: PairRow): Promise<void> {
  const cursor = job.cursor === null ? START : cursorShape.parse(job.cursor);
  const source = await deps.clients.claims(pair.leftConnection);
  const numbers = { from: String(BigInt(cursor.after) + 1n) };
  const { items, pageCount } = await at(pair.leftConnection, source.listClaims({ page: 1, pageSize: PAGE_SIZE, numbers }));
  const refs = items.map(({ ref }) => ({ guid: ref.guid, number: ref.number }));
  const links = await linkedLeft(
    deps.db,
    pair.id,
    'deal',
    refs.map(({ guid }) => guid),
  );
  const walked: Cursor = {
    after: refs.at(-1)?.number ?? cursor.after,
    subjects: cursor.subjects + refs.length,
    linked: cursor.linked + [...links.values()].filter(({ rightId }) => rightId !== null).length,
    kept: [...cursor.kept, ...spread(refs.length, KEPT).flatMap((index) => refs[index] ?? [])],
  };
  if (pageCount > 1 && refs.length > 0) return notePlanning(deps.db, job.id, walked);

  const drawn = (count: number) => spread(walked.kept.length, count).flatMap((index) => walked.kept[index] ?? []);
  const sample: (PlannedSubject & { linked: boolean })[] = [];
  for (const ref of drawn(SAMPLE)) sample.push(await planned(deps, pair, ref));
  const plan = planOf({ subjects: walked.subjects, linked: walked.linked }, sample);
  const canary = drawn(CANARY);
  const hash = planHash(job, plan, canary);
  await deps.db.transaction(async (tx) => {
    if (!(await storeJobPlan(tx, job.id, plan, hash, canary))) return;
    const { subjects, linked, estimate } = plan;
    await appendJournal(tx, deps.vault, {
      type: 'job_planned',
      actor: 'hub',
      data: { job: job.id, hash, subjects, linked, estimate: { ...estimate } },
    });
  });
}

function planHash(job: Pick<BulkJobRow, 'id' | 'kind' | 'pairId'>, plan: JobPlan, canary: readonly ClaimRef[]): string {
  return createHash('sha256')
    .update(JSON.stringify([job.id, job.kind, job.pairId, plan, canary]))
    .digest('hex');
}

/** What a pass would do with one claim, found out by reading both sides. */
async function planned(deps: SyncDeps, pair: PairRow, ref: ClaimRef): Promise<PlannedSubject & { linked: boolean }> {
  const link = (await linkedLeft(deps.db, pair.id, 'deal', [ref.guid])).get(ref.guid) ?? null;
  const linked = link !== null && link.rightId !== null;
  const { act, about } = await foreseen(deps, pair, ref, link);
  return { number: ref.number, linked, act, about };
}

type Foreseen = Pick<PlannedSubject, 'act' | 'about'>;

async function foreseen(deps: SyncDeps, pair: PairRow, ref: ClaimRef, link: LinkRow | null): Promise<Foreseen> {
  if (link !== null && link.state !== 'open') return { act: 'skip', about: [link.state] };
  if (link !== null && (await pausesOf(deps.db, link.id)).some(({ field }) => field === WHOLE_RECORD))
    return { act: 'skip', about: ['paused'] };
  const source = await deps.clients.claims(pair.leftConnection);
  const claim = await at(pair.leftConnection, source.getClaim(ref));
  if (claim === null) return { act: 'skip', about: ['claim_missing'] };
  return link === null || link.rightId === null ? newDeal(deps, pair, claim) : knownDeal(deps, pair, claim, link, link.rightId);
}

/** A deal is made; its buyer is made, found, or unclear. */
async function newDeal(deps: SyncDeps, pair: PairRow, claim: Claim): Promise<Foreseen> {
  if (claim.buyer === null) return { act: 'create', about: ['deal'] };
  const kind = claim.buyer.kind === 'agency' ? 'company' : 'contact';
  const record = buyerRecord(claim.buyer, kind, { company: null });
  if (record === null) return { act: 'create', about: ['deal'] };
  const { fields } = deps.mappings[kind].toRight(record, { constants: pair.constants });
  const decision = decideMatch(await candidates(deps, pair, kind, fields));
  const acts: { [found in typeof decision.kind]: PlannedAct } = { attach: 'link', create: 'create', ambiguous: 'conflict' };
  return {
    act: acts[decision.kind],
    about: decision.kind === 'ambiguous' ? ['deal', `buyer_${decision.reason}`] : ['deal', kind],
  };
}

async function knownDeal(deps: SyncDeps, pair: PairRow, claim: Claim, link: LinkRow, rightId: string): Promise<Foreseen> {
  const crm = await deps.clients.crm(pair.rightConnection);
  const record = await at(pair.rightConnection, crm.getRecord('deal', rightId));
  if (record === null) return { act: 'skip', about: ['deal_missing'] };
  const rows = await at(pair.rightConnection, crm.getProductRows(rightId));
  const bases = await readBases(deps.db, deps.vault, link.id);
  // References to buyers are decided by the pass itself: they are left out of the estimate.
  const leftRecord = { ...claim, links: { contact: null, company: null } };
  const {
    contactId: _contact,
    companyId: _company,
    ...left
  } = deps.mappings.deal.toRight(leftRecord, { constants: pair.constants }).fields;
  const { toRight, toLeft, conflicts } = decide(
    {
      policies: deps.mappings.deal.policies(leftRecord),
      base: { left: bases.left?.fields ?? null, right: bases.right?.fields ?? null },
      left,
      right: { ...(await fieldsReader(deps, pair, [record]))(record), productRows: rows.map((row) => ({ ...row })) },
    },
    NO_ORDERS,
  );
  if (conflicts.length > 0) return { act: 'conflict', about: conflicts.map(({ field }) => field) };
  const about = [...Object.keys(toRight), ...Object.keys(toLeft)];
  return { act: about.length > 0 ? 'update' : 'unchanged', about };
}
