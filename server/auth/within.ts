import type { HubError } from '../../domain/errors.ts';
import type { Database } from '../../store/database.ts';
import { isWithin, type Scoped, type UnitScope } from '../../store/scope.ts';
import { getUnit } from '../../store/units.ts';
import { InvalidRequest } from '../refusals.ts';

/** @throws what an id of nothing throws, for a record outside the caller's units: nobody learns that it is there */
export async function assertWithin(
  db: Database,
  kind: Scoped,
  id: string | number,
  scope: UnitScope,
  unknown: () => HubError,
): Promise<void> {
  if (!(await isWithin(db, kind, id, scope))) throw unknown();
}

/**
 * A unit that a record is to be given: one that exists, and lies in the caller's own units. `undefined` leaves it as it is.
 * @throws InvalidRequest otherwise; also for no unit at all, which only callers over the whole hub may give
 */
export async function assertUnit(db: Database, unit: string | null | undefined, scope: UnitScope): Promise<void> {
  if (unit === undefined || (unit === null && scope === 'all')) return;
  if (unit === null) throw new InvalidRequest([{ path: 'unit', message: 'one of your units' }]);
  if (!(await getUnit(db, unit)) || (scope !== 'all' && !scope.includes(unit))) {
    throw new InvalidRequest([{ path: 'unit', message: 'there is no such unit' }]);
  }
}
