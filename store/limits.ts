import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { HubError } from '../domain/errors.ts';
import type { Database } from './database.ts';

/** A rate limit as data: `rate` calls a second, `burst` at once. */
export interface Budget {
  scope: string;
  rate: number;
  burst: number;
}

export type Lane = 'interactive' | 'sync' | 'bulk';

/** Bulk traffic leaves the rest of the burst to others, and of the rate while others wait; "others wait" holds for this long after one had to. */
const BULK_SHARE = 0.7;
const FOREGROUND_MS = 10_000;
/** How long a process believes that nobody else waits. */
const CALM_MS = 500;

/** How long to wait for a slot; and, where that is too long, when one is free. */
type Judged = { wait: number; until: number };

/**
 * Rate budgets shared by all processes (generic cell rate algorithm on one row per scope, by the database's clock).
 * `acquire` waits for its slot; beyond `maxWaitMs` it takes none and throws `rate_limited` with a moment at which it would fit:
 * callers that are sent away together get different moments, at the allowed rate. Waiting ends when the process stops (`stopping`).
 */
export function createBudgets(db: Database, budgets: readonly Budget[], stopping?: AbortSignal) {
  const table = new Map(budgets.map((budget) => [budget.scope, budget]));
  const calmUntil = new Map<string, number>();

  /** Reserves a slot and returns how long to wait for it. A slot is used when its wait is over: later, it would come on top of those of others. */
  async function take(budget: Budget, cost: number, lane: Lane, maxWaitMs: number): Promise<number> {
    const interval = 1000 / budget.rate;
    const step = interval * cost;
    const bulk = lane === 'bulk';
    const tolerance = interval * budget.burst * (bulk ? BULK_SHARE : 1);
    const result = await db.execute<Judged>(sql`
      with clock as (select extract(epoch from clock_timestamp())::float8 * 1000 as now),
      seen as (
        select b.*, clock.now, greatest(b.tat, clock.now) + ${step}::float8 as next_tat
        from budgets b, clock where b.scope = ${budget.scope} for update of b
      ),
      judged as (select *, greatest(0, next_tat - ${tolerance}::float8 - now) as wait from seen)
      update budgets b set
        tat = case when j.wait <= ${maxWaitMs}::float8 then j.next_tat else b.tat end,
        queue_tat = case when j.wait <= ${maxWaitMs}::float8 then b.queue_tat else greatest(b.queue_tat, j.now + j.wait) + ${step}::float8 end,
        foreground_at = case when ${bulk} or j.wait = 0 then b.foreground_at else j.now end
      from judged j where b.scope = j.scope
      returning j.wait, b.queue_tat as until`);
    const row = result.rows[0];
    if (!row) {
      await db.execute(sql`insert into budgets (scope) values (${budget.scope}) on conflict do nothing`);
      return take(budget, cost, lane, maxWaitMs);
    }
    return granted(budget, row, maxWaitMs);
  }

  /** While others wait, bulk calls queue at their share of the rate before they reserve a slot. */
  async function yieldToOthers(budget: Budget, cost: number, maxWaitMs: number): Promise<number> {
    if (performance.now() < (calmUntil.get(budget.scope) ?? 0)) return 0;
    const interval = 1000 / (budget.rate * BULK_SHARE);
    const step = interval * cost;
    const result = await db.execute<Judged>(sql`
      with clock as (select extract(epoch from clock_timestamp())::float8 * 1000 as now),
      seen as (
        select b.*, clock.now, greatest(b.bulk_tat, clock.now) + ${step}::float8 as next_tat
        from budgets b, clock
        where b.scope = ${budget.scope} and b.foreground_at > clock.now - ${FOREGROUND_MS}::float8 for update of b
      ),
      judged as (select *, greatest(0, next_tat - ${interval}::float8 - now) as wait from seen)
      update budgets b set
        bulk_tat = case when j.wait <= ${maxWaitMs}::float8 then j.next_tat else b.bulk_tat end,
        queue_tat = case when j.wait <= ${maxWaitMs}::float8 then b.queue_tat else greatest(b.queue_tat, j.now + j.wait) + ${step}::float8 end
      from judged j where b.scope = j.scope
      returning j.wait, b.queue_tat as until`);
    const row = result.rows[0];
    if (row) return granted(budget, row, maxWaitMs);
    calmUntil.set(budget.scope, performance.now() + CALM_MS);
    return 0;
  }

  function granted(budget: Budget, { wait, until }: Judged, maxWaitMs: number): number {
    if (wait <= maxWaitMs) return wait;
    throw new HubError({
      code: 'BUDGET_EXHAUSTED',
      kind: 'rate_limited',
      userMessage: {
        ru: 'Лимит запросов к системе исчерпан, вызов отложен',
        en: 'The request budget is used up, the call is put off',
      },
      detail: budget.scope,
      untilMs: Math.ceil(until),
    });
  }

  async function waitFor(ms: number): Promise<void> {
    try {
      await sleep(ms, undefined, stopping === undefined ? {} : { signal: stopping });
    } catch (cause) {
      const userMessage = { ru: 'Узел останавливается, вызов отложен', en: 'The hub is stopping, the call is put off' };
      throw new HubError({ code: 'STOPPING', kind: 'transient', userMessage, cause });
    }
  }

  return {
    async acquire(charges: readonly { scope: string; cost: number }[], lane: Lane, maxWaitMs: number): Promise<void> {
      for (const { scope, cost } of charges) {
        const budget = table.get(scope);
        if (!budget) throw new Error(`no budget is declared for scope ${scope}`);
        const yielded = lane === 'bulk' ? await yieldToOthers(budget, cost, maxWaitMs) : 0;
        if (yielded > 0) await waitFor(yielded);
        const wait = await take(budget, cost, lane, maxWaitMs - yielded);
        if (wait > 0) await waitFor(wait);
      }
    },
  };
}

/** Consecutive failures that open a breaker, and how long it then refuses. */
const FAILURES_TO_OPEN = 8;
const OPEN_MS = 15_000;
const PROBE_MS = 10_000;
/** How stale a process's picture of a closed breaker may be. */
const CACHE_MS = 500;

/** Circuit breakers shared by all processes. A closed breaker costs no write and at most two reads a second. */
export function createBreakers(db: Database, options: { scale: number; now: () => number }) {
  const openMs = OPEN_MS / options.scale;
  const cache = new Map<string, { at: number; failures: number; openUntil: number }>();

  async function look(scope: string) {
    const cached = cache.get(scope);
    const now = options.now();
    if (cached && now - cached.at < CACHE_MS) return cached;
    const result = await db.execute<{ failures: number; open_until: number }>(
      sql`select failures, open_until from breakers where scope = ${scope}`,
    );
    const row = result.rows[0];
    const seen = { at: now, failures: row?.failures ?? 0, openUntil: row?.open_until ?? 0 };
    cache.set(scope, seen);
    return seen;
  }

  return {
    /** @throws HubError `transient` with the moment of the next probe, while the breaker is open */
    async admit(scope: string): Promise<void> {
      const seen = await look(scope);
      if (seen.failures < FAILURES_TO_OPEN) return;
      const now = options.now();
      if (seen.openUntil <= now) {
        const probe = await db.execute(sql`
          update breakers set probe_until = ${now + PROBE_MS} where scope = ${scope} and probe_until <= ${now} returning scope`);
        if ((probe.rowCount ?? 0) > 0) return;
      }
      throw new HubError({
        code: 'CIRCUIT_OPEN',
        kind: 'transient',
        userMessage: {
          ru: 'Система не отвечает, вызовы приостановлены до пробного запроса',
          en: 'The system does not answer; calls wait for a probe',
        },
        detail: scope,
        untilMs: Math.max(seen.openUntil, now + openMs / 4),
      });
    },
    async success(scope: string): Promise<void> {
      const seen = await look(scope);
      if (seen.failures === 0) return;
      await db.execute(sql`update breakers set failures = 0, open_until = 0, probe_until = 0 where scope = ${scope}`);
      cache.set(scope, { at: options.now(), failures: 0, openUntil: 0 });
    },
    async unused(scope: string): Promise<void> {
      if ((cache.get(scope)?.failures ?? 0) < FAILURES_TO_OPEN) return;
      await db.execute(sql`update breakers set probe_until = 0 where scope = ${scope}`);
    },
    async failure(scope: string): Promise<void> {
      const openUntil = options.now() + openMs;
      const result = await db.execute<{ failures: number }>(sql`
        insert into breakers (scope, failures) values (${scope}, 1)
        on conflict (scope) do update set failures = breakers.failures + 1, probe_until = 0,
          open_until = case when breakers.failures + 1 >= ${FAILURES_TO_OPEN} then ${openUntil}::float8 else 0 end
        returning failures`);
      const failures = result.rows[0]?.failures ?? 1;
      cache.set(scope, { at: options.now(), failures, openUntil: failures >= FAILURES_TO_OPEN ? openUntil : 0 });
    },
  };
}
