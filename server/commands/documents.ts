import { createHash } from 'node:crypto';
import { movedSince, type ResendItem, type ResendOrder, type ResendPlan, unacknowledged } from '../../domain/documents/resend.ts';
import { versionOf } from '../../domain/documents/types.ts';
import { HubError } from '../../domain/errors.ts';
import { documentsHint } from '../../ingress/documents.ts';
import { getPair } from '../../store/connections.ts';
import type { Db } from '../../store/database.ts';
import { getPack } from '../../store/document-packs.ts';
import { orderSend, type SendRow, sendsOfPlan, versionSetOf } from '../../store/document-sends.ts';
import { insertEvents } from '../../store/inbox.ts';
import { getLink, type LinkRow } from '../../store/links.ts';
import type { Caller } from '../auth/caller.ts';
import type { ServerDeps } from '../deps.ts';
import { conflict, InvalidRequest, notFound, PlanChanged } from '../refusals.ts';
import { recordCommand } from './journal.ts';
import { asStanding, planFor, type StandingPack, standingPack } from './resend-state.ts';

export type Deps = Pick<ServerDeps, 'db' | 'vault' | 'wake'> & { now(): Date };

export const unknownPack = () =>
  notFound('DOCUMENTS_UNKNOWN', 'По этой заявке документов ещё не отправляли.', 'There is no document pack of this claim.');

/** Names a plan: another document, address or number of resends, and the name is another. */
export function hashOfPlan(link: string, { items }: ResendPlan): string {
  const parts = items.map(({ name, address, part }) => [name, address, part.resends, part.documents.map(({ id }) => id)]);
  return createHash('sha256')
    .update(JSON.stringify([link, parts]))
    .digest('hex');
}

export interface PlannedResend {
  plan: ResendPlan;
  hash: string;
}

/** What a resend would do, for a person to look at. */
export async function planResendOf(
  deps: Pick<Deps, 'db' | 'vault'>,
  caller: Caller,
  linkId: string,
  order: ResendOrder,
): Promise<PlannedResend> {
  const { link, standing } = await opened(deps.db, deps, linkId, false);
  const plan = await planFor(deps.db, link.id, standing, order, caller);
  return { plan, hash: hashOfPlan(link.id, plan) };
}

export interface ResendCommand extends ResendOrder {
  hash: string;
  /** Ids of the documents that the plan showed. */
  documents: readonly string[];
  acknowledge: readonly string[];
  reason: string;
}

/**
 * Orders what a plan shows; the claim's run carries it out. The same order again by the same caller changes nothing.
 * @throws PlanChanged naming what has moved since the plan; HubError with the code of the refusal; InvalidRequest CONFIRMATION_REQUIRED naming what is not acknowledged
 */
export async function resend(deps: Deps, caller: Caller, linkId: string, command: ResendCommand): Promise<SendRow[]> {
  const ordered = await deps.db.transaction(async (tx) => {
    const { link, standing, connectionId } = await opened(tx, deps, linkId, true);
    const before = await sendsOfPlan(tx, linkId, command.hash);
    const [first] = before;
    if (first !== undefined) {
      if (first.orderedBy === caller.actor) return before;
      throw alreadyResent(first.orderedAt);
    }
    assertUnmoved(standing, command);
    const plan = await planFor(tx, link.id, standing, command, caller);
    const [refused] = plan.refusals;
    if (refused) throw new HubError({ code: refused.code, kind: 'conflict', userMessage: refused.message });
    if (hashOfPlan(link.id, plan) !== command.hash)
      throw new PlanChanged([{ path: 'hash', message: 'look at the new plan', ru: 'посмотрите новый план' }]);
    const open = unacknowledged(plan, command.acknowledge);
    if (open.length > 0)
      throw new InvalidRequest(
        open.map((name) => ({ path: `acknowledge.${name}`, message: 'to be acknowledged', ru: 'подтвердите это действие' })),
        'CONFIRMATION_REQUIRED',
      );
    const sends = await orderAll(tx, deps, link, standing, plan.items, {
      by: caller.actor,
      reason: command.reason,
      planHash: command.hash,
      own: command.address === null,
      now: deps.now(),
    });
    await insertEvents(tx, deps.vault, [documentsHint(connectionId, link.id)]);
    await recordCommand(tx, deps.vault, {
      by: caller.actor,
      type: 'documents_ordered',
      link,
      data: { parts: plan.items.map(({ name }) => name), sends: sends.map(({ id }) => id), elsewhere: command.address !== null },
      reason: command.reason,
    });
    return sends;
  });
  deps.wake();
  return ordered;
}

/** A claim's pack as it stands. @throws HubError `not_found` for a claim without one */
async function opened(db: Db, { vault }: Pick<Deps, 'vault'>, linkId: string, hold: boolean) {
  const link = await getLink(db, linkId);
  const pack = await getPack(db, linkId, hold);
  const pair = link && (await getPair(db, link.pairId));
  if (link === null || pack === null || !pair) throw unknownPack();
  return { link, connectionId: pair.leftConnection, standing: await standingPack(db, vault, link, pack) };
}

/** Somebody who looked at other versions than there are now is told which. */
function assertUnmoved({ state, documents }: StandingPack, { parts, documents: seen }: ResendCommand): void {
  const known = documents.map((row) => asStanding(row, true));
  const now = state.parts
    .filter((part) => parts.some((one) => one.part === part.part && one.recipient === part.recipient))
    .flatMap((part) => part.documents);
  const moved = movedSince(seen, now, known);
  if (moved.length > 0)
    throw new PlanChanged(moved.map(({ id, message }) => ({ path: `documents.${id}`, message: message.en, ru: message.ru })));
}

export interface Ordering {
  by: string;
  reason: string;
  planHash: string;
  /** No address was named: who has one of their own is reached where the booking system says at the time of sending. */
  own: boolean;
  now: Date;
  bulkId?: string;
}

export async function orderAll(
  tx: Db,
  { vault }: Pick<Deps, 'vault'>,
  link: LinkRow,
  { documents, sends }: StandingPack,
  items: readonly ResendItem[],
  { by, reason, planHash, own, now, bulkId }: Ordering,
): Promise<SendRow[]> {
  const ordered: SendRow[] = [];
  for (const { part, address, own: theirs } of items) {
    const ids = part.documents.map(({ id }) => id);
    const rows = documents.filter(({ id }) => ids.includes(id));
    const versionSet = versionSetOf(rows.map(versionOf));
    const same = sends.filter(
      (send) => send.part === part.part && send.recipient === part.recipient && send.versionSet === versionSet,
    );
    const last = sends.findLast((send) => send.part === part.part && send.recipient === part.recipient);
    const send = await orderSend(tx, vault, link, {
      linkId: link.id,
      part: part.part,
      recipient: part.recipient,
      kind: 'resend',
      versionSet,
      resend: Math.max(0, ...same.map(({ resend: no }) => no)) + 1,
      documentIds: ids,
      enclosedIds: ids,
      touristKeys: last?.touristKeys ?? [],
      state: 'ordered',
      address: own && theirs ? null : address,
      language: last?.language ?? 'ru',
      orderedBy: by,
      reason,
      planHash,
      orderedAt: now,
      ...(bulkId === undefined ? {} : { bulkId }),
    });
    if (send !== null) ordered.push(send);
  }
  return ordered;
}

function alreadyResent(at: Date): HubError {
  const time = at.toISOString().slice(0, 16).replace('T', ' ');
  return conflict(
    'ALREADY_RESENT',
    `Это уже отправил повторно другой сотрудник (${time} UTC).`,
    `Somebody else has sent this again already (${time} UTC).`,
  );
}

/** Has the run of a claim's documents look now. @throws HubError `not_found` for a claim without a pack */
export async function lookNow(deps: Deps, by: string, linkId: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const { link, connectionId } = await opened(tx, deps, linkId, false);
    await insertEvents(tx, deps.vault, [documentsHint(connectionId, linkId)]);
    await recordCommand(tx, deps.vault, { by, type: 'documents_looked', link });
  });
  deps.wake();
}
