import { prng, type Random } from './random.ts';
import type { FaultPlan, FaultRule } from './types.ts';

/**
 * A plan without rules until it is set.
 *
 * Every matching rule draws on every call, and each rule has a generator of its own: adding a rule moves the strikes of no other,
 * and a rule that struck earlier in the list hides none of the later draws.
 */
export function createFaultPlan(): FaultPlan {
  let entries: { rule: FaultRule; draw: Random }[] = [];
  return {
    set(seed, rules) {
      entries = rules.map((rule, index) => ({ rule, draw: prng(seed + index * 7919) }));
    },
    strike(operation, kinds, by = 'any') {
      let struck: FaultRule | null = null;
      for (const { rule, draw } of entries) {
        if (!kinds.includes(rule.kind)) continue;
        if (rule.operation !== operation && (by === 'name' || rule.operation !== '*')) continue;
        const hit = draw() < rule.share;
        if (hit && struck === null) struck = rule;
      }
      return struck;
    },
  };
}
