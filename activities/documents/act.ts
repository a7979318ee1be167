import type { ListedDocument, PlannedPart, SentPart } from '../../domain/documents/types.ts';
import type { Mode } from '../../domain/effects/plan.ts';
import type { HubError, Sentence } from '../../domain/errors.ts';
import { getConnection, modeOf } from '../../store/connections.ts';
import { cancelDelivery } from '../../store/deliveries.ts';
import { refuseSend, updateSend } from '../../store/document-sends.ts';
import { asListed, getDocuments } from '../../store/documents.ts';
import { asHubError, isRepeatable } from '../errors.ts';
import type { DocumentDeps } from './deps.ts';
import { fetchDocuments } from './fetch.ts';
import { noteSends } from './note.ts';
import { sendAgain, sendPart } from './send.ts';
import { type Subject, type View, viewOf } from './view.ts';

/** What a look has done, and what keeps the rest. */
export interface Done {
  writes: number;
  /** A repeat of the whole look cures it. */
  repeat: HubError | null;
  /** A person or a setting cures it. */
  stopped: HubError | null;
  /** The booking system's list was another one by the time of fetching. */
  moved: boolean;
}

/** Carries out what the plan wants now. What is only observed is stored as it would be written; nothing is sent then. */
export async function act(deps: DocumentDeps, subject: Subject, mode: Mode): Promise<Done> {
  const done: Done = { writes: 0, repeat: null, stopped: null, moved: false };
  let view = await viewOf(deps, subject);
  if (mode === 'live' && (await takeBack(deps, view.decision.cancel, view, subject.now))) view = await viewOf(deps, subject);
  const orders = mode === 'live' ? await standingOrders(deps, view) : [];
  const wanted = new Map<string, ListedDocument>();
  for (const one of [...view.decision.fetch, ...orders.flatMap(({ missing }) => missing)]) wanted.set(one.id, one);

  const fetched = await fetchDocuments(deps, subject, mode, [...wanted.values()]);
  done.writes += fetched.got;
  done.repeat = fetched.repeat;
  done.stopped = fetched.stopped;
  done.moved = fetched.moved;
  if (mode !== 'live') return done;

  for (const part of view.decision.send) await send(done, () => sendPart(deps, subject, view, part));
  for (const { row } of orders) await send(done, () => sendAgain(deps, subject, view, row));
  await note(deps, subject, done);
  if (done.repeat === null) await deps.ledger.settle(subject.link, 'documents');
  return done;
}

async function send(done: Done, posting: () => Promise<boolean>): Promise<void> {
  try {
    if (await posting()) done.writes += 1;
  } catch (thrown) {
    const error = asHubError(thrown);
    if (error.kind === 'bug') throw error;
    if (isRepeatable(error)) done.repeat ??= error;
    // A letter that cannot be written stops no other part.
    else done.stopped ??= error;
  }
}

async function note(deps: DocumentDeps, subject: Subject, done: Done): Promise<void> {
  const { rightConnection } = subject.pair;
  const crm = await modeOf(deps.db, 'documents', rightConnection);
  if (crm === 'off' || (await getConnection(deps.db, rightConnection))?.status !== 'active') return;
  const noted = await noteSends(deps, subject, await viewOf(deps, subject), crm);
  done.writes += noted.written;
  done.repeat ??= noted.repeat;
  done.stopped ??= noted.stopped;
}

/** Takes back what is queued and must not go out as it is. True when anything was, or would have been had it not left. */
async function takeBack(deps: DocumentDeps, outdated: readonly SentPart[], { sends, plan }: View, now: Date): Promise<boolean> {
  for (const { id } of outdated) {
    const row = sends.find((one) => one.id === id);
    if (row === undefined) continue;
    await deps.db.transaction(async (tx) => {
      if (row.deliveryId !== null && !(await cancelDelivery(tx, row.deliveryId, now))) return;
      // What a person has ordered says why it did not go.
      if (row.kind === 'resend') await refuseSend(tx, id, storedRefusal(plan, row));
      else await updateSend(tx, id, { state: 'cancelled' });
    });
  }
  return outdated.length > 0;
}

function storedRefusal(plan: readonly PlannedPart[], { part, recipient }: { part: string; recipient: string }) {
  const planned = plan.find((one) => one.rule.part === part && one.recipient === recipient);
  const sentence: Sentence = planned?.reasons[0]?.sentence ?? {
    ru: 'Документы изменились после заказа',
    en: 'The documents have changed since it was ordered',
  };
  return { code: 'RESEND_OUTDATED', kind: 'conflict', sentence };
}

/** What people have ordered and nobody has posted yet, with what must be fetched for it. */
async function standingOrders(deps: DocumentDeps, { sends }: View) {
  const ordered = sends.filter(({ state }) => state === 'ordered');
  return Promise.all(
    ordered.map(async (row) => {
      const documents = await getDocuments(deps.db, row.documentIds);
      return { row, missing: documents.filter(({ state }) => state === 'listed').map(asListed) };
    }),
  );
}
