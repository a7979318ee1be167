import type { UserRow } from '../../store/accounts.ts';
import type { UnitScope } from '../../store/scope.ts';
import { PERMISSION_NAMES, type Permission, type Role, ruleOf } from './permissions.ts';

/** A role as it is held: over the whole hub (`unit` null), or over a unit and all below it. */
export interface Held {
  role: Role;
  unit: string | null;
}

/** Who asks, and what that one may do where. */
export interface Caller {
  /** `person:<id>`, `token:<id>`; the command line's own token is `token:bootstrap`. Stands in journal and audit. */
  actor: string;
  kind: 'session' | 'token';
  /** Null for tokens. */
  person: UserRow | null;
  sessionId: string | null;
  roles: readonly Held[];
  rights: ReadonlyMap<Permission, UnitScope>;
}

/** What roles add up to. `below` lists a unit and every unit under it. */
export function rightsOf(roles: readonly Held[], below: (unit: string) => readonly string[]): Map<Permission, UnitScope> {
  const rights = new Map<Permission, UnitScope>();
  for (const permission of PERMISSION_NAMES) {
    const { reach, roles: holders } = ruleOf(permission);
    const held = roles.filter(({ role }) => holders.includes(role));
    if (held.length === 0) continue;
    if (held.some(({ unit }) => unit === null)) rights.set(permission, 'all');
    else if (reach !== 'hub') {
      rights.set(permission, [...new Set(held.flatMap(({ unit }) => (unit === null ? [] : below(unit))))]);
    }
  }
  return rights;
}

/** The holder of the hub's own token, which the command line uses: every permission, everywhere. */
export const BOOTSTRAP: Caller = {
  actor: 'token:bootstrap',
  kind: 'token',
  person: null,
  sessionId: null,
  roles: [],
  rights: new Map(PERMISSION_NAMES.map((permission) => [permission, 'all'])),
};
