import { createHash } from 'node:crypto';
import type { RefusalCode, ResendItem } from '../../domain/documents/resend.ts';
import type { Recipient } from '../../domain/documents/types.ts';
import type { Sentence } from '../../domain/errors.ts';
import { documentsHint } from '../../ingress/documents.ts';
import { getPair } from '../../store/connections.ts';
import type { Db } from '../../store/database.ts';
import { getPack } from '../../store/document-packs.ts';
import { saveResend, stopResend } from '../../store/document-resends.ts';
import { type SentFilter, type SentOne, sentAs } from '../../store/document-search.ts';
import { newId } from '../../store/ids.ts';
import { insertEvents } from '../../store/inbox.ts';
import type { Vault } from '../../store/keys.ts';
import { getLink, type LinkRow } from '../../store/links.ts';
import { aloneLimit } from '../auth/acts.ts';
import type { Caller } from '../auth/caller.ts';
import { conflict, InvalidRequest, notFound, PlanChanged } from '../refusals.ts';
import { type Leave, leaveFor, unitOf } from './approvals.ts';
import { type Deps, hashOfPlan, orderAll } from './documents.ts';
import { recordCommand } from './journal.ts';
import { planFor, type StandingPack, standingPack } from './resend-state.ts';

const ACT = 'documents.resend';
/** More than this is a matter of a narrower filter. */
const MOST = 2_000;
const SAMPLES = 5;

interface Meant {
  link: LinkRow;
  connectionId: string;
  standing: StandingPack;
  items: ResendItem[];
  hash: string;
}

export interface BulkPlan {
  hash: string;
  count: number;
  claims: number;
  /** Parts that the filter means and that cannot be sent again, by why. */
  refused: { code: RefusalCode; message: Sentence; count: number }[];
  samples: { link: string; claim: string | null; part: string; recipient: Recipient; title: Sentence }[];
  alone: number;
  needsApproval: boolean;
}

/** What a bulk resend would send, and whether the caller may order it alone. */
export async function planBulk(deps: Pick<Deps, 'db' | 'vault'>, caller: Caller, filter: SentFilter): Promise<BulkPlan> {
  const { meant, refused } = await meantBy(deps.db, deps.vault, caller, filter);
  const items = meant.flatMap(({ link, items: own }) => own.map(({ part }) => ({ link, part })));
  const alone = await aloneLimit(deps.db, ACT, caller);
  return {
    hash: hashOf(meant),
    count: items.length,
    claims: meant.length,
    refused,
    samples: items.slice(0, SAMPLES).map(({ link, part: { part, recipient, title } }) => ({
      link: link.id,
      claim: link.leftNumber,
      part,
      recipient,
      title,
    })),
    alone,
    needsApproval: items.length > alone,
  };
}

/**
 * Orders everything that a filter means to be sent again, if that is still what the plan showed. The runs of the claims carry it out.
 * @returns the bulk resend's id, or the request for a second person
 * @throws PlanChanged when the filter means something else by now
 */
export async function resendMany(
  deps: Deps,
  caller: Caller,
  { filter, hash, reason }: { filter: SentFilter; hash: string; reason: string },
): Promise<{ resend: string } | { approval: Extract<Leave, { leave: 'ask' }>['approval'] }> {
  const by = caller.actor;
  const outcome = await deps.db.transaction(async (tx) => {
    const { meant } = await meantBy(tx, deps.vault, caller, filter);
    const count = meant.reduce((sum, { items }) => sum + items.length, 0);
    if (hashOf(meant) !== hash)
      throw new PlanChanged([{ path: 'hash', message: `${count} parts now`, ru: `теперь частей: ${count}` }]);
    if (count === 0) throw conflict('NOTHING_TO_RESEND', 'Отправлять нечего.', 'There is nothing to send.');
    const plan = asPlan(filter);
    const leave = await leaveFor(tx, deps.now(), { act: ACT, caller, planHash: hash, plan, count, reason });
    if (leave.leave === 'ask') return { approval: leave.approval };
    const id = newId('rsd');
    const approvalId = leave.leave === 'approved' ? leave.approval.id : null;
    const row = {
      id,
      filter: plan,
      planHash: hash,
      total: count,
      unitId: unitOf(caller, ACT),
      approvalId,
      reason,
      startedBy: by,
    };
    await saveResend(tx, { ...row, startedAt: deps.now() });
    for (const { link, connectionId, standing, items } of meant) {
      await getPack(tx, link.id, true);
      await orderAll(tx, deps, link, standing, items, { by, reason, planHash: hash, own: true, now: deps.now(), bulkId: id });
      await insertEvents(tx, deps.vault, [documentsHint(connectionId, link.id)]);
    }
    await recordCommand(tx, deps.vault, {
      by,
      type: 'documents_bulk_ordered',
      data: { resend: id, parts: count, approval: approvalId },
      reason,
    });
    return { resend: id };
  });
  deps.wake();
  return outcome;
}

/** Takes back what of a bulk resend has not been posted. @returns how many parts */
export async function cancelBulk(deps: Deps, by: string, id: string, reason: string): Promise<number> {
  return deps.db.transaction(async (tx) => {
    const taken = await stopResend(tx, id, by);
    if (taken === null) throw conflict('RESEND_STATE', 'Эта отправка уже остановлена.', 'This resend has been stopped already.');
    await recordCommand(tx, deps.vault, { by, type: 'documents_bulk_stopped', data: { resend: id, parts: taken }, reason });
    return taken;
  });
}

export const unknownResend = () => notFound('RESEND_UNKNOWN', 'Такой отправки нет.', 'There is no such resend.');

const hashOf = (meant: readonly Meant[]) =>
  createHash('sha256')
    .update(meant.map(({ hash }) => hash).join('\n'))
    .digest('hex');

async function meantBy(db: Db, vault: Vault, caller: Caller, filter: SentFilter) {
  const found = await sentAs(db, filter, MOST);
  if (found.length > MOST)
    throw new InvalidRequest([{ path: 'filter', message: `more than ${MOST} parts: narrow it` }], 'TOO_MANY');
  const byLink = new Map<string, SentOne[]>();
  for (const one of found) byLink.set(one.linkId, [...(byLink.get(one.linkId) ?? []), one]);
  const meant: Meant[] = [];
  const refused = new Map<RefusalCode, BulkPlan['refused'][number]>();
  for (const [linkId, parts] of byLink) {
    const link = await getLink(db, linkId);
    const pack = await getPack(db, linkId);
    const pair = link && (await getPair(db, link.pairId));
    if (link === null || pack === null || !pair) continue;
    const standing = await standingPack(db, vault, link, pack);
    const order = { parts: parts.map(({ part, recipient }) => ({ part, recipient: recipient as Recipient })), address: null };
    const plan = await planFor(db, linkId, standing, order, caller);
    for (const { code, message } of plan.refusals)
      refused.set(code, { code, message: refused.get(code)?.message ?? message, count: (refused.get(code)?.count ?? 0) + 1 });
    if (plan.items.length > 0)
      meant.push({ link, connectionId: pair.leftConnection, standing, items: plan.items, hash: hashOfPlan(link.id, plan) });
  }
  return { meant, refused: [...refused.values()].sort((one, other) => other.count - one.count) };
}

function asPlan({ state, code, part, since, until }: SentFilter) {
  return {
    state,
    code: code ?? null,
    part: part ?? null,
    since: since?.toISOString() ?? null,
    until: until?.toISOString() ?? null,
  };
}
