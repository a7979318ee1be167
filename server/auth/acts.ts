import { limitsOf } from '../../store/approvals.ts';
import type { Db } from '../../store/database.ts';
import type { Caller } from './caller.ts';
import { type Permission, type Role, ruleOf } from './permissions.ts';

/** An act that grows dangerous with its size: how many each role may do alone. A role that is not listed needs a second person for one. */
interface Act {
  permission: Permission;
  alone: { readonly [role in Role]?: number };
  /** For programs, which have no role. */
  token: number;
}

/** What ships; the hub's own limits stand in the database beside it. A night shift of one can clear an ordinary evening's failures. */
export const ACTS = {
  'events.replay': { permission: 'events.replay', alone: { crm_admin: 200, operations: 100 }, token: 100 },
  'documents.resend': { permission: 'documents.bulk', alone: { finance: 50, head: 50, operations: 20 }, token: 20 },
} as const satisfies { [act: string]: Act };

export type ActName = keyof typeof ACTS;
const TABLE: { [act in ActName]: Act } = ACTS;
export const ACT_NAMES = Object.keys(ACTS) as ActName[];
export const actOf = (name: ActName): Act => TABLE[name];

/** How many of an act a caller may do without asking anybody: the most that any of their roles for it allows. */
export async function aloneLimit(db: Db, name: ActName, caller: Caller): Promise<number> {
  const act = actOf(name);
  if (caller.kind === 'token') return act.token;
  const set = await limitsOf(db, name);
  const roles = caller.roles.map(({ role }) => role).filter((role) => ruleOf(act.permission).roles.includes(role));
  return Math.max(0, ...roles.map((role) => set.get(role) ?? act.alone[role] ?? 0));
}
