import { earliest, type Wake } from '../domain/documents/wake.ts';
import type { Mode } from '../domain/effects/plan.ts';
import type { HubError, Sentence } from '../domain/errors.ts';
import { subjects } from '../ingress/subjects.ts';
import { hoursFor, readCalendar } from '../store/calendars.ts';
import { modeOf } from '../store/connections.ts';
import { getPack } from '../store/document-packs.ts';
import { finishRows, type InboxRow, pendingOf } from '../store/inbox.ts';
import { type LinkContext, linkContext } from '../store/link-context.ts';
import { at, running } from './context.ts';
import { act } from './documents/act.ts';
import type { DocumentDeps } from './documents/deps.ts';
import { keepLook } from './documents/keep.ts';
import { paid, readList, type Subject, viewOf } from './documents/view.ts';
import { asHubError, isRepeatable } from './errors.ts';
import { openSettingTask, stopConnection } from './pass.ts';

export interface DocumentStep {
  /** Rows are still waiting: look again. */
  more: boolean;
  events: number;
  writes: number;
  /** When to look again without being asked, in epoch milliseconds, and what for; null: only news brings anything. */
  wake: { at: number; why: string } | null;
}

export interface DocumentActivities {
  /**
   * Looks once at the documents of a claim and does what is to be done: fetches what may be fetched, posts what is whole, takes back what no longer holds, notes
   * on the deal what has left, and asks people what it cannot decide.
   *
   * Idempotent: a second look right after the first does nothing. Counts, a moment and its reason are all that enters workflow history.
   * @param nowMs the workflow's time, by which days begin and deadlines pass
   */
  drainDocuments(linkId: string, nowMs: number): Promise<DocumentStep>;
}

const ROWS_PER_PASS = 100;
const MINUTE_MS = 60_000;

export function createDocumentActivities(deps: DocumentDeps): DocumentActivities {
  return {
    drainDocuments: (linkId, nowMs) => running(deps.limitScale, () => drain(deps, linkId, new Date(nowMs))),
  };
}

async function drain(deps: DocumentDeps, linkId: string, now: Date): Promise<DocumentStep> {
  const nothing: DocumentStep = { more: false, events: 0, writes: 0, wake: null };
  const context = await linkContext(deps.db, linkId);
  if (context === null) return nothing;
  const rows = await pendingOf(deps.db, subjects.documents(linkId), ROWS_PER_PASS);
  const mode = await modeOf(deps.db, 'documents', context.pair.leftConnection);
  if (mode === 'off') {
    await finishRows(deps.db, rows, 'off');
    return { ...nothing, events: rows.length };
  }
  const wait = (why: Sentence, minutes = 10) => ({ at: now.getTime() + (minutes * MINUTE_MS) / deps.limitScale, why });
  if (context.paused) return { ...nothing, events: rows.length, wake: said(wait(PAUSED)) };
  try {
    return await look(deps, context, rows, mode, now);
  } catch (thrown) {
    const error = asHubError(thrown);
    if (isRepeatable(error) || error.kind === 'bug') throw error;
    await stop(deps, error, context.pair.leftConnection);
    return { ...nothing, events: rows.length, wake: said(wait(error.userMessage, 60)) };
  }
}

async function look(
  deps: DocumentDeps,
  { link, pair }: LinkContext,
  rows: readonly InboxRow[],
  mode: Mode,
  now: Date,
): Promise<DocumentStep> {
  const step: DocumentStep = { more: false, events: rows.length, writes: 0, wake: null };
  const booking = await deps.booking(pair.leftConnection);
  const claim = await at(pair.leftConnection, booking.getClaim({ guid: link.leftId, number: link.leftNumber ?? '' }));
  if (claim === null || (!paid(claim) && (await getPack(deps.db, link.id)) === null)) {
    const moved = await finishRows(deps.db, [...rows], claim === null ? 'gone' : 'unpaid');
    return { ...step, more: moved > 0 };
  }
  const { calendar } = (await readCalendar(deps.db, pair.unitId, now)).row;
  const subject: Subject = { link, pair, claim, now, hours: hoursFor(calendar) };
  await readList(deps, subject);
  const done = await act(deps, subject, mode);
  const result = mode === 'observe' ? 'observed' : done.writes > 0 ? 'written' : 'unchanged';
  const view = await viewOf(deps, subject);
  const kept = await keepLook(deps, subject, view, { rows: done.repeat === null ? rows : null, result });
  // What could be done is stored; the rest is tried again, and the rows that asked for it still wait.
  if (done.repeat !== null) throw done.repeat;
  if (done.stopped !== null) await stop(deps, done.stopped, pair.leftConnection);
  const wait = (why: Sentence, minutes: number): Wake => ({ at: now.getTime() + (minutes * MINUTE_MS) / deps.limitScale, why });
  const wake = earliest([
    kept.wake,
    done.moved ? wait(MOVED, 1) : null,
    done.stopped === null ? null : wait(done.stopped.userMessage, 60),
  ]);
  return { ...step, writes: done.writes, more: kept.moved > 0 || rows.length === ROWS_PER_PASS, wake: said(wake) };
}

async function stop(deps: DocumentDeps, error: HubError, connectionId: string): Promise<void> {
  const where = error.connectionId ?? connectionId;
  if (error.kind === 'auth') await stopConnection(deps, where, error);
  else await openSettingTask(deps, where, error);
}

/** Temporal's pages are read by a desk that works in Russian. */
const said = (wake: Wake | null) => (wake === null ? null : { at: Math.ceil(wake.at), why: wake.why.ru });

const PAUSED = { ru: 'Подключение приостановлено', en: 'A connection is paused' };
const MOVED = { ru: 'Список документов изменился во время работы', en: 'The list of documents has moved on meanwhile' };
