import type { Fields, Json } from '../json.ts';
import { sameJson } from './equal.ts';
import { merge } from './merge.ts';
import { type Choice, resolve } from './resolve.ts';
import type { Conflict, FieldPolicy, MergeInput, MergeResult } from './types.ts';

/** What a person answered to a conflict, and the values that the person saw. */
export interface MadeChoice {
  field: string;
  choice: Choice;
  left: Json;
  right: Json;
}

/** A person's order to bring a field back to a value that both sides once agreed on. */
export interface Rewind {
  field: string;
  value: Json;
}

/** What people have ordered about one record. */
export interface Orders {
  choices: readonly MadeChoice[];
  rewinds: readonly Rewind[];
}

export const NO_ORDERS: Orders = { choices: [], rewinds: [] };

export interface Decision extends MergeResult {
  /** Choices that no longer apply: a value has moved since the person saw it, and the conflict asks anew. */
  outdated: string[];
  /** Rewinds that are part of the writes or already true. */
  rewound: string[];
  /** Rewinds that no longer apply, because somebody has edited the field since. */
  overtaken: string[];
}

/**
 * Merges both sides and carries out what people have ordered. Pure.
 *
 * A choice holds for the values that were shown: another edit brings the question back instead of being buried. A rewind is written to every side that may
 * take it; a field that was edited meanwhile is left to the edit.
 */
export function decide(input: MergeInput, orders: Orders): Decision {
  const merged = merge(input);
  const decision: Decision = {
    ...merged,
    toRight: { ...merged.toRight },
    toLeft: { ...merged.toLeft },
    conflicts: [],
    outdated: [],
    rewound: [],
    overtaken: [],
  };
  const policies = new Map(input.policies.map((policy) => [policy.field, policy]));
  for (const conflict of merged.conflicts) settleConflict(decision, conflict, orders.choices, policies.get(conflict.field));
  for (const rewind of orders.rewinds) applyRewind(decision, rewind, input, policies.get(rewind.field));
  return decision;
}

function settleConflict(decision: Decision, conflict: Conflict, choices: readonly MadeChoice[], policy?: FieldPolicy): void {
  const made = choices.find(({ field }) => field === conflict.field);
  if (made === undefined || policy === undefined) {
    decision.conflicts.push(conflict);
    return;
  }
  const same = (a: Json, b: Json) => sameJson(policy.normalise(a), policy.normalise(b));
  if (!same(made.left, conflict.left) || !same(made.right, conflict.right)) {
    decision.outdated.push(conflict.field);
    decision.conflicts.push(conflict);
    return;
  }
  const { toRight, toLeft } = resolve(conflict, made.choice);
  Object.assign(decision.toRight, toRight);
  if (policy.writableLeft) Object.assign(decision.toLeft, toLeft);
}

function applyRewind(decision: Decision, { field, value }: Rewind, input: MergeInput, policy?: FieldPolicy): void {
  if (input.held?.includes(field)) return;
  const moved = decision.changedLeft.includes(field) || decision.changedRight.includes(field);
  if (policy === undefined || policy.owner === 'left' || input.right === null || moved) {
    decision.overtaken.push(field);
    return;
  }
  const differs = (side: Fields) => !sameJson(policy.normalise(side[field] ?? null), policy.normalise(value));
  if (differs(input.right)) decision.toRight[field] = value;
  if (policy.owner === 'shared' && policy.writableLeft && differs(input.left)) decision.toLeft[field] = value;
  decision.rewound.push(field);
}
