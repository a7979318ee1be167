import { createHash } from 'node:crypto';
import type pg from 'pg';
import { HubError } from '../domain/errors.ts';
import type { Lane } from './limits.ts';

/** A system that takes one call at a time, and how far apart calls are at least, in milliseconds. */
export interface Turn {
  scope: string;
  everyMs: number;
}

/** Locks of a call, in the order in which they are taken: bulk calls queue before calls of the sync, and those before what people wait for. */
const GATES: { [lane in Lane]: readonly string[] } = {
  bulk: ['bulk', 'sync', 'turn'],
  sync: ['sync', 'turn'],
  interactive: ['turn'],
};
/** PostgreSQL: a lock was not to be had within `lock_timeout`. */
const LOCK_TIMEOUT = '55P03';
/** The shortest `lock_timeout`; 0 would wait for ever. */
const SHORTEST_MS = 50;

/** Nobody waits longer, so that a process that stops is not held up. */
const LONGEST_MS = 20_000;

interface Line {
  busy: boolean;
  waiting: (() => void)[];
  /** When those who were sent away may come again: one after another. */
  nextAt: number;
}

/**
 * One call at a time to a system, over all processes, by locks of the database: they end with the connection that holds them, so that a killed
 * process keeps nobody waiting.
 *
 * Every lane has a lock of its own before the common one, held as long: of many waiting calls one per lane stands at the door, and the better lane
 * goes first. Within a process the calls of a lane queue here: one of them calls, one waits at the door.
 */
export function createTurns(pool: pg.Pool, now: () => number) {
  const lines = new Map<string, Line>();

  async function lock(turn: Turn, lane: Lane, patienceMs: number): Promise<pg.PoolClient> {
    const client = await pool.connect();
    try {
      const locks = GATES[lane].map((gate) => `select pg_advisory_xact_lock(${keyOf(`${gate}:${turn.scope}`)})`);
      await client.query(
        ['begin', `set local lock_timeout = ${Math.ceil(Math.max(patienceMs, SHORTEST_MS))}`, ...locks].join(';'),
      );
      return client;
    } catch (error) {
      const late = error instanceof Error && 'code' in error && error.code === LOCK_TIMEOUT;
      if (!late) {
        client.release(true);
        throw error;
      }
      await release(client);
      throw taken(turn, now() + turn.everyMs);
    }
  }

  return {
    /**
     * Waits for a turn. What it returns ends the turn.
     *
     * @param charge  takes a slot of the rate limit: at the front of the line, so that the next call has its slot while another one is under way; and
     *   once more where the turn came so late that calls would follow each other too closely
     * @throws HubError `rate_limited` when the wait would be longer than `maxWaitMs`; callers that are sent away together get different moments
     */
    async take(turn: Turn, lane: Lane, maxWaitMs: number, charge: () => Promise<void>): Promise<() => void> {
      const patienceMs = Math.min(maxWaitMs, LONGEST_MS);
      const startedAt = now();
      const line = lineOf(`${lane}:${turn.scope}`);
      await stand(line, turn, patienceMs, startedAt);
      try {
        await charge();
        const chargedAt = now();
        const client = await lock(turn, lane, patienceMs - (chargedAt - startedAt));
        if (now() - chargedAt > turn.everyMs)
          await charge().catch((error: unknown) => release(client).then(() => Promise.reject(error)));
        return () => void release(client);
      } finally {
        leave(line);
      }
    },
  };

  function lineOf(key: string): Line {
    const line = lines.get(key) ?? { busy: false, waiting: [], nextAt: 0 };
    lines.set(key, line);
    return line;
  }
}

/** Waits for the front of a line. @throws HubError at once where the line is too long already */
async function stand(line: Line, turn: Turn, patienceMs: number, at: number): Promise<void> {
  if (!line.busy) {
    line.busy = true;
    return;
  }
  const aheadMs = (line.waiting.length + 1) * turn.everyMs;
  if (aheadMs > patienceMs) {
    line.nextAt = Math.max(line.nextAt, at + aheadMs) + turn.everyMs;
    throw taken(turn, line.nextAt);
  }
  await new Promise<void>((resolve, reject) => {
    const called = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      line.waiting.splice(line.waiting.indexOf(called), 1);
      reject(taken(turn, at + patienceMs + turn.everyMs));
    }, patienceMs);
    line.waiting.push(called);
  });
}

/** The front of the line goes to the next who waits. */
function leave(line: Line): void {
  const next = line.waiting.shift();
  if (next) next();
  else line.busy = false;
}

/** Ends the transaction and with it the locks; a connection that cannot say so is closed, which ends them too. */
async function release(client: pg.PoolClient): Promise<void> {
  const failed = await client.query('rollback').then(
    () => false,
    () => true,
  );
  client.release(failed);
}

function keyOf(name: string): string {
  return createHash('sha256').update(`turn:${name}`).digest().readBigInt64BE().toString();
}

function taken(turn: Turn, untilMs: number): HubError {
  return new HubError({
    code: 'TURN_TAKEN',
    kind: 'rate_limited',
    userMessage: {
      ru: 'Система принимает один запрос за раз, очередь длинная: вызов отложен',
      en: 'The system takes one call at a time and the line is long: the call is put off',
    },
    detail: turn.scope,
    untilMs: Math.ceil(untilMs),
  });
}
