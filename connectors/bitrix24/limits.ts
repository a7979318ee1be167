import { HubError } from '../../domain/errors.ts';
import type { Budget, Clock } from '../sdk/contract.ts';
import type { Bitrix24Options } from './options.ts';
import type { Timing } from './wire.ts';

/** Leaky bucket of the portal per calling address: one for each HTTP request, X at once, Y a second drained. */
const RATE: { [plan in Bitrix24Options['plan']]: { rate: number; burst: number } } = {
  standard: { rate: 2, burst: 50 },
  enterprise: { rate: 5, burst: 250 },
};
/** Execution time that one method may take in ten minutes, per webhook or application; the portal's own figure can differ. */
const OPERATING_LIMIT_S = 480;
const GUARD_SHARE = 0.95;
/** Without a known reset the oldest one-minute bucket drops after at most this. */
const BUCKET_MS = 60_000;

/** Name of the request budget: everything that calls this portal shares it. */
export function rateScope(options: Pick<Bitrix24Options, 'portal'>): string {
  return `b24:${new URL(options.portal).host}:rate`;
}

/** The request rate of the plan, at limit scale 1. */
export function budgets(options: Bitrix24Options): Budget[] {
  return [{ scope: rateScope(options), ...RATE[options.plan] }];
}

/** After "too many requests": the time one slot takes to drain, and a second for other callers of this address. */
export function rateBackoffMs(options: Bitrix24Options): number {
  return 1_000 / RATE[options.plan].rate + 1_000;
}

/** Keeps one credential's methods below their execution-time budget, fed by the `time` of every answer. */
export interface OperatingBudget {
  /** @throws HubError `rate_limited` while the method is near its budget */
  admit(method: string): void;
  feed(method: string, time: Timing | undefined): void;
  /** Epoch milliseconds until which the portal keeps a method closed that it has just refused. */
  blockedUntil(method: string): number;
}

/** Tracker inside one client: every process learns from its own answers. */
export function createOperatingBudget(clock: Clock, limitScale: number): OperatingBudget {
  const resets = new Map<string, number>();
  const parked = new Map<string, number>();
  return {
    admit(method) {
      const until = parked.get(method);
      if (until === undefined) return;
      if (until > clock.now()) throw nearBudget(method, until);
      parked.delete(method);
    },
    feed(method, time) {
      if (time?.operating_reset_at === undefined) return;
      const resetMs = time.operating_reset_at * 1_000;
      resets.set(method, resetMs);
      if ((time.operating ?? 0) >= OPERATING_LIMIT_S * GUARD_SHARE) parked.set(method, resetMs);
      else parked.delete(method);
    },
    blockedUntil(method) {
      const now = clock.now();
      const known = resets.get(method) ?? 0;
      const until = known > now ? known : now + BUCKET_MS / limitScale;
      parked.set(method, until);
      return until;
    },
  };
}

function nearBudget(method: string, untilMs: number): HubError {
  return new HubError({
    code: 'B24_OPERATION_TIME_NEAR',
    kind: 'rate_limited',
    untilMs,
    userMessage: {
      ru: 'Метод Битрикс24 почти исчерпал время работы за десять минут. Узел продолжит, когда оно восстановится.',
      en: 'A Bitrix24 method has nearly spent its ten-minute time budget. Uzel goes on when it is restored.',
    },
    detail: method,
  });
}
