import type { Budget } from '../sdk/contract.ts';
import type { Bitrix24Options } from './options.ts';

/** Leaky bucket of the portal per calling address: one for each HTTP request, X at once, Y a second drained. */
const RATE: { [plan in Bitrix24Options['plan']]: { rate: number; burst: number } } = {
  standard: { rate: 2, burst: 50 },
  enterprise: { rate: 5, burst: 250 },
};
/**
 * The portal counts requests when they arrive: its bucket begins to drain only with the first of them, and what was sent meanwhile comes on top.
 * Room is kept for a first request that is this late, in seconds, and thereby for others who call from this address.
 */
const LATENESS = 5;
/** How much longer each further refusal in a row makes the wait, and after how many it grows no more. */
const GROWTH = 1.5;
const GROWS_UNTIL = 6;

type Plan = Pick<Bitrix24Options, 'plan'>;

/** Name of the request budget: everything that calls this portal shares it, whatever its webhook or application. */
export function rateScope(options: Pick<Bitrix24Options, 'portal'>): string {
  return `b24:${new URL(options.portal).host}:rate`;
}

/** The request rate of the plan, and its burst but for the room kept free, at limit scale 1. */
export function budgets(options: Bitrix24Options): Budget[] {
  const { rate, burst } = RATE[options.plan];
  return [{ scope: rateScope(options), rate, burst: burst - rate * LATENESS }];
}

/** Requests a second of the plan. */
export function rateOf({ plan }: Plan): number {
  return RATE[plan].rate;
}

/** After "too many requests": the time one slot takes to drain and a second for other callers of this address, more with each refusal in a row. */
export function rateBackoffMs(options: Plan, strikes: number): number {
  return (1_000 / rateOf(options) + 1_000) * GROWTH ** Math.min(Math.max(strikes - 1, 0), GROWS_UNTIL);
}
