import { cancelOf, paidOf } from '../../domain/documents/obstacles.ts';
import { linkReason } from '../../domain/documents/short.ts';
import type { DeadlineLevel } from '../../domain/documents/types.ts';
import { earliest, type Wake, wakeOf } from '../../domain/documents/wake.ts';
import { dateIn } from '../../domain/time/zoned.ts';
import type { Db } from '../../store/database.ts';
import { getPack, type PackContacts, type PartRow, partsOf, savePack, saveParts } from '../../store/document-packs.ts';
import { type StandingSend, updateSend } from '../../store/document-sends.ts';
import { finishRows, type InboxRow } from '../../store/inbox.ts';
import { appendJournal } from '../../store/journal.ts';
import { type Deadline, keepClocks } from './clocks.ts';
import type { DocumentDeps } from './deps.ts';
import { lookOf } from './hint.ts';
import { isNoted } from './note.ts';
import { addressOf } from './send.ts';
import { standingParts, worst } from './standing.ts';
import { askPeople } from './tasks.ts';
import type { Subject, View } from './view.ts';

export interface Kept {
  /** Rows that moved meanwhile and stay pending. */
  moved: number;
  wake: Wake | null;
}

/** Stores what a look has found and done, in one transaction with the end of the rows that asked for it. @param rows null: something is to be repeated */
export async function keepLook(
  deps: DocumentDeps,
  subject: Subject,
  view: View,
  { rows, result }: { rows: readonly InboxRow[] | null; result: string },
): Promise<Kept> {
  const { link, claim, hours, now } = subject;
  return deps.db.transaction(async (tx) => {
    await getPack(tx, link.id, true);
    const before = await partsOf(tx, link.id);
    const deadlines = await keepClocks(tx, subject, view);
    const parts = standingParts(view, subject, before, deadlines.open);
    const level = worst(deadlines.open.map((deadline) => deadline.level));
    const at = { zone: hours.zone, today: dateIn(hours.zone, now.getTime()), now: now.getTime(), scale: deps.limitScale };
    const wake = earliest([wakeOf(view.plan, claim, at), deadlines.wake]);
    await tellMoves(tx, deps, subject, before, parts, deadlines.open);
    await keepProofs(tx, deps, subject, view);
    const moment = { wakeAt: wake === null ? null : new Date(wake.at), wakeFor: wake?.why ?? null };
    await savePack(tx, deps.vault, link, { ...packOf(subject, view, parts, level), ...moment });
    await saveParts(tx, link.id, parts);
    const lost = view.documents.filter(({ state, listed }) => state === 'lost' && listed);
    await askPeople(tx, deps.vault, link, { tasks: view.decision.tasks, level, lost });
    return { moved: rows === null ? 0 : await finishRows(tx, [...rows], result), wake };
  });
}

function packOf({ link, claim, now }: Subject, { policy, plan, sends }: View, parts: readonly PartRow[], level: DeadlineLevel) {
  const over = plan.every(({ state }) => state === 'sent' || state === 'unneeded');
  const noted = sends.every((send) => send.state !== 'posted' || send.delivery?.state !== 'sent' || isNoted(send));
  const stopped = cancelOf(claim) !== null;
  const { price, paid, currency } = claim.money.claim;
  return {
    linkId: link.id,
    state: stopped ? ('stopped' as const) : over && noted ? ('complete' as const) : ('open' as const),
    attention: level !== 'none' || parts.some(({ state }) => state === 'failed' || state === 'unknown'),
    policy: policy?.name ?? null,
    policyVersion: policy?.version ?? null,
    payment: paidOf(claim.status.payment),
    price,
    paid,
    currency,
    startsOn: claim.dates.start,
    endsOn: claim.dates.end,
    contacts: contactsOf(claim),
    look: lookOf(claim),
    lookedAt: now,
  };
}

function contactsOf(claim: Subject['claim']): PackContacts {
  const { buyer, tourists } = claim;
  const payer = { recipient: 'payer', name: buyer?.name ?? null, phone: buyer?.phone ?? null };
  return [
    { ...payer, email: addressOf({ claim }, 'payer').email ?? null },
    ...tourists.map(({ key, name, phone }) => ({
      recipient: `tourist:${key}`,
      name,
      phone,
      email: addressOf({ claim }, `tourist:${key}`).email ?? null,
    })),
  ];
}

/** A message that was proven to have left, or not, since the last look. */
async function keepProofs(tx: Db, deps: DocumentDeps, { link, pair }: Subject, view: View): Promise<void> {
  for (const send of view.sends) {
    const { delivery } = send;
    if (delivery === null || delivery.state === 'queued' || delivery.state === 'sending') continue;
    const { state, channel, passed } = delivery;
    if (state === send.deliveryState && !provenAnew(send)) continue;
    const proven = state === 'sent' ? { provenAt: delivery.finishedAt } : {};
    const why = state === 'sent' && channel === 'sms' ? { why: { ...linkReason(passed) } } : {};
    await updateSend(tx, send.id, { deliveryState: state, ...proven });
    await appendJournal(tx, deps.vault, {
      link,
      connectionId: pair.leftConnection,
      type: state === 'sent' ? 'documents_sent' : 'documents_not_sent',
      actor: send.orderedBy === 'hub' ? 'process:documents' : send.orderedBy,
      data: {
        ...{ part: send.part, recipient: send.recipient, kind: send.kind, delivery: send.deliveryId, state, send: send.id },
        ...{ channel, ...why },
      },
    });
  }
}

/** What had left came back, and its message has left by another channel since. */
const provenAnew = ({ provenAt, delivery }: StandingSend) =>
  delivery?.state === 'sent' && provenAt !== null && delivery.finishedAt !== null && delivery.finishedAt > provenAt;

/** What has moved since the last look: states of parts, and marks of deadlines that have fallen. */
async function tellMoves(
  tx: Db,
  deps: DocumentDeps,
  { link, pair }: Subject,
  before: readonly PartRow[],
  after: readonly PartRow[],
  deadlines: readonly Deadline[],
): Promise<void> {
  const line = { link, connectionId: pair.leftConnection, actor: 'process:documents' };
  for (const { part, recipient, state } of after) {
    const from = before.find((row) => row.part === part && row.recipient === recipient)?.state ?? null;
    if (from !== state)
      await appendJournal(tx, deps.vault, { ...line, type: 'documents_moved', data: { part, recipient, from, to: state } });
  }
  for (const { name, dueAt, fell } of deadlines)
    for (const mark of fell)
      await appendJournal(tx, deps.vault, {
        ...line,
        type: 'documents_deadline',
        data: { clock: name, mark, due: dueAt?.toISOString() ?? null },
      });
}
