import type { Claim } from '../claim.ts';
import type { Category, Reason } from './categories.ts';

/** What the office has decided about documents of one category of one claim. */
export interface Decision {
  /** Has come from the supplier. */
  ready: boolean;
  /** Kept back, whatever else is true. */
  hold: Reason | null;
  /** Available only so many days before the tour. */
  daysBefore: number | null;
}

const none: Decision = { ready: false, hold: null, daysBefore: null };

export interface Decisions {
  about(claim: Claim, category: Pick<Category, 'id'>): Decision;
  change(claim: Claim, category: Pick<Category, 'id'>, change: Partial<Decision>): boolean;
  clear(): void;
}

export function createDecisions(): Decisions {
  const taken = new Map<string, Decision>();
  const keyOf = (claim: Claim, { id }: Pick<Category, 'id'>) => `${claim.guid}:${id}`;
  const about: Decisions['about'] = (claim, category) => taken.get(keyOf(claim, category)) ?? none;
  return {
    about,
    change(claim, category, change) {
      const before = about(claim, category);
      const after = { ...before, ...change };
      taken.set(keyOf(claim, category), after);
      return JSON.stringify(before) !== JSON.stringify(after);
    },
    clear: () => taken.clear(),
  };
}
