import { addressOn } from '../../domain/delivery/types.ts';
import { nameFiles } from '../../domain/documents/files.ts';
import { noteText } from '../../domain/documents/note.ts';
import { permitFor } from '../../domain/effects/permit.ts';
import type { EffectPlan, Mode } from '../../domain/effects/plan.ts';
import type { HubError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { localMoment } from '../../domain/time/zoned.ts';
import { getDelivery, openDelivery } from '../../store/deliveries.ts';
import { type StandingSend, updateSend } from '../../store/document-sends.ts';
import { type DocumentRow, openDocument } from '../../store/documents.ts';
import { asHubError, isRepeatable } from '../errors.ts';
import type { DocumentDeps } from './deps.ts';
import type { Subject, View } from './view.ts';

const NO_BASES = { left: null, right: null };

export interface Noted {
  written: number;
  repeat: HubError | null;
  stopped: HubError | null;
}

/**
 * Notes on the deal what has provably left: what went where, with the files the first time. Through the ledger, so that a note stands there once. A claim whose
 * deal does not exist yet is noted when it does.
 */
export async function noteSends(deps: DocumentDeps, subject: Subject, view: View, mode: Mode): Promise<Noted> {
  const noted: Noted = { written: 0, repeat: null, stopped: null };
  const permit = permitFor(mode, 'documents', subject.pair.rightConnection);
  if (subject.link.rightId === null || mode === 'off') return noted;
  for (const send of toNote(view)) {
    const fields = await textOf(deps, subject, view, send);
    if (fields === null) continue;
    const plan = planOf(subject, subject.link.rightId, send, fields);
    if (permit === null) {
      await deps.ledger.observe(subject.link, plan);
      continue;
    }
    try {
      const carried = send.kind === 'resend' || send.notedAt !== null ? {} : { files: await filesOf(deps, subject, view, send) };
      await deps.ledger.perform(subject.link, plan, permit, { ...NO_BASES }, { carried });
      await updateSend(deps.db, send.id, { notedAt: notedOn(send, subject.now) });
      noted.written += 1;
    } catch (thrown) {
      const error = asHubError(thrown).at(subject.pair.rightConnection);
      if (isRepeatable(error)) noted.repeat ??= error;
      else if (error.kind === 'auth' || error.kind === 'config' || error.kind === 'permission')
        return { ...noted, stopped: error };
      // The message has left all the same; the effect that failed says why the deal does not tell.
      else await updateSend(deps.db, send.id, { notedAt: notedOn(send, subject.now) });
    }
  }
  return noted;
}

const toNote = ({ sends }: View) => sends.filter((send) => send.delivery?.state === 'sent' && !isNoted(send));

/** The deal tells of it, also where what came back has left by another channel since. */
export const isNoted = ({ notedAt, delivery }: Pick<StandingSend, 'notedAt' | 'delivery'>): boolean =>
  notedAt !== null && (delivery?.finishedAt ?? notedAt) <= notedAt;

/** A message may leave while a look is under way: what is noted is never older than what it tells of. */
const notedOn = ({ delivery }: StandingSend, now: Date): Date =>
  delivery?.finishedAt != null && delivery.finishedAt > now ? delivery.finishedAt : now;

/** What goes out of the hub again: one note is not worth more than a message. */
const MOST_BYTES = 14 * 1024 * 1024;

async function textOf(deps: DocumentDeps, subject: Subject, view: View, send: StandingSend): Promise<{ text: string } | null> {
  const row = send.delivery === null ? null : await getDelivery(deps.db, send.delivery.id);
  if (row === null) return null;
  // With the person's key gone nobody can say any more whom it went to.
  const opened = await openDelivery(deps.db, deps.vault, row).catch(() => null);
  if (opened === null) return null;
  const documents = enclosedIn(view, send);
  const names = nameFiles(documents, subject.claim, send.language);
  const text = noteText({
    kind: send.kind,
    part: view.policy?.parts.find(({ part }) => part === send.part)?.title ?? { ru: send.part, en: send.part },
    files: documents.map(({ id, no }) => ({ name: names.find((one) => one.id === id)?.name ?? '', no })),
    recipient: send.recipient,
    address: (row.channel === null ? undefined : addressOn(row.channel, opened.to)) ?? '',
    channel: row.channel ?? '',
    at: localMoment(subject.hours.zone, (send.delivery?.finishedAt ?? subject.now).getTime()),
    reason: send.reason,
  });
  return { text };
}

function enclosedIn({ documents }: View, { enclosedIds }: StandingSend): DocumentRow[] {
  return enclosedIds.flatMap((id) => documents.find((row) => row.id === id) ?? []);
}

async function filesOf(deps: DocumentDeps, subject: Subject, view: View, send: StandingSend): Promise<Json[]> {
  const documents = enclosedIn(view, send);
  const names = nameFiles(documents, subject.claim, send.language);
  const files: Json[] = [];
  let left = MOST_BYTES;
  for (const { id, sizeBytes } of documents) {
    left -= sizeBytes ?? 0;
    const bytes = left < 0 ? null : await openDocument(deps.db, deps.vault, id);
    const name = names.find((one) => one.id === id)?.name;
    if (bytes !== null && name !== undefined) files.push({ name, base64: bytes.toString('base64') });
  }
  return files;
}

function planOf({ link, pair }: Subject, dealId: string, send: StandingSend, fields: { text: string }): EffectPlan {
  return {
    process: 'documents',
    linkId: link.id,
    side: 'right',
    connectionId: pair.rightConnection,
    entity: 'deal',
    operation: 'comment.add',
    creates: false,
    externalId: dealId,
    part: send.delivery === null || send.delivery.id === send.deliveryId ? send.id : `${send.id}/${send.delivery.id}`,
    baseRev: link.rev,
    fields,
    agreed: {},
    mappingHash: '',
  };
}
