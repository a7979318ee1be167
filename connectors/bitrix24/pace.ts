import type { Clock } from '../sdk/contract.ts';
import type { PressurePort } from '../sdk/ports.ts';

const STRIKES = 5;
const STRIKES_WITHIN_MS = 60_000;
const CUT = 0.8;
const STEP = 0.1;
const SUCCESSES = 20;
/** The lowest rate, in requests a second. */
const FLOOR = 0.5;
/** A slower pace that nobody renews is forgotten after this. */
const KEPT_MS = 10 * 60_000;

/**
 * The pace at which a portal is called that keeps answering "too many requests": somebody else uses up its limit from our address.
 * Five refusals within a minute cut the rate by a fifth, twenty good answers give a tenth back; all processes share the pace.
 */
export interface Pace {
  /** What one request takes from the budget: 1, and more while the pace is cut. */
  cost(): Promise<number>;
  served(): void;
  /** Returns how many refusals there were within the last minute. */
  refused(): number;
}

interface PaceDeps {
  pressure: PressurePort;
  clock: Clock;
  /** Scope of the request budget. */
  scope: string;
  /** Requests a second of the plan. */
  rate: number;
}

export function createPace({ pressure, clock, scope, rate }: PaceDeps): Pace {
  const key = `${scope}:pace`;
  let strikes: number[] = [];
  let successes = 0;
  let cost = 1;

  const shareTo = (share: number) => {
    const allowed = Math.max(share, FLOOR / rate);
    cost = allowed > 0.999 ? 1 : 1 / allowed;
    pressure.tell(key, { value: cost, untilMs: clock.now() + KEPT_MS });
  };

  return {
    async cost() {
      cost = (await pressure.read(key))?.value ?? 1;
      return cost;
    },
    served() {
      if (cost === 1 || ++successes < SUCCESSES) return;
      successes = 0;
      shareTo(1 / cost + STEP);
    },
    refused() {
      const now = clock.now();
      strikes = [...strikes.filter((at) => at > now - STRIKES_WITHIN_MS), now];
      successes = 0;
      const count = strikes.length;
      if (count < STRIKES) return count;
      strikes = [];
      shareTo((1 / cost) * CUT);
      return count;
    },
  };
}
