import type { Claim } from '../domain/deals/claim.ts';
import type { CrmRecord } from '../domain/deals/ports.ts';
import { statusProblems } from '../domain/deals/status-problems.ts';
import type { Fields } from '../domain/json.ts';
import { subjects } from '../ingress/subjects.ts';
import type { MappingIssue } from '../mappings/engine/types.ts';
import type { PairRow } from '../store/connections.ts';
import { finishRows, insertEvents, type NewEvent } from '../store/inbox.ts';
import { type Bases, getLink, type LinkRow, linksByRight, readBases, updateLink } from '../store/links.ts';
import { paymentsMoved } from '../store/payments.ts';
import { closeTask, openTask, type TaskRow, tasksOf } from '../store/tasks.ts';
import { agree, type LeftWrite } from './agree.ts';
import { type BuyerLinks, buyerRecord, ensureBuyerRecord, openBuyer } from './buyers.ts';
import { at, running } from './context.ts';
import { believeDeletion } from './deletions.ts';
import { pinned, type SyncDeps } from './deps.ts';
import { hintDocuments } from './documents/hint.ts';
import { assertBuyersStand } from './merged.ts';
import { type DrainStep, drainLink, type Pass, type PassResult } from './pass.ts';
import { assertFresh, assertGone, assertNews, isEcho } from './reading.ts';

export interface DealActivities {
  /**
   * Brings one claim and its deal into agreement.
   *
   * Reads the hinted side, and the other unless it was an echo; merges against both bases; writes only changed fields through the effect ledger.
   * Idempotent: a second run right after the first makes no write.
   *
   * @param linkId  opened by the booking system's side
   * @returns counts only: no personal data enters workflow history
   */
  drainDeal(linkId: string): Promise<DrainStep>;
}

/** Retry of a read that came from the past, at limit scale 1. */
const REREAD_MS = 1_500;

/** @param bulk  the same, with clients of the bulk lane: for passes that only a bulk job asked for */
export function createDealActivities(deps: SyncDeps, bulk: SyncDeps): DealActivities {
  return {
    drainDeal: (linkId) =>
      running(deps.limitScale, (attempt) =>
        drainLink(deps, subjects.deal(linkId), linkId, attempt, (pass) => {
          const asked = pass.rows.every((row) => row.jobId !== null);
          return bringTogether(pinned(asked ? bulk : deps), pass, attempt);
        }),
      ),
  };
}

async function bringTogether(deps: SyncDeps, pass: Pass, attempt: number): Promise<PassResult> {
  const { pair, rows, permits } = pass;
  if (permits.modes.right === 'off') return { result: 'off' };
  const link = (await deps.ledger.settle(pass.link)) ? ((await getLink(deps.db, pass.link.id)) ?? pass.link) : pass.link;
  const [bases, tasks] = await Promise.all([readBases(deps.db, deps.vault, link.id), tasksOf(deps.db, link.id)]);
  if (link.state === 'right_deleted' && !(await revived(deps, link, tasks))) return { result: 'stopped' };

  const reread = REREAD_MS / deps.limitScale;
  const leftHinted = rows.some((row) => row.entity === 'claim');
  const crm = await deps.clients.crm(pair.rightConnection);

  let record: CrmRecord | null = null;
  if (!leftHinted && link.rightId !== null && bases.left !== null) {
    record = await at(pair.rightConnection, crm.getRecord('deal', link.rightId));
    if (record === null) {
      assertGone(rows, attempt, reread);
      return rightGone(deps, pair, link);
    }
    const fieldsOf = await fieldsReader(deps, pair, [record]);
    if (isEcho(record, bases.right, deps.mappings.deal.policies({}), fieldsOf)) return { result: 'echo' };
  }

  const source = await deps.clients.claims(pair.leftConnection);
  const claim = await at(pair.leftConnection, source.getClaim({ guid: link.leftId, number: link.leftNumber ?? '' }));
  if (claim === null) return leftGone(deps, pair, link);
  const buyer = await openBuyer(deps, pair, claim.buyer, claim.ref.guid);
  const leftRecord = { ...claim, links: references(buyer) };
  const { fields: left, issues } = deps.mappings.deal.toRight(leftRecord, { constants: pair.constants });
  assertFresh({ fields: left, revision: claim.revision }, bases.left, attempt, reread);
  if (leftHinted) assertNews({ fields: left, revision: claim.revision }, bases.left, attempt, reread);
  await follow(deps, link, claim, buyer, left, issues, tasks);
  await hintPayments(deps, pair, link, claim);
  await hintDocuments(deps, pair, link, claim);
  await ensureBuyer(deps, pass, claim, buyer);
  if (permits.right !== null) withholdUnresolved(left, buyer);

  let right: Fields | null = null;
  if (link.rightId !== null) {
    record ??= await at(pair.rightConnection, crm.getRecord('deal', link.rightId));
    if (record === null) {
      assertGone(rows, attempt, reread);
      return rightGone(deps, pair, link);
    }
    const read = (await fieldsReader(deps, pair, [record]))(record);
    assertFresh({ fields: read, revision: record.revision }, bases.right, attempt, reread);
    const productRows = await at(pair.rightConnection, crm.getProductRows(link.rightId));
    await assertPayersStand(deps, pair, claim, buyer, read);
    right = { ...read, productRows: productRows.map((row) => ({ ...row })) };
  }

  const outcome: PassResult = { result: 'unchanged' };
  await agree(deps, {
    process: pair.process,
    link,
    mapping: deps.mappings.deal,
    leftRecord,
    left: { connectionId: pair.leftConnection, fields: left, revision: claim.revision, editor: null, permit: permits.left },
    right: {
      connectionId: pair.rightConnection,
      entity: 'deal',
      fields: right,
      revision: record?.revision ?? null,
      editor: record && editorOf(record),
      permit: permits.right,
    },
    bases,
    held: pass.held,
    tasks,
    requests:
      right === null ? [] : requestsOf(deps, claim, leftRecord, bases.right?.fields ?? null, resting(right, pass.held, bases)),
    writeLeft: () => null,
    async finish(tx, done) {
      if (done.writes > 0) outcome.result = 'written';
      else if (permits.right === null) outcome.result = 'observed';
      Object.assign(outcome, { writes: done.writes, conflicts: done.conflicts });
      outcome.moved = await finishRows(tx, rows, outcome.result);
      if (!done.requested) return;
      await insertEvents(tx, deps.vault, [claimHint(pair, link)]);
      outcome.moved += 1;
    },
  });
  return outcome;
}

/** A paused field asks for nothing: it counts as unchanged. */
function resting(right: Fields, held: readonly string[], bases: Bases): Fields {
  const before = bases.right?.fields ?? {};
  return { ...right, ...Object.fromEntries(held.map((field) => [field, before[field] ?? null])) };
}

/** Who edited a record last, as the CRM's id of a user. */
export function editorOf(record: CrmRecord): string | null {
  const { updatedBy } = record.fields;
  return typeof updatedBy === 'string' ? updatedBy : null;
}

/** Wakes the run of a deal to read its claim. */
export function claimHint(pair: PairRow, link: LinkRow): NewEvent {
  return {
    connectionId: pair.leftConnection,
    deliveryId: null,
    kind: 'hint',
    entity: 'claim',
    externalId: link.leftId,
    subject: subjects.deal(link.id),
  };
}

/** Money of the claim moved: the run of payments reads what was paid. A claim whose money rests costs no call. */
async function hintPayments(deps: SyncDeps, pair: PairRow, link: LinkRow, claim: Claim): Promise<void> {
  const connectionId = pair.leftConnection;
  if (!(await paymentsMoved(deps.db, link.id, connectionId, claim.money.claim.paid))) return;
  const subject = subjects.payments(connectionId);
  const hint: NewEvent = { connectionId, deliveryId: null, kind: 'hint', entity: 'claim_payments', externalId: link.id, subject };
  await insertEvents(deps.db, deps.vault, [hint]);
}

function references(buyer: BuyerLinks) {
  return {
    contact: buyer.contact === null ? null : { $link: buyer.contact.id },
    company: buyer.company === null ? null : { $link: buyer.company.id },
  };
}

/** The CRM's record in the fields of the merge: ids of linked contacts and companies as references. */
export async function fieldsReader(
  deps: Pick<SyncDeps, 'db'>,
  pair: { id: string },
  records: readonly CrmRecord[],
): Promise<(record: CrmRecord) => Fields> {
  const known = new Map<string, string>();
  for (const [field, kind] of [
    ['contactId', 'contact'],
    ['companyId', 'company'],
  ] as const) {
    const ids = records.map((record) => record.fields[field]).filter((id) => typeof id === 'string');
    for (const link of await linksByRight(deps.db, [pair.id], kind, ids)) known.set(`${field}:${link.rightId}`, link.id);
  }
  return (record) => {
    const fields: Fields = { ...record.fields };
    for (const field of ['contactId', 'companyId']) {
      const link = known.get(`${field}:${String(fields[field])}`);
      if (link !== undefined) fields[field] = { $link: link };
    }
    return fields;
  };
}

function requestsOf(deps: SyncDeps, claim: Claim, leftRecord: object, baseRight: Fields | null, right: Fields): LeftWrite[] {
  return deps.mappings.deal.requests({ left: leftRecord, baseRight, right }).map((request) => ({
    entity: 'claim',
    externalId: claim.ref.guid,
    operation: request.write,
    fields: { number: claim.ref.number, ...request.fields },
  }));
}

/** Keeps the read model of the link and its standing tasks true to what was just read. */
async function follow(
  deps: SyncDeps,
  link: LinkRow,
  claim: Claim,
  buyer: BuyerLinks,
  left: Fields,
  issues: MappingIssue[],
  tasks: readonly TaskRow[],
): Promise<void> {
  const problems = [
    ...statusProblems(claim),
    ...issues
      .filter((issue) => issue.code === 'source_missing' || issue.code === 'key_unknown')
      .map((issue) => ({ code: `${issue.code}:${issue.rule}`, sentence: issue.sentence })),
  ];
  for (const { code, sentence } of problems) {
    await openTask(deps.db, deps.vault, {
      kind: 'claim_problem',
      dedupKey: `claim:${link.id}:${code}`,
      link: { id: link.id, personId: buyer.personId },
      title: sentence,
      data: { code, number: claim.ref.number },
    });
  }
  const standing = new Set(problems.map(({ code }) => `claim:${link.id}:${code}`));
  for (const task of tasks) {
    if (task.kind === 'claim_problem' && !standing.has(task.dedupKey)) await closeTask(deps.db, task.dedupKey, 'hub');
  }
  const seen = {
    personId: buyer.personId,
    stage: typeof left['stage'] === 'string' ? left['stage'] : null,
    leftNumber: claim.ref.number,
    attention: problems.length > 0,
  };
  const back = link.state === 'left_missing';
  if (back) await closeTask(deps.db, `claim_gone:${link.id}`, 'hub');
  Object.assign(seen, back ? { state: 'open' } : {});
  const moved = back || (Object.keys(seen) as (keyof typeof seen)[]).some((name) => link[name] !== seen[name]);
  if (moved) await updateLink(deps.db, link.id, seen);
  Object.assign(link, seen);
}

/** Contact and company first, so that the deal can refer to them. */
async function ensureBuyer(deps: SyncDeps, pass: Pass, claim: Claim, buyer: BuyerLinks): Promise<void> {
  if (claim.buyer === null) return;
  for (const link of [buyer.company, buyer.contact]) {
    const record = link === null ? null : buyerRecord(claim.buyer, link.kind, buyer);
    // A record that belongs to somebody else since a merge follows that one's data.
    if (link === null || record === null || buyer.mergedFrom[link.kind === 'company' ? 'company' : 'contact'] !== null) continue;
    const mapping = link.kind === 'company' ? deps.mappings.company : deps.mappings.contact;
    Object.assign(link, await ensureBuyerRecord(deps, pass.pair, link, record, mapping, pass.permits));
  }
}

async function assertPayersStand(deps: SyncDeps, pair: PairRow, claim: Claim, buyer: BuyerLinks, deal: Fields): Promise<void> {
  const payers = (['company', 'contact'] as const).map((kind) => ({
    kind,
    link: buyer[kind],
    mergedFrom: buyer.mergedFrom[kind],
  }));
  await assertBuyersStand(deps, pair, payers, deal, (kind) => {
    const record = claim.buyer === null ? null : buyerRecord(claim.buyer, kind, buyer);
    return record && deps.mappings[kind].toRight(record, { constants: pair.constants }).fields;
  });
}

/** A reference to a record that does not exist yet is left out: it is written at the first pass that finds it. */
function withholdUnresolved(left: Fields, buyer: BuyerLinks): void {
  if (buyer.contact !== null && buyer.contact.rightId === null) delete left['contactId'];
  if (buyer.company !== null && buyer.company.rightId === null) delete left['companyId'];
}

async function leftGone(deps: SyncDeps, pair: PairRow, link: LinkRow): Promise<PassResult> {
  const gone = { connectionId: pair.leftConnection, link, entity: 'claim' as const, externalId: link.leftId };
  if (!(await believeDeletion(deps, gone))) return { result: 'held' };
  await updateLink(deps.db, link.id, { state: 'left_missing', attention: true });
  await openTask(deps.db, deps.vault, {
    kind: 'claim_gone',
    dedupKey: `claim_gone:${link.id}`,
    link,
    title: {
      ru: `Заявки ${link.leftNumber ?? ''} нет в системе бронирования: сделка оставлена как есть`,
      en: `Claim ${link.leftNumber ?? ''} is not in the booking system: its deal is left as it is`,
    },
    data: { number: link.leftNumber },
  });
  return { result: 'gone' };
}

/** A deleted deal is never silently made again: a person says whether it was a mistake. */
async function rightGone(deps: SyncDeps, pair: PairRow, link: LinkRow): Promise<PassResult> {
  const gone = { connectionId: pair.rightConnection, link, entity: 'deal' as const, externalId: link.rightId ?? '' };
  if (!(await believeDeletion(deps, gone))) return { result: 'held' };
  await updateLink(deps.db, link.id, { state: 'right_deleted', attention: true });
  await openTask(deps.db, deps.vault, {
    kind: 'deal_deleted',
    dedupKey: `deal_deleted:${link.id}`,
    link,
    title: {
      ru: `Сделка по заявке ${link.leftNumber ?? ''} удалена в CRM: создать заново?`,
      en: `The deal of claim ${link.leftNumber ?? ''} was deleted in the CRM: create it again?`,
    },
    data: { number: link.leftNumber, externalId: link.rightId },
  });
  return { result: 'gone' };
}

/** A person asked for the deal to be made again: the link starts its next incarnation. */
async function revived(deps: SyncDeps, link: LinkRow, tasks: readonly TaskRow[]): Promise<boolean> {
  const task = tasks.find((row) => row.kind === 'deal_deleted');
  if (task?.choice !== 'recreate') return false;
  const next = { state: 'open' as const, rightId: null, incarnation: link.incarnation + 1, attention: false };
  await deps.db.transaction(async (tx) => {
    await updateLink(tx, link.id, next);
    await closeTask(tx, task.dedupKey, 'hub');
  });
  Object.assign(link, next);
  return true;
}
