import type { Claim } from '../domain/deals/claim.ts';
import type { Fields } from '../domain/json.ts';
import { subjects } from '../ingress/subjects.ts';
import { finishRows, insertEvents } from '../store/inbox.ts';
import { appendJournal } from '../store/journal.ts';
import {
  type Bases,
  dealsOf,
  dropBases,
  getLink,
  type LinkRow,
  linkByLeft,
  newestDealOf,
  readBases,
  updateLink,
} from '../store/links.ts';
import { tasksOf } from '../store/tasks.ts';
import { agree, type LeftWrite } from './agree.ts';
import { askWhichBuyer, buyerRecord, ensureBuyerRecord, ownerOfContact } from './buyers.ts';
import { at, running } from './context.ts';
import { claimHint, editorOf, fieldsReader } from './deals.ts';
import { believeDeletion } from './deletions.ts';
import { pinned, type SyncDeps } from './deps.ts';
import { type BuyerKind, fateOf, followMerge, releaseMerged } from './merged.ts';
import { type DrainStep, drainLink, type Pass, type PassResult } from './pass.ts';
import { assertFresh, assertGone, assertNews, isEcho } from './reading.ts';

export interface ContactActivities {
  /**
   * Brings one payer and its CRM contact or company into agreement.
   *
   * The booking system has no record of a payer: its data stands in each claim, and the newest claim counts. Phone and e-mail of a payer who travels
   * go both ways; everything else of a payer is created from the booking system and belongs to the CRM afterwards.
   * Idempotent.
   */
  drainContact(linkId: string): Promise<DrainStep>;
}

const REREAD_MS = 1_500;

export function createContactActivities(deps: SyncDeps): ContactActivities {
  return {
    drainContact: (linkId) =>
      running(deps.limitScale, async (attempt) => {
        const kind = (await getLink(deps.db, linkId))?.kind ?? 'contact';
        return drainLink(deps, subjects[kind](linkId), linkId, attempt, (pass) => bringTogether(pinned(deps), pass, attempt));
      }),
  };
}

async function bringTogether(deps: SyncDeps, pass: Pass, attempt: number): Promise<PassResult> {
  const { pair, rows, permits } = pass;
  if (permits.modes.right === 'off') return { result: 'off' };
  const link = (await deps.ledger.settle(pass.link)) ? ((await getLink(deps.db, pass.link.id)) ?? pass.link) : pass.link;

  if (link.state === 'merged') return { result: 'merged' };
  const entity = link.kind === 'company' ? 'company' : 'contact';
  const mapping = deps.mappings[entity];
  const [bases, tasks] = await Promise.all([readBases(deps.db, deps.vault, link.id), tasksOf(deps.db, link.id)]);
  const crm = await deps.clients.crm(pair.rightConnection);
  const record = link.rightId === null ? null : await at(pair.rightConnection, crm.getRecord(entity, link.rightId));
  if (record === null && link.rightId !== null) {
    assertGone(rows, attempt, REREAD_MS / deps.limitScale);
    return rightGone(deps, pass, link, entity, bases);
  }
  const leftHinted = rows.some((row) => row.entity === 'buyer');
  const fieldsOf = await fieldsReader(deps, pair, record === null ? [] : [record]);
  if (record !== null && !leftHinted && isEcho(record, bases.right, mapping.policies({}), fieldsOf)) return { result: 'echo' };

  const home = await newestDealOf(deps.db, pair.id, ownerOfContact(link.leftId));
  if (home === null) return { result: 'unchanged' };
  const source = await deps.clients.claims(pair.leftConnection);
  const claim = await at(pair.leftConnection, source.getClaim({ guid: home.leftId, number: home.leftNumber ?? '' }));
  const company = link.kind === 'contact' ? await linkByLeft(deps.db, pair.id, 'company', ownerOfContact(link.leftId)) : null;
  const buyer = claim?.buyer ?? null;
  const leftRecord = buyer === null ? null : buyerRecord(buyer, link.kind, { company });
  if (claim === null || leftRecord === null) return { result: 'unchanged' };

  if (record === null) {
    const ensured = await ensureBuyerRecord(deps, pair, link, leftRecord, mapping, permits);
    if (ensured.rightId !== null) await hintDeals(deps, pass, ensured);
    return { result: ensured.rightId === null ? 'observed' : 'written', writes: ensured.rightId === null ? 0 : 1 };
  }
  const { fields: left } = mapping.toRight(leftRecord, { constants: pair.constants });
  const right = fieldsOf(record);
  assertFresh({ fields: left, revision: claim.revision }, bases.left, attempt, REREAD_MS / deps.limitScale);
  if (leftHinted) assertNews({ fields: left, revision: claim.revision }, bases.left, attempt, REREAD_MS / deps.limitScale);
  assertFresh({ fields: right, revision: record.revision }, bases.right, attempt, REREAD_MS / deps.limitScale);
  const outcome: PassResult = { result: 'unchanged' };
  await agree(deps, {
    process: pair.process,
    link,
    mapping,
    leftRecord,
    left: { connectionId: pair.leftConnection, fields: left, revision: claim.revision, editor: null, permit: permits.left },
    right: {
      connectionId: pair.rightConnection,
      entity,
      fields: right,
      revision: record.revision,
      editor: editorOf(record),
      permit: permits.right,
    },
    bases,
    held: pass.held,
    tasks,
    requests: [],
    writeLeft: (patch) => touristWrite(mapping.toLeft(patch, leftRecord), leftRecord, claim),
    async finish(tx, done) {
      if (done.writes > 0) outcome.result = 'written';
      else if (permits.right === null) outcome.result = 'observed';
      Object.assign(outcome, { writes: done.writes, conflicts: done.conflicts });
      outcome.moved = await finishRows(tx, rows, outcome.result);
    },
  });
  return outcome;
}

/** Only a payer who travels has a record of its own in the booking system that can be edited: the tourist. */
function touristWrite(patch: Fields, leftRecord: object, claim: Claim): LeftWrite | null {
  const touristKey = (leftRecord as { touristKey?: string | null }).touristKey ?? null;
  if (touristKey === null || Object.keys(patch).length === 0) return null;
  const fields = { number: claim.ref.number, touristKey, ...patch };
  return { entity: 'claim', externalId: claim.ref.guid, operation: 'claim.tourists', fields };
}

/** The deals of this payer can now refer to the record. */
async function hintDeals(deps: SyncDeps, pass: Pass, link: LinkRow): Promise<void> {
  const deals = await dealsOf(deps.db, pass.pair.id, ownerOfContact(link.leftId));
  await insertEvents(
    deps.db,
    deps.vault,
    deals.map((deal) => claimHint(pass.pair, deal)),
  );
}

/**
 * A record that the CRM merged into another is followed there. One that it deleted is looked for anew, by the run of a deal; the deals of its payer then
 * point to what is found. Where it cannot be told which, a person is asked.
 */
async function rightGone(deps: SyncDeps, pass: Pass, link: LinkRow, kind: BuyerKind, bases: Bases): Promise<PassResult> {
  const { pair } = pass;
  const { rightId } = link;
  const fate = await fateOf(deps, pair, link, kind, bases);
  if (fate.kind === 'merged') {
    await followMerge(deps, link, kind, fate.into);
    await hintDeals(deps, pass, link);
    return { result: 'merged' };
  }
  const gone = { connectionId: pair.rightConnection, link, entity: kind, externalId: rightId ?? '' };
  if (!(await believeDeletion(deps, gone))) return { result: 'held' };
  await deps.db.transaction(async (tx) => {
    await dropBases(tx, link.id);
    await updateLink(tx, link.id, { rightId: null, incarnation: link.incarnation + 1 });
    if (fate.kind === 'ambiguous') await askWhichBuyer(tx, deps, pair, link, kind, { ids: fate.ids, reason: 'several' });
    await appendJournal(tx, deps.vault, {
      link,
      type: 'record_gone',
      actor: 'hub',
      data: { entity: link.kind, externalId: rightId },
    });
    for (const one of [link, ...(await releaseMerged(tx, link))]) {
      const deals = await dealsOf(tx, pair.id, ownerOfContact(one.leftId));
      await insertEvents(
        tx,
        deps.vault,
        deals.map((deal) => claimHint(pair, deal)),
      );
    }
  });
  return { result: 'gone' };
}
