import type { Budget, Clock } from '../../connectors/sdk/contract.ts';
import type { BreakerPort, BudgetPort, Pressure, PressurePort, TurnPort } from '../../connectors/sdk/ports.ts';
import { HubError } from '../../domain/errors.ts';

/** GCRA over a map; scopes without a budget are free. Share one instance to play several processes. */
export function createMemoryBudget(budgets: readonly Budget[], clock: Clock): BudgetPort {
  const slots = new Map(budgets.map((budget) => [budget.scope, { ...budget, nextAt: 0 }]));
  return {
    async acquire(charges, _lane, maxWaitMs) {
      const now = clock.now();
      const taken = charges.flatMap(({ scope, cost }) => {
        const slot = slots.get(scope);
        if (!slot) return [];
        const gapMs = 1000 / slot.rate;
        const from = Math.max(slot.nextAt, now - (slot.burst - 1) * gapMs);
        return [{ slot, startAt: from, nextAt: from + cost * gapMs }];
      });
      const startAt = Math.max(now, ...taken.map((entry) => entry.startAt));
      if (startAt - now > maxWaitMs) throw rateLimited(startAt);
      for (const { slot, nextAt } of taken) slot.nextAt = nextAt;
      if (startAt > now) await new Promise((done) => setTimeout(done, startAt - now));
    },
  };
}

/** One call at a time for each scope, better lanes first. Share one instance to play several processes. */
export function createMemoryTurns(): TurnPort {
  const ranks = ['interactive', 'sync', 'bulk'] as const;
  const taken = new Map<string, { rank: number; begin(): void }[]>();
  return {
    async take({ scope }, lane, _maxWaitMs, charge) {
      await charge();
      const waiting = taken.get(scope);
      const end = () => {
        const next = taken.get(scope)?.shift();
        if (next) next.begin();
        else taken.delete(scope);
      };
      if (!waiting) {
        taken.set(scope, []);
        return end;
      }
      const rank = ranks.indexOf(lane);
      await new Promise<void>((begin) => {
        const at = waiting.findIndex((other) => other.rank > rank);
        waiting.splice(at < 0 ? waiting.length : at, 0, { rank, begin });
      });
      return end;
    },
  };
}

/** Opens after `threshold` failures in a row, for `openMs`. */
export function createMemoryBreaker(clock: Clock, threshold = 50, openMs = 1_000): BreakerPort {
  const failures = new Map<string, { count: number; openUntil: number }>();
  return {
    async admit(scope) {
      const openUntil = failures.get(scope)?.openUntil ?? 0;
      if (openUntil > clock.now()) throw circuitOpen(openUntil);
    },
    success(scope) {
      failures.delete(scope);
    },
    unused() {},
    failure(scope) {
      const count = (failures.get(scope)?.count ?? 0) + 1;
      failures.set(scope, { count, openUntil: count >= threshold ? clock.now() + openMs : 0 });
    },
  };
}

/** Figures of vendor limits in a map. Share one instance to play several processes. */
export function createMemoryPressure(clock: Clock): PressurePort & { told: Map<string, Pressure> } {
  const told = new Map<string, Pressure>();
  return {
    told,
    async read(scope) {
      const known = told.get(scope);
      return known && known.untilMs > clock.now() ? known : null;
    },
    tell(scope, pressure) {
      const known = told.get(scope);
      const weaker =
        known && (known.untilMs > pressure.untilMs || (known.untilMs === pressure.untilMs && known.value > pressure.value));
      if (!weaker) told.set(scope, pressure);
    },
  };
}

function rateLimited(untilMs: number): HubError {
  return new HubError({
    code: 'BUDGET_EXHAUSTED',
    kind: 'rate_limited',
    untilMs,
    userMessage: { ru: 'Лимит запросов исчерпан.', en: 'The rate limit is used up.' },
  });
}

function circuitOpen(untilMs: number): HubError {
  return new HubError({
    code: 'CIRCUIT_OPEN',
    kind: 'transient',
    untilMs,
    userMessage: { ru: 'Система недоступна.', en: 'The system is unavailable.' },
  });
}
