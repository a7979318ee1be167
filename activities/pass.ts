import { HubError } from '../domain/errors.ts';
import { type PairRow, pauseConnection } from '../store/connections.ts';
import { finishRows, type InboxRow, killRows, pendingOf } from '../store/inbox.ts';
import { appendJournal } from '../store/journal.ts';
import { linkContext } from '../store/link-context.ts';
import type { LinkRow } from '../store/links.ts';
import { pausesOf, WHOLE_RECORD } from '../store/pauses.ts';
import { openTask } from '../store/tasks.ts';
import type { SyncDeps } from './deps.ts';
import { asHubError, isRepeatable, storedError } from './errors.ts';
import { type Permits, permitsOf } from './permits.ts';

/** What a drain tells its workflow: counts only. */
export interface DrainStep {
  /** Rows are still waiting: drain again. */
  more: boolean;
  events: number;
  writes: number;
  echoes: number;
  conflicts: number;
}

export const EMPTY_STEP: DrainStep = { more: false, events: 0, writes: 0, echoes: 0, conflicts: 0 };

const ROWS_PER_PASS = 100;
/** A mistake of ours may have met a passing state: it is tried again before the subject is parked. */
const ATTEMPTS_ON_BUG = 3;

export interface Pass {
  link: LinkRow;
  pair: PairRow;
  permits: Permits;
  rows: InboxRow[];
  /** Fields that a person, or the loop breaker, has paused. */
  held: string[];
}

/** What became of a pass. Rows that the work has not ended itself are finished under `result`. */
export interface PassResult {
  result: 'written' | 'unchanged' | 'echo' | 'observed' | 'off' | 'gone' | 'held' | 'merged' | 'paused' | 'stopped';
  writes?: number;
  conflicts?: number;
  /** Rows were ended in the work's own transaction; so many stay pending because they moved meanwhile. */
  moved?: number;
}

/**
 * One drain of one link: takes what is pending, lets `work` bring both sides together, finishes the rows.
 * Failures that a repeat may cure are thrown on. The others end here, each where it belongs: a lost authorisation pauses the connection, a wrong
 * setting or content parks the rows with a task, and nothing else stops.
 */
export async function drainLink(
  deps: SyncDeps,
  subject: string,
  linkId: string,
  attempt: number,
  work: (pass: Pass) => Promise<PassResult>,
): Promise<DrainStep> {
  const context = await linkContext(deps.db, linkId);
  if (!context) {
    throw new HubError({ code: 'LINK_UNKNOWN', kind: 'bug', userMessage: { ru: 'Нет такой связи', en: 'No such link' } });
  }
  const { link, pair } = context;
  const rows = await pendingOf(deps.db, subject, ROWS_PER_PASS);
  if (rows.length === 0) return EMPTY_STEP;
  deps.count('drains', 1);
  if (context.paused) return { ...EMPTY_STEP, events: rows.length };
  const held = (await pausesOf(deps.db, link.id)).map(({ field }) => field);
  const pass: Pass = { link, pair, rows, held, permits: permitsOf(context) };
  try {
    // A paused record is read again when it is let go: what came meanwhile need not wait as rows.
    const done: PassResult = held.includes(WHOLE_RECORD) ? { result: 'paused' } : await work(pass);
    const moved = done.moved ?? (await finishRows(deps.db, rows, done.result));
    const echoes = done.result === 'echo' ? rows.length : 0;
    deps.count('echoes', echoes);
    return {
      more: moved > 0 || rows.length === ROWS_PER_PASS,
      events: rows.length,
      writes: done.writes ?? 0,
      echoes,
      conflicts: done.conflicts ?? 0,
    };
  } catch (thrown) {
    const error = asHubError(thrown);
    if (error.kind === 'bug') deps.log.warn({ code: error.code, link: link.id, err: error.cause ?? error }, 'drain failed');
    if (isRepeatable(error) || (error.kind === 'bug' && attempt < ATTEMPTS_ON_BUG)) throw again(error);
    await park(deps, pass, error);
    return { ...EMPTY_STEP, events: rows.length };
  }
}

function again(error: HubError): HubError {
  if (error.kind !== 'bug') return error;
  return new HubError({ code: error.code, kind: 'transient', userMessage: error.userMessage, cause: error });
}

async function park(deps: SyncDeps, pass: Pass, error: HubError): Promise<void> {
  const { link, rows } = pass;
  if (error.kind === 'auth' && error.connectionId !== undefined) return stopConnection(deps, error.connectionId, error);
  const setting = error.kind === 'permission' || error.kind === 'config';
  await deps.db.transaction(async (tx) => {
    await killRows(tx, rows, storedError(error));
    await openTask(tx, deps.vault, {
      kind: setting ? 'setting' : 'dead_letter',
      dedupKey: setting ? `setting:${error.connectionId ?? 'hub'}:${error.code}` : `dead:${link.id}`,
      ...(setting ? {} : { link }),
      ...(error.connectionId === undefined ? {} : { connectionId: error.connectionId }),
      title: error.userMessage,
      data: { code: error.code, number: link.leftNumber },
    });
    await appendJournal(tx, deps.vault, { link, type: 'parked', actor: 'hub', data: { code: error.code, kind: error.kind } });
  });
}

/** Without a valid authorisation nothing of this connection can go on: it is paused once, with a task; its rows wait. */
export async function stopConnection(
  deps: Pick<SyncDeps, 'db' | 'vault' | 'log'>,
  connectionId: string,
  error: HubError,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const fresh = await pauseConnection(tx, connectionId, { code: error.code, by: 'hub', sentence: error.userMessage });
    if (!fresh) return;
    await openTask(tx, deps.vault, {
      kind: 'connection_stopped',
      dedupKey: `stopped:${connectionId}`,
      connectionId,
      title: error.userMessage,
      data: { code: error.code },
    });
    await appendJournal(tx, deps.vault, { connectionId, type: 'connection_paused', actor: 'hub', data: { code: error.code } });
  });
  deps.log.warn({ connection: connectionId, code: error.code }, 'connection paused');
}

/** What keeps a whole connection's events from being read is one task, however many events wait. They stay pending. */
export async function openSettingTask(
  deps: Pick<SyncDeps, 'db' | 'vault'>,
  connectionId: string,
  error: HubError,
): Promise<void> {
  await openTask(deps.db, deps.vault, {
    kind: 'setting',
    dedupKey: `setting:${connectionId}:${error.code}`,
    connectionId,
    title: error.userMessage,
    data: { code: error.code },
  });
}
